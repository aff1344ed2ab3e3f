import AuditChain
import Formula
import Postgres

/// Holds a session while an entry is prepared, so that several may ask it; or none, for rows that no server gives.
final class SessionCatalog {
    private var session: Session?
    /// Whether there is no server to ask.
    let isOffline: Bool

    init(_ session: consuming Session) {
        self.session = .some(consume session)
        isOffline = false
    }

    /// A catalog that knows what is built in.
    init() {
        session = nil
        isOffline = true
    }

    private static var gone: Obstacle { Obstacle(.internalError, "the session was given away too early") }

    /// Gives the session back.
    func release() throws(Obstacle) -> Session {
        guard let session = session.take() else { throw Self.gone }
        return session
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

    /// Asks the server; where there is none, the answer is known.
    func ask<Answer>(
        offline answer: @autoclosure () throws(Obstacle) -> Answer,
        _ question: (inout Session) throws(Obstacle) -> Answer
    ) throws(Obstacle) -> Answer {
        isOffline ? try answer() : try ask(question)
    }

    /// What the names of a formula mean.
    func names(of formula: Formula) throws(Obstacle) -> CatalogNames {
        guard isOffline else {
            return try ask { session throws(Obstacle) in try CatalogNames(of: formula, in: &session) }
        }
        var catalog = BuiltInCatalog()
        return try CatalogNames(of: formula, in: &catalog)
    }
}
