internal import AuditChain

/// Operators, conditions and CASE.
extension ExpressionCompiler {
    /// `||` as PostgreSQL resolves it: bytea with bytea, text with text, text with anything that is no array.
    func concatenation(_ left: Typed, _ right: Typed, _ expression: Expression) -> Typed? {
        guard let one = left.type, let other = right.type else { return nil }
        if one == .bytea && (other == .bytea || other == .unknown) || one == .unknown && other == .bytea {
            guard let first = byteaArgument(left), let second = byteaArgument(right) else { return nil }
            return joined(.bytea, first, second, expression)
        }
        let isText = { (type: SQLType) in type == .unknown || type.isString }
        guard isText(one) || isText(other) else { return nil }
        // A literal beside one of these is read as its like, not as text.
        for (literal, type) in [(one, other), (other, one)] {
            switch type {
            case .array, .other: return nil
            case .jsonb where literal == .unknown: return nil
            default: break
            }
        }
        guard let first = text(left), let second = text(right) else { return nil }
        return joined(.text, first, second, expression)
    }

    private func joined(_ type: SQLType, _ left: Typed, _ right: Typed, _ expression: Expression) -> Typed {
        var parts: [Typed] = []
        for side in [left, right] {
            if case .concat(let inner) = side.operation, side.type == type {
                parts += inner
            } else {
                parts.append(side)
            }
        }
        return combine(type, .concat(parts), of: parts, expression)
    }

    func prefix(_ name: String, _ value: Typed, _ expression: Expression) -> Typed? {
        guard let type = value.type, type.isInteger else { return nil }
        switch name {
        case "+": return value
        case "-":
            if case .scalar(let number) = value.operation, type != .int2, number != Int64.min {
                return leaf(type, .scalar(-number), expression)
            }
            return narrowed(combine(type, .call(.negate, [value]), of: [value], expression).implied)
        default: return nil
        }
    }

    private func narrowed(_ value: Typed) -> Typed {
        let width = Int32(value.type?.scalarWidth ?? 8)
        let typed =
            width == 8 ? value : combine(value.type, .call(.narrow(width: width), [value]), of: [value], value.source)
        return typed.spelled(by: value.source)
    }

    func infix(
        _ name: String, _ left: Typed, _ right: Typed, _ expression: Expression
    ) throws(Obstacle) -> Typed? {
        if let comparing = Comparison.Operator(rawValue: name == "!=" ? "<>" : name) {
            guard let (one, other) = paired(left, right), let comparison = comparison(comparing, one, other) else {
                return nil
            }
            return combine(.bool, .compare(one, other, comparison), of: [one, other], expression)
        }
        if name == "->" || name == "->>" { return access(left, right, asText: name == "->>", expression) }
        let calls: [String: StrictCall] = [
            "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .modulo,
        ]
        guard let call = calls[name], left.type?.isInteger == true || right.type?.isInteger == true,
            let (one, other) = paired(left, right), one.type?.isInteger == true
        else { return nil }
        return narrowed(combine(one.type, .call(call, [one, other]), of: [one, other], expression).implied)
    }

    private func access(_ left: Typed, _ right: Typed, asText: Bool, _ expression: Expression) -> Typed? {
        guard left.type == .json || left.type == .jsonb else { return nil }
        let flavor: JSONBuilder.Flavor = left.type == .json ? .json : .jsonb
        let type: SQLType = asText ? .text : left.type ?? .json
        if right.type == .int4 || right.type == .int2 {
            return combine(
                type, .call(.getIndex(flavor, asText: asText), [left, right]), of: [left, right], expression)
        }
        guard let key = textArgument(right) else { return nil }
        return combine(type, .call(.getKey(flavor, asText: asText), [left, key]), of: [left, key], expression)
    }

    /// How two values of one type compare, where that follows no collation and no order of the catalog's.
    func comparison(_ comparing: Comparison.Operator, _ left: Typed, _ right: Typed) -> Comparison? {
        guard let type = left.type, right.type == type else { return nil }
        if type.scalarWidth != nil { return Comparison(comparing: comparing, scalar: true) }
        switch type {
        case .uuid, .bytea: return Comparison(comparing: comparing, scalar: false)
        case .text, .varchar, .enumeration:
            return comparing == .equal || comparing == .unequal ? Comparison(comparing: comparing, scalar: false) : nil
        case .bpchar:
            guard comparing == .equal || comparing == .unequal else { return nil }
            return Comparison(comparing: comparing, ordered: .bpchar, scalar: false)
        case .numeric, .float4, .float8, .interval, .inet, .cidr, .timetz:
            return Comparison(comparing: comparing, ordered: type.valueType, scalar: false)
        default: return nil
        }
    }

