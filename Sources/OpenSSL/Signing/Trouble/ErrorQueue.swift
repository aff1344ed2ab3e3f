internal import COpenSSL
internal import Glibc

/// OpenSSL's queue of errors, of which each thread has its own. What is left in it, a later failure would tell as its own.
enum ErrorQueue {
    struct Entry {
        var library: Int32
        var reason: Int32
        /// OpenSSL's words, or the system's; lower case mostly, never empty.
        var words: String
        /// What it is about; may be empty.
        var detail: String
    }

    /// Empties the queue and gives what was in it, the cause first.
    static func drain() -> [Entry] {
        var entries: [Entry] = []
        while true {
            var data: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = ERR_get_error_all(nil, nil, nil, &data, &flags)
            guard code != 0 else { return entries }
            let library = ERR_GET_LIB(code)
            let reason = ERR_GET_REASON(code)
            let words = ERR_reason_error_string(code).map { String(cString: $0) }
            let detail = flags & ERR_TXT_STRING != 0 ? data.map { String(cString: $0) } : nil
            entries.append(
                Entry(
                    library: library, reason: reason,
                    words: words
                        ?? (library == ERR_LIB_SYS ? String(cString: strerror(reason)) : "error \(library).\(reason)"),
                    detail: detail ?? ""))
        }
    }

    static func clear() { ERR_clear_error() }

    /// What was wrong with a connection: the system's words, or the resolver's, which OpenSSL keeps as a detail.
    static func cause(of connection: [Entry]) -> String? {
        let cause = connection.first { $0.library == ERR_LIB_SYS } ?? connection.first
        return cause.map { Printable.text($0.library == ERR_LIB_BIO && !$0.detail.isEmpty ? $0.detail : $0.words) }
    }

    /// Trouble that ends with the words of the first error, and an empty queue.
    static func trouble(_ kind: SigningTrouble.Kind, _ sentence: String) -> SigningTrouble {
        guard let first = drain().first else { return SigningTrouble(kind, sentence) }
        return SigningTrouble(kind, "\(sentence): \(first.words)")
    }
}
