/// A row that the server and we render differently.
struct Disagreement: Sendable, Hashable {
    /// Its order values.
    var row: [String?]
    /// What we hash for it; `nil` where that can't be computed, or is not known.
    var ours: [UInt8]?
    /// What the server hashes for it; `nil` likewise.
    var servers: [UInt8]?

    /// Where the two part, in words; `nil` where that is not known.
    var difference: String? {
        guard let servers else { return nil }
        guard let ours else { return "the server can compute what is hashed, and we can not" }
        guard ours != servers else { return "both hash the same bytes, and get different hashes" }
        let same = zip(ours, servers).prefix { $0 == $1 }.count
        return
            "what is hashed differs from byte \(same + 1) on: ours has \(Self.shown(ours, from: same)), the server's \(Self.shown(servers, from: same))"
    }

    /// So many bytes are shown on either side of the place.
    private static let context = 12

    private static func shown(_ bytes: [UInt8], from place: Int) -> String {
        let start = max(0, place - context)
        let end = min(bytes.count, place + context)
        let shown = bytes[start..<end].map { byte in
            (0x20..<0x7F).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
        }.joined()
        return "'\(start > 0 ? "…" : "")\(shown)\(end < bytes.count ? "…" : "")'"
    }
}
