import AuditChain
import Postgres

/// Holds a session while an entry is prepared, so that several may ask it.
final class SessionCatalog {
    private var session: Session?

    init(_ session: consuming Session) { self.session = .some(consume session) }

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
}
