import Foundation
import Support

/// A database with the reference system, copied for one test.
struct Travel {
    static let rows = 2000
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fixtures/travel").standardizedFileURL

    /// What a test begins with.
    enum State: String {
        /// The tables, empty.
        case installed
        /// Seven years of history in them.
        case lived
    }

    /// The templates, which no session uses after they are made.
    private static let installed = template(.installed)
    private static let lived = template(.lived)

    private static func template(_ state: State) -> String {
        do {
            try make("travel_\(state)", state)
            return "travel_\(state)"
        } catch { fatalError("the travel database was not made: \(error)") }
    }

    let name: String
    private var server: PrivateServer { .shared }

    /// A copy of the history, or of the empty tables.
    init(_ state: State = .lived) throws {
        let template =
            switch state {
            case .installed: Self.installed
            case .lived: Self.lived
            }
        name = "travel_\(UInt64.random(in: 0...UInt64.max))"
        try PrivateServer.shared.psql("CREATE DATABASE \(name) TEMPLATE \(template)")
    }

    private init(name: String) { self.name = name }

    private static func make(_ name: String, _ state: State) throws {
        try PrivateServer.shared.createDatabase(name)
        let travel = Travel(name: name)
        try travel.load("install.sql")
        if state == .lived { try travel.load("history.sql") }
    }

    /// The history, loaded anew.
    static func loadedAnew() throws -> Travel {
        let name = "travel_\(UInt64.random(in: 0...UInt64.max))"
        try make(name, .lived)
        return Travel(name: name)
    }

    /// A new, empty database.
    static func empty(owner: String = "postgres") throws -> Travel {
        let name = "travel_\(UInt64.random(in: 0...UInt64.max))"
        try PrivateServer.shared.psql("CREATE DATABASE \(name) OWNER \(owner)")
        return Travel(name: name)
    }

    /// What psql prints for this SQL.
    @discardableResult
    func psql(_ sql: String, user: String = "postgres") throws -> String {
        try server.psql(sql, database: name, user: user).trimmingCharacters(in: .newlines)
    }

    /// What psql says to this SQL, whether it succeeds or not.
    func outcome(_ sql: String, user: String = "postgres") throws -> Shell.Result {
        try Shell.outcome(
            of: ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-", conninfo(user: user)],
            input: Data(sql.utf8))
    }

    /// Runs a file of the fixture as its header says.
    func load(_ file: String, user: String = "postgres", _ variables: [String] = ["rows=\(Self.rows)"]) throws {
        let path = Self.folder.appendingPathComponent(file).path
        try Shell.run(
            ["psql", "-X", "-q", "-A", "-t"] + variables.flatMap { ["-v", $0] } + ["-f", path, conninfo(user: user)])
    }

    func conninfo(user: String = "postgres") -> String { server.conninfo(name, user: user) }

    /// How many rows the log has.
    func logged() throws -> Int {
        guard let count = Int(try psql("SELECT count(*) FROM audit_log")) else {
            throw PrivateServer.Trouble("no count")
        }
        return count
    }

    func isWhole() throws -> String { try psql("SELECT verify_audit_log_integrity()") }

    /// `unbroken verify`, the built command beside the tests' own executable, with the fixture's configuration.
    func verify() throws -> Shell.Result {
        let command = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("unbroken").path
        return try Shell.outcome(of: [
            command, "verify", "--format", "json", "--config", Self.folder.appendingPathComponent("unbroken.yml").path,
            "--database", conninfo(),
        ])
    }
}
