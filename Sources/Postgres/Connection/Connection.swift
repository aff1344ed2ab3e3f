internal import AuditChain
internal import CLibPQ

/// A session with one PostgreSQL server, by libpq.
///
/// Every wait ends within a second of its `Interruption`.
public struct Connection: ~Copyable {
    let wire: Wire
    var handle: OpaquePointer { wire.handle }
    /// What it was opened with.
    let conninfo: String?
    /// For how many seconds a statement waits for a lock; `nil`: as the server has it.
    var lockTimeout: Int?

    /// Takes over a handle, which is then this connection's to end.
    init(adopting handle: OpaquePointer, conninfo: String?, interruption: Interruption) {
        wire = Wire(handle: handle, interruption: interruption)
        self.conninfo = conninfo
    }

    deinit { PQfinish(wire.handle) }

    /// `PQlibVersion`, as `15.18`.
    public static var libraryVersion: String {
        let number = PQlibVersion()
        return "\(number / 10_000).\(number % 10_000)"
    }

    /// A name as SQL spells it, in quotes.
    func identifier(_ name: String) throws(Obstacle) -> String {
        try escaped(name, by: PQescapeIdentifier)
    }

    /// A text as SQL spells it, in quotes.
    func literal(_ text: String) throws(Obstacle) -> String {
        try escaped(text, by: PQescapeLiteral)
    }

    private func escaped(
        _ text: String, by escape: (OpaquePointer?, UnsafePointer<CChar>?, Int) -> UnsafeMutablePointer<CChar>?
    ) throws(Obstacle) -> String {
        let result = text.withCString { escape(handle, $0, text.utf8.count) }
        guard let result else { throw Obstacle(.configuration, "a name or a value is not valid text for the server") }
        defer { PQfreemem(result) }
        return String(cString: result)
    }
}
