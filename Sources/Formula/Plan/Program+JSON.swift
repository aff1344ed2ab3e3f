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
        code.append(.close(take(&piece)))
        return true
    }

    private mutating func emit(_ document: JSONDocument, _ piece: inout [UInt8]) throws(Obstacle) {
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
        if !piece.isEmpty { code.append(.write(take(&piece))) }
        try emit(value)
        code.append(.place(placing))
    }

    /// A field, or its text, in one instruction; `false`: it is more than that.
    private mutating func emitField(
        _ value: Typed, _ kind: JSONBuilder.Kind, _ piece: inout [UInt8]
    ) throws(Obstacle) -> Bool {
        if let (index, type) = try field(of: value), type?.scalarWidth == nil {
            if kind == .string, type != .jsonb {
                code.append(.writeString(take(&piece), Int32(index)))
                return true
            }
            guard kind == .jsonb, type == .jsonb else { return false }
            code.append(.writeDocument(take(&piece), Int32(index)))
            return true
        }
        if kind == .string, let stamped = try emitStamp(value, &piece) { return stamped }
        guard case .text(let inner, let form) = value.unlabeled.operation, form.isPlainInJSON,
            kind == .string || form == .integer, let (index, type) = try field(of: inner), type != .jsonb
        else { return false }
        code.append(
            .writeText(
                take(&piece), Int32(index), form, width: Int8(type?.scalarWidth ?? 0), quoted: kind == .string))
        return true
    }

    /// `to_char` of a timestamp, or of a timestamptz in a zone that is UTC.
    private mutating func emitStamp(_ value: Typed, _ piece: inout [UInt8]) throws(Obstacle) -> Bool? {
        guard case .value(.pattern(let pattern), let argument) = value.unlabeled.operation,
            let stamp = Stamp(pattern), !pattern.literals.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C })
        else { return nil }
        var time = argument
        if case .value(.local(let zone), let moment) = argument.unlabeled.operation, zone.fixedOffset == 0 {
            time = moment
        }
        guard let (index, type) = try field(of: time), type == .timestamp || type == .timestamptz else { return nil }
        code.append(.writeStamp(take(&piece), Int32(index), stamp: Int32(stamps.count)))
        stamps.append((pattern, stamp))
        return true
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

    private mutating func take(_ piece: inout [UInt8]) -> Piece {
        let result = Piece(start: Int32(constants.count), count: Int32(piece.count))
        constants += piece
        piece.removeAll()
        return result
    }
}

/// An array or object of which everything but the values is known.
private struct JSONDocument {
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
    fileprivate var unlabeled: Typed {
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
