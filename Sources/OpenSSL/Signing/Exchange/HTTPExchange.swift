internal import COpenSSL
internal import Glibc

/// One question and its answer over HTTP.
struct HTTPExchange {
    let address: WebAddress
    /// Whom to trust beside the system's authorities.
    let trust: [Certificate]
    /// In seconds.
    let timeLimit: Int
    /// No answer to a question of ours is longer; a time stamp with its certificates has some kilobytes.
    static let longestAnswer = 1 << 20

    /// Posts bytes and gives those of the answer, which must be DER; no answer is `unreachable`.
    func send(
        _ bytes: [UInt8], as type: String, expecting answerType: String
    ) throws(SigningTrouble) -> [UInt8] {
        let start = time(nil)
        let question = try Owned.memory(bytes)
        let security = try address.isSecure ? TransportSecurity(host: address.host, trust: trust) : nil
        let context = security.map { Unmanaged.passUnretained($0).toOpaque() }
        let update: OSSL_HTTP_bio_cb_t? = security == nil ? nil : TransportSecurity.callback
        var headers: OpaquePointer?
        if let authorization = address.authorization {
            X509V3_add_value("Authorization", authorization, &headers)
        }
        let held = headers
        defer { unbroken_sk_CONF_VALUE_pop_free(held) }
        let connection = try Connection.open(address, until: start + timeLimit)
        let bio = connection?.pointer
        let rest = max(1, start + timeLimit - time(nil))
        // A peer that hangs up while we write must not end the process.
        let answer = BrokenPipe.ignored {
            OSSL_HTTP_transfer(
                nil, address.host, address.port, address.path, address.isSecure ? 1 : 0, nil, nil, bio, nil, update,
                context, 0, held, type, question.pointer, answerType, 1, Self.longestAnswer, Int32(rest), 0)
        }
        // Connection and context must live until here.
        let complaint = withExtendedLifetime((connection, security)) { $0.1?.complaint }
        guard let answer else { throw trouble(complaint) }
        let read = try Owned(answer, BIO_free_all)
        ErrorQueue.clear()
        return read.written
    }

    private func trouble(_ complaint: String?) -> SigningTrouble {
        let errors = ErrorQueue.drain()
        if let complaint {
            return SigningTrouble(.unreachable, "\(address.text) did not prove who it is: \(complaint)")
        }
        let said = errors.lazy.compactMap(Self.words(for:)).first
        let cause = ErrorQueue.cause(of: errors) ?? "the connection ended"
        let isTooLate = errors.contains {
            ($0.library == ERR_LIB_HTTP && $0.reason == HTTP_R_RETRY_TIMEOUT)
                || ($0.library == ERR_LIB_BIO
                    && ($0.reason == BIO_R_CONNECT_TIMEOUT || $0.reason == BIO_R_TRANSFER_TIMEOUT))
        }
        let late = isTooLate ? "gave no answer within \(timeLimit) seconds" : nil
        return SigningTrouble(
            .unreachable,
            "\(address.text) \(said ?? late ?? "gave no answer: \(cause)")")
    }

    /// What an error of OpenSSL's HTTP says about the answer, if it came that far.
    private static func words(for error: ErrorQueue.Entry) -> String? {
        guard error.library == ERR_LIB_HTTP else { return nil }
        let detail = Printable.text(error.detail)
        switch error.reason {
        case HTTP_R_RECEIVED_ERROR, HTTP_R_STATUS_CODE_UNSUPPORTED, HTTP_R_REDIRECTION_NOT_ENABLED:
            return "answered with an HTTP error (\(detail.isEmpty ? error.words : detail))"
        case HTTP_R_UNEXPECTED_CONTENT_TYPE, HTTP_R_MISSING_CONTENT_TYPE:
            return "answered with something else than a time stamp (\(detail.isEmpty ? error.words : detail))"
        case HTTP_R_MISSING_ASN1_ENCODING, HTTP_R_ERROR_PARSING_ASN1_LENGTH, HTTP_R_INCONSISTENT_CONTENT_LENGTH,
            HTTP_R_ASN1_LEN_EXCEEDS_MAX_RESP_LEN, HTTP_R_MAX_RESP_LEN_EXCEEDED, HTTP_R_RESPONSE_PARSE_ERROR,
            HTTP_R_HEADER_PARSE_ERROR, HTTP_R_RECEIVED_WRONG_HTTP_VERSION, HTTP_R_RESPONSE_LINE_TOO_LONG,
            HTTP_R_ERROR_PARSING_CONTENT_LENGTH:
            return "answered with something else than a time stamp (\(error.words))"
        default: return nil
        }
    }
}
