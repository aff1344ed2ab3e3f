internal import COpenSSL

/// Distinguished names as text.
enum DistinguishedName {
    /// As RFC 2253 writes it, but with letters beyond ASCII as they are.
    static func text(_ name: OpaquePointer?) -> String {
        guard let memory = try? Owned.memory() else { return "" }
        X509_NAME_print_ex(memory.pointer, name, 0, unbroken_XN_FLAG_RFC2253_UTF8)
        return String(decoding: memory.written, as: UTF8.self)
    }

    /// The last attribute of a type, which is the most specific one.
    static func last(_ type: Int32, of name: OpaquePointer?) -> String? {
        var place: Int32 = -1
        var found: Int32 = -1
        repeat {
            found = place
            place = X509_NAME_get_index_by_NID(name, type, found)
        } while place >= 0
        guard found >= 0, let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, found)) else { return nil }
        var text: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&text, value)
        defer { unbroken_OPENSSL_free(text) }
        guard count >= 0, let text else {
            ErrorQueue.clear()
            return nil
        }
        return String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
    }
}

/// Text of others in our sentences.
enum Printable {
    /// The text without what would move a terminal's cursor or turn the direction of writing.
    static func text(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter {
                    switch $0.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: false
                    default: true
                    }
                }))
    }
}
