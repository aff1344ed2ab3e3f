public import AuditChain
public import Rows

extension CompiledFormula {
    /// Shows how a row is hashed, with the link that it stores.
    ///
    /// - Parameters: as in `plan(fields:expressionsFrom:)`.
    /// - Throws: an obstacle where the row can't be computed.
    public func explained(
        _ row: borrowing Row, fields: [String: Int], expressionsFrom: Int
    ) throws(Obstacle) -> Explanation {
        guard let field = fields[context.link ?? ""] else {
            return try explained(row, link: nil, fields, expressionsFrom)
        }
        return try explained(row, link: row[field], fields, expressionsFrom)
    }

    /// Shows how a row is hashed with another link, in the link column's binary format; `nil` is NULL.
    public func explained(
        _ row: borrowing Row, link: Span<UInt8>?, fields: [String: Int], expressionsFrom: Int
    ) throws(Obstacle) -> Explanation { try explained(row, link: link, fields, expressionsFrom) }

    private func explained(
        _ row: borrowing Row, link: Span<UInt8>?, _ fields: [String: Int], _ expressionsFrom: Int
    ) throws(Obstacle) -> Explanation {
        func value(_ typed: Typed) throws(Obstacle) -> (value: [UInt8]?, preimages: [[UInt8]]) {
            var program = Program(fields: fields, expressionsFrom: expressionsFrom)
            try program.emit(typed)
            var plan = RenderPlan(program, linkField: nil, settings: context.settings)
            plan.preimages = []
            do throws(RenderTrouble) {
                let isThere = try plan.run(row, link)
                return (isThere ? plan.value.copied : nil, plan.preimages ?? [])
            } catch {
                throw Obstacle(
                    .configuration, "the formula can't be computed over this row: \(error.sentence)",
                    hint:
                        "PostgreSQL would refuse it as well; the row's values or the formula are not what the writer had"
                )
            }
        }
        let compiler = ExpressionCompiler(
            source: formula.source, context: context, questions: ServerTypeQuestions())
        var parts: [Explanation.Part] = []
        for piece in typed.pieces {
            let shown = piece.type?.scalarWidth == nil ? piece : compiler.text(piece) ?? piece
            let bytes = piece.usesSecret ? nil : try value(shown).value
            var isServerRendered = false
            piece.visit { part in
                if case .server = part.operation { isServerRendered = true }
            }
            let sql = Printing.sql(piece.source, context.names) ?? ""
            parts.append(
                Explanation.Part(
                    sql: sql, bytes: bytes, isSecret: piece.usesSecret, isServerRendered: isServerRendered))
        }
        let (result, preimages) = try value(typed)
        // Which calls ran is known only where none stands in a branch; then a secret in any hides all.
        let secrecy = typed.messageSecrecy
        let isKnown = secrecy.count == preimages.count
        var shown: [[UInt8]?] = []
        for (index, preimage) in preimages.enumerated() {
            let isSecret = isKnown ? secrecy[index] : secrecy.contains(true)
            shown.append(isSecret ? nil : preimage)
        }
        return Explanation(parts: parts, preimages: shown, result: result)
    }
}

extension Typed {
    /// The parts that are joined to what is hashed.
    var pieces: [Typed] {
        switch operation {
        case .concat(let list), .concatSkippingNull(let list), .concatSeparated(let list), .json(_, _, let list):
            return list.flatMap(\.pieces)
        case .relabel(let inner): return inner.operation.isJoint ? inner.pieces : [self]
        case .call(.hmac, let list): return list[0].pieces
        case .call(.digest, let list), .call(.md5, let list), .call(.encode, let list), .call(.asciiLower, let list),
            .call(.asciiUpper, let list):
            return list[0].pieces
        case .text(let inner, .bytea): return inner.operation.isJoint ? inner.pieces : [self]
        default: return [self]
        }
    }

    /// For each call of a hash function in the order of their computation: whether a secret is in its message.
    var messageSecrecy: [Bool] {
        var list: [Bool] = []
        visit { part in
            switch part.operation {
            case .call(.hmac, let arguments), .call(.digest, let arguments), .call(.md5, let arguments):
                list.append(arguments[0].usesSecret)
            default: break
            }
        }
        return list
    }
}

extension Typed.Operation {
    /// Whether it joins parts, or hashes what does.
    fileprivate var isJoint: Bool {
        switch self {
        case .concat, .concatSkippingNull, .concatSeparated, .json: true
        case .call(.digest, _), .call(.hmac, _), .call(.md5, _), .call(.encode, _): true
        case .relabel(let inner): inner.operation.isJoint
        default: false
        }
    }
}
