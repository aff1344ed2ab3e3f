import AuditChain

extension FormulaTrial.Cause {
    /// What differs and what to write, in one sentence.
    ///
    /// - Parameter from: the order values of the first row concerned, as unbroken.yml names it in a range of settings;
    ///   `nil` where all rows are.
    func sentence(from: String?) -> String {
        switch self {
        case .spelling(let stored, let formula, let isText):
            "The stored hashes are \(stored.words), the formula gives \(formula.words): write "
                + "\(stored.sql(isText: isText)), where … stands for the digest."
        case .digest(let stored, let formula):
            "The stored hashes are \(stored) of what the formula hashes with \(formula): write \(Self.call(stored))."
        case .setting(let name, let value, let others):
            "The rows were sealed with \(name) \(value)"
                + (others.isEmpty ? "" : " (\(Printable.list(others, joining: "or")) would give the same)")
                + ": set \(name): \(value.contains(",") ? "\"\(value)\"" : value) under settings:"
                + (from.map { ", in a range of its own with from: {\($0)}" } ?? "") + "."
        }
    }

    private static func call(_ algorithm: String) -> String {
        switch algorithm {
        case "md5": "md5(…), which gives hex by itself"
        case "sha1": "pgcrypto's digest(…, 'sha1')"
        default: "\(algorithm)(…)"
        }
    }
}

extension FormulaTrial {
    /// What follows from the trials, and what to do about it.
    ///
    /// - Parameter isTail: whether rows before these fit the formula as it is.
    func meaning(isTail: Bool) -> String {
        let tried = rows == 1 ? "the one row" : "each of the \(rows) rows"
        guard causes.isEmpty else {
            let doubt =
                isTail
                ? " If neither the trigger nor a setting of the writers was changed at the first of these rows, ask "
                    + "who could have computed the hashes anew."
                : ""
            return "Changed like that, the formula gives the stored hash of \(tried) that it was tried on: most likely "
                + "unbroken.yml is wrong, not the log. Mend it and verify again; until then these rows are not "
                + "verified.\(doubt)"
        }
        return "So many rows fail, while their links hold, that the formula is the likelier culprit. Yet no other "
            + "spelling, hash function or setting that was tried gives the stored hash of \(tried) that were looked "
            + "at. Causes left to try: \(Printable.list(suspects.map(\.words)))."
    }
}

extension FormulaTrial.Suspect {
    fileprivate var words: String {
        switch self {
        case .timeZone: "time zone"
        case .dateStyle: "date style"
        case .intervalStyle: "interval style"
        case .floatDigits: "extra_float_digits"
        case .byteaOutput: "bytea_output"
        case .precision: "precision (nanoseconds hashed, microseconds stored)"
        case .cast: "a cast"
        case .trigger: "a trigger that was changed"
        case .secret: "another secret than the one that was given"
        }
    }
}
