internal import CPgQuery
internal import Rows

extension Compiler {
    mutating func building(_ name: String, _ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        let flavor: JSONBuilder.Flavor = name.contains("jsonb") ? .jsonb : .json
        let shape: JSONBuild.Shape = name.hasSuffix("array") ? .array : name.hasSuffix("object") ? .object : .value
        guard shape != .value || arguments.count == 1, shape != .object || arguments.count % 2 == 0 else {
            throw Unsupported()
        }
        var build = JSONBuild(shape: shape, flavor: flavor, arguments: [])
        for argument in arguments { build.arguments.append(try jsonArgument(argument, isRoot: shape == .value)) }
        if shape == .value {
            // to_json(NULL) is NULL, unlike a NULL inside an array.
            emit(.buildValue(build))
        } else {
            emit(.build(build))
        }
        return Typed(type: flavor == .jsonb ? .jsonb : .json)
    }

    private mutating func jsonArgument(_ node: SyntaxNode, isRoot: Bool) throws(Unsupported) -> JSONBuild.Argument {
        let typed = try child(node)
        if typed.isLiteral {
            // to_json('…') does not know what its argument is.
            guard !isRoot else { throw Unsupported() }
            _ = try convert(typed, to: .text)
            return .scalar(.string)
        }
        switch typed.oid {
        case TypeOID.unknown: return .scalar(.string)
        case TypeOID.bool:
            try emitText(typed.type)
            return .scalar(.boolean)
        case TypeOID.int2, TypeOID.int4, TypeOID.int8, TypeOID.numeric, TypeOID.float4, TypeOID.float8:
            try emitText(typed.type)
            return .scalar(.number)
        case TypeOID.json: return .scalar(.json)
        case TypeOID.jsonb: return .scalar(.jsonb)
        default:
            if case .array(let element) = typed.type.category {
                guard let form = ElementForm(oid: element) else { throw Unsupported() }
                return .array(form)
            }
            // Composite values become objects, which only the server can take apart.
            guard typed.type.category == .base || typed.type.category == .enumeration else { throw Unsupported() }
            try emitText(typed.type, form: .json)
            return .scalar(.string)
        }
    }

    mutating func lookup(_ left: SyntaxNode, _ right: SyntaxNode, asText: Bool) throws(Unsupported) -> Typed {
        let document = try child(left)
        guard document.oid == TypeOID.json || document.oid == TypeOID.jsonb else { throw Unsupported() }
        let key = try child(right)
        var lookup = JSONLookup(isBinary: document.oid == TypeOID.jsonb, asText: asText, byIndex: false)
        if key.type.isInteger {
            lookup.byIndex = true
            _ = try convert(key, to: .int4)
        } else {
            _ = try convert(key, to: .text)
        }
        emit(.call(.lookup(lookup), 2))
        return Typed(type: asText ? .text : document.type)
    }
}
