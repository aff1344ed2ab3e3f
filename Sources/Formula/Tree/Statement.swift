internal import AuditChain

/// The one statement of a text, which must be a SELECT.
enum Statement {
    /// Reads `SELECT` and an expression, and refuses whatever else that parses as.
    static func expression(_ source: SourceText, called what: String) throws(Obstacle) -> Expression {
        let prefix = "SELECT "
        let select = try select(prefix + source.text, source, shift: prefix.utf8.count, called: what)
        let allowed: Set<String> = ["target_list", "limit_option", "op"]
        guard select.fields.allSatisfy({ allowed.contains($0.name) && !isSetOperation($0) }) else {
            throw source.obstacle("\(what) must be one SQL expression, without FROM, WHERE and the like", at: 0)
        }
        let targets = select.list("target_list").map(\.content)
        guard let target = targets.first else { throw source.obstacle("\(what) is empty", at: 0) }
        guard targets.count == 1 else {
            let place = max(0, targets[1].integer("location") - prefix.utf8.count)
            throw source.obstacle("\(what) must be one SQL expression, here another one begins", at: place)
        }
        guard target.string("name") == nil, let value = target.message("val") else {
            throw source.obstacle("\(what) must be an SQL expression without a name of its own (AS …)", at: 0)
        }
        return Expression(value, shift: prefix.utf8.count)
    }

    /// The SELECT that a text is.
    static func select(
        _ sql: String, _ source: SourceText, shift: Int, called what: String
    ) throws(Obstacle) -> Message {
        // The parser would take any length, and run out of stack over it.
        guard sql.utf8.count <= 40_000 else {
            throw source.obstacle("\(what) is longer than 40,000 bytes", at: 0)
        }
        let tree: Message
        do throws(Grammar.SyntaxError) { tree = try Grammar.parse(sql) } catch {
            throw source.obstacle("\(what): \(error.message)", at: max(0, error.byte - shift))
        }
        let statements = tree.list("stmts")
        guard statements.count == 1, let statement = statements[0].message("stmt")?.content else {
            let place = statements.count > 1 ? statements[1].integer("stmt_location") - 1 - shift : 0
            throw source.obstacle("\(what) must not hold several statements (';')", at: max(0, place))
        }
        // A semicolon behind the only statement shows in its length alone.
        guard statements[0].integer("stmt_len") == 0 else {
            let place = statements[0].integer("stmt_location") + statements[0].integer("stmt_len") - shift
            throw source.obstacle("\(what) must not end in ';'", at: max(0, place))
        }
        guard statement.kind == "SelectStmt" else { throw source.obstacle("\(what) must be a SELECT", at: 0) }
        return statement
    }

    private static func isSetOperation(_ field: Message.Field) -> Bool {
        field.name == "op" && field.value != .integer(1)
    }
}

extension SourceText {
    /// An error of the configuration that stands at a byte of this SQL.
    func obstacle(_ sentence: String, at byte: Int, hint: String? = nil) -> Obstacle {
        Obstacle(.configuration, "\(position(ofByte: byte)): \(sentence)", hint: hint)
    }
}
