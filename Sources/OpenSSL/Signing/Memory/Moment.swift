internal import COpenSSL

/// Points in time: seconds since 1970, UTC, leap seconds not counted.
enum Moment {
    /// Such as `2031-05-04 12:00:00 UTC`.
    static func text(_ seconds: Int) -> String {
        guard let time = ASN1_TIME_set(nil, seconds) else { return outside(seconds) }
        defer { ASN1_TIME_free(time) }
        guard let general = ASN1_TIME_to_generalizedtime(time, nil) else { return outside(seconds) }
        defer { ASN1_GENERALIZEDTIME_free(general) }
        let digits = String(decoding: UnsafePointer(general).bytes, as: UTF8.self)
        guard digits.count == 15 else { return digits }
        func part(_ from: Int, _ count: Int) -> Substring { digits.dropFirst(from).prefix(count) }
        return "\(part(0, 4))-\(part(4, 2))-\(part(6, 2)) \(part(8, 2)):\(part(10, 2)):\(part(12, 2)) UTC"
    }

    /// Years before 0 and after 9999 have no ASN.1 time.
    private static func outside(_ seconds: Int) -> String {
        ErrorQueue.clear()
        return "\(seconds) s after 1970"
    }

    /// The point in time that ASN.1 tells; fractions of a second are dropped.
    static func seconds(of time: UnsafePointer<ASN1_TIME>?) -> Int? {
        guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            ErrorQueue.clear()
            return nil
        }
        return Int(days) * 86_400 + Int(seconds)
    }
}
