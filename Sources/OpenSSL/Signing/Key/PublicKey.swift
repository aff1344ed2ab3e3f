internal import COpenSSL

/// What a key, public or private, is.
enum PublicKey {
    /// Type and size, such as `RSA 3072` or `ECDSA P-256`.
    static func description(of key: OpaquePointer?) -> String {
        guard let key else { return "unknown" }
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: return "RSA \(EVP_PKEY_get_bits(key))"
        case EVP_PKEY_RSA_PSS: return "RSA-PSS \(EVP_PKEY_get_bits(key))"
        case EVP_PKEY_EC: return "ECDSA \(curve(of: key))"
        default: return EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown"
        }
    }

    /// The hash function that goes with the key (RFC 5480, section 4, matches them with the curves); `nil` for keys
    /// that are not accepted.
    static func hash(for key: OpaquePointer) -> HashAlgorithm? {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA where EVP_PKEY_get_bits(key) >= 2048: .sha256
        case EVP_PKEY_EC where curve(of: key) == "P-256": .sha256
        case EVP_PKEY_EC where curve(of: key) == "P-384": .sha384
        default: nil
        }
    }

    /// NIST's name of the curve, or else OpenSSL's.
    private static func curve(of key: OpaquePointer) -> String {
        var buffer = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_group_name(key, &buffer, buffer.count, &length) == 1 else {
            ErrorQueue.clear()
            return "with a curve of its own"
        }
        let name = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return EC_curve_nid2nist(OBJ_txt2nid(name)).map { String(cString: $0) } ?? name
    }
}

extension HashAlgorithm {
    /// OpenSSL's implementation.
    var implementation: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }

    /// The hash function with OpenSSL's number; `nil` for those that a signature must not be made with, because others
    /// can find a second message for a digest (MD5, SHA-1), and for those that are out of use.
    init?(acceptedNumber: Int32) {
        switch acceptedNumber {
        case NID_sha256: self = .sha256
        case NID_sha384: self = .sha384
        case NID_sha512: self = .sha512
        default: return nil
        }
    }
}
