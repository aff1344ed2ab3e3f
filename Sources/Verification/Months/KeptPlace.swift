import BasicContainers
import Rows

/// The fields of a row by which a calendar names it, and where the row stood among all.
struct KeptPlace: Sendable {
    /// The row's number in the order in which rows were read, from 0.
    var position = 0
    /// The fields one behind the other, each behind two bytes of its length; 0xFFFF is NULL.
    private var bytes: [UInt8] = []
    private var isTooLong = false

    /// What a row's fields may take together: as many rows are kept as there are months, and whoever writes the table
    /// chooses how long their values are.
    static let limit = 1_024

    /// Takes the place of a row that a memory holds.
    mutating func keep(_ memory: borrowing FieldMemory, position: Int) {
        begin(position)
        guard memory.byteCount <= Self.limit else {
            isTooLong = true
            return
        }
        for index in 0..<memory.fieldCount {
            if let value = memory[index] { append(value) } else { appendNull() }
        }
    }

    /// Takes the place of a row, of which these fields count.
    mutating func keep(_ row: borrowing Row, _ fields: [Int], position: Int) {
        begin(position)
        var total = 0
        for field in fields {
            guard let value = row[field] else {
                appendNull()
                continue
            }
            total += value.count
            guard total <= Self.limit else {
                isTooLong = true
                bytes.removeAll(keepingCapacity: true)
                return
            }
            append(value)
        }
    }

    /// The fields; `nil` is NULL; nothing at all where they were too long.
    var values: [[UInt8]?]? {
        guard !isTooLong else { return nil }
        var values: [[UInt8]?] = []
        var at = 0
        while at + 1 < bytes.count {
            let count = Int(bytes[at]) << 8 | Int(bytes[at + 1])
            at += 2
            guard count != 0xFFFF else {
                values.append(nil)
                continue
            }
            values.append(Array(bytes[at..<at + count]))
            at += count
        }
        return values
    }

    private mutating func begin(_ position: Int) {
        self.position = position
        isTooLong = false
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func appendNull() {
        bytes.append(0xFF)
        bytes.append(0xFF)
    }

    private mutating func append(_ field: Span<UInt8>) {
        bytes.append(UInt8(truncatingIfNeeded: field.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: field.count))
        // At once: where months alternate, this is done for each row.
        unsafe field.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }
}
