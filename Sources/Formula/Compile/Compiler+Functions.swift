internal import AuditChain
internal import CPgQuery
internal import OpenSSL
internal import Rows

extension Compiler {
    mutating func function(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        guard let call = node.pointee.func_call, call.pointee.func_variadic == 0, call.pointee.agg_star == 0,
            call.pointee.agg_distinct == 0, call.pointee.over == nil, call.pointee.n_agg_order == 0,
            let names = strings(call.pointee.n_funcname, call.pointee.funcname), let name = names.last
        else { throw Unsupported() }
        let arguments = list(call.pointee.n_args, call.pointee.args)
        // pgcrypto lives in whatever schema it was put into; everything else is PostgreSQL's own.
        if name == "digest" || name == "hmac" { return try pgcrypto(name, arguments) }
        guard names.count == 1 || names.first == "pg_catalog" else { throw Unsupported() }
        if let algorithm = Self.digests[name] { return try digest(algorithm, arguments) }
        switch name {
        case "concat", "concat_ws": return try concatenation(name, arguments)
        case "encode": return try encoding(arguments)
        case "decode":
            guard arguments.count == 2, let format = literal(arguments[1]).flatMap(BinaryEncoding.init(named:)) else {
                throw Unsupported()
            }
            try push(arguments[0], as: .text)
            emit(.call(.decode(format), 1))
            return Typed(type: .bytea)
        case "convert_to":
            guard arguments.count == 2, literal(arguments[1]).map(Bytea.isUTF8) == true else { throw Unsupported() }
            try push(arguments[0], as: .text)
            return Typed(type: .bytea)
        case "json_build_array", "jsonb_build_array", "json_build_object", "jsonb_build_object", "to_json", "to_jsonb":
            return try building(name, arguments)
        case "to_char", "timezone", "extract", "date_part", "date_trunc", "host":
            return try timeFunction(name, arguments)
        default: return try textFunction(name, arguments)
        }
    }

    /// The text of a literal argument.
    func literal(_ node: SyntaxNode) -> String? {
        guard node.pointee.node_case == PG_QUERY__NODE__NODE_A_CONST, let constant = node.pointee.a_const,
            constant.pointee.val_case == PG_QUERY__A__CONST__VAL_SVAL, let text = constant.pointee.sval.pointee.sval
        else {
            if node.pointee.node_case == PG_QUERY__NODE__NODE_TYPE_CAST, let cast = node.pointee.type_cast,
                let type = cast.pointee.type_name,
                strings(type.pointee.n_names, type.pointee.names)?.last == "text", let inner = cast.pointee.arg
            {
                return literal(inner)
            }
            return nil
        }
        return String(cString: text)
    }

    /// Pushes an argument as a type that it coerces to by itself.
    mutating func push(_ node: SyntaxNode, as type: ColumnType) throws(Unsupported) {
        let typed = try child(node)
        _ = try convert(typed, to: type)
    }

    private static let digests: [String: DigestAlgorithm] = [
        "sha224": .sha224, "sha256": .sha256, "sha384": .sha384, "sha512": .sha512, "md5": .md5,
    ]

    private mutating func digest(_ algorithm: DigestAlgorithm, _ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        guard arguments.count == 1 else { throw Unsupported() }
        let typed = try child(arguments[0])
        if algorithm == .md5 {
            // md5(text) and md5(bytea); a literal is taken for text.
            let type: ColumnType = typed.oid == TypeOID.bytea ? .bytea : .text
            _ = try convert(typed, to: type)
            emit(.digest(.md5))
            emit(.call(.encode(.hex), 1))
            return Typed(type: .text, isASCII: true)
        }
        _ = try convert(typed, to: .bytea)
        emit(.digest(algorithm))
        return Typed(type: .bytea)
    }

