extension SignatureCheck {
    /// Which revocations count.
    enum RevocationRule {
        /// Those up to a time.
        case date(Int)
        /// Those of a time-stamping authority, whose stamp states this time itself: with whoever stole its key could
        /// state any. So all count but those that tell a reason other than theft; of these, the ones up to the time
        /// (RFC 3161, section 4). Where something else vouches for the stamp, those up to then.
        case timeStamp(Int, vouched: Int?)

        /// The time that certificates must have been good at.
        var time: Int {
            switch self {
            case .date(let time): time
            case .timeStamp(let time, let vouched): vouched ?? time
            }
        }

        func counts(_ revocation: RevocationList.Revocation) -> Bool {
            switch self {
            case .timeStamp(_, vouched: nil):
                // unspecified, affiliationChanged, superseded and cessationOfOperation.
                guard let reason = revocation.reason, [0, 3, 4, 5].contains(reason) else { return true }
                return revocation.since <= time
            case .date, .timeStamp: return revocation.since <= time
            }
        }
    }

    /// Throws `revoked` if one of the chain's certificates but the last, which is trusted, had been revoked, and
    /// `noRevocationData` if no list can tell; without any lists nothing is looked at.
    ///
    /// OpenSSL takes each that is listed as revoked, whenever that was. So the lists are read here, all of them: a newer
    /// one tells of revocations that an older one could not know.
    func mustNotBeRevoked(_ chain: [Certificate], _ rule: RevocationRule) throws(SigningTrouble) {
        guard !revocationLists.isEmpty else { return }
        for (certificate, authority) in zip(chain, chain.dropFirst()) {
            let lists = revocationLists.filter {
                $0.thisUpdate <= now + Self.clockTolerance && $0.isSigned(by: authority)
            }
            for list in lists {
                guard let revocation = list.revocation(of: certificate), rule.counts(revocation) else { continue }
                throw SigningTrouble(
                    .revoked,
                    "the certificate of \(certificate.name) was revoked at \(Moment.text(revocation.since)); "
                        + "it had to be good at \(Moment.text(rule.time))")
            }
            if let lack = lack(of: lists, for: certificate, at: rule.time) {
                throw SigningTrouble(
                    .noRevocationData, "whether the certificate of \(certificate.name) was revoked is unknown: \(lack)")
            }
        }
        try RevocationScope(check: self, chain: chain, time: rule.time).mustCover()
    }

    /// Why none of an authority's lists can tell of its certificate at a time; `nil` if one can.
    private func lack(of lists: [RevocationList], for certificate: Certificate, at time: Int) -> String? {
        guard let newest = lists.max(by: { $0.thisUpdate < $1.thisUpdate }) else {
            return "there is no revocation list of \(Printable.text(certificate.issuer))"
        }
        let timely = lists.filter { ($0.nextUpdate ?? Int.max) >= time }
        guard !timely.isEmpty else {
            return "the newest revocation list of its issuer is from \(Moment.text(newest.thisUpdate)) "
                + "and was to be replaced before \(Moment.text(time))"
        }
        // An entry may be dropped once the certificate has expired (RFC 5280, section 5).
        let isKept = timely.contains {
            $0.thisUpdate <= certificate.notAfter || ($0.keepsExpiredSince ?? Int.max) <= certificate.notAfter
        }
        guard !isKept else { return nil }
        return "it expired at \(Moment.text(certificate.notAfter)), and its issuer's revocation list of "
            + "\(Moment.text(newest.thisUpdate)) need not tell of it any more"
    }
}
