/// A value that is written straight to where it stands, behind constants: no value of the stack, no byte moved.
struct Writing: Sendable {
    /// How the field becomes bytes.
    enum Form: UInt8, Sendable {
        /// Only the constants.
        case nothing
        /// The field's bytes.
        case bytes
        /// Text as a JSON string, quotes included.
        case string
        /// `jsonb`: a version, 1, and text.
        case document
        case integer, uuid
        /// `inet` or `cidr`, with the mask always, or only where it is not the address's whole length.
        case maskedAddress, address
        /// A time stamp of the plan's `stamps`.
        case stamp
        /// Whatever `text` says.
        case text
    }

    /// Constants to write before.
    var piece: Piece
    var form = Form.nothing
    /// Whether quotes stand round it.
    var isQuoted = false
    /// Whether NULL makes the whole value NULL.
    var passesNull = false
    /// What a type that is kept as a number has; 0: any.
    var width: Int8 = 0
    /// -1 is the link.
    var field: Int32 = 0
    var stamp: Int32 = 0
    var text = TextForm.boolWord
    /// What is written for NULL.
    var absent = Piece(start: 0, count: 0)

    /// How many bytes it and all that follow in its run take at most besides those of the fields.
    var room = 0

    /// As much as an address, a number or a UUID takes, quotes included.
    static let mostOfAForm = 64

    /// How many bytes it takes itself at most besides those of the field; a stamp takes its own length more. Forms whose
    /// length can't be foreseen (`text`, escaped strings, years that have not four digits) make room for themselves.
    var ownRoom: Int { Int(piece.count) + Int(absent.count) + Self.mostOfAForm + 2 * Piece.stride }
}

/// Bytes of the plan's constants.
struct Piece: Sendable, Hashable {
    var start: Int32
    var count: Int32

    /// As a range of the constants.
    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }

    /// Short pieces are copied in one stroke of so many bytes; that many follow the constants.
    static let stride = 16
}
