/// A time-stamping authority that is asked over HTTP (RFC 3161, section 3.4).
public struct TimeStampAuthority: Sendable {
    /// Where it is: `http://` or `https://`, with name and password for it where it wants them. It may be reached over a
    /// proxy, which the environment names (`http_proxy`, `https_proxy`, `no_proxy`).
    public let url: String
    /// Whom to trust beside the system's authorities when it shows its certificate for TLS.
    public let trust: [Certificate]
    /// After how many seconds to give up.
    public let timeLimit: Int

    /// An authority at a place.
    public init(url: String, trust: [Certificate] = [], timeLimit: Int = 30) {
        self.url = url
        self.trust = trust
        self.timeLimit = timeLimit
    }

    /// Asks for a time stamp, and gives it in DER; blocks for `timeLimit` seconds at most, and for as long as the system
    /// takes to look up the host's name.
    ///
    /// - Parameter digest: SHA-256 of what is to be stamped.
    /// - Throws: `unreachable` if there is no answer; what `TimeStampRequest.token(from:)` throws if it is not the right
    ///   one. The sentence names the URL, without name and password.
    public func stamp(_ digest: [UInt8]) throws(SigningTrouble) -> [UInt8] {
        let request = try TimeStampRequest(sha256: digest)
        let address = try WebAddress(url)
        let answer = try HTTPExchange(address: address, trust: trust, timeLimit: timeLimit).send(
            request.der, as: "application/timestamp-query", expecting: "application/timestamp-reply")
        do throws(SigningTrouble) { return try request.token(from: answer) } catch {
            throw SigningTrouble(error.kind, "\(address.text): \(error.sentence)")
        }
    }
}
