public import Foundation
import OpenSSL
import Synchronization

/// A PostgreSQL server for tests alone: in a temporary folder, on a Unix socket only, ended with the process.
///
/// PostgreSQL refuses to run as root, so under root it runs as `postgres`.
public final class PrivateServer: Sendable {
    /// One server a test process, started when first asked for.
    public static let shared: PrivateServer = {
        do { return try PrivateServer(settings: ["track_commit_timestamp": "on", "max_connections": "60"]) } catch {
            fatalError("the test server did not start: \(error)")
        }
    }()

    /// The folder with the socket, the data and the log.
    public let folder: URL
    /// On the socket, and on 127.0.0.1 where it was asked for.
    public let port: Int
    private let stopped = Mutex(false)

    /// What went wrong with a test's own means.
    public struct Trouble: Error, CustomStringConvertible {
        /// A sentence.
        public var description: String
        /// Trouble in these words.
        public init(_ description: String) { self.description = description }
    }

    static let binaries: String = {
        let candidates =
            (14...18).reversed().map { "/usr/lib/postgresql/\($0)/bin" } + ["/usr/local/pgsql/bin", "/usr/bin"]
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") } ?? ""
    }()

    /// - Parameters:
    ///   - port: where to listen on 127.0.0.1 too; `nil`: on the Unix socket only.
    ///   - files: more files of the data folder, only the server's to read, such as a TLS key.
    ///   - access: lines that stand before the rest of `pg_hba.conf`.
    ///   - primary: a server of which this one is to be a standby.
    ///   - checksums: whether its pages bear checksums.
    public init(
        settings: [String: String] = [:], port: Int? = nil, files: [String: Data] = [:], access: String = "",
        standbyOf primary: PrivateServer? = nil, checksums: Bool = false
    ) throws {
        self.port = port ?? 54329
        folder = URL(fileURLWithPath: NSTemporaryDirectory())
            .appendingPathComponent(
                "unbroken-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = folder.path + "/data"
        if getuid() == 0 { try Shell.run(["chown", "postgres", folder.path]) }
        if let primary {
            try asOwner([
                Self.binaries + "/pg_basebackup", "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d",
                primary.conninfo(),
            ])
        } else {
            try initialize(data, checksums ? ["-k"] : [])
        }
        try configure(data, settings: settings, isOnNetwork: port != nil, files: files, access: access)
        try start()
        Self.all.withLock { $0.append(self) }
        _ = Self.endsWithProcess
    }

    private func initialize(_ data: String, _ options: [String]) throws {
        try asOwner(
            [
                Self.binaries + "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync",
            ] + options)
    }

    private func configure(
        _ data: String, settings: [String: String], isOnNetwork: Bool, files: [String: Data], access: String
    ) throws {
        let addresses = isOnNetwork ? "127.0.0.1" : ""
        var lines =
            "listen_addresses = '\(addresses)'\nport = \(self.port)\nunix_socket_directories = '\(folder.path)'\nfsync = off\n"
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { lines += "\(name) = '\(value)'\n" }
        let extra = folder.appendingPathComponent("extra.conf")
        try lines.write(to: extra, atomically: true, encoding: .utf8)
        try asOwner(["sh", "-c", "cat '\(extra.path)' >> '\(data)/postgresql.conf'"])
        for (name, content) in files {
            let copy = folder.appendingPathComponent("new-\(name)")
            try content.write(to: copy)
            try asOwner(["sh", "-c", "umask 077; cat '\(copy.path)' > '\(data)/\(name)'"])
            try FileManager.default.removeItem(at: copy)
        }
        if !access.isEmpty {
            let first = folder.appendingPathComponent("access.conf")
            try access.write(to: first, atomically: true, encoding: .utf8)
            let hba = data + "/pg_hba.conf"
            try asOwner(["sh", "-c", "cat '\(first.path)' '\(hba)' > '\(hba).new'; mv '\(hba).new' '\(hba)'"])
        }
    }

    /// Starts the server and waits until it answers.
    public func start() throws {
        try asOwner([
            Self.binaries + "/pg_ctl", "-D", folder.path + "/data", "-l", folder.path + "/log", "-w", "-t", "60",
            "start",
        ])
    }

    /// Ends the server and removes its folder.
    public func stop() {
        let first = stopped.withLock { value in
            defer { value = true }
            return !value
        }
        guard first else { return }
        _ = try? asOwner([Self.binaries + "/pg_ctl", "-D", folder.path + "/data", "-m", "immediate", "stop"])
        try? FileManager.default.removeItem(at: folder)
    }

    /// A connection string for a database of this server.
    public func conninfo(_ database: String = "postgres", user: String = "postgres") -> String {
        "host=\(folder.path) port=\(port) dbname=\(database) user=\(user)"
    }

    /// Makes an empty database with this name, instead of any that was there.
    public func createDatabase(_ name: String) throws {
        try psql("DROP DATABASE IF EXISTS \"\(name)\"")
        try psql("CREATE DATABASE \"\(name)\"")
    }

    /// Runs SQL with psql, stops at the first error, and gives what it printed (unaligned, tuples only).
    @discardableResult
    public func psql(_ sql: String, database: String = "postgres", user: String = "postgres") throws -> String {
        let output = try Shell.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-", conninfo(database, user: user)],
            input: Data(sql.utf8))
        return String(decoding: output, as: UTF8.self)
    }

    /// The rows of a query, each field as its binary bytes, fetched by psql.
    public func copyBinary(_ query: String, database: String = "postgres") throws -> [[[UInt8]?]] {
        let output = try Shell.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", conninfo(database)],
            input: Data("COPY (\(query)) TO STDOUT (FORMAT binary);\n".utf8))
        return try BinaryCopy.rows(of: [UInt8](output))
    }

    @discardableResult
    private func asOwner(_ command: [String]) throws -> Data {
        try Shell.run(getuid() == 0 ? ["runuser", "-u", "postgres", "--"] + command : command)
    }

    private static let all = Mutex<[PrivateServer]>([])
    private static let endsWithProcess: Void = {
        // Threads end while servers are waited for; what OpenSSL keeps for each would leak if it had gone before.
        Lifetime.lastsAsTheProcess()
        atexit { PrivateServer.all.withLock { $0 }.forEach { $0.stop() } }
    }()
}
