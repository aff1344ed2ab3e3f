internal import COpenSSL

/// What a time-stamping authority answers (RFC 3161, section 2.4.2).
struct TimeStampResponse: ~Copyable {
    static let damaged = SigningTrouble(.damaged, "the answer is no time stamp response (RFC 3161)")

    private let response: Owned<OpaquePointer>

    init(_ der: [UInt8]) throws(SigningTrouble) {
        response = try Owned(decoding: der, TS_RESP_free, or: Self.damaged) { d2i_TS_RESP(nil, $0, $1) }
    }

    /// Throws `timeStampRefused` unless the stamp was granted, with or without changes.
    func mustBeGranted() throws(SigningTrouble) {
        let status = TS_RESP_get_status_info(response.pointer)
        let number = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status))
        guard number != 0, number != 1 else { return }
        var words = Self.states[number] ?? "status \(number)"
        let failures = TS_STATUS_INFO_get0_failure_info(status)
        for (bit, text) in Self.failures where failures != nil && ASN1_BIT_STRING_get_bit(failures, bit) == 1 {
            words += ", \(text)"
        }
        let texts = TS_STATUS_INFO_get0_text(status)
        for index in 0..<(texts == nil ? 0 : max(0, unbroken_sk_ASN1_UTF8STRING_num(texts))) {
            guard let text = unbroken_sk_ASN1_UTF8STRING_value(texts, index) else { continue }
            words += ": " + Printable.text(String(decoding: UnsafePointer(text).bytes, as: UTF8.self))
        }
        throw SigningTrouble(.timeStampRefused, "the time-stamping authority refused (\(words))")
    }

    /// PKIStatus.
    private static let states = [
        2: "rejection", 3: "waiting", 4: "a revocation is imminent", 5: "a revocation has occurred",
    ]

    /// PKIFailureInfo's bits.
    private static let failures: [(Int32, String)] = [
        (0, "it does not know the hash function"), (2, "it does not permit the request"),
        (5, "it could not read the request"), (14, "its clock is not available"), (15, "it does not have the policy"),
        (16, "it does not have the extension"), (17, "it does not have what was asked for besides"),
        (25, "its system failed"),
    ]
}
