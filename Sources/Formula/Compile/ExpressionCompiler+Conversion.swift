internal import AuditChain

/// Casts, written and implied.
extension ExpressionCompiler {
    /// A value as `text`, as an explicit cast makes it; `nil` where only the server can.
    func text(_ value: Typed) -> Typed? {
        guard let type = value.type else { return nil }
        switch type {
        case .unknown, .text, .varchar, .name, .json, .jsonb, .enumeration: return value.relabeled(.text)
        case .bpchar: return combine(.text, .call(.withoutFill, [value]), of: [value], value.source).implied
        case .bool: return formed(value, .boolWord)
        case .int2, .int4, .int8: return formed(value, .integer)
        case .uuid: return formed(value, .uuid)
        case .bytea: return formed(value, .bytea)
        case .array(let element): return ElementForm(oid: element).flatMap { formed(value, .array($0)) }
        case .numeric:
            if let digits = value.literalDigits { return leaf(.text, .bytes(Array(digits.utf8)), value.source).implied }
            return formed(value, .cast(.numeric))
        default: return type.valueType.flatMap { formed(value, .cast($0)) }
        }
    }

    /// A value as its output function prints it, as `concat` and JSON want it; `nil` where only the server can.
    func printed(_ value: Typed) -> Typed? {
        switch value.type {
        case .bool?: formed(value, .boolLetter)
        // char(n) keeps its spaces in output.
        case .bpchar?: value.relabeled(.text)
        case .inet?: formed(value, .output(.inet))
        default: text(value)
        }
    }

    private func formed(_ value: Typed, _ form: TextForm) -> Typed {
        value.isNullConstant
            ? value.relabeled(.text) : combine(.text, .text(value, form), of: [value], value.source).implied
    }

    /// An argument for a parameter of type `text`.
    func textArgument(_ value: Typed) -> Typed? {
        guard let type = value.type, type == .unknown || type.isString else { return nil }
        return text(value)
    }

    /// An argument for a parameter of type `bytea`.
    func byteaArgument(_ value: Typed) -> Typed? {
        switch value.type {
        case .bytea?: return value
        case .unknown?:
            guard let bytes = value.constantBytes else { return value.relabeled(.bytea) }
            var out = ByteBuffer()
            do throws(ValueFault) { try Bytea.append(fromText: bytes.span, into: &out) } catch { return nil }
            return leaf(.bytea, .bytes(out.span.copied), value.source)
        default: return nil
        }
    }

    /// An argument for a parameter of type `integer`.
    func integerArgument(_ value: Typed) -> Typed? {
        switch value.type {
        case .int2?, .int4?: return value
        case .unknown?:
            guard let text = value.constantText else { return value.relabeled(.int4) }
            return Int32(text).map { leaf(.int4, .scalar(Int64($0)), value.source) }
        default: return nil
        }
    }

    func cast(
        _ value: Typed, to reference: Expression.TypeReference, _ expression: Expression
    ) -> Typed? { converted(value, to: reference, expression)?.spelled(by: expression) }

    private func converted(
        _ value: Typed, to reference: Expression.TypeReference, _ expression: Expression
    ) -> Typed? {
        if let lengthened = lengthened(value, reference, expression) { return lengthened }
        guard let target = castTarget(reference), let type = value.type else { return nil }
        if value.isNullConstant { return leaf(target, .null, expression) }
        func call(_ function: StrictCall, _ argument: Typed) -> Typed {
            combine(target, .call(function, [argument]), of: [value], expression)
        }
        switch target {
        case type: return value
        case .text: return text(value)
        case .varchar: return text(value)?.relabeled(.varchar)
        case .bytea:
            if type == .unknown { return byteaArgument(value) }
            return type.isText ? call(.byteaFromText, value) : nil
        case .int2, .int4, .int8:
            guard let width = target.scalarWidth else { return nil }
            if type == .bool { return target == .int4 ? value.relabeled(.int4) : nil }
            if type == .numeric {
                let whole = combine(.int8, .value(.wholeNumber, value), of: [value], expression).implied
                return call(.narrow(width: Int32(width)), whole)
            }
            if type.isInteger { return call(.narrow(width: Int32(width)), value) }
            return type.isText || type == .unknown ? call(.integerFromText(width: Int32(width)), value) : nil
        case .timestamp, .timestamptz, .date: return timeCast(value, type, target, expression)
        case .uuid: return type.isText || type == .unknown ? call(.uuidFromText, value) : nil
        case .jsonb: return type.isText || type == .unknown || type == .json ? call(.jsonbFromText, value) : nil
        case .json:
            if type == .jsonb { return value.relabeled(.json) }
            return type.isText || type == .unknown ? call(.jsonFromText, value) : nil
        default: return nil
        }
    }

