import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

/// What a forger would do.
enum Forgery {
    /// Another certificate of the same issuer, key and serial number for another name.
    static func twin(of name: String, serial: String) throws -> Certificate {
        let authority = TestAuthority.shared
        let stem = authority.path("twin-\(UUID().uuidString)")
        try authority.openssl([
            "req", "-new", "-config", authority.path("openssl.cnf"), "-key", authority.path("rsa.key"), "-subj",
            "/O=Sample Bank/CN=Eve Lovelaces", "-out", stem + ".csr",
        ])
        try authority.openssl([
            "x509", "-req", "-in", stem + ".csr", "-CA", authority.path("middle.pem"), "-CAkey",
            authority.path("middle.key"), "-set_serial", "0x\(serial)", "-days", "1000", "-sha256", "-extfile",
            authority.path("\(name).ext"), "-out", stem + ".pem",
        ])
        return try #require(Certificate.all(in: [UInt8](Data(contentsOf: URL(fileURLWithPath: stem + ".pem")))).first)
    }

    /// A CMS with one certificate in the place of another, and all lengths round it mended; `nil` if it is not there.
    static func replacing(_ old: [UInt8], by new: [UInt8], in cms: [UInt8]) -> [UInt8]? {
        guard let place = cms.firstRange(of: old) else { return nil }
        var bytes = cms
        bytes.replaceSubrange(place, with: new)
        // The SEQUENCE, [0], SEQUENCE and certificates [0] that hold it have lengths of two bytes; each begins before it.
        let difference = new.count - old.count
        var at = 0
        while at < place.lowerBound, at + 4 <= bytes.count, bytes[at + 1] == 0x82 || bytes[at + 1] < 0x80 {
            let isLong = bytes[at + 1] == 0x82
            let length = isLong ? Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]) : Int(bytes[at + 1])
            let header = isLong ? 4 : 2
            guard at + header + length > place.lowerBound else {
                at += header + length
                continue
            }
            let mended = length + difference
            guard isLong, mended >= 256 else { return nil }
            bytes[at + 2] = UInt8(mended >> 8)
            bytes[at + 3] = UInt8(mended & 0xFF)
            at += header
        }
        return bytes
    }
}
