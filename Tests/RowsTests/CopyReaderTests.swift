import AuditChain
import Foundation
import Rows
import Support
import Testing

/// Fields are copied out, so that rows can be compared.
private func rows(of bytes: [UInt8], fields: Int, piece: Int = 65_536) throws(Obstacle) -> [[[UInt8]?]] {
    var reader = CopyReader(MemoryByteStream(bytes, piece: piece), format: CopyFormat(fieldCount: fields))
    var rows: [[[UInt8]?]] = []
    while try reader.next() {
        let row = reader.row
        var values: [[UInt8]?] = []
        for column in 0..<row.count {
            guard let field = row[column] else {
                values.append(nil)
                continue
            }
            var value: [UInt8] = []
            for index in field.indices { value.append(field[index]) }
            values.append(value)
        }
        rows.append(values)
    }
    return rows
}

/// A stream that PostgreSQL made.
private func stream(_ query: String) throws -> [UInt8] {
    let output = try Shell.run(
        ["psql", "-X", "-q", "-f", "-", PrivateServer.shared.conninfo()],
        input: Data("COPY (\(query)) TO STDOUT (FORMAT binary);\n".utf8))
    return [UInt8](output)
}

@Suite("The reader of binary COPY") struct CopyReaderTests {
    static let query = """
        SELECT g::int8, CASE WHEN g = 2 THEN NULL ELSE repeat('é', g::int) END, ''::bytea FROM generate_series(1, 4) g
        """

    @Test(arguments: [1, 2, 3, 7, 64, 65_536])
    func `gives what PostgreSQL sent, in pieces of any size`(piece: Int) throws {
        let bytes = try stream(Self.query)
        let expected = try BinaryCopy.rows(of: bytes)
        #expect(expected.count == 4)
        #expect(try rows(of: bytes, fields: 3, piece: piece) == expected)
    }

    @Test func `takes no prefix for the whole`() throws {
        let bytes = try stream(Self.query)
        for count in 0..<bytes.count {
            let error = try #require(throws: Obstacle.self) {
                try rows(of: Array(bytes[..<count]), fields: 3, piece: 5)
            }
            #expect(error.kind == .damagedStream)
        }
    }

    @Test func `never gives another number of rows after a flipped byte`() throws {
        let bytes = try stream(Self.query)
        for index in bytes.indices {
            for mask in [0x01, 0x80, 0xFF] as [UInt8] {
                var flipped = bytes
                flipped[index] ^= mask
                do throws(Obstacle) {
                    let found = try rows(of: flipped, fields: 3)
                    #expect(found.count == 4, "byte \(index)")
                } catch { #expect(error.kind == .damagedStream) }
            }
        }
    }

    @Test(arguments: [Int32.min, -2, 0x7FFF_FFFF, (1 << 30) + 1, 1 << 30, 1000] as [Int32])
    func `believes no lying length`(length: Int32) throws {
        var bytes = try stream("SELECT 'abc'")
        for (index, byte) in withUnsafeBytes(of: length.bigEndian, Array.init).enumerated() { bytes[21 + index] = byte }
        let error = try #require(throws: Obstacle.self) { try rows(of: bytes, fields: 1) }
        #expect(error.kind == .damagedStream)
    }

    @Test(arguments: [Int16.min, -2, 0, 2, Int16.max] as [Int16])
    func `believes no lying field count`(count: Int16) throws {
        var bytes = try stream("SELECT 'abc'")
        for (index, byte) in withUnsafeBytes(of: count.bigEndian, Array.init).enumerated() { bytes[19 + index] = byte }
        #expect(throws: Obstacle.self) { try rows(of: bytes, fields: 1) }
    }

    @Test(arguments: [1, 65_536])
    func `refuses bytes behind the trailer`(piece: Int) throws {
        let bytes = try stream(Self.query)
        for tail in [[0], [0xFF, 0xFF], Array(bytes[19...])] as [[UInt8]] {
            let error = try #require(throws: Obstacle.self) { try rows(of: bytes + tail, fields: 3, piece: piece) }
            #expect(error.sentence.contains("after row 4, at byte \(bytes.count): bytes follow its end"))
        }
    }

    @Test func `skips a header's extension and uncritical flags, refuses critical ones`() throws {
        var bytes = try stream("SELECT 'abc'")
        bytes[14] = 0x05
        bytes[18] = 3
        bytes.insert(contentsOf: [9, 9, 9], at: 19)
        #expect(try rows(of: bytes, fields: 1, piece: 4) == [[Array("abc".utf8)]])
        bytes[12] = 1
        #expect(throws: Obstacle.self) { try rows(of: bytes, fields: 1) }
    }

    @Test func `reads an empty result, and a field of 10 MB between small ones`() throws {
        #expect(try rows(of: stream("SELECT 1 WHERE false"), fields: 1).isEmpty)
        let bytes = try stream("SELECT repeat('x', n) FROM (VALUES (1), (10000000), (2)) v (n)")
        #expect(try rows(of: bytes, fields: 1).map { $0[0]?.count } == [1, 10_000_000, 2])
    }

    @Test func `says of a file that it is damaged, where, and that it is missing`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("unbroken-\(UUID().uuidString).copy")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(stream(Self.query).dropLast(2)).write(to: file)
        let format = CopyFormat(fieldCount: 3, name: "rows.copy", trouble: .damagedFile)
        var reader = CopyReader(try FileByteStream(path: file.path), format: format)
        var trouble: Obstacle?
        do throws(Obstacle) { while try reader.next() {} } catch { trouble = error }
        #expect(reader.rowCount == 4)
        #expect(trouble?.exitStatus == .damaged)
        #expect(trouble?.sentence.hasPrefix("rows.copy is damaged after row 4, at byte ") == true)
        let missing = #expect(throws: Obstacle.self) { try FileByteStream(path: file.path + "x").isThere }
        #expect(missing?.kind == .fileTrouble)
    }
}

extension FileByteStream { fileprivate var isThere: Bool { true } }
