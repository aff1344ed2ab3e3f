public import AuditChain

extension Session {
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
