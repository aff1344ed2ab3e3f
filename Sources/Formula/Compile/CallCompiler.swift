internal import AuditChain
internal import OpenSSL

/// Functions that are computed here.
enum CallCompiler {
    /// Their names in pg_catalog, and pgcrypto's.
    static let names: Set<String> = [
        "concat", "concat_ws", "lower", "upper", "repeat", "lpad", "rpad", "chr", "encode", "decode", "convert_to",
        "convert_from", "sha224", "sha256", "sha384", "sha512", "digest", "hmac", "md5", "left", "right", "substr",
        "substring", "replace", "translate", "btrim", "ltrim", "rtrim", "strpos", "position", "length", "char_length",
        "character_length", "octet_length", "reverse", "ascii", "split_part", "to_json", "to_jsonb",
        "jsonb_build_array",
        "jsonb_build_object", "json_build_array", "json_build_object", "timezone", "date_trunc", "extract", "to_char",
        "host",
    ]
}

extension ExpressionCompiler {
    func call(_ name: Expression.Name, _ arguments: [Expression], _ expression: Expression) throws(Obstacle) -> Typed? {
        let values = try all(arguments)
        if context.names.isPgcrypto(name) { return pgcrypto(name.name, values, expression) }
        guard CallCompiler.names.contains(name.name), context.names.isBuiltIn(name) else { return nil }
        if let time = time(name.name, values, expression) { return time }
        return try variadic(name.name, values, expression) ?? coding(name.name, values, expression)
            ?? text(name.name, values, expression)
    }

    private func pgcrypto(_ name: String, _ values: [Typed], _ expression: Expression) -> Typed? {
        guard values.count == (name == "digest" ? 2 : 3), let last = values.last?.constantText,
            values.last?.usesSecret == false, let algorithm = HashAlgorithm(rawValue: last.lowercased())
        else { return nil }
        let messages = Array(values.dropLast())
        // A literal is taken as text where another argument does not make it bytea.
        let isBytea = messages.contains { $0.type == .bytea }
        var arguments: [Typed] = []
        for value in messages {
            guard let argument = isBytea ? byteaArgument(value) : textArgument(value) else { return nil }
            arguments.append(argument)
        }
        return combine(
            .bytea, .call(name == "digest" ? .digest(algorithm) : .hmac(algorithm), arguments), of: arguments,
            expression)
    }

    private func variadic(_ name: String, _ values: [Typed], _ expression: Expression) throws(Obstacle) -> Typed? {
        switch name {
        case "concat", "concat_ws":
            var parts: [Typed] = []
            for (index, value) in values.enumerated() {
                let isSeparator = index == 0 && name == "concat_ws"
                guard let part = isSeparator ? textArgument(value) : printed(value) else { return nil }
                parts.append(part)
            }
            guard name == "concat" || !parts.isEmpty else { return nil }
            return combine(
                .text, name == "concat" ? .concatSkippingNull(parts) : .concatSeparated(parts), of: parts, expression)
        case "jsonb_build_array", "json_build_array", "jsonb_build_object", "json_build_object":
            let isObject = name.hasSuffix("object")
            guard !isObject || values.count.isMultiple(of: 2) else { return nil }
            var parts: [Typed] = []
            for value in values {
                guard let part = jsonPart(value) else { return nil }
                parts.append(part)
            }
            let flavor: JSONBuilder.Flavor = name.hasPrefix("jsonb") ? .jsonb : .json
            return combine(
                flavor == .json ? .json : .jsonb, .json(flavor, isObject ? .object : .array, parts), of: parts,
                expression)
        case "to_json", "to_jsonb":
            guard values.count == 1, values[0].type != .unknown, let part = jsonPart(values[0]),
                let kind = part.jsonKind
            else { return nil }
            let flavor: JSONBuilder.Flavor = name == "to_json" ? .json : .jsonb
            return combine(
                flavor == .json ? .json : .jsonb, .call(.toJSON(flavor, kind), [part]), of: [part], expression)
        default: return nil
        }
    }

    /// A value as JSON functions take it: text, or under its own type where that decides how it is shown.
    private func jsonPart(_ value: Typed) -> Typed? {
        switch value.type {
        case .json?, .jsonb?: return value
        case .array?: return nil
        case .int2?, .int4?, .int8?, .bool?:
            return printed(value)?.relabeled(value.type == .bool ? .bool : .numeric)
        case .numeric?, .float4?, .float8?: return printed(value)?.relabeled(.numeric)
        case .date?, .timestamp?, .timestamptz?:
            guard let type = value.type?.valueType else { return nil }
            return combine(.text, .text(value, .json(type)), of: [value], value.source).implied
        case .bpchar?: return value.relabeled(.text)
        default: return printed(value)
        }
    }

    private func coding(_ name: String, _ values: [Typed], _ expression: Expression) -> Typed? {
        func result(_ type: SQLType, _ call: StrictCall, _ arguments: Typed?...) -> Typed? {
            let given = arguments.compactMap(\.self)
            guard given.count == arguments.count else { return nil }
            return combine(type, .call(call, given), of: given, expression)
        }
        switch (name, values.count) {
        case ("sha224", 1), ("sha256", 1), ("sha384", 1), ("sha512", 1):
            return HashAlgorithm(rawValue: name).flatMap { result(.bytea, .digest($0), byteaArgument(values[0])) }
        case ("md5", 1):
            return result(.text, .md5, values[0].type == .bytea ? values[0] : textArgument(values[0]))
        case ("encode", 2):
            guard let format = values[1].constantText.flatMap({ BinaryEncoding(named: $0) }) else { return nil }
            return result(.text, .encode(format), byteaArgument(values[0]))
        case ("decode", 2):
            guard let format = values[1].constantText.flatMap({ BinaryEncoding(named: $0) }) else { return nil }
            return result(.bytea, .decode(format), textArgument(values[0]))
        case ("convert_to", 2):
            guard let encoding = values[1].constantText, Bytea.isUTF8(encoding) else { return nil }
            return textArgument(values[0])?.relabeled(.bytea)
        case ("convert_from", 2):
            guard let encoding = values[1].constantText, Bytea.isUTF8(encoding) else { return nil }
            return result(.text, .utf8FromBytes, byteaArgument(values[0]))
        default: return nil
        }
    }
}