    func cases(
        _ subject: Expression?, _ branches: [(when: Expression, then: Expression)], _ otherwise: Expression?,
        _ expression: Expression
    ) throws(Obstacle) -> Typed? {
        var conditions: [Typed] = []
        for branch in branches {
            let when = try compile(branch.when)
            guard let subject else {
                guard let condition = boolean(when) else { return nil }
                conditions.append(condition)
                continue
            }
            guard let (one, other) = paired(try compile(subject), when), let comparison = comparison(.equal, one, other)
            else { return nil }
            conditions.append(combine(.bool, .compare(one, other, comparison), of: [one, other], branch.when).implied)
        }
        var values: [Typed] = []
        for branch in branches { values.append(try compile(branch.then)) }
        if let otherwise {
            values.append(try compile(otherwise))
        } else {
            values.append(leaf(.unknown, .null, expression))
        }
        // The type is sought from the ELSE branch on, as the server does; the outcome is the same for those unified here.
        guard let unified = unified(values), let last = unified.last else { return nil }
        let pairs = zip(conditions, unified).map { (when: $0, then: $1) }
        return combine(last.type, .cases(pairs, otherwise: last), of: conditions + unified, expression)
    }

    /// A condition: boolean, or a literal that stands for one.
    func boolean(_ value: Typed) -> Typed? { implied(value, .bool) }

    func condition(_ expression: Expression) throws(Obstacle) -> Typed? {
        switch expression.form {
        case .isNull(let inner, let negated):
            let value = try compile(inner)
            // IS NULL of a row looks at its fields.
            guard let type = value.type else { return nil }
            if case .other = type { return nil }
            return combine(.bool, .isNull(value, negated: negated), of: [value], expression)
        case .truth(let inner, let truth):
            guard let value = boolean(try compile(inner)) else { return nil }
            return combine(.bool, .truth(value, truth), of: [value], expression)
        case .not(let inner):
            guard let value = boolean(try compile(inner)) else { return nil }
            return combine(.bool, .not(value), of: [value], expression)
        case .and(let list): return try folded(list, expression) { .and($0, $1) }
        case .or(let list): return try folded(list, expression) { .or($0, $1) }
        case .distinct(let left, let right, let negated):
            guard let (one, other) = paired(try compile(left), try compile(right)),
                let comparison = comparison(.equal, one, other)
            else { return nil }
            return combine(
                .bool, .distinct(one, other, comparison, negated: negated), of: [one, other], expression)
        case .among(let subject, let list, let negated):
            return try among(try compile(subject), try all(list), negated, expression)
        case .between(let subject, let low, let high, let negated):
            return between(try compile(subject), try compile(low), try compile(high), negated, expression)
        default: return nil
        }
    }

    private func folded(
        _ list: [Expression], _ expression: Expression, _ join: (Typed, Typed) -> Typed.Operation
    ) throws(Obstacle) -> Typed? {
        var result: Typed?
        for item in list {
            guard let value = boolean(try compile(item)) else { return nil }
            result = result.map { combine(.bool, join($0, value), of: [$0, value], expression) } ?? value
        }
        return result
    }

    private func among(
        _ subject: Typed, _ list: [Typed], _ negated: Bool, _ expression: Expression
    ) throws(Obstacle) -> Typed? {
        guard let unified = unified([subject] + list) else { return nil }
        var result: Typed?
        for item in unified.dropFirst() {
            guard let comparison = comparison(negated ? .unequal : .equal, unified[0], item) else { return nil }
            let test = combine(.bool, .compare(unified[0], item, comparison), of: [unified[0], item], expression)
                .implied
            result =
                result.map { (so: Typed) in
                    combine(.bool, negated ? .and(so, test) : .or(so, test), of: [so, test], expression).implied
                } ?? test
        }
        return result?.spelled(by: expression)
    }

    private func between(
        _ subject: Typed, _ low: Typed, _ high: Typed, _ negated: Bool, _ expression: Expression
    ) -> Typed? {
        guard let (least, value) = paired(low, subject), let (same, most) = paired(subject, high),
            let above = comparison(negated ? .less : .greaterOrEqual, value, least),
            let below = comparison(negated ? .greater : .lessOrEqual, same, most)
        else { return nil }
        let first = combine(.bool, .compare(value, least, above), of: [value, least], expression).implied
        let second = combine(.bool, .compare(same, most, below), of: [same, most], expression).implied
        return combine(.bool, negated ? .or(first, second) : .and(first, second), of: [first, second], expression)
    }
}
