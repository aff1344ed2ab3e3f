import AuditChain
import Foundation
import Verification

extension ExportManifest {
    /// Reads a manifest, whoever made it.
    ///
    /// - Parameter name: what sentences call it.
    /// - Throws: `.damagedFile` where it is something else, of a later version, or contradicts itself.
    init(json: [UInt8], name: String) throws(Obstacle) {
        struct Kind: Decodable { var format: String }
        guard let tree = JSONTree.read(json),
            let kind = try? JSONDecoder().decode(Kind.self, from: Data(json))
        else {
            throw Obstacle(.damagedFile, "\(name) is no manifest, or is cut off")
        }
        guard kind.format == Self.format else {
            throw Obstacle(
                .damagedFile, "\(name) is '\(Printable.safe(kind.format))', which this version does not read",
                hint: "it reads \(Self.format); a later version of unbroken may read it")
        }
        if let fault = JSONSchema.export.fault(in: tree) {
            throw Obstacle(
                .damagedFile,
                "\(name) is not what the schema of an export allows: \(fault.place.isEmpty ? "the whole of it" : Printable.safe(fault.place)): \(Printable.safe(fault.trouble))",
                hint: "it was changed since it was made, or another program made it")
        }
        do { self = try JSONDecoder().decode(ExportManifest.self, from: Data(json)) } catch {
            throw Obstacle(.damagedFile, "\(name) does not have what a manifest has")
        }
        if let fault = contradiction { throw Obstacle(.damagedFile, "\(name) contradicts itself: \(fault)") }
    }

    /// What no export says of itself.
    private var contradiction: String? {
        // So few that all of them can be added up.
        let counts = 0...1_000_000_000_000
        let numbers =
            [rows, leftOut, brokenRows, disputedRows, log.rows, log.verified, log.chainCount, log.breakCount]
            + [log.breaksNamed] + ranges.flatMap { [$0.first, $0.last, $0.rows, $0.leftOut] }
            + files.map(\.bytes) + breaks.map(\.number)
        guard numbers.allSatisfy(counts.contains) else { return "it has numbers that no export has" }
        guard Set(files.map(\.name)).count == files.count else { return "it names a file twice" }
        guard files.filter({ $0.role == .evidence }).map(\.name) == [evidence] else {
            return "it does not say which file is the evidence"
        }
        guard files.count(where: { $0.role == .leftOut }) == (request.filter == nil ? 0 : 1) else {
            return "the rows that a condition left out are listed where there is one, and only there"
        }
        for range in ranges {
            guard range.first >= 1, range.last - range.first + 1 == range.rows + range.leftOut else {
                return "the rows \(range.first) to \(range.last) are not as many as it counts"
            }
            guard Set(range.chain.keys) == Set(chain.per) else { return "a range names its chain by other columns" }
        }
        guard Set(ranges.map(\.chain)).count == ranges.count else { return "it has two ranges of one chain" }
        guard ranges.reduce(0, { $0 + $1.rows }) == rows, ranges.reduce(0, { $0 + $1.leftOut }) == leftOut else {
            return "its ranges do not have as many rows as it counts"
        }
        guard rows + leftOut <= log.rows, brokenRows + disputedRows <= rows + leftOut else {
            return "it has more rows than there are"
        }
        guard verdict == Self.verdict(rows: rows + leftOut, broken: brokenRows, disputed: disputedRows).rawValue else {
            return "its verdict does not fit its rows"
        }
        guard (log.verdict == Verdict.broken.rawValue) == (log.breakCount > 0), brokenRows == 0 || log.breakCount > 0,
            log.breaksNamed <= log.breakCount
        else { return "the log's verdict does not fit its breaks" }
        guard disputedRows == 0 || log.verdict != Verdict.intact.rawValue else {
            return "rows are disputed, and the log is intact"
        }
        guard log.breaksNamed < log.breakCount || (brokenRows > 0) == !breaks.isEmpty else {
            return "rows are broken, and by no break"
        }
        guard breaks.allSatisfy({ Break.Kind(rawValue: $0.kind) != nil && 1...log.breakCount ~= $0.number }) else {
            return "it has breaks that no log has"
        }
        guard Set(chain.columns.map(\.name)).count == chain.columns.count,
            Set(chain.columns.map(\.name)).isDisjoint(with: FindingColumns.names(withChain: true)),
            chain.columns.contains(where: { $0.name == chain.hash }),
            chain.previous == nil || chain.columns.contains(where: { $0.name == chain.previous })
        else { return "its rows do not show by what they are chained" }
        return nil
    }

    /// What is said of so many rows.
    static func verdict(rows: Int, broken: Int, disputed: Int) -> Verdict {
        broken > 0 ? .broken : rows == 0 || disputed > 0 ? .unmet : .intact
    }
}

extension JSONSchema {
    /// The manifest of an export.
    static let export = JSONSchema(PackageResources.export_1_schema_json)
}
