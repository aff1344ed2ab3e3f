public import AuditChain
public import OpenSSL

/// A report that was checked, and holds.
public struct CheckedEvidence: Sendable {
    /// What it says.
    public var facts: ReportFacts
    /// Its machine form.
    public var json: [UInt8]
    /// Who signed it.
    public var signature: SignatureFacts
    /// Time stamps over the whole document, from the oldest on.
    public var stamps: [TimeStampFacts]
    /// SHA-256 of the file, lower-case hex.
    public var sha256: String

    /// 0, or 1 where it tells of a broken log.
    public var exitStatus: ExitStatus { facts.verdict == .broken ? .broken : .intact }

    /// What was found, for people.
    public var text: String {
        var lines = [
            "It holds: \(facts.verdict.rawValue), as \(Printable.safe(signature.signer.subject)) signed it.", "",
        ]
        lines += signature.lines(stamps: stamps)
        lines += signature.lines(madeAt: facts.madeAt, what: "report       ")
        if let earlier = facts.earlier {
            lines.append(
                "               of one made at \(Printable.safe(earlier.madeAt)), not verified again")
        }
        lines.append(
            "  log          \(facts.verification.reasons.isEmpty ? facts.verdict.rawValue : facts.verification.reasons.map(Printable.safe).joined(separator: "; "))"
        )
        lines.append("  SHA-256      \(sha256)")
        return lines.joined(separator: "\n") + "\n"
    }
}
