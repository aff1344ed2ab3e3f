import AuditChain
import Configuration
import Formula
import Postgres

/// What unbroken.yml says of roles and tables, resolved.
struct Scope: Sendable {
    /// The tables whose every change must be recorded; empty: nobody said, so they are inferred.
    var critical: [Relation] = []
    /// The roles that the application works as; empty: nobody said.
    var application: [String] = []

    init() {}

    init(_ controls: Configuration.Controls?, in session: inout Session) throws(Obstacle) {
        application = (controls?.application ?? []).map(\.value)
        for spelling in controls?.critical ?? [] {
            guard let name = TableNameParser.parse(spelling.value) else {
                throw Obstacle(
                    .configuration, "\(spelling.position): '\(spelling.value)' is no table's name",
                    hint: "spell it as in SQL: public.bookings, or '\"HR\".\"Pay.Slips\"' with quotes inside quotes")
            }
            critical.append(
                try spelling.position.located { () throws(Obstacle) in
                    try session.relation(schema: name.schema, name: name.name)
                })
        }
        let known = try session.rows(of: "SELECT rolname FROM pg_roles").compactMap { $0.first ?? nil }
        for role in controls?.application ?? [] where !known.contains(role.value) {
            throw Obstacle(
                .configuration, "\(role.position): there is no role \(role.value)",
                hint: Nearest.question(Nearest.names(to: role.value, among: known)))
        }
    }
}
