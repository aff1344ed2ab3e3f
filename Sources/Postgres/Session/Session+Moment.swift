public import AuditChain

extension Session {
    /// A moment that a person has written, as PostgreSQL prints it in UTC; `nil`: it is none.
    public mutating func moment(_ text: String) throws(Obstacle) -> String? {
        var refusal: Obstacle?
        let sql = "SELECT ($1::pg_catalog.text)::pg_catalog.timestamptz::pg_catalog.text"
        if let found = try connection.attempt(sql, [text], refusal: &refusal) { return try found.required(0, 0) }
        guard let refusal, refusal.kind == .configuration else { throw refusal ?? QueryResult.nonsense }
        return nil
    }
}
