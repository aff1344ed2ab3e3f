import Support
import Testing

@testable import Rows
@testable import Verification

/// A row as these tests make them: a time as it travels, the server's name of its month, a number and whether it is sealed.
private struct DatedRow {
    var time: [UInt8]?
    var month: String?
    var number: Int
    var isSealed: Bool

    var fields: [[UInt8]?] { [Array("\(number)".utf8), time, isSealed ? [0xAA, UInt8(number & 0xFF)] : nil] }
}

@Suite("A calendar of months") struct MonthCalendarTests {
    /// Times with the names that the server has for their months.
    private static func times(_ query: String) throws -> [(time: [UInt8]?, month: String?)] {
        try PrivateServer.shared.copyBinary(
            """
            SELECT t, CASE WHEN isfinite(t) THEN to_char(t, 'YYYY-MM') || CASE WHEN t < '0001-01-01' THEN ' BC' ELSE '' END END
            FROM (\(query)) x(t)
            """
        ).map { ($0[0], $0[1].map { String(decoding: $0, as: UTF8.self) }) }
    }

    private static let few = Result {
        try times(
            """
            SELECT timestamp '1999-06-15 12:00' + make_interval(months => m, secs => s)
            FROM generate_series(0, 14) m, generate_series(1, 2) s
            UNION ALL SELECT unnest('{0044-03-15 BC,0001-01-01,294276-12-31,infinity,-infinity,NULL}'::timestamp[])
            """)
    }

    private static func calendar(_ rows: some Sequence<DatedRow>, limit: Int) -> MonthCalendar {
        var memory = FieldMemory([0, 1, 2])
        var calendar = MonthCalendar(timeField: 1, clock: .microseconds, fields: [0, 1, 2], limit: limit)
        for row in rows {
            var bytes: [UInt8] = []
            var ranges: [FieldRange] = []
            for field in row.fields {
                ranges.append(FieldRange(start: Int32(bytes.count), count: field.map { Int32($0.count) } ?? -1))
                bytes += field ?? []
            }
            let lent = Row(bytes: bytes.span.bytes, fields: ranges.span)
            calendar.accept(lent, isSealed: row.isSealed, behind: memory)
            memory.remember(lent)
        }
        calendar.settle(at: memory)
        return calendar
    }

    /// One line for each element: month, rows, verified, first and last number.
    private static func lines(_ calendar: MonthCalendar) -> [String] {
        let months = calendar.months { values in
            ChainReport.RowPlace(
                order: [values[0].map { String(decoding: $0, as: UTF8.self) }], time: nil,
                hash: values[2].map { "\($0)" })
        }
        return months.map { month in
            let name =
                switch month.period {
                case .month(let text): text
                case .furtherMonths: "further"
                case .noMonth: "none"
                }
            let ends = [month.first, month.last].map { ($0?.order[0] ?? "?") + ($0?.hash == nil ? "u" : "") }
            return "\(name) \(month.rows) \(month.verified) \(ends[0])-\(ends[1])"
        }
    }

    /// The same, counted the plain way.
    private static func expected(_ rows: [DatedRow], limit: Int) -> [String] {
        /// Months since January 2000; BC 1 is the year 0.
        func number(_ month: String) -> Int {
            let parts = month.split(whereSeparator: { "- ".contains($0) })
            let year = Int(parts[0]) ?? 0
            return ((parts.count == 3 ? 1 - year : year) - 2000) * 12 + (Int(parts[1]) ?? 0) - 1
        }
        func distance(_ number: Int) -> Double { abs(Double(number) + 0.5) - (number >= 0 ? 0.25 : 0) }
        let names = Set(rows.compactMap(\.month))
        let near = names.sorted { distance(number($0)) < distance(number($1)) }.prefix(limit)
        let far = names.subtracting(near)
        func line(_ name: String, _ rows: [DatedRow]) -> String? {
            guard let first = rows.first, let last = rows.last else { return nil }
            func end(_ row: DatedRow) -> String { "\(row.number)\(row.isSealed ? "" : "u")" }
            return "\(name) \(rows.count) \(rows.count { $0.isSealed }) \(end(first))-\(end(last))"
        }
        let lines = near.sorted { number($0) < number($1) }.map { name in line(name, rows.filter { $0.month == name }) }
        return
            (lines + [
                line("further", rows.filter { $0.month.map(far.contains) ?? false }),
                line("none", rows.filter { $0.month == nil }),
            ]).compactMap(\.self)
    }

    private static func rows(_ count: Int, using random: inout some RandomNumberGenerator) throws -> [DatedRow] {
        let times = try few.get()
        var rows: [DatedRow] = []
        var (time, month): ([UInt8]?, String?) = (nil, nil)
        for number in 0..<count {
            // Often the month of the row before, as in a log.
            if number == 0 || Bool.random(using: &random) {
                (time, month) = times[Int.random(in: 0..<times.count, using: &random)]
            }
            rows.append(
                DatedRow(time: time, month: month, number: number, isSealed: Int.random(in: 0..<5, using: &random) > 0))
        }
        return rows
    }

