/// What is known of a part's bytes whatever the row.
struct Extent {
    /// Bytes that it can consist of; `nil`: any.
    var alphabet: Set<UInt8>?
    /// Whether its end shows of itself: its width is fixed, or it is one of few words.
    var isClosed: Bool
    /// Whether its end shows of itself as long as something that is no letter or digit follows.
    var isClosedBySign = false

    static let closed = Extent(alphabet: nil, isClosed: true)
    static let free = Extent(alphabet: nil, isClosed: false)
    static let closedBySign = Extent(alphabet: nil, isClosed: false, isClosedBySign: true)

    static func of(_ characters: String) -> Extent { Extent(alphabet: Set(characters.utf8), isClosed: false) }

    /// The extent of a part.
    init(_ typed: Typed) {
        switch typed.operation {
        case .link, .bytes, .scalar, .null: self = .closed
        case .field, .server: self = Self.ofType(typed.type)
        case .relabel(let inner): self = Extent(inner)
        case .text(let inner, let form): self = Self.of(form, inner)
        case .coalesce(let parts): self = Self.coalesced(parts)
        case .call(let call, let arguments): self = Self.of(call, arguments)
        case .json: self = .closed
        case .value(let call, _): self = Self.of(call)
        default: self = typed.type.map { Self.ofType($0) } ?? .free
        }
    }

    init(alphabet: Set<UInt8>?, isClosed: Bool, isClosedBySign: Bool = false) {
        self.alphabet = alphabet
        self.isClosed = isClosed
        self.isClosedBySign = isClosedBySign
    }

    private static func ofType(_ type: SQLType?) -> Extent {
        switch type {
        case .int2?, .int4?, .int8?: .of("0123456789-")
        case .numeric?, .float4?, .float8?: .of("0123456789-+.eNaInfity")
        case .bool?, .uuid?: .closed
        case .date?, .time?, .timetz?, .timestamp?, .timestamptz?: .of("0123456789-:+. BCinfty/")
        case .interval?: .of("0123456789-:+. yearsmonday")
        case .inet?, .cidr?: .of("0123456789abcdef.:/")
        case .json?, .jsonb?, .enumeration?, .array?: .closedBySign
        default: .free
        }
    }

    private static func of(_ form: TextForm, _ inner: Typed) -> Extent {
        switch form {
        case .boolWord, .boolLetter, .uuid: .closed
        case .integer: .of("0123456789-")
        case .bytea:
            if case .call(.digest, _) = inner.operation { .closed } else { .of("\\x0123456789abcdef") }
        case .array: .closedBySign
        case .cast(let type), .output(let type), .json(let type):
            switch type {
            case .numeric, .float4, .float8: ofType(.numeric)
            case .inet, .cidr: ofType(.inet)
            case .interval: ofType(.interval)
            default: ofType(.timestamptz)
            }
        }
    }

    private static func of(_ call: StrictCall, _ arguments: [Typed]) -> Extent {
        switch call {
        case .digest, .hmac, .md5, .uuidFromText: .closed
        case .encode(let encoding):
            if Extent(arguments[0]).isClosed {
                .closed
            } else {
                encoding == .hex ? .of("0123456789abcdef") : .free
            }
        case .padLeft, .padRight: arguments[1].operation.isConstant ? .closed : .free
        case .asciiLower, .asciiUpper, .withoutFill, .varying: Extent(arguments[0])
        case .jsonbFromText, .jsonFromText, .toJSON: .closedBySign
        case .position, .length, .octetLength, .ascii, .integerFromText, .narrow, .add, .subtract, .multiply, .divide,
            .modulo, .negate:
            .of("0123456789-")
        default: .free
        }
    }

    private static func of(_ call: ValueCall) -> Extent {
        switch call {
        case .pattern, .momentPattern: .closed
        case .host: ofType(.inet)
        case .extract, .wholeNumber: ofType(.numeric)
        default: ofType(.timestamptz)
        }
    }

    /// A constant in place of NULL makes even a fixed width vary.
    private static func coalesced(_ parts: [Typed]) -> Extent {
        guard let first = parts.first else { return .free }
        if parts.count == 1 || first.usesLink { return Extent(first) }
        var alphabet: Set<UInt8>? = []
        var isClosedBySign = true
        for part in parts {
            if let bytes = part.constantBytes {
                alphabet?.formUnion(bytes)
                continue
            }
            let extent = Extent(part)
            if !extent.isClosedBySign { isClosedBySign = false }
            if extent.isClosed, extent.alphabet == nil {
                alphabet?.formUnion("0123456789abcdefABCDEF-truefalse".utf8)
            } else if let more = extent.alphabet {
                alphabet?.formUnion(more)
            } else {
                alphabet = nil
            }
        }
        return Extent(alphabet: alphabet, isClosed: false, isClosedBySign: isClosedBySign && alphabet == nil)
    }

    /// Whether bytes may move from a part to the next across what stands between them.
    func canShift(to next: Extent, across separator: [UInt8]) -> Bool {
        if isClosed || next.isClosed { return false }
        guard let first = separator.first, let last = separator.last else {
            guard let alphabet, let other = next.alphabet else { return true }
            return !alphabet.isDisjoint(with: other)
        }
        if isClosedBySign || next.isClosedBySign { return false }
        return (alphabet?.contains(first) ?? true) && (next.alphabet?.contains(last) ?? true)
    }
}

extension Typed.Operation {
    fileprivate var isConstant: Bool {
        switch self {
        case .bytes, .scalar, .null: true
        case .relabel(let inner): inner.operation.isConstant
        default: false
        }
    }
}
