internal import COpenSSL

extension SignatureCheck {
    /// Checks a time stamp.
    ///
    /// Its authority's certificates are judged at the time that the stamp itself states: that the authority's key was
    /// not stolen since, only a later stamp over this one proves.
    ///
    /// - Parameters:
    ///   - token: the stamp in DER; nothing may follow.
    ///   - content: the bytes that it should be over, in pieces.
    ///   - vouched: when a later stamp proves this one to have been there already, in seconds since 1970: the
    ///     certificates must be good then, too.
    public func check(
        timeStamp token: [UInt8], over content: [ArraySlice<UInt8>], at vouched: Int? = nil
    ) throws(SigningTrouble) -> TimeStampFacts {
        let stamp = try TimeStampToken(token)
        let signature = try stamp.verify(extra: extra)
        let hash = try stamp.mustBeOver(content)
        try mustNotBeLate(stamp.time, vouched)
        let search = ChainSearch(check: self, others: stamp.message.certificates, use: .timeStamping)
        let chain = try search.chain(of: signature.signer, at: stamp.time)
        if let vouched { _ = try search.chain(of: signature.signer, at: vouched) }
        try stamp.message.mustName(chain, .anyVersion, among: trust + extra)
        try mustNotBeRevoked(chain, .timeStamp(stamp.time, vouched: vouched))
        return TimeStampFacts(
            time: stamp.time, authority: signature.signer, chain: chain, serial: stamp.serial, policy: stamp.policy,
            hash: hash)
    }

    private func mustNotBeLate(_ time: Int, _ vouched: Int?) throws(SigningTrouble) {
        guard time <= now + Self.clockTolerance else {
            throw SigningTrouble(
                .notYetValid, "the time stamp states \(Moment.text(time)), which is yet to come (\(Moment.text(now)))")
        }
        guard let vouched, time > vouched + Self.clockTolerance else { return }
        throw SigningTrouble(
            .notYetValid,
            "the time stamp states \(Moment.text(time)), but there is proof of it from \(Moment.text(vouched))")
    }
}
