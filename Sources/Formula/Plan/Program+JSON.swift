internal import AuditChain
internal import OpenSSL

/// Arrays and objects whose brackets, separators and keys are known beforehand: what stands round the values is written
/// as pieces, and the values straight to where they stand, so that no byte is moved.
extension Program {
    /// `false`, and nothing emitted: the builder has to make it, row by row.
    mutating func emitInPlace(
        _ flavor: JSONBuilder.Flavor, _ shape: JSONBuilder.Shape, _ parts: [Typed]
    ) throws(Obstacle) -> Bool {
        guard let document = JSONDocument(flavor, shape, parts) else { return false }
        code.append(.open)
        var piece: [UInt8] = []
        try emit(document, &piece)
        finish(&piece)
        return true
    }

    mutating func emit(_ document: JSONDocument, _ piece: inout [UInt8]) throws(Obstacle) {
        let isObject = document.shape == .object
        piece += Array((isObject ? "{" : "[").utf8)
        for (index, member) in document.members.enumerated() {
            if index > 0 { piece += Array(", ".utf8) }
            if let key = member.key {
                piece += JSONDocument.string(key) + Array((document.flavor == .json ? " : " : ": ").utf8)
            }
            try emit(member.value, document.flavor, &piece)
        }
        piece += Array((isObject ? "}" : "]").utf8)
    }

    private mutating func emit(
        _ value: Typed, _ flavor: JSONBuilder.Flavor, _ piece: inout [UInt8]
    ) throws(Obstacle) {
        if value.isNullConstant {
            piece += Array("null".utf8)
            return
        }
        // Inside `jsonb` a `json` document would have to be put into jsonb's form.
        if case .json(let inner, let shape, let parts) = value.operation, inner == .jsonb || flavor == .json,
            let document = JSONDocument(inner, shape, parts)
        {
            return try emit(document, &piece)
        }
        let kind = value.jsonKind ?? .string
        if kind == .string, let constant = value.constantBytes {
            piece += JSONDocument.string(constant)
            return
        }
        if try emitField(value, kind, &piece) { return }
        let placing = Self.placing(value, kind, flavor)
        if case .string = placing { piece.append(UInt8(ascii: "\"")) }
        flush(&piece)
        try emit(value)
        code.append(.place(placing))
    }

    /// A field, or its text, written as it comes; `false`: it is more than that.
    private mutating func emitField(
        _ value: Typed, _ kind: JSONBuilder.Kind, _ piece: inout [UInt8]
    ) throws(Obstacle) -> Bool {
        if let (index, type) = try field(of: value), type?.scalarWidth == nil {
            if kind == .string, type != .jsonb {
                write(&piece, .string, field: index)
                return true
            }
            guard kind == .jsonb, type == .jsonb else { return false }
            write(&piece, .document, field: index)
            return true
        }
        if kind == .string, let writing = try stamp(of: value) {
            writeInJSON(&piece, writing, isQuoted: true)
            return true
        }
        guard case .text(let inner, let form) = value.unlabeled.operation, form.isPlainInJSON,
            kind == .string || form == .integer, let writing = try text(of: inner, form)
        else { return false }
        writeInJSON(&piece, writing, isQuoted: kind == .string)
        return true
    }

    private mutating func write(_ piece: inout [UInt8], _ form: Writing.Form, field: Int) {
        writeInJSON(&piece, Writing(piece: .none, form: form, field: Int32(field)), isQuoted: false)
    }

    private mutating func writeInJSON(_ piece: inout [UInt8], _ writing: Writing, isQuoted: Bool) {
        var writing = writing
        writing.isQuoted = isQuoted
        var null = Array("null".utf8)
        writing.absent = take(&null)
        write(&piece, writing)
    }

    private static func placing(
        _ value: Typed, _ kind: JSONBuilder.Kind, _ flavor: JSONBuilder.Flavor
    ) -> JSONPlacing {
        switch kind {
        case .string: .string
        case .jsonb: .verbatim
        case .json: flavor == .json ? .verbatim : .built(.json, .jsonb)
        case .number: value.isPrintedInteger ? .verbatim : .built(.number, flavor)
        case .boolean: .built(.boolean, flavor)
        }
    }
}

/// An array or object of which everything but the values is known.
struct JSONDocument {
    var flavor: JSONBuilder.Flavor
    var shape: JSONBuilder.Shape
    var members: [(key: [UInt8]?, value: Typed)] = []

    init?(_ flavor: JSONBuilder.Flavor, _ shape: JSONBuilder.Shape, _ parts: [Typed]) {
        self.flavor = flavor
        self.shape = shape
        switch shape {
        case .packedArray: return nil
        case .array: members = parts.map { (nil, $0) }
        case .object:
            for index in stride(from: 0, to: parts.count - 1, by: 2) {
                guard parts[index].jsonKind == .string, let key = parts[index].constantBytes else { return nil }
                members.append((key, parts[index + 1]))
            }
            guard flavor == .jsonb else { return }
            // `jsonb` orders keys by length, then by bytes, and of equal ones keeps the last.
            let isOrdered = zip(members, members.dropFirst()).allSatisfy { Self.precedes($0.key, $1.key) }
            if isOrdered { return }
            // What is shown of digests counts them in the order in which they are written.
            guard Set(members.map(\.key)).count == members.count, !parts.contains(where: \.containsDigest) else {
                return nil
            }
            members.sort { Self.precedes($0.key, $1.key) }
        }
    }

    private static func precedes(_ one: [UInt8]?, _ other: [UInt8]?) -> Bool {
        guard let one, let other else { return false }
        return one.count == other.count ? one.lexicographicallyPrecedes(other) : one.count < other.count
    }

    /// A constant as a JSON string.
    static func string(_ text: [UInt8]) -> [UInt8] {
        var out = ByteBuffer()
        appendJSONString(text.span, into: &out)
        return out.span.copied
    }
}

extension TextForm {
    /// Whether JSON shows the text as it is.
    fileprivate var isPlainInJSON: Bool {
        switch self {
        case .integer, .uuid: true
        case .cast(let type), .output(let type): [.inet, .cidr, .macaddr, .macaddr8].contains(type)
        default: false
        }
    }
}

extension Typed {
    /// What it is a relabelling of.
    var unlabeled: Typed {
        if case .relabel(let inner) = operation { return inner.unlabeled }
        return self
    }

    /// Whether its text is the digits of an integer.
    fileprivate var isPrintedInteger: Bool {
        switch operation {
        case .text(_, .integer): true
        case .relabel(let inner): inner.isPrintedInteger
        default: false
        }
    }

    fileprivate var containsDigest: Bool {
        var found = false
        visit { part in
            switch part.operation {
            case .call(.digest, _), .call(.md5, _), .call(.hmac, _): found = true
            default: break
            }
        }
        return found
    }
}
