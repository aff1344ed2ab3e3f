import Foundation
import OpenSSL
import Support

extension TestAuthority {
    /// A certificate on a revocation list.
    struct Revoked {
        var name: String
        /// As `openssl ca` writes it into its index: `YYYYMMDDHHMMSSZ`.
        var date: String
        var reason: String?
    }

    /// A revocation list in PEM, by `openssl ca -gencrl` from an index of its own.
    func revocationList(
        by issuer: String, _ revoked: [Revoked] = [], from: String = "20260101000000Z",
        until: String = "20440101000000Z", extensions: String? = nil, digest: String = "sha256"
    ) throws -> [UInt8] {
        let index = "index-\(UUID().uuidString)"
        var lines = ""
        for one in revoked {
            let serial = try certificate(one.name).serial
            // The index has the years of UTCTime, with two digits.
            let date = one.date.dropFirst(2) + (one.reason.map { "," + $0 } ?? "")
            lines += "R\t20450101000000Z\t\(date)\t\(serial)\tunknown\t/CN=\(one.name)\n"
        }
        try write(index, lines)
        try write("\(index).number", "01")
        let words = [
            "ca", "-gencrl", "-config", path("openssl.cnf"), "-name", issuer, "-crl_lastupdate", from,
            "-crl_nextupdate", until, "-md", digest,
        ]
        return try openssl(
            words + (extensions.map { ["-crlexts", $0] } ?? []),
            environment: ["CA_DATABASE": path(index), "CRL_NUMBER": path("\(index).number")])
    }

    /// The lists of the root, which is empty, and of the authority below it.
    func lists(_ revoked: [Revoked] = [], from: String = "20260101000000Z") throws -> [RevocationList] {
        try RevocationList.all(
            in: revocationList(by: "root", from: from) + revocationList(by: "middle", revoked, from: from))
    }
}