    @Test(arguments: [1, 3, 8, 100])
    func `merged from runs is what one pass gives, however the runs are cut`(limit: Int) throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let rows = try Self.rows(Int.random(in: 0...60, using: &random), using: &random)
            let expected = Self.expected(rows, limit: limit)
            #expect(Self.lines(Self.calendar(rows, limit: limit)) == expected)
            var cuts = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Int.random(in: 0...rows.count, using: &random)
            }
            cuts = [0] + cuts.sorted() + [rows.count]
            var runs = zip(cuts, cuts.dropFirst()).map { Self.calendar(rows[$0..<$1], limit: limit) }
            var fromLeft = runs[0]
            for run in runs.dropFirst() { fromLeft.merge(run) }
            #expect(Self.lines(fromLeft) == expected)
            while runs.count > 1 {
                let place = Int.random(in: 0..<runs.count - 1, using: &random)
                runs[place].merge(runs.remove(at: place + 1))
            }
            #expect(Self.lines(runs[0]) == expected)
        }
    }

    @Test func `may be asked in the middle of its run, and goes on`() throws {
        var random = SystemRandomNumberGenerator()
        let rows = try Self.rows(200, using: &random)
        var memory = FieldMemory([0, 1, 2])
        var calendar = MonthCalendar(timeField: 1, clock: .microseconds, fields: [0, 1, 2])
        for (index, row) in rows.enumerated() {
            let fields = row.fields
            let bytes = fields.flatMap { $0 ?? [] }
            var start = 0
            let ranges = fields.map { field in
                defer { start += field?.count ?? 0 }
                return FieldRange(start: Int32(start), count: field.map { Int32($0.count) } ?? -1)
            }
            let lent = Row(bytes: bytes.span.bytes, fields: ranges.span)
            calendar.accept(lent, isSealed: row.isSealed, behind: memory)
            memory.remember(lent)
            if index % 7 == 0 {
                calendar.settle(at: memory)
                #expect(Self.lines(calendar) == Self.expected(Array(rows[...index]), limit: 12_000))
            }
        }
    }

    @Test(arguments: ["m", "-m", "m * 7919 % 60000"])
    func `tells a thousand years one by one, and counts the rows of others together`(order: String) throws {
        let times = try Self.times(
            """
            SELECT timestamp '0001-01-01' + make_interval(months => m)
            FROM generate_series(0, 59999) m ORDER BY \(order)
            """)
        let rows = times.enumerated().map { DatedRow(time: $1.time, month: $1.month, number: $0, isSealed: true) }
        let lines = Self.lines(Self.calendar(rows, limit: MonthCalendar.limit))
        #expect(lines.count == 12_001)
        #expect(lines.first?.hasPrefix("1500-01 1 1 ") == true)
        #expect(lines.dropLast().last?.hasPrefix("2499-12 1 1 ") == true)
        #expect(lines.last == "further 48000 48000 0-59999" || order.contains("%"))
        #expect(lines.last?.hasPrefix("further 48000 48000 ") == true)
    }

    @Test func `keeps no row whose values are long`() throws {
        let time = try #require(try Self.few.get().first?.time)
        var calendar = MonthCalendar(timeField: 1, clock: .microseconds, fields: [0, 1])
        var memory = FieldMemory([0, 1])
        // The time takes 8 bytes of the 1,024.
        for count in [1_017, 1_016] {
            let bytes = [UInt8](repeating: 65, count: count) + time
            let ranges = [FieldRange(start: 0, count: Int32(count)), FieldRange(start: Int32(count), count: 8)]
            let row = Row(bytes: bytes.span.bytes, fields: ranges.span)
            calendar.accept(row, isSealed: true, behind: memory)
            memory.remember(row)
            calendar.settle(at: memory)
            let months = calendar.months {
                ChainReport.RowPlace(order: [String($0[0]?.count ?? 0)], time: nil, hash: nil)
            }
            #expect(months.map(\.first) == [nil])
            #expect(months.map { $0.last?.order } == [count == 1_016 ? ["1016"] : nil])
        }
        var whole = MonthCalendar(timeField: 1, clock: .microseconds, fields: [0, 1])
        whole.merge(calendar)
        #expect(whole.months { _ in ChainReport.RowPlace(order: [], time: nil, hash: nil) }.map(\.rows) == [2])
    }

    @Test(arguments: [
        [], [0], [0, 0, 0, 1], [UInt8](repeating: 0, count: 9), [0x7F] + [UInt8](repeating: 0xFF, count: 7),
    ])
    func `counts what is no time with the rows that have none`(_ time: [UInt8]) {
        let row = DatedRow(time: time, month: nil, number: 1, isSealed: true)
        #expect(Self.lines(Self.calendar([row, row], limit: 5)) == ["none 2 2 1-1"])
    }
}
