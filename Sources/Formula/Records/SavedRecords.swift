public import AuditChain
public import Rows

/// The records of a file of rows, CSV or lines of JSON, each as a row whose fields are texts.
///
/// CSV is RFC 4180 with lines that end in CR LF; a cell with nothing in it is NULL, one of two quotation marks is empty.
public struct SavedRecords: ~Copyable {
    private var input: DigestedFile
    private let names: [String]
    private let isLines: Bool
    private var builder = RowBuilder()
    private var cell = ByteBuffer()
    private let lines: JSONRecord
    private var isBegun = false
    /// How many records were read, without the header.
    public private(set) var count = 0

    /// - Parameters:
    ///   - name: what sentences call the file.
    ///   - isLines: whether it is lines of JSON.
    ///   - names: what the fields are called, in their order.
    ///   - size: how many bytes the file must have, so that no more than these are read.
    public init(_ path: String, name: String, isLines: Bool, names: [String], size: Int) throws(Obstacle) {
        let input = try DigestedFile(path, name: name)
        guard input.size == size else {
            throw Obstacle(
                .damagedFile, "\(name) has \(input.size.grouped) bytes instead of \(size.grouped): it was changed",
                hint: "get it anew from whoever made it")
        }
        self.input = input
        self.names = names
        self.isLines = isLines
        lines = JSONRecord(names)
    }

    private mutating func readHeader() throws(Obstacle) {
        isBegun = true
        guard !isLines else { return }
        guard try readCells(), builder.row.count == names.count else {
            throw unlike("it does not begin with the header")
        }
        for (index, name) in names.enumerated() {
            let bytes = [UInt8](name.utf8)
            guard builder.row[index]?.isEqual(to: bytes.span) == true else {
                throw unlike("its column \(index + 1) is not the one that belongs there")
            }
        }
    }

    /// The record that was read last.
    public var row: Row {
        @_lifetime(borrow self) get { builder.row }
    }

    /// Reads the next record; `false`: there is none.
    public mutating func next() throws(Obstacle) -> Bool {
        if !isBegun { try readHeader() }
        guard try isLines ? readLine() : readCells() else { return false }
        count += 1
        guard builder.row.count == names.count else {
            throw unlike(
                "row \(count.grouped) has \(builder.row.count.grouped) cells instead of \(names.count.grouped)")
        }
        return true
    }

    /// Reads to the end (`DigestedFile.finish`).
    public mutating func finish(limit: Int) throws(Obstacle) -> (bytes: Int, sha256: String) {
        try input.finish(limit: limit)
    }

    private func unlike(_ trouble: String) -> Obstacle {
        Obstacle(.damagedFile, "\(input.name): \(trouble)", hint: "it was changed since it was made")
    }

    /// A line of cells (RFC 4180).
    private mutating func readCells() throws(Obstacle) -> Bool {
        builder.removeAll()
        guard var byte = try input.byte() else { return false }
        while true {
            cell.removeAll()
            let isQuoted = byte == UInt8(ascii: "\"")
            let end = isQuoted ? try readQuoted() : try readBare(from: byte)
            if cell.isEmpty, !isQuoted {
                builder.appendNull()
            } else {
                guard Self.append(cell, to: &builder) else { throw unlike("row \(count + 1) is too large") }
            }
            switch end {
            case UInt8(ascii: ","):
                guard builder.row.count < names.count else {
                    throw unlike("row \((count + 1).grouped) has more than \(names.count.grouped) cells")
                }
                guard let next = try input.byte() else { throw unlike("it is cut off") }
                byte = next
            case UInt8(ascii: "\r"):
                guard try input.byte() == UInt8(ascii: "\n") else { throw unlike("a line does not end in CR LF") }
                return true
            case nil: throw unlike("it is cut off")
            default: throw unlike("row \(count + 1) has something that no cell has")
            }
        }
    }

    /// - Returns: the byte behind the cell.
    private mutating func readQuoted() throws(Obstacle) -> UInt8? {
        while let byte = try input.byte() {
            guard byte == UInt8(ascii: "\"") else {
                cell.append(byte)
                continue
            }
            let next = try input.byte()
            guard next == UInt8(ascii: "\"") else { return next }
            cell.append(byte)
        }
        return nil
    }

    private mutating func readBare(from first: UInt8) throws(Obstacle) -> UInt8? {
        var next: UInt8? = first
        while let byte = next {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "\""): return byte
            default: cell.append(byte)
            }
            next = try input.byte()
        }
        return nil
    }

    private mutating func readLine() throws(Obstacle) -> Bool {
        builder.removeAll()
        cell.removeAll()
        while let byte = try input.byte() {
            guard byte != UInt8(ascii: "\n") else {
                guard Self.read(cell, as: lines, into: &builder) else {
                    throw unlike("line \((count + 1).grouped) is no row of an export")
                }
                return true
            }
            cell.append(byte)
        }
        guard cell.isEmpty else { throw unlike("it is cut off") }
        return false
    }

    private static func append(_ cell: borrowing ByteBuffer, to builder: inout RowBuilder) -> Bool {
        builder.append(cell.span)
    }

    private static func read(
        _ line: borrowing ByteBuffer, as record: JSONRecord, into builder: inout RowBuilder
    ) -> Bool { record.read(line.span, into: &builder) }
}