    private mutating func pgcrypto(_ name: String, _ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        guard arguments.count == (name == "digest" ? 2 : 3), let last = arguments.last,
            let algorithm = literal(last).flatMap({ DigestAlgorithm(rawValue: $0.lowercased()) })
        else { throw Unsupported() }
        // Both functions exist for text and for bytea; text is hashed as its bytes in the database's encoding.
        for argument in arguments.dropLast() {
            let typed = try child(argument)
            _ = try convert(typed, to: typed.oid == TypeOID.bytea ? .bytea : .text)
        }
        emit(name == "digest" ? .digest(algorithm) : .authenticate(algorithm))
        return Typed(type: .bytea)
    }

    private mutating func encoding(_ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        guard arguments.count == 2, let format = literal(arguments[1]).flatMap(BinaryEncoding.init(named:)) else {
            throw Unsupported()
        }
        try push(arguments[0], as: .bytea)
        emit(.call(.encode(format), 1))
        return Typed(type: .text, isASCII: true)
    }

    private mutating func concatenation(_ name: String, _ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        guard let first = arguments.first else { throw Unsupported() }
        var rest = arguments
        if name == "concat_ws" {
            try push(first, as: .text)
            rest.removeFirst()
        }
        for argument in rest {
            let typed = try child(argument)
            if typed.isLiteral || typed.oid == TypeOID.unknown {
                _ = try convert(typed, to: .text)
            } else {
                try emitText(typed.type, form: .output)
            }
        }
        emit(name == "concat_ws" ? .concatWithSeparator(rest.count) : .concat(rest.count))
        return Typed(type: .text)
    }

    /// Names, types of the arguments, function and type of the value.
    private func textSignature(_ name: String, _ count: Int) -> ([ColumnType], PlanFunction, ColumnType)? {
        switch (name, count) {
        case ("repeat", 2): ([.text, .int4], .repeated, .text)
        case ("lpad", 2), ("lpad", 3): ([.text, .int4, .text], .padLeft, .text)
        case ("rpad", 2), ("rpad", 3): ([.text, .int4, .text], .padRight, .text)
        case ("chr", 1): ([.int4], .character, .text)
        case ("reverse", 1): ([.text], .reversed, .text)
        case ("left", 2): ([.text, .int4], .left, .text)
        case ("right", 2): ([.text, .int4], .right, .text)
        case ("substr", 2), ("substring", 2): ([.text, .int4], .substring, .text)
        case ("substr", 3), ("substring", 3): ([.text, .int4, .int4], .substring, .text)
        case ("split_part", 3): ([.text, .text, .int4], .splitPart, .text)
        case ("replace", 3): ([.text, .text, .text], .replace, .text)
        case ("length", 1), ("char_length", 1), ("character_length", 1): ([.text], .length, .int4)
        case ("octet_length", 1): ([.text], .octetLength, .int4)
        case ("btrim", 1), ("btrim", 2): ([.text, .text], .trim(left: true, right: true), .text)
        case ("ltrim", 1), ("ltrim", 2): ([.text, .text], .trim(left: true, right: false), .text)
        case ("rtrim", 1), ("rtrim", 2): ([.text, .text], .trim(left: false, right: true), .text)
        case ("lower", 1): ([.text], .lower, .text)
        case ("upper", 1): ([.text], .upper, .text)
        default: nil
        }
    }

    private mutating func textFunction(_ name: String, _ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        guard let (types, function, value) = textSignature(name, arguments.count) else { throw Unsupported() }
        for (argument, type) in zip(arguments, types) {
            let typed = try child(argument)
            // `length(bytea)` and its like are other functions.
            guard typed.isLiteral || typed.type.isTextLike == type.isTextLike, typed.oid != TypeOID.bpchar else {
                throw Unsupported()
            }
            // Which letters change follows a collation, but for ASCII's.
            if name == "lower" || name == "upper" {
                guard typed.isASCII || typed.literal?.utf8.allSatisfy({ $0 < 0x80 }) == true else {
                    throw Unsupported()
                }
            }
            _ = try convert(typed, to: type)
        }
        // Where the SQL names no fill or no characters to trim, it is one space.
        if types.count > arguments.count { emit(constant: [0x20]) }
        emit(.call(function, types.count))
        return Typed(type: value, isASCII: name == "lower" || name == "upper")
    }
}
