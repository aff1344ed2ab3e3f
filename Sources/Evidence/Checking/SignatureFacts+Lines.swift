import OpenSSL

extension SignatureFacts {
    /// Who signed and when, for people.
    ///
    /// - Parameter stamps: time stamps over the whole document, from the oldest on.
    func lines(stamps: [TimeStampFacts] = []) -> [String] {
        var lines = [
            "  signer       \(Printable.safe(signer.subject))",
            "  issued by    \(Printable.safe(signer.issuer)), serial \(signer.serial)",
        ]
        if let claimedAt { lines.append("  signed at    \(Moments.text(claimedAt)), as the signer says") }
        if let timeStamp {
            lines.append(
                "  time stamp   \(Moments.text(timeStamp.time)), by \(Printable.safe(timeStamp.authority.subject))")
        }
        for stamp in stamps {
            lines.append("  renewed      \(Moments.text(stamp.time)), by \(Printable.safe(stamp.authority.subject))")
        }
        let bearsNone = timeStamp == nil && stamps.isEmpty
        lines.append("  judged at    \(Moments.text(judgedAt))\(bearsNone ? ", today: it bears no time stamp" : "")")
        return lines
    }
}
