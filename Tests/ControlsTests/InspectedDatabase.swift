import Configuration
import Controls
import Foundation
import Support

/// A database with the reference system, owned by a role that cannot log in, its views fresh: what every check that
/// looks at a database passes. A test breaks one control of its copy.
struct InspectedDatabase {
    static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fixtures/travel").standardizedFileURL
    private static let shared = PrivateServer.shared
    private static let template: String = {
        do {
            try InspectedDatabase.install("inspected", on: shared)
            return "inspected"
        } catch { fatalError("the inspected database was not made: \(error)") }
    }()

    let server: PrivateServer
    let name: String

    /// A copy on the server that the tests share.
    init() throws {
        server = Self.shared
        name = "inspected_\(UInt64.random(in: 0...UInt64.max))"
        try server.psql("CREATE DATABASE \(name) TEMPLATE \(Self.template) OWNER keeper")
    }

    /// One on a server of a test's own, whose roles and settings it may change.
    init(_ name: String, on server: PrivateServer) throws {
        self.server = server
        self.name = name
        try Self.install(name, on: server)
    }

    private static func install(_ name: String, on server: PrivateServer) throws {
        try server.psql(
            """
            DO $$ BEGIN CREATE ROLE keeper CREATEROLE; CREATE ROLE clerk LOGIN;
            EXCEPTION WHEN duplicate_object THEN NULL; END $$
            """)
        try server.psql("CREATE DATABASE \(name) OWNER keeper")
        func run(_ arguments: [String]) throws {
            try Shell.run(
                ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "rows=200"] + arguments + [server.conninfo(name)])
        }
        try run(["-c", "SET ROLE keeper", "-f", fixture.appendingPathComponent("install.sql").path])
        try run(["-f", fixture.appendingPathComponent("history.sql").path])
        try run(["-c", "SET ROLE keeper", "-c", "SELECT refresh_analytics_views()"])
    }

    @discardableResult
    func psql(_ sql: String) throws -> String {
        try server.psql(sql, database: name).trimmingCharacters(in: .newlines)
    }

    /// What `inspect` says.
    ///
    /// - Parameters:
    ///   - configuration: changes unbroken.yml of the fixture.
    func inspect(
        as user: String = "postgres", _ configuration: (String) -> String = { $0 }
    ) throws -> Inspection {
        let file = try String(contentsOf: Self.fixture.appendingPathComponent("unbroken.yml"), encoding: .utf8)
        let loaded = try Configuration(bytes: Array(configuration(file).utf8), path: "unbroken.yml")
        return try Inspector(configuration: loaded, database: server.conninfo(name, user: user), chains: []).run()
    }
}

extension Inspection {
    /// The judgements of a check, as `subject: grade`, of one subject where it is named.
    func grades(_ check: Check, _ subject: String? = nil) -> [Grade] {
        judgements.filter { $0.check == check && (subject == nil || $0.subject == subject) }.map(\.grade)
    }

    /// Everything that a check found.
    func told(_ check: Check) -> String {
        judgements.filter { $0.check == check }.map(\.finding).joined(separator: "\n")
    }
}
