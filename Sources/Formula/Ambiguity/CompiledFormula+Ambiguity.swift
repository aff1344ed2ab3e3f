extension CompiledFormula {
    /// Sentences for the finding `ambiguous-formula`: neighbouring parts of what is hashed between which bytes can move
    /// so that two different rows give the same hash. Each pair of columns once.
    ///
    /// Only neighbours are looked at, and columns are taken to hold whatever their type can.
    public var ambiguities: [String] {
        var sentences: [String] = []
        for message in typed.messages {
            for sentence in ambiguities(of: message) where !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return sentences
    }

    private func ambiguities(of message: Typed) -> [String] {
        var sentences: [String] = []
        var previous: Typed?
        var separator: [UInt8] = []
        var skipsNull = false
        for token in message.tokens {
            switch token {
            case .constant(let bytes): separator += bytes
            case .separator(let bytes):
                separator += bytes
                skipsNull = true
            case .variable(let part):
                if let previous, let sentence = sentence(previous, part, separator, skipsNull: skipsNull) {
                    sentences.append(sentence)
                }
                previous = part
                separator = []
                skipsNull = false
            }
        }
        return sentences
    }

    private func sentence(_ left: Typed, _ right: Typed, _ separator: [UInt8], skipsNull: Bool) -> String? {
        let one = name(left)
        let other = name(right)
        if Extent(left).canShift(to: Extent(right), across: separator) {
            if separator.isEmpty {
                return "the formula joins \(one) and \(other) with nothing between them: text can move from one to the"
                    + " other without changing the hash"
            }
            return "the formula joins \(one) and \(other) with '\(String(decoding: separator, as: UTF8.self))' between"
                + " them, which can occur in them: text can move from one to the other without changing the hash"
        }
        if skipsNull, left.type == right.type, left.canBeNull, right.canBeNull,
            Extent(left).alphabet == Extent(right).alphabet, left.isColumn, right.isColumn
        {
            return "the formula leaves out NULL (concat_ws): a value can move between \(one) and \(other), where the"
                + " other is NULL, without changing the hash"
        }
        return nil
    }

    private func name(_ part: Typed) -> String {
        let columns = Reads(part.source, context).columns
        if !columns.isEmpty { return columns.joined(separator: ", ") }
        return Printing.sql(part.source, context.names) ?? "a part"
    }
}

extension Typed {
    enum Token {
        case constant([UInt8])
        /// Between arguments of `concat_ws`, which leaves out those that are NULL.
        case separator([UInt8])
        case variable(Typed)
    }

    /// What hash functions are given, each once; the whole where there is none.
    var messages: [Typed] {
        var list: [Typed] = []
        visit { part in
            switch part.operation {
            case .call(.digest, let arguments), .call(.md5, let arguments), .call(.hmac, let arguments):
                list.append(arguments[0])
            default: break
            }
        }
        return list.isEmpty ? [self] : list
    }

    var tokens: [Token] {
        switch operation {
        case .bytes(let bytes): return usesSecret ? [.variable(self)] : [.constant(bytes)]
        case .null: return []
        case .concat(let parts), .concatSkippingNull(let parts): return parts.flatMap(\.tokens)
        case .concatSeparated(let parts):
            var tokens: [Token] = []
            for (index, part) in parts.dropFirst().enumerated() {
                if index > 0 { tokens.append(.separator(parts[0].constantBytes ?? [])) }
                tokens += part.tokens
            }
            return tokens
        case .relabel(let inner):
            switch inner.operation {
            case .concat, .concatSkippingNull, .concatSeparated, .relabel, .bytes: return inner.tokens
            default: return [.variable(self)]
            }
        default: return [.variable(self)]
        }
    }

    /// Whether it can be NULL, as far as the expression tells.
    fileprivate var canBeNull: Bool {
        switch operation {
        case .coalesce(let parts): parts.allSatisfy(\.canBeNull)
        case .bytes, .scalar, .isNull, .truth, .distinct, .concatSkippingNull, .json: false
        case .relabel(let inner), .text(let inner, _), .value(_, let inner): inner.canBeNull
        default: true
        }
    }

    /// Whether it is a column, but for its conversion to text.
    fileprivate var isColumn: Bool {
        switch operation {
        case .field: true
        case .relabel(let inner), .text(let inner, _): inner.isColumn
        default: false
        }
    }
}
