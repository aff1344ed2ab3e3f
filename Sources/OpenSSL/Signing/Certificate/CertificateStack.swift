internal import COpenSSL

/// Certificates as OpenSSL wants several of them.
enum CertificateStack {
    /// A stack that shares the certificates.
    static func make(_ certificates: [Certificate]) throws(SigningTrouble) -> Owned<OpaquePointer> {
        let stack = try Owned(unbroken_sk_X509_new_null(), unbroken_sk_X509_pop_free)
        for certificate in certificates {
            X509_up_ref(certificate.pointer)
            guard unbroken_sk_X509_push(stack.pointer, certificate.pointer) > 0 else {
                X509_free(certificate.pointer)
                throw ErrorQueue.trouble(.internalError, "OpenSSL could not keep a certificate")
            }
        }
        return stack
    }

    /// The certificates of a stack that somebody else owns.
    static func read(_ stack: OpaquePointer?) throws(SigningTrouble) -> [Certificate] {
        guard let stack else { return [] }
        var found: [Certificate] = []
        for index in 0..<max(0, unbroken_sk_X509_num(stack)) {
            guard let pointer = unbroken_sk_X509_value(stack, index) else { continue }
            found.append(try Certificate(sharing: pointer))
        }
        return found
    }
}
