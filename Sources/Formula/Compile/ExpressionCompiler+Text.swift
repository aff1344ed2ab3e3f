/// Functions of text.
extension ExpressionCompiler {
    func text(_ name: String, _ values: [Typed], _ expression: Expression) -> Typed? {
        func result(_ type: SQLType, _ call: StrictCall, _ arguments: [Typed?]) -> Typed? {
            let given = arguments.compactMap(\.self)
            guard given.count == arguments.count else { return nil }
            return combine(type, .call(call, given), of: given, expression)
        }
        func text(_ index: Int) -> Typed? { textArgument(values[index]) }
        func integer(_ index: Int) -> Typed? { integerArgument(values[index]) }
        let isBytea = values.first?.type == .bytea
        let space = leaf(.text, .bytes([0x20]), expression)
        switch (name, values.count) {
        case ("repeat", 2): return result(.text, .repeated, [text(0), integer(1)])
        case ("lpad", 2): return result(.text, .padLeft, [text(0), integer(1), space])
        case ("lpad", 3): return result(.text, .padLeft, [text(0), integer(1), text(2)])
        case ("rpad", 2): return result(.text, .padRight, [text(0), integer(1), space])
        case ("rpad", 3): return result(.text, .padRight, [text(0), integer(1), text(2)])
        case ("chr", 1): return result(.text, .character, [integer(0)])
        case ("left", 2): return result(.text, .left, [text(0), integer(1)])
        case ("right", 2): return result(.text, .right, [text(0), integer(1)])
        case ("substr", 2) where isBytea,
            ("substring", 2) where isBytea:
            return result(.bytea, .bytesFrom, [values[0], strictInteger(values[1])])
        case ("substr", 3) where isBytea,
            ("substring", 3) where isBytea:
            return result(.bytea, .bytesFromTo, [values[0], strictInteger(values[1]), strictInteger(values[2])])
        // substring(text, text) is a regular expression.
        case ("substr", 2), ("substring", 2): return result(.text, .substring, [text(0), strictInteger(values[1])])
        case ("substr", 3), ("substring", 3):
            return result(.text, .substringTo, [text(0), strictInteger(values[1]), strictInteger(values[2])])
        case ("replace", 3): return result(.text, .replace, [text(0), text(1), text(2)])
        case ("translate", 3): return result(.text, .translate, [text(0), text(1), text(2)])
        case ("btrim", 1) where !isBytea: return result(.text, .trim(left: true, right: true), [text(0), space])
        case ("ltrim", 1) where !isBytea: return result(.text, .trim(left: true, right: false), [text(0), space])
        case ("rtrim", 1) where !isBytea: return result(.text, .trim(left: false, right: true), [text(0), space])
        case ("btrim", 2) where !isBytea: return result(.text, .trim(left: true, right: true), [text(0), text(1)])
        case ("ltrim", 2) where !isBytea: return result(.text, .trim(left: true, right: false), [text(0), text(1)])
        case ("rtrim", 2) where !isBytea: return result(.text, .trim(left: false, right: true), [text(0), text(1)])
        case ("strpos", 2): return result(.int4, .position, [text(0), text(1)])
        case ("position", 2) where !isBytea: return result(.int4, .position, [text(0), text(1)])
        case ("length", 1) where isBytea,
            ("octet_length", 1) where isBytea:
            return result(.int4, .octetLength, [values[0]])
        case ("length", 1), ("char_length", 1), ("character_length", 1): return result(.int4, .length, [text(0)])
        case ("octet_length", 1) where values[0].type != .bpchar: return result(.int4, .octetLength, [text(0)])
        case ("reverse", 1): return result(.text, .reverse, [text(0)])
        case ("ascii", 1): return result(.int4, .ascii, [text(0)])
        case ("split_part", 3): return result(.text, .field, [text(0), text(1), integer(2)])
        case ("lower", 1): return cased(values[0], .asciiLower, expression)
        case ("upper", 1): return cased(values[0], .asciiUpper, expression)
        default: return nil
        }
    }

    /// An integer that is one for certain: beside a quoted literal another overload may be meant.
    private func strictInteger(_ value: Typed) -> Typed? { value.type == .int4 || value.type == .int2 ? value : nil }

    /// Letter case follows the collation but for what has hexadecimal digits and no other letters.
    private func cased(_ value: Typed, _ call: StrictCall, _ expression: Expression) -> Typed? {
        guard let argument = textArgument(value), argument.isHexadecimal else { return nil }
        return combine(.text, .call(call, [argument]), of: [argument], expression)
    }
}

extension Typed {
    /// Whether it is text of hexadecimal digits and signs, whatever the row: as a link is, unless somebody tampered with it.
    var isHexadecimal: Bool {
        switch operation {
        case .call(.encode(.hex), _), .call(.md5, _), .text(_, .uuid), .text(_, .integer): true
        case .call(.asciiLower, let arguments), .call(.asciiUpper, let arguments): arguments[0].isHexadecimal
        case .relabel(let inner): inner.isHexadecimal
        case .link: true
        case .concat(let parts): parts.allSatisfy(\.isHexadecimal)
        default: false
        }
    }

    /// What JSON functions take the value for.
    var jsonKind: JSONBuilder.Kind? {
        switch type {
        case .json?: .json
        case .jsonb?: .jsonb
        case .bool?: .boolean
        case .numeric?: .number
        case .text?, .varchar?, .unknown?: .string
        default: nil
        }
    }
}
