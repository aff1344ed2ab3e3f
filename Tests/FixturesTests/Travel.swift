import Foundation
import Support

/// A database with the reference audit log, copied for one test.
struct Travel {
    static let rows = 2000
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fixtures/travel").standardizedFileURL

    /// The template: the log with its history, which no session uses after it is made.
    private static let loaded: String = {
        do {
            try make("travel_loaded")
            return "travel_loaded"
        } catch { fatalError("the travel history was not loaded: \(error)") }
    }()

    let name: String
    private var server: PrivateServer { .shared }

    /// A copy of the loaded history.
    init() throws {
        name = "travel_\(UInt64.random(in: 0...UInt64.max))"
        try PrivateServer.shared.psql("CREATE DATABASE \(name) TEMPLATE \(Self.loaded)")
    }

    private init(name: String) { self.name = name }

    /// A database with the history, loaded anew.
    static func make(_ name: String) throws {
        try PrivateServer.shared.createDatabase(name)
        let travel = Travel(name: name)
        try travel.load("audit_log.sql")
        try travel.load("history.sql")
    }

    /// The same, to ask.
    static func loadedAnew() throws -> Travel {
        let name = "travel_\(UInt64.random(in: 0...UInt64.max))"
        try make(name)
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
    func load(_ file: String, user: String = "postgres") throws {
        let path = Self.folder.appendingPathComponent(file).path
        try Shell.run(["psql", "-X", "-q", "-v", "rows=\(Self.rows)", "-f", path, conninfo(user: user)])
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
