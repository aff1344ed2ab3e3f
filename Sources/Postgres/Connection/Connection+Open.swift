public import AuditChain
internal import CLibPQ
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension Connection {
    /// What holds when nobody says: seconds to wait for a server, and after how long a dead network is noticed.
    static let defaults = [
        ("connect_timeout", "10"), ("keepalives_idle", "60"), ("keepalives_interval", "10"), ("keepalives_count", "6"),
    ]

    /// Connects as psql would: service files, `.pgpass`, the PG* environment, TLS and SCRAM are libpq's own.
    ///
    /// - Parameter conninfo: a libpq connection string or URI; `nil` leaves everything to the environment.
    /// - Throws: an `Obstacle`, `unreachable` but for a connection string that can't be read (`configuration`) and an
    ///   interruption. It never holds the connection string or the password.
    public init(to conninfo: String?, interruption: Interruption = Interruption()) throws(Obstacle) {
        try Self.checkSyntax(conninfo)
        var settings = [("fallback_application_name", "unbroken")]
        if let conninfo { settings.append(("dbname", conninfo)) }
        settings.append(("client_encoding", "UTF8"))
        settings += Self.unsetDefaults(settings)
        guard let handle = try Self.connect(settings, interruption: interruption) else {
            throw Obstacle(.internalError, "libpq had no memory for a connection")
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            let obstacle = Self.refusal(handle)
            PQfinish(handle)
            throw obstacle
        }
        self.init(adopting: handle, conninfo: conninfo, interruption: interruption)
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    /// libpq's own complaint would quote the string, and with it perhaps a password.
    private static func checkSyntax(_ conninfo: String?) throws(Obstacle) {
        guard let conninfo else { return }
        // Without a "=" or a scheme it is a database's name, which needs no syntax.
        guard conninfo.contains("=") || conninfo.hasPrefix("postgres://") || conninfo.hasPrefix("postgresql://") else {
            return
        }
        var complaint: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(conninfo, &complaint)
        defer {
            PQconninfoFree(options)
            PQfreemem(complaint)
        }
        guard options != nil else {
            throw Obstacle(
                .configuration,
                "the connection string can't be read: it holds an option that libpq does not know, or a stray character",
                hint: "write it as in 'host=… dbname=… user=…' or 'service=…'; a value with spaces needs single quotes")
        }
    }

    /// Those of our defaults that neither the string, nor its service, nor the environment sets.
    ///
    /// libpq tells only of a connection that was begun, so one is begun to a folder that does not exist.
    private static func unsetDefaults(_ settings: [(String, String)]) -> [(String, String)] {
        let nowhere = settings + [("host", "/nonexistent/unbroken"), ("hostaddr", ""), ("port", "1")]
        let probe = withParameters(nowhere) { PQconnectStartParams($0, $1, 1) }
        defer { PQfinish(probe) }
        return defaults.filter { option($0.0, of: probe) == nil }
    }

    /// An option as it was resolved; `nil` where it is unset or empty.
    static func option(_ name: String, of handle: OpaquePointer?) -> String? {
        guard let options = PQconninfo(handle) else { return nil }
        defer { PQconninfoFree(options) }
        var next = options
        while let keyword = next.pointee.keyword {
            if strcmp(keyword, name) == 0 {
                guard let value = next.pointee.val, value.pointee != 0 else { return nil }
                return String(cString: value)
            }
            next += 1
        }
        return nil
    }

    private struct Handle: @unchecked Sendable { var pointer: OpaquePointer? }

    /// What a connecting thread and the one that waits for it share.
    private final class Attempt: Sendable {
        let done = DispatchSemaphore(value: 0)
        let state = Mutex((result: Handle(pointer: nil), isAbandoned: false))
    }

    /// Connects on a thread of its own: looking up a name can't be interrupted, and only libpq's blocking call goes
    /// on to the next of several hosts.
    private static func connect(
        _ settings: [(String, String)], interruption: Interruption
    ) throws(Obstacle) -> OpaquePointer? {
        let attempt = Attempt()
        DispatchQueue(label: "unbroken.connect").async {
            let handle = Handle(pointer: withParameters(settings) { PQconnectdbParams($0, $1, 1) })
            let isAbandoned = attempt.state.withLock { state in
                state.result = handle
                return state.isAbandoned
            }
            if isAbandoned { PQfinish(handle.pointer) }
            attempt.done.signal()
        }
        while attempt.done.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
            guard interruption.isSet else { continue }
            let late = attempt.state.withLock { state in
                state.isAbandoned = true
                return state.result
            }
            PQfinish(late.pointer)
            throw .interrupted
        }
        return attempt.state.withLock { $0.result }.pointer
    }

    private static func withParameters<Result>(
        _ settings: [(String, String)],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let names = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { (names + values).forEach { free($0) } }
        let keywords = names.map { UnsafePointer($0) } + [nil]
        let texts = values.map { UnsafePointer($0) } + [nil]
        return body(keywords, texts)
    }

    /// Why a server refused, or where none was found.
    private static func refusal(_ handle: OpaquePointer) -> Obstacle {
        let password = PQpass(handle).map { String(cString: $0) } ?? ""
        let message = ServerMessage.plain(PQerrorMessage(handle), without: password)
        var hint: String?
        if PQconnectionNeedsPassword(handle) != 0 {
            hint = "the server wants a password: put it into ~/.pgpass, a service file or PGPASSWORD"
        } else if PQconnectionUsedPassword(handle) != 0 {
            hint =
                "if it was the password: it comes from ~/.pgpass, a service file, PGPASSWORD or the connection string"
        } else {
            hint = "try the same with psql; what the connection string leaves out comes from the PG* environment"
        }
        return Obstacle(.unreachable, "no connection to the database: \(message)", hint: hint)
    }
}

extension Obstacle {
    /// Somebody set the `Interruption`.
    static var interrupted: Obstacle { Obstacle(.interrupted, "interrupted") }
}
