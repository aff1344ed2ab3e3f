public import AuditChain
import Foundation

extension ReportFacts {
    /// Reads the machine form of a report.
    ///
    /// - Parameter name: what the sentence calls the file.
    /// - Throws: `.damagedFile` where it is something else, or of a later version.
    public init(json: [UInt8], name: String) throws(Obstacle) {
        struct Kind: Decodable { var format: String }
        let data = Data(json)
        guard let kind = try? JSONDecoder().decode(Kind.self, from: data) else {
            throw Obstacle(.damagedFile, "\(name) is no report, or is cut off")
        }
        guard kind.format == Self.format else {
            throw Obstacle(
                .damagedFile, "\(name) is '\(Printable.safe(kind.format))', which this version does not read",
                hint: kind.format.hasPrefix("unbroken-verification/")
                    ? "a verdict of 'unbroken verify' is no report: keep what 'unbroken report --output night.json' writes, signed"
                    : "it reads \(Self.format); a later version of unbroken may read it")
        }
        do { self = try JSONDecoder().decode(ReportFacts.self, from: data) } catch {
            throw Obstacle(.damagedFile, "\(name) does not have what a report has")
        }
        guard Verdict(rawValue: verification.verdict) != nil else {
            throw Obstacle(.damagedFile, "\(name) has a verdict that there is not")
        }
        guard areInRange else { throw Obstacle(.damagedFile, "\(name) has numbers that no report has") }
        guard verification.chains.allSatisfy({ $0.breaks.count <= $0.breakCount }),
            verification.chains.allSatisfy({ $0.breaks.allSatisfy { AuditChain.Break.Kind(rawValue: $0.kind) != nil } })
        else { throw Obstacle(.damagedFile, "\(name) has breaks that no report has") }
        // One value decides: a verdict that its own breaks belie is nobody's.
        guard (verdict == .broken) == verification.chains.contains(where: { $0.breakCount > 0 }) else {
            throw Obstacle(.damagedFile, "\(name) has a verdict that does not fit its breaks")
        }
    }

    /// Reads the machine form as somebody handed it over: it is held against its schema (`Schemas/report-1.schema.json`).
    init(handedOver json: [UInt8], name: String) throws(Obstacle) {
        guard let tree = JSONTree.read(json) else {
            throw Obstacle(.damagedFile, "\(name) is no report, or is cut off")
        }
        // What it is comes before what is wrong with it.
        try self.init(json: json, name: name)
        try Self.checkSchema(of: tree, name)
    }

    private static func checkSchema(of tree: JSONTree, _ name: String) throws(Obstacle) {
        guard let fault = JSONSchema.report.fault(in: tree) else { return }
        throw Obstacle(
            .damagedFile,
            "\(name) is not what the schema of a report allows: \(fault.place.isEmpty ? "the whole of it" : Printable.safe(fault.place)): \(Printable.safe(fault.trouble))",
            hint: "it was changed since it was made, or another program made it")
    }

    /// Reads the machine form, of which every byte is as it is written here: what two readers could read in two ways is
    /// refused (RFC 8785).
    init(canonical json: [UInt8], name: String) throws(Obstacle) {
        guard let tree = JSONTree.read(json) else {
            throw Obstacle(.damagedFile, "\(name) is no report, or is cut off")
        }
        var bytes: [UInt8] = []
        var writer = JSONWriter<Never>(isCanonical: true) { bytes += Array($0.utf8) }
        writer.write(document: tree.value)
        try self.init(json: json, name: name)
        try Self.checkSchema(of: tree, name)
        guard bytes == json else {
            throw Obstacle(.damagedFile, "\(name) is not written as a report is (RFC 8785)")
        }
    }

    /// Whether counts can be added up and years drawn.
    private var areInRange: Bool {
        let counts = 0...1_000_000_000_000_000
        func sum(_ count: (Chain) -> Int) -> Bool {
            verification.chains.reduce(0.0) { $0 + Double(count($1)) } < 1e16
        }
        return verification.chains.count < 10_000 && sum(\.rows) && sum(\.verified) && sum(\.unsealed)
            && sum(\.excluded) && sum(\.chainCount) && sum(\.breakCount)
            && verification.chains.allSatisfy { chain in
                [chain.rows, chain.verified, chain.unsealed, chain.excluded, chain.chainCount, chain.breakCount]
                    .allSatisfy(counts.contains)
                    && (chain.months ?? []).allSatisfy { counts.contains($0.rows) && counts.contains($0.verified) }
                    && chain.retention.map { (1...1_000).contains($0.years) && counts.contains($0.gapCount) } ?? true
            }
    }

    /// What the verdict is.
    public var verdict: Verdict { Verdict(rawValue: verification.verdict) ?? .incomplete }
}

/// A report that is made of an earlier one, without looking again.
public enum RenewedReport {
    /// The machine form of the report, of the same facts.
    ///
    /// - Parameters:
    ///   - json: the earlier one's machine form.
    ///   - signer: who signed it, and when; `nil`: nobody did.
    ///   - madeAt: when this one is made, as `2026-01-31T12:00:00Z`.
    public static func of(
        _ json: [UInt8], digest: String, signer: String?, signedAt: String?, madeAt: String, remarks: [String],
        name: String
    ) throws(Obstacle) -> [UInt8] {
        let facts = try ReportFacts(json: json, name: name)
        guard case .object(var members)? = try? JSONDecoder().decode(JSONTree.self, from: Data(json)) else {
            throw Obstacle(.damagedFile, "\(name) is no report, or is cut off")
        }
        func text(_ value: String?) -> JSONTree { value.map(JSONTree.string) ?? .null }
        // What was checked is the report that is at hand; of one that that was made of, it says so itself.
        var told = facts.remarks
        if let older = facts.earlier {
            told.append(
                "The report that this one was made of says that it was itself made of one of \(older.madeAt), signed by \(older.signedBy ?? "nobody")."
            )
        }
        members["earlier"] = .object([
            "madeAt": .string(facts.madeAt), "sha256": .string(digest), "signedBy": text(signer),
            "signedAt": text(signedAt),
        ])
        members["madeAt"] = .string(madeAt)
        members["remarks"] = .array((told + remarks).map(JSONTree.string))
        var bytes: [UInt8] = []
        var writer = JSONWriter<Never>(isCanonical: true) { bytes += Array($0.utf8) }
        writer.write(document: JSONTree.object(members).value)
        return bytes
    }
}

extension ReportFacts {
    /// The time zone of its retention.
    public var zone: String { verification.chains.compactMap(\.retention?.zone).first ?? "UTC" }

    /// The verdict in a line.
    public var headline: String {
        let rows = verification.chains.reduce(0) { $0 + $1.rows }
        let word = verdict.rawValue.prefix(1).uppercased() + verdict.rawValue.dropFirst()
        // Findings are sentences, with their full stops.
        let reasons = verification.reasons.map { Printable.safe($0.hasSuffix(".") ? String($0.dropLast()) : $0) }
            .joined(separator: "; ")
        return reasons.isEmpty ? "\(word): \(rows.grouped) rows." : "\(word): \(reasons)."
    }
}