    /// `varchar(n)`.
    private func lengthened(
        _ value: Typed, _ reference: Expression.TypeReference, _ expression: Expression
    ) -> Typed? {
        let schema = reference.schema ?? context.names.schema(ofType: reference.name)
        guard schema == "pg_catalog", reference.name == "varchar", reference.isPlain, !reference.isArray,
            reference.modifiers.count == 1, reference.modifiers[0] > 0, let text = text(value)
        else { return nil }
        return combine(.varchar, .call(.varying(reference.modifiers[0]), [text]), of: [value], expression)
    }

    // MARK: - Common types

    /// Values under the type that coalesce and CASE give them; `nil` where that is not plain.
    func unified(_ values: [Typed]) -> [Typed]? {
        guard !values.isEmpty else { return nil }
        var common: SQLType?
        for value in values {
            guard let type = value.type else { return nil }
            if type == .unknown { continue }
            guard let already = common else {
                common = type
                continue
            }
            if already == type { continue }
            if already.isText, type.isText {
                common = .text
            } else if already.isInteger, type.isInteger {
                common = (already.scalarWidth ?? 0) > (type.scalarWidth ?? 0) ? already : type
            } else {
                return nil
            }
        }
        var list: [Typed] = []
        for value in values {
            guard let converted = implied(value, common ?? .text) else { return nil }
            list.append(converted)
        }
        return list
    }

    /// A value under another type, where that needs no cast to be written.
    func implied(_ value: Typed, _ type: SQLType) -> Typed? {
        guard let from = value.type else { return nil }
        if from == type { return value }
        if value.isNullConstant { return leaf(type, .null, value.source) }
        if from == .unknown { return literal(value, type) }
        if from.isText && type.isText || from.isInteger && type.isInteger { return value.relabeled(type) }
        return nil
    }

    /// A quoted literal read as a type.
    private func literal(_ value: Typed, _ type: SQLType) -> Typed? {
        guard let bytes = value.constantBytes, let text = value.constantText else { return nil }
        switch type {
        case .text, .varchar, .enumeration: return value.relabeled(type)
        case .bytea: return byteaArgument(value)
        case .int2: return Int16(text).map { leaf(type, .scalar(Int64($0)), value.source) }
        case .int4: return Int32(text).map { leaf(type, .scalar(Int64($0)), value.source) }
        case .int8: return Int64(text).map { leaf(type, .scalar($0), value.source) }
        case .bool:
            switch text {
            case "t", "true": return leaf(type, .scalar(1), value.source)
            case "f", "false": return leaf(type, .scalar(0), value.source)
            default: return nil
            }
        case .uuid:
            var out = ByteBuffer()
            do throws(ValueFault) { try UUIDText.append(fromText: bytes.span, into: &out) } catch { return nil }
            return leaf(type, .bytes(out.span.copied), value.source)
        case .jsonb: return combine(type, .call(.jsonbFromText, [value]), of: [value], value.source).implied
        case .json: return combine(type, .call(.jsonFromText, [value]), of: [value], value.source).implied
        default: return nil
        }
    }

    /// Two operands under one type.
    func paired(_ left: Typed, _ right: Typed) -> (Typed, Typed)? {
        guard let both = unified([left, right]) else { return nil }
        return (both[0], both[1])
    }
}
