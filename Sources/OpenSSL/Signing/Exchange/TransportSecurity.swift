internal import COpenSSL

/// TLS under an HTTP exchange: the host must show a certificate for its name from an authority that is trusted.
final class TransportSecurity {
    private let settings: Owned<OpaquePointer>
    private let host: String
    /// Why the host's certificate was refused, if it was.
    private(set) var complaint: String?

    /// - Parameter trust: authorities to trust beside the system's.
    init(host: String, trust: [Certificate]) throws(SigningTrouble) {
        self.host = host
        settings = try Owned(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
        // The system may have no authorities, and then only those given count.
        if SSL_CTX_set_default_verify_paths(settings.pointer) != 1 { ErrorQueue.clear() }
        let store = SSL_CTX_get_cert_store(settings.pointer)
        for certificate in trust {
            guard X509_STORE_add_cert(store, certificate.pointer) == 1 else {
                throw ErrorQueue.trouble(.internalError, "OpenSSL could not trust \(certificate.name)")
            }
        }
        SSL_CTX_set_verify(settings.pointer, SSL_VERIFY_PEER, nil)
    }

    /// What OpenSSL calls when the connection stands, and when it ends.
    static var callback: OSSL_HTTP_bio_cb_t {
        { bio, context, isConnecting, detail in
            guard let context, let bio else { return nil }
            let security = Unmanaged<TransportSecurity>.fromOpaque(context).takeUnretainedValue()
            return isConnecting != 0 ? security.secure(bio, detail != 0) : security.end(bio, detail != 0)
        }
    }

    /// Puts TLS on a connection.
    private func secure(_ bio: OpaquePointer, _ usesTLS: Bool) -> OpaquePointer? {
        guard usesTLS else { return bio }
        guard let connection = SSL_new(settings.pointer) else { return nil }
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let parameters = SSL_get0_param(connection)
        let isAddress = X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1
        if !isAddress { ErrorQueue.clear() }
        guard
            isAddress
                || (SSL_set1_host(connection, name) == 1
                    && unbroken_SSL_set_tlsext_host_name(connection, name) == 1),
            let layer = BIO_new(BIO_f_ssl())
        else {
            SSL_free(connection)
            return nil
        }
        SSL_set_connect_state(connection)
        // From here the layer owns the connection.
        _ = unbroken_BIO_set_ssl(layer, connection)
        return BIO_push(layer, bio)
    }

    /// Takes TLS off again, and remembers why it failed if it did.
    private func end(_ bio: OpaquePointer, _ isWell: Bool) -> OpaquePointer? {
        var connection: OpaquePointer?
        guard unbroken_BIO_get_ssl(bio, &connection) == 1, let connection else { return bio }
        let result = SSL_get_verify_result(connection)
        if !isWell, result != Int(X509_V_OK) {
            complaint = String(cString: X509_verify_cert_error_string(result))
        }
        let below = BIO_pop(bio)
        BIO_free(bio)
        return below
    }
}
