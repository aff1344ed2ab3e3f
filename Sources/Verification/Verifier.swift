public import AuditChain
public import Configuration
import Foundation
import Formula
import OpenSSL
public import Postgres
import Rows

/// Verifies the chains of a configuration.
public struct Verifier: Sendable {
    /// What verifies: this tool and the libraries that it runs with.
    public static var tool: Report.Tool {
        Report.Tool(
            version: "0.1.0", openssl: OpenSSLVersion.text.replacing("OpenSSL ", with: ""),
            libpq: Connection.libraryVersion)
    }

    /// What ends a run early.
    public let interruption = Interruption()
    /// How many rows a second the run reads at most, both looks together; `nil`: as many as come.
    public var throttle: Throttle?
    /// Whether rows are counted by month too.
    public var collectsMonths = false
    /// By what the days with rows are judged; `nil`: they are not.
    public var retention: Configuration.Retention?
    private let configuration: Configuration
    let database: String?
    /// That of the command line.
    private let namedDatabase: String?
    let entries: [ChainEntry]
    /// A saved stream that the rows are read from instead of the database: the path of a file by
    /// `COPY … TO … (FORMAT binary)` that holds the rows of the one entry.
    public var stream: String?
    /// How many connections read at once.
    public var jobs = 1
    /// After about how many rows the order is cut for them.
    public var partRows = Self.defaultPartRows

    /// Half a second of reading: few enough to end together, so many that what each allocates does not count.
    public static let defaultPartRows = 100_000

    /// One for each processor, 8 at most.
    public static var defaultJobs: Int { min(8, max(1, ProcessInfo.processInfo.activeProcessorCount)) }

    /// A verifier of these entries of a configuration; none named: of all.
    ///
    /// - Throws: `.usage` for a name that the configuration does not have.
    public init(configuration: Configuration, database: String?, chains: [String]) throws(Obstacle) {
        let known = configuration.chains.map(\.name.value)
        if let unknown = chains.first(where: { !known.contains($0) }) {
            throw Obstacle(
                .usage, "\(configuration.path) has no chain '\(unknown)'",
                hint: Nearest.hint(for: unknown, among: known, called: "its chains"))
        }
        self.configuration = configuration
        self.database = database ?? configuration.database
        namedDatabase = database
        retention = configuration.retention
        entries = configuration.chains.filter { chains.isEmpty || chains.contains($0.name.value) }
    }

    /// Reads and verifies; blocks until it is done.
    public func run(progress: @escaping (Progress) -> Void) -> Report {
        var report = blankReport
        do throws(Obstacle) {
            if let stream {
                try verify(stream: stream, into: &report, progress: progress)
                report.finishedAt = Self.now
                return report
            }
            let session = try Session(on: Connection(to: database, interruption: interruption))
            report.database = Report.Database(session.facts)
            if session.facts.needsWarning {
                report.findings.append(
                    Finding(
                        .unverifiedConnection,
                        "The connection to \(session.facts.host) is not protected by TLS with a verified certificate: whoever stands between could have changed what was read."
                    ))
            }
            try verify(with: session, into: &report, progress: progress)
        } catch {
            report.stopped = error
        }
        report.finishedAt = Self.now
        return report
    }

    /// A report that begins now, and of which nothing is known yet.
    var blankReport: Report {
        var report = Report(
            tool: Self.tool, database: nil, configurationSHA256: configuration.sha256, startedAt: Self.now,
            finishedAt: "",
            chains: [], findings: [], stopped: nil)
        report.configurationPath = configuration.path
        report.connectionString = namedDatabase
        return report
    }

    private func verify(
        with session: consuming Session, into report: inout Report, progress: @escaping (Progress) -> Void
    ) throws(Obstacle) {
        let catalog = SessionCatalog(session)
        // All entries are checked before the first is read: a mistake in the last one should not cost an hour.
        var prepared: [EntryPreparation] = []
        for entry in entries { prepared.append(try EntryPreparation(entry, catalog: catalog)) }
        var session = try catalog.release()
        let sources = try SourceCatalog(in: &session)
        for var preparation in prepared {
            var ready = try preparation.prepare()
            if case .table(let table) = ready.place {
                ready.entry.sealing = try sources.sealing(of: table, in: &session)
            }
            var source = try TableSource(session, place: ready.place, layout: ready.layout)
            source.throttle = throttle
            try verify(ready, over: &source, into: &report, progress: progress)
            session = source.release()
        }
    }

    /// The time, as reports tell it.
    package static var now: String {
        Date.now.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }
}

extension Report.Database {
    /// The database that a session looks at.
    public init(_ facts: ServerFacts) {
        self.init(
            host: facts.host, name: facts.name, user: facts.user, systemIdentifier: facts.systemIdentifier,
            timeline: facts.timeline, lsn: facts.lsn, isStandby: facts.isStandby, serverVersion: facts.serverVersion,
            tls: facts.protection.rawValue)
    }
}

extension Obstacle {
    /// The same, with how far the reading of an entry had got where that is what the person needs to know.
    func after(rows: Int, of name: String, formula: SourcePosition) -> Obstacle {
        // Data exceptions (class 22): a row's value is not one that the expression takes.
        if sqlState?.hasPrefix("22") == true {
            return Obstacle(
                kind, "\(formula): \(sentence)",
                hint:
                    "either the formula is not the trigger's, or somebody changed the row: nobody can have sealed it so",
                sqlState: sqlState)
        }
        switch kind {
        case .interrupted, .unreachable, .damagedStream, .damagedFile:
            var told = self
            told.sentence += " (after \(rows.grouped) rows of \(name))"
            return told
        case .permission, .fileTrouble, .configuration, .usage, .internalError: return self
        }
    }
}
