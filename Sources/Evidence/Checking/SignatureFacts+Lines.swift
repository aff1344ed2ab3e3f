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

    /// What its maker says of when it was made, for people, with what speaks against that.
    ///
    /// - Parameter claim: of the machine on which it was made; how far clocks differ honestly is not made much of.
    func lines(madeAt claim: String, by maker: String? = nil, what: String) -> [String] {
        let by = maker.map { " by \(Printable.safe($0))" } ?? ""
        let line = "  \(what)made at \(Printable.safe(claim))\(by)"
        guard let seconds = Moments.seconds(claim) else { return [line, "               which is no time"] }
        guard seconds > judgedAt + 300 else { return [line] }
        let proof = timeStamp == nil ? "this machine's clock" : "its time stamp"
        return [line, "               by its maker's clock, which is ahead of \(proof): one of them was wrong"]
    }
}
