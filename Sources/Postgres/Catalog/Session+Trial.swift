public import AuditChain
internal import CLibPQ
public import Rows

extension Session {
    /// The types that expressions over the rows of a table or query have, domains resolved; those that the server refuses are left out.
    public mutating func types(
        of expressions: Set<String>, over from: String
    ) throws(Obstacle) -> [String: ColumnType] {
        var types: [String: ColumnType] = [:]
        for expression in expressions.sorted() {
            var refusal: Obstacle?
            let sql = "SELECT (\(expression)\n) FROM \(from) WHERE false"
            guard let found = try connection.attempt(sql, [], refusal: &refusal) else { continue }
            let raw = (name: "", type: UInt32(PQftype(found.handle, 0)), modifier: PQfmod(found.handle, 0))
            types[expression] = try columns([raw]).first?.type
        }
        return types
    }

    /// Whether the server would evaluate an expression over the rows of a table or query, without doing it.
    ///
    /// - Parameters:
    ///   - from: what stands behind FROM.
    ///   - isCondition: whether it must be boolean.
    /// - Returns: why not, in the server's words; `nil`: it would.
    public mutating func refusal(
        of expression: String, over from: String, isCondition: Bool = false
    ) throws(Obstacle) -> Obstacle? {
        var refusal: Obstacle?
        let sql =
            isCondition
            ? "EXPLAIN SELECT 1 FROM \(from) WHERE (\(expression)\n)"
            : "EXPLAIN SELECT (\(expression)\n) FROM \(from)"
        let isAccepted = try connection.attempt(sql, [], refusal: &refusal) != nil
        return isAccepted ? nil : refusal
    }
}
