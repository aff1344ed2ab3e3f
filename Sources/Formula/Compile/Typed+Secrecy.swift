extension Typed {
    /// Whether a secret can be read off the value: it did not pass through a digest on its way.
    var revealsSecret: Bool {
        guard usesSecret else { return false }
        switch operation {
        case .call(.digest, _), .call(.hmac, _), .call(.md5, _): return false
        case .bytes: return true
        default: return parts.contains(where: \.revealsSecret)
        }
    }
}
