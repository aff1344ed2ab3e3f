/// Splits JSON text into tokens as PostgreSQL does; whether they fit together is `JSONGrammar`'s to say.
struct JSONLexer: ~Escapable {
    enum Kind: Sendable {
        case openObject, closeObject, openArray, closeArray, colon, comma
        case string, number, `true`, `false`, null
        case end
    }

    let bytes: Span<UInt8>
    /// The token last read.
    private(set) var kind = Kind.end
    /// Its bytes, quotes included.
    private(set) var start = 0
    private(set) var end = 0
    /// Where the token before it ended.
    private(set) var previousEnd = 0
    /// Whether the string last read holds a backslash.
    private(set) var isEscaped = false
    /// Whether it holds a `\u`.
    private(set) var hasUnicodeEscape = false

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// The bytes of the string last read, between its quotes.
    var content: Range<Int> { start + 1..<max(start + 1, end - 1) }

    /// Reads the next token.
    @discardableResult
    mutating func next() throws(ValueFault) -> Kind {
        previousEnd = end
        var at = end
        let count = bytes.count
        while at < count {
            let byte = bytes[at]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            at += 1
        }
        start = at
        guard at < count else {
            end = at
            kind = .end
            return kind
        }
        end = at + 1
        switch bytes[at] {
        case UInt8(ascii: "{"): kind = .openObject
        case UInt8(ascii: "}"): kind = .closeObject
        case UInt8(ascii: "["): kind = .openArray
        case UInt8(ascii: "]"): kind = .closeArray
        case UInt8(ascii: ":"): kind = .colon
        case UInt8(ascii: ","): kind = .comma
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: try word()
        }
        return kind
    }

    private mutating func string() throws(ValueFault) {
        kind = .string
        isEscaped = false
        hasUnicodeEscape = false
        var at = start + 1
        let count = bytes.count
        while at < count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                end = at + 1
                return
            }
            guard byte >= 0x20 else { throw .invalidJSON(byte: at) }
            at += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            isEscaped = true
            guard at < count else { break }
            switch bytes[at] {
            case UInt8(ascii: "u"):
                hasUnicodeEscape = true
                guard count - at > 4 else { throw .invalidJSON(byte: at) }
                for digit in at + 1...at + 4 where hexDigit(bytes[digit]) == nil { throw .invalidJSON(byte: digit) }
                at += 5
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                at += 1
            default: throw .invalidJSON(byte: at)
            }
        }
        throw .invalidJSON(byte: count)
    }

    private mutating func number() throws(ValueFault) {
        kind = .number
        var at = start
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        let integer = digits(from: at)
        // A leading zero stands alone; what follows it is refused below as a letter or digit too many.
        guard integer > at else { throw .invalidJSON(byte: at) }
        at = bytes[at] == UInt8(ascii: "0") ? at + 1 : integer
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            let fraction = digits(from: at + 1)
            guard fraction > at + 1 else { throw .invalidJSON(byte: at) }
            at = fraction
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            let exponent = digits(from: at)
            guard exponent > at else { throw .invalidJSON(byte: at) }
            at = exponent
        }
        guard at == bytes.count || !isWordByte(bytes[at]) else { throw .invalidJSON(byte: at) }
        end = at
    }

    private func digits(from start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") { at += 1 }
        return at
    }

    private mutating func word() throws(ValueFault) {
        var at = start
        while at < bytes.count, isWordByte(bytes[at]) { at += 1 }
        end = at
        if matches("true") {
            kind = .true
        } else if matches("false") {
            kind = .false
        } else if matches("null") {
            kind = .null
        } else {
            throw .invalidJSON(byte: start)
        }
    }

    private func matches(_ word: StaticString) -> Bool {
        guard end - start == word.utf8CodeUnitCount else { return false }
        for offset in 0..<word.utf8CodeUnitCount where word.utf8Start[offset] != bytes[start + offset] { return false }
        return true
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
