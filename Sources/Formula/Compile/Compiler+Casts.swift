internal import CPgQuery
internal import Rows

extension Compiler {
    /// Built-in types by the names that the grammar gives them.
    private static let builtIn: [String: ColumnType] = [
        "text": .text, "varchar": ColumnType(oid: TypeOID.varchar, name: "varchar"), "bytea": .bytea, "bool": .bool,
        "boolean": .bool, "int2": ColumnType(oid: TypeOID.int2, name: "int2"), "int4": .int4, "int8": .int8,
        "integer": .int4, "bigint": .int8, "numeric": .numeric, "json": .json, "jsonb": .jsonb, "timestamp": .timestamp,
        "timestamptz": .timestamptz, "date": ColumnType(oid: TypeOID.date, name: "date"),
        "uuid": ColumnType(oid: TypeOID.uuid, name: "uuid"),
    ]

    mutating func cast(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        guard let cast = node.pointee.type_cast, let name = cast.pointee.type_name,
            name.pointee.n_typmods == 0, name.pointee.n_array_bounds == 0,
            let names = strings(name.pointee.n_names, name.pointee.names), let last = names.last,
            names.count == 1 || names.first == "pg_catalog", let type = Self.builtIn[last]
        else { throw Unsupported() }
        return try convert(try child(cast.pointee.arg), to: type, isExplicit: true)
    }

    /// Makes the value on the stack one of another type.
    ///
    /// - Parameter isExplicit: whether the formula says so; else only what PostgreSQL does by itself is done.
    mutating func convert(_ typed: Typed, to type: ColumnType, isExplicit: Bool = false) throws(Unsupported) -> Typed {
        if let literal = typed.literal { return try convert(literal: literal, to: type) }
        if typed.oid == TypeOID.unknown { return Typed(type: type) }  // NULL is NULL in every type
        if typed.oid == type.oid { return Typed(type: type) }
        if type.isTextLike, type.oid != TypeOID.bpchar, type.oid != TypeOID.name {
            guard isExplicit || typed.type.isTextLike else { throw Unsupported() }
            try emitText(typed.type)
            let isASCII = typed.isASCII || !typed.type.isTextLike && typed.type.category == .base
            return Typed(type: type, isASCII: isASCII && typed.oid != TypeOID.json && typed.oid != TypeOID.jsonb)
        }
        if typed.type.isInteger, type.isInteger {
            emit(.call(.integer(from: Self.width(typed.type), to: Self.width(type)), 1))
            return Typed(type: type)
        }
        guard isExplicit, let conversion = PlanFunction.conversion(from: typed.oid, to: type.oid) else {
            throw Unsupported()
        }
        emit(.call(conversion, 1))
        return Typed(type: type)
    }

    private mutating func convert(literal: String, to type: ColumnType) throws(Unsupported) -> Typed {
        switch type.oid {
        case TypeOID.text, TypeOID.varchar, TypeOID.unknown: emit(constant: Array(literal.utf8))
        case TypeOID.bytea:
            emit(constant: Array(literal.utf8))
            emit(.call(.byteaInput, 1))
        case TypeOID.int2, TypeOID.int4, TypeOID.int8:
            guard let number = Int64(literal), type.oid == TypeOID.int8 || Int32(exactly: number) != nil,
                type.oid != TypeOID.int2 || Int16(exactly: number) != nil
            else { throw Unsupported() }
            emit(constant: wire(number, bytes: Self.width(type)))
        case TypeOID.bool:
            guard ["true", "false"].contains(literal) else { throw Unsupported() }
            emit(constant: [literal == "true" ? 1 : 0])
        default:
            // An enumeration's wire format is its label.
            guard type.category == .enumeration else { throw Unsupported() }
            emit(constant: Array(literal.utf8))
        }
        return Typed(type: type)
    }

    static func width(_ type: ColumnType) -> Int {
        switch type.oid {
        case TypeOID.int2: 2
        case TypeOID.int4: 4
        default: 8
        }
    }

    /// Replaces the value on the stack by its text, as `::text` has it.
    mutating func emitText(_ type: ColumnType, form: ValueText.Form = .cast) throws(Unsupported) {
        // On the stack jsonb stands as its text already.
        if type.oid == TypeOID.jsonb { return }
        guard let text = ValueText(type, form: form) else { throw Unsupported() }
        if text.isPlain { return }
        if here > barrier, case .field(let field)? = result.program.instructions.last {
            patch(here - 1, .fieldText(field, text))
        } else {
            emit(.text(text))
        }
    }
}
