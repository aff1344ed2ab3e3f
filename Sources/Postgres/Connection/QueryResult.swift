internal import AuditChain
internal import CLibPQ

/// What a query gave. Fields can be asked for only within its bounds; the server's counts are not trusted.
struct QueryResult: ~Copyable {
    let handle: OpaquePointer

    init(adopting handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var rowCount: Int { Int(PQntuples(handle)) }
    var columnCount: Int { Int(PQnfields(handle)) }

    /// The field's bytes; `nil` is NULL or no such field.
    func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        guard (0..<rowCount).contains(row), (0..<columnCount).contains(column) else { return nil }
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(handle, row, column) == 0, let value = PQgetvalue(handle, row, column) else { return nil }
        let count = Int(PQgetlength(handle, row, column))
        guard count >= 0 else { return nil }
        return Array(UnsafeRawBufferPointer(start: value, count: count))
    }

    /// A field in text format.
    func text(_ row: Int, _ column: Int) -> String? { bytes(row, column).map { String(decoding: $0, as: UTF8.self) } }

    func flag(_ row: Int, _ column: Int) -> Bool { text(row, column) == "t" }

    /// A field that the server must have sent as an integer.
    func integer<Value: FixedWidthInteger>(_ row: Int, _ column: Int) throws(Obstacle) -> Value {
        guard let text = text(row, column), let value = Value(text) else { throw Self.nonsense }
        return value
    }

    /// A field that the server must have sent.
    func required(_ row: Int, _ column: Int) throws(Obstacle) -> String {
        guard let text = text(row, column) else { throw Self.nonsense }
        return text
    }

    /// An array of text as PostgreSQL's JSON prints it is more than we need: lists are sent with a separator that no
    /// name has, U+0001.
    func list(_ row: Int, _ column: Int) -> [String] {
        guard let text = text(row, column), !text.isEmpty else { return [] }
        return text.split(separator: "\u{1}", omittingEmptySubsequences: false).map(String.init)
    }

    static var nonsense: Obstacle {
        Obstacle(
            .damagedStream, "the server's answer makes no sense",
            hint: "is it PostgreSQL 14 or later that answers, and nothing between?")
    }
}
