import AuditChain
import Formula
import Postgres
import Rows

/// Answers a formula's questions from a session, which it holds while an entry is prepared.
final class SessionCatalog: FormulaCatalog {
    private var session: Session?
    /// What stands behind FROM for the entry's rows.
    var from = ""
    private var types: [String: ColumnType] = [:]

    init(_ session: consuming Session) { self.session = .some(consume session) }

    /// Gives the session back.
    func release() throws(Obstacle) -> Session {
        guard let session = session.take() else { throw Self.gone }
        return session
    }

    private static var gone: Obstacle { Obstacle(.internalError, "the session was given away too early") }

    func rows(of sql: String, _ parameters: [String?] = []) throws(Obstacle) -> [[String?]] {
        guard var session = session.take() else { throw Self.gone }
        do throws(Obstacle) {
            let rows = try session.rows(of: sql, parameters)
            self.session = .some(consume session)
            return rows
        } catch {
            self.session = .some(consume session)
            throw error
        }
    }

    func ask<Answer>(_ question: (inout Session) throws(Obstacle) -> Answer) throws(Obstacle) -> Answer {
        guard var session = session.take() else { throw Self.gone }
        do throws(Obstacle) {
            let answer = try question(&session)
            self.session = .some(consume session)
            return answer
        } catch {
            self.session = .some(consume session)
            throw error
        }
    }

    func type(of expression: String) throws(Obstacle) -> ColumnType {
        if let known = types[expression] { return known }
        let sql = """
            WITH RECURSIVE t AS (
                SELECT * FROM pg_type WHERE oid = (
                    SELECT pg_typeof((SELECT \(expression) FROM \(from) LIMIT 0))::oid)
                UNION ALL SELECT b.* FROM t JOIN pg_type b ON b.oid = t.typbasetype WHERE t.typtype = 'd')
            SELECT oid, typname, typtype, typelem, typcategory FROM t WHERE typtype <> 'd'
            """
        guard let row = try rows(of: sql).first, let oid = row[0].flatMap(UInt32.init), let name = row[1] else {
            throw Obstacle(.configuration, "the server gives the expression no type")
        }
        let category: ColumnType.Category =
            switch (row[2], row[4]) {
            case ("e", _): .enumeration
            case ("c", _): .composite
            case (_, "A"): .array(element: row[3].flatMap(UInt32.init) ?? 0)
            default: .base
            }
        let type = ColumnType(oid: oid, name: name, category: category)
        types[expression] = type
        return type
    }

    func schemas(ofFunction name: String) throws(Obstacle) -> [String] {
        try ask { session throws(Obstacle) in try session.schemas(ofFunction: name) }
    }

    func schemas(ofType name: String) throws(Obstacle) -> [String] {
        try ask { session throws(Obstacle) in try session.schemas(ofType: name) }
    }

    func nearestFunction(to name: String) throws(Obstacle) -> String? {
        try ask { session throws(Obstacle) in try session.functions(near: name).first }
    }
}
