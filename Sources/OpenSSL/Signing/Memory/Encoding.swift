internal import COpenSSL

/// DER out of OpenSSL's structures.
enum Encoding {
    /// What one of OpenSSL's `i2d` functions writes: asked without a place, it tells the length.
    static func bytes(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) throws(SigningTrouble) -> [UInt8] {
        let length = write(nil)
        guard length > 0 else { throw ErrorQueue.trouble(.internalError, "OpenSSL could not write DER") }
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let written = bytes.withUnsafeMutableBufferPointer { buffer in
            var place = buffer.baseAddress
            return write(&place)
        }
        guard written == length else { throw ErrorQueue.trouble(.internalError, "OpenSSL could not write DER") }
        return bytes
    }
}

extension UnsafePointer<ASN1_STRING> {
    /// The content's bytes, without tag and length.
    var bytes: [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: ASN1_STRING_get0_data(self), count: Int(ASN1_STRING_length(self))))
    }
}

extension UnsafePointer<ASN1_INTEGER> {
    /// The number as upper-case hex in pairs of digits, as `openssl x509 -serial` prints it.
    var hex: String {
        guard let number = ASN1_INTEGER_to_BN(self, nil) else { return "" }
        defer { BN_free(number) }
        guard let text = BN_bn2hex(number) else { return "" }
        defer { unbroken_OPENSSL_free(text) }
        return String(cString: text)
    }
}

/// Object identifiers as text.
enum ObjectIdentifier {
    /// The numbers with dots between them.
    static func dotted(_ object: OpaquePointer?) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard OBJ_obj2txt(&buffer, Int32(buffer.count), object, 1) > 0 else { return "" }
        return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// OpenSSL's name for it, or the numbers.
    static func name(_ object: OpaquePointer?) -> String {
        let number = OBJ_obj2nid(object)
        guard number != NID_undef, let name = OBJ_nid2sn(number) else { return dotted(object) }
        return String(cString: name)
    }
}
