internal import AuditChain

/// What is written straight to where it stands, in runs: one instruction for all values up to the next that has to be
/// computed first.
extension Program {
    /// Text or bytes joined from parts.
    mutating func emitJoined(_ parts: [Typed], skippingNull: Bool) throws(Obstacle) {
        code.append(.open)
        var piece: [UInt8] = []
        for part in parts { try emitPart(part, skippingNull, &piece) }
        finish(&piece)
    }

    private mutating func emitPart(_ part: Typed, _ skippingNull: Bool, _ piece: inout [UInt8]) throws(Obstacle) {
        if case .bytes(let bytes) = part.operation {
            piece += bytes
            return
        }
        if case .concat(let inner) = part.unlabeled.operation, !skippingNull {
            for part in inner { try emitPart(part, skippingNull, &piece) }
            return
        }
        if case .json(let flavor, let shape, let members) = part.unlabeled.operation,
            let document = JSONDocument(flavor, shape, members)
        {
            return try emit(document, &piece)
        }
        if var writing = try writing(of: part) {
            writing.passesNull = !skippingNull
            return write(&piece, writing)
        }
        if case .coalesce(let choices) = part.unlabeled.operation, choices.count == 2,
            case .bytes(var constant) = choices[1].unlabeled.operation, var writing = try writing(of: choices[0])
        {
            writing.absent = take(&constant)
            return write(&piece, writing)
        }
        flush(&piece)
        try emit(part)
        code.append(.join(skippingNull: skippingNull))
    }

    /// A part that is a field, the link, or the text of one; `nil`: it is more than that.
    private mutating func writing(of part: Typed) throws(Obstacle) -> Writing? {
        if let (index, type) = try field(of: part) {
            guard type?.scalarWidth == nil else { return nil }
            return Writing(piece: .none, form: type == .jsonb ? .document : .bytes, field: Int32(index))
        }
        switch part.unlabeled.operation {
        case .link:
            guard part.unlabeled.type?.scalarWidth == nil else { return nil }
            return Writing(piece: .none, form: .bytes, field: -1)
        case .text(let inner, let form): return try text(of: inner, form)
        default: return try stamp(of: part)
        }
    }

    /// The text of a field.
    func text(of value: Typed, _ form: TextForm) throws(Obstacle) -> Writing? {
        guard let (index, type) = try field(of: value), type != .jsonb else { return nil }
        let width = type?.scalarWidth ?? 0
        var writing = Writing(piece: .none, form: .text, width: Int8(width), field: Int32(index), text: form)
        switch form {
        case .integer: if [2, 4, 8].contains(width) { writing.form = .integer }
        case .uuid: writing.form = .uuid
        case .cast(.inet), .cast(.cidr), .output(.cidr): writing.form = .maskedAddress
        case .output(.inet): writing.form = .address
        default: break
        }
        return writing
    }

    /// `to_char` of a timestamp, or of a timestamptz in a zone that is UTC, whose pattern holds nothing that JSON escapes.
    mutating func stamp(of value: Typed) throws(Obstacle) -> Writing? {
        guard case .value(.pattern(let pattern), let argument) = value.unlabeled.operation,
            let stamp = Stamp(pattern), !pattern.literals.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C })
        else { return nil }
        var time = argument
        if case .value(.local(let zone), let moment) = argument.unlabeled.operation, zone.fixedOffset == 0 {
            time = moment
        }
        guard let (index, type) = try field(of: time), type == .timestamp || type == .timestamptz else { return nil }
        stamps.append((pattern, stamp))
        return Writing(piece: .none, form: .stamp, field: Int32(index), stamp: Int32(stamps.count - 1))
    }

    /// Writes constants, then a value.
    mutating func write(_ piece: inout [UInt8], _ writing: Writing) {
        var writing = writing
        writing.piece = take(&piece)
        let room = writing.ownRoom + (writing.form == .stamp ? stamps[Int(writing.stamp)].stamp.length : 0)
        writings.append(writing)
        // Nothing jumps to between two of a run: jumps end where a value does, at `close` or behind it.
        if case .write(let start, let count)? = code.last, start + count == writings.count - 1 {
            code[code.count - 1] = .write(start: start, count: count + 1)
            for index in start..<writings.count { writings[index].room += room }
        } else {
            code.append(.write(start: writings.count - 1, count: 1))
            writings[writings.count - 1].room = room
        }
    }

    /// Writes what is left of the constants.
    mutating func flush(_ piece: inout [UInt8]) {
        if !piece.isEmpty { write(&piece, Writing(piece: .none)) }
    }

    mutating func finish(_ piece: inout [UInt8]) {
        flush(&piece)
        code.append(.close)
    }

    mutating func take(_ piece: inout [UInt8]) -> Piece {
        let result = Piece(start: Int32(constants.count), count: Int32(piece.count))
        constants += piece
        piece.removeAll()
        return result
    }
}

extension Piece {
    /// No constants.
    static var none: Piece { Piece(start: 0, count: 0) }
}

extension Typed {
    /// Whether it is a digest, as bytes.
    var isDigest: Bool {
        if case .call(.digest, _) = unlabeled.operation { true } else { false }
    }
}
