import Support
import Testing

@testable import Formula

/// The private server as the source of what is right.
enum Oracle {
    /// Bytes that a closure appended.
    static func rendered(_ body: (inout ByteBuffer) throws -> Void) rethrows -> [UInt8] {
        var buffer = ByteBuffer()
        try body(&buffer)
        return (0..<buffer.count).map { buffer[$0] }
    }

    /// Rows of a query under session settings, whose values have no blanks.
    static func rows(_ query: String, _ settings: [String: String] = [:]) throws -> [[[UInt8]?]] {
        let options = settings.map { "-c \($0.key)=\($0.value)" }.joined(separator: " ")
        return try PrivateServer.shared.copyBinary(
            query, database: settings.isEmpty ? "postgres" : "postgres options='\(options)'")
    }

    static func text(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "NULL" }

    /// Compares the server's answers with ours and records the first differences.
    static func compare(
        _ rows: [[[UInt8]?]], column: Int, label: String, atLeast: Int = 1, _ ours: ([[UInt8]?]) throws -> [UInt8]?
    ) {
        var differences = 0
        for row in rows {
            let answer: String
            do { answer = text(try ours(row)) } catch { answer = "thrown: \(error)" }
            guard answer != text(row[column]) else { continue }
            differences += 1
            if differences <= 8 {
                Issue.record("\(label): server '\(text(row[column]))', ours '\(answer)', row \(row.map { text($0) })")
            }
        }
        #expect(differences == 0, "\(label)")
        #expect(rows.count >= atLeast)
    }

    /// Compares both renderings of a type: columns are value, `value::text`, `concat(value)`.
    static func compareRenderings(
        of type: ValueType, _ values: String, settings: [String: String] = [:], atLeast: Int = 100
    ) throws {
        let rows = try rows("SELECT v, v::text, concat(v) FROM (\(values)) s(v)", settings)
        let render = try RenderSettings(settings)
        compare(rows, column: 1, label: "\(type)::text \(settings)", atLeast: atLeast) { row in
            let field = row[0] ?? []
            return try rendered { try type.appendCastText(field.span, settings: render, to: &$0) }
        }
        compare(rows, column: 2, label: "concat(\(type)) \(settings)", atLeast: atLeast) { row in
            let field = row[0] ?? []
            return try rendered { try type.appendOutput(field.span, settings: render, to: &$0) }
        }
    }

    /// 4713 BC to 294276 AD, thick where logs are, with edges.
    static let timestamps = """
        SELECT to_timestamp(a + floor(random() * b)) + (floor(random() * 1000000) || ' us')::interval
          FROM (VALUES (-2208988800::float8, 6311433600::float8), (-62135596800, 62135596800), (-210866803200, 9334567296000))
            r(a, b), generate_series(1, 800)
        UNION ALL SELECT t::timestamptz FROM unnest('{infinity,-infinity,epoch,"4713-01-01 BC","4714-11-24 00:00:00+00 BC",
          "0001-12-31 23:59:59.999999+00 BC","0001-01-01 00:00+00","294276-12-31 23:59:59.999999+00",
          "294276-12-31 23:59:59.999949+00","294247-01-10 04:00:54.775807+00","294247-01-10 04:00:54.775806+00","294247-01-10 04:00:54.77586+00","1999-12-31 23:59:59.9+00",
          "2000-01-01 00:00+00","10000-01-01","9999-12-31","1900-02-28","2000-02-29","2100-03-01"}'::text[]) t
        """
}

extension Optional<[UInt8]> {
    /// The field as the number on the wire.
    var int64: Int64 {
        get throws {
            let bytes = self ?? []
            return try bytes.span.number(Int64.self)
        }
    }
}

extension ValueType {
    func order(_ one: [UInt8]?, _ other: [UInt8]?) throws -> [UInt8] {
        let left = one ?? []
        let right = other ?? []
        return Array(String(try order(left.span, right.span)).utf8)
    }
}
