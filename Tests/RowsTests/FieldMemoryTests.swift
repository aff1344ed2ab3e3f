@testable import Rows
import Support
import Testing

@Suite("The memory of the last row") struct FieldMemoryTests {
    /// Fields of every length about a slot's, NULL among them, in rows that follow each other in any order.
    @Test func `gives each field as it was, long, short, empty or NULL, wherever in its row it stood`() throws {
        var dice = Dice(seed: 32)
        let lengths = [-1, 0, 1, 8, 31, 32, 33, 64, 65, 1_000, 70_000]
        var memory = FieldMemory([2, 0, 3])
        #expect(memory.fieldCount == 0 && memory.values == [])
        for _ in 0..<2_000 {
            var bytes: [UInt8] = []
            var ranges: [FieldRange] = []
            var fields: [[UInt8]?] = []
            for _ in 0..<4 {
                let length = lengths[
                    Int.random(in: 0..<(Int.random(in: 0..<20, using: &dice) == 0 ? lengths.count : 8), using: &dice)]
                let field = length < 0 ? nil : (0..<length).map { _ in UInt8.random(in: 0...255, using: &dice) }
                ranges.append(FieldRange(start: Int32(bytes.count), count: Int32(length)))
                bytes += field ?? []
                fields.append(field)
            }
            memory.remember(Row(bytes: bytes.span.bytes, fields: ranges.span))
            let expected = [fields[2], fields[0], fields[3]]
            try #require(memory.values == expected)
            try #require(memory.byteCount == expected.reduce(0) { $0 + ($1?.count ?? 0) })
            for (place, field) in expected.enumerated() {
                var copy: [UInt8]?
                if let given = memory[place] { copy = given.indices.map { given[$0] } }
                try #require(copy == field)
            }
        }
    }
}
