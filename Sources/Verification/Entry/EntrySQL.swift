import AuditChain
import Configuration
import Rows

extension ChainEntry {
    /// The number of the range of settings that a row belongs to.
    var rangeExpression: String {
        let row = "ROW(\(order.map(\.value.sqlIdentifier).joined(separator: ", ")))"
        var cases = ""
        for (number, range) in settings.enumerated().reversed() where number > 0 {
            let values = order.map { (range.from[$0.value] ?? "").sqlLiteral }
            cases += " WHEN (\(row) >= ROW(\(values.joined(separator: ", ")))) IS NOT FALSE THEN \(number)"
        }
        return "(CASE\(cases) ELSE 0 END)::int4"
    }
}

extension Column {
    /// Its value as the server prints it.
    ///
    /// Of a type that is not PostgreSQL's own, not by a cast: the type's owner can make that a function of their own, which
    /// would then be run with the privileges of whoever looks.
    var sqlText: String {
        type.oid < 16_384
            ? "(\(name.sqlIdentifier))::text"
            : "(CASE WHEN \(name.sqlIdentifier) IS NOT NULL THEN format('%s', \(name.sqlIdentifier)) END)"
    }
}

extension Column {
    /// Its value as its type's output function gives it, which no owner of a type can turn into a cast of their own.
    var sqlOutput: String {
        "(CASE WHEN \(name.sqlIdentifier) IS NOT NULL THEN pg_catalog.format('%s', \(name.sqlIdentifier)) END)"
    }
}

extension String {
    /// A text as SQL spells it.
    var sqlLiteral: String { quoted(doubling: "'") }

    /// A name as SQL spells it, always in quotes.
    var sqlIdentifier: String { quoted(doubling: "\"") }
}
