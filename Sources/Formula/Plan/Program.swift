internal import AuditChain
internal import OpenSSL

/// A formula as instructions and the tables that they point into.
struct Program: ~Copyable {
    var code: [Instruction] = []
    var constants: [UInt8] = []
    var kinds: [JSONBuilder.Kind] = []
    var hashers: [HashAlgorithm] = []
    var keyed: [HashAlgorithm] = []
    var valueCalls: [ValueCall] = []
    var writings: [Writing] = []
    var stamps: [(pattern: ToCharPattern, stamp: Stamp)] = []
    /// Places of columns and of server expressions among a row's fields.
    let fields: [String: Int]
    let expressionsFrom: Int

    init(fields: [String: Int], expressionsFrom: Int) {
        self.fields = fields
        self.expressionsFrom = expressionsFrom
    }

    mutating func emit(_ typed: Typed) throws(Obstacle) {
        switch typed.operation {
        case .field(let name):
            guard let index = fields[name] else { throw Self.missing(name) }
            load(index, typed.type)
        case .server(let number): load(expressionsFrom + number, typed.type)
        case .link:
            code.append(typed.type?.scalarWidth.map { .scalarLink(width: $0) } ?? .link)
        case .bytes(let bytes):
            code.append(.bytes(start: constants.count, end: constants.count + bytes.count))
            constants += bytes
        case .scalar(let number): code.append(.scalar(number))
        case .null: code.append(.null)
        case .relabel(let inner): try emit(inner)
        case .text(let inner, let form):
            if let (index, type) = try field(of: inner), type != .jsonb {
                code.append(.fieldText(index, form, width: type?.scalarWidth ?? 0))
            } else {
                try emit(inner)
                code.append(.text(form))
            }
        case .concat(let parts): try emitJoined(parts, skippingNull: false)
        case .concatSkippingNull(let parts): try emitJoined(parts, skippingNull: true)
        case .concatSeparated(let parts): try emit(parts, then: .concatSeparated(parts.count))
        case .call(let call, let arguments): try emit(call, arguments)
        case .json(let flavor, let shape, let parts):
            if try emitInPlace(flavor, shape, parts) { return }
            let start = kinds.count
            for part in parts { kinds.append(part.jsonKind ?? .string) }
            try emit(parts, then: .json(flavor, shape, count: parts.count, kinds: start))
        case .value(let call, let inner):
            try emit(inner)
            // Behind the argument, which may have entries of its own in the same table.
            code.append(.value(valueCalls.count))
            valueCalls.append(call)
        default: try emitChoice(typed)
        }
    }

    private mutating func emit(_ parts: [Typed], then instruction: Instruction) throws(Obstacle) {
        for part in parts { try emit(part) }
        code.append(instruction)
    }

    /// The field that an expression stands for as it is, and its type.
    func field(of typed: Typed) throws(Obstacle) -> (index: Int, type: SQLType?)? {
        switch typed.operation {
        case .field(let name):
            guard let index = fields[name] else { throw Self.missing(name) }
            return (index, typed.type)
        case .server(let number): return (expressionsFrom + number, typed.type)
        case .relabel(let inner): return try field(of: inner)
        default: return nil
        }
    }

    private mutating func load(_ index: Int, _ type: SQLType?) {
        if let width = type?.scalarWidth {
            code.append(.scalarField(index, width: width))
        } else {
            // The binary format of jsonb is a version, 1, and text.
            code.append(.field(index, skipping: type == .jsonb ? 1 : 0))
        }
    }

    private mutating func emit(_ call: StrictCall, _ arguments: [Typed]) throws(Obstacle) {
        switch call {
        case .encode(.hex) where arguments.count == 1 && arguments[0].isDigest:
            try emit(arguments[0])
            // Nothing jumps to between the two.
            if case .digest(let index)? = code.last { code[code.count - 1] = .hexDigest(index) }
        case .digest(let algorithm):
            for argument in arguments { try emit(argument) }
            code.append(.digest(hashers.count))
            hashers.append(algorithm)
        case .md5:
            for argument in arguments { try emit(argument) }
            code.append(.hexDigest(hashers.count))
            hashers.append(.md5)
        case .hmac(let algorithm):
            for argument in arguments { try emit(argument) }
            code.append(.hmac(keyed.count))
            keyed.append(algorithm)
        default: try emit(arguments, then: .call(call, arguments: arguments.count))
        }
    }

    private mutating func emitChoice(_ typed: Typed) throws(Obstacle) {
        switch typed.operation {
        case .coalesce(let parts):
            var jumps: [Int] = []
            for (index, part) in parts.enumerated() {
                try emit(part)
                guard index < parts.count - 1 else { break }
                jumps.append(code.count)
                code += [.jumpIfNotNull(0), .drop]
            }
            land(jumps) { .jumpIfNotNull($0) }
        case .nullif(let left, let right, let comparison): try emit([left, right], then: .nullif(comparison))
        case .cases(let branches, let otherwise):
            var ends: [Int] = []
            for branch in branches {
                try emit(branch.when)
                let skip = code.count
                code.append(.jumpUnlessTrue(0))
                try emit(branch.then)
                ends.append(code.count)
                code.append(.jump(0))
                code[skip] = .jumpUnlessTrue(code.count)
            }
            try emit(otherwise)
            land(ends) { .jump($0) }
        case .isNull(let inner, let negated): try emit([inner], then: .isNull(negated: negated))
        case .truth(let inner, let truth): try emit([inner], then: .truth(truth))
        case .not(let inner): try emit([inner], then: .not)
        case .and(let left, let right):
            try emit(left)
            let jump = code.count
            code.append(.jumpIfFalse(0))
            try emit([right], then: .and)
            land([jump]) { .jumpIfFalse($0) }
        case .or(let left, let right):
            try emit(left)
            let jump = code.count
            code.append(.jumpIfTrue(0))
            try emit([right], then: .or)
            land([jump]) { .jumpIfTrue($0) }
        case .compare(let left, let right, let comparison): try emit([left, right], then: .compare(comparison))
        case .distinct(let left, let right, let comparison, let negated):
            try emit([left, right], then: .distinct(comparison, negated: negated))
        default: throw Obstacle(.internalError, "a part of a formula has no instructions")
        }
    }

    private mutating func land(_ jumps: [Int], _ instruction: (Int) -> Instruction) {
        for jump in jumps { code[jump] = instruction(code.count) }
    }

    private static func missing(_ name: String) -> Obstacle {
        Obstacle(.internalError, "the column \(name), which a formula reads, is none of the row's fields")
    }
}
