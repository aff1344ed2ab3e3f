public import AuditChain
internal import Rows

extension TableSource {
    /// A value that a person has written for a column.
    public enum Spelling: Sendable, Hashable {
        /// As PostgreSQL prints it.
        case value(String)
        /// The column's type, as SQL spells it, has no such value.
        case notOfType(String)
    }

    /// How PostgreSQL, under the session's settings, prints what a text means in a column of the layout: `7` for
    /// `007` in a column of integers.
    public mutating func spelling(of text: String, in column: String) throws(Obstacle) -> Spelling {
        guard let key = keys[column], let type = columns.first(where: { $0.name == column })?.type else {
            throw Obstacle(.internalError, "\(column) is no column of the layout")
        }
        var refusal: Obstacle?
        let sql = "SELECT ($1::pg_catalog.text)::\(key.type)::pg_catalog.text"
        if let found = try session.connection.attempt(sql, [text], refusal: &refusal) {
            return .value(try found.required(0, 0))
        }
        guard let refusal, refusal.kind == .configuration else { throw refusal ?? QueryResult.nonsense }
        let found = try session.connection.query(
            "SELECT pg_catalog.format_type($1::pg_catalog.oid, NULL)", [String(type.oid)])
        return .notOfType(try found.required(0, 0))
    }
}
