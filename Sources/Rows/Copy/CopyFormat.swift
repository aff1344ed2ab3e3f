public import AuditChain

/// What is promised of a COPY stream, and how to speak of one that breaks the promise.
public struct CopyFormat: Sendable, Hashable {
    /// How many fields each row has.
    public var fieldCount: Int
    /// What the stream is called in a sentence, such as `the server's answer` or a file's name.
    public var name: String
    /// `damagedStream` or `damagedFile`.
    public var trouble: Obstacle.Kind

    /// A stream of rows with this many fields, from a server unless said otherwise.
    public init(
        fieldCount: Int, name: String = "the server's answer", trouble: Obstacle.Kind = .damagedStream
    ) {
        self.fieldCount = fieldCount
        self.name = name
        self.trouble = trouble
    }

    /// No field is larger: PostgreSQL's own limit (MaxAllocSize is 1 GiB less a byte).
    static let largestField = 1 << 30
    /// `FieldRange` counts in 32 bits.
    static let largestRow = Int(Int32.max)
    /// The eleven bytes that every stream begins with.
    static let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]

    func damage(_ what: String, afterRow row: Int, byte: Int) -> Obstacle {
        let place = row == 0 ? "before its first row" : "after row \(row)"
        let hint =
            trouble == .damagedFile
            ? "take the file anew from where it was made"
            : "try again; if it happens again, suspect what is between here and the server"
        return Obstacle(
            trouble, "\(name) is damaged \(place), at byte \(byte): \(what); the rest was not verified", hint: hint)
    }
}
