public import AuditChain

/// What one run found: the one value from which exit status, text and JSON are made.
public struct Report: Sendable {
    /// What verified.
    public var tool: Tool
    /// `nil` where no connection was made.
    public var database: Database?
    /// The saved stream that was read instead of a database; `nil`: none.
    public var stream: Stream?
    /// SHA-256 of the configuration file's bytes, lower-case hex.
    public var configurationSHA256: String
    /// The configuration's path, as it was given.
    public var configurationPath: String?
    /// The connection string of the command line, which holds no password; `nil`: there was none.
    public var connectionString: String?
    /// UTC, as `2026-01-31T12:00:00.123456Z`; so is `finishedAt`.
    public var startedAt: String
    /// When the run ended.
    public var finishedAt: String
    /// What was found in each entry, in their order.
    public var chains: [ChainReport]
    /// Findings that are of the run as a whole, such as an unprotected connection.
    public var findings: [Finding]
    /// What ended the run early; `nil`: nothing did.
    public var stopped: Obstacle?

    /// Whether every row was looked at.
    public var isComplete: Bool { stopped == nil && chains.allSatisfy(\.isComplete) }

    /// The tool and the libraries that it ran with.
    public struct Tool: Sendable, Hashable {
        /// Its version.
        public var version: String
        /// The version of OpenSSL that ran.
        public var openssl: String
        /// The version of libpq that ran.
        public var libpq: String
        /// A tool with its libraries.
        public init(version: String, openssl: String, libpq: String) {
            self.version = version
            self.openssl = openssl
            self.libpq = libpq
        }
    }

    /// A file of rows.
    public struct Stream: Sendable, Hashable {
        /// As the person named it.
        public var path: String
        /// How long it is.
        public var bytes: Int
    }

    /// Which database was looked at, so that a verdict can't be taken for another's.
    public struct Database: Sendable, Hashable {
        /// The host or the socket's folder.
        public var host: String
        /// The name.
        public var name: String
        /// The role that looked.
        public var user: String
        /// `pg_control_system()`; `nil` where the role may not call it.
        public var systemIdentifier: String?
        /// The timeline of the last checkpoint; `nil` where the role may not ask.
        public var timeline: Int?
        /// The write-ahead log position of the snapshot.
        public var lsn: String?
        /// Whether the server is a standby.
        public var isStandby: Bool
        /// As the server prints it.
        public var serverVersion: String
        /// `verify-full`, `verify-ca`, `unverified` (encrypted only), `none`, or `socket`.
        public var tls: String
        /// Every part, as it is named.
        public init(
            host: String, name: String, user: String, systemIdentifier: String?, timeline: Int?, lsn: String?,
            isStandby: Bool, serverVersion: String, tls: String
        ) {
            self.host = host
            self.name = name
            self.user = user
            self.systemIdentifier = systemIdentifier
            self.timeline = timeline
            self.lsn = lsn
            self.isStandby = isStandby
            self.serverVersion = serverVersion
            self.tls = tls
        }
    }

    /// Every part, as it is named.
    public init(
        tool: Tool, database: Database?, configurationSHA256: String, startedAt: String, finishedAt: String,
        chains: [ChainReport], findings: [Finding], stopped: Obstacle?
    ) {
        self.tool = tool
        self.database = database
        self.configurationSHA256 = configurationSHA256
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.chains = chains
        self.findings = findings
        self.stopped = stopped
    }
}

/// What was found in one entry of `chains:`.
public struct ChainReport: Sendable {
    /// The name.
    public var name: String
    /// The table as it was resolved, with its schema, SQL spelling; or `rows:` for a query.
    public var table: String
    /// Names of the `per` and of the order columns: the keys of every chain and order value below.
    public var per: [String]
    /// Names of the order columns.
    public var order: [String]
    /// How many chains the rows made up.
    public var chainCount: Int
    /// Rows that were read.
    public var rows: Int
    /// Rows that were checked, whether they held or not. `rows` = `verified` + `unsealed`.
    public var verified: Int
    /// Rows without a hash.
    public var unsealed: Int
    /// Rows that `where` left out.
    public var excluded: Int
    /// Who rendered the formula.
    public var render: Render
    /// The first row in the order; `nil` where there is none.
    public var first: RowPlace?
    /// The last row in the order.
    public var last: RowPlace?
    /// Its rows by month, ascending; then those that are not counted by month. `nil`: nobody asked, or the rows have no time
    /// that lies in a month.
    public var months: [MonthOfRows]?
    /// How far its rows reach back, and where some are missing; `nil`: nobody asked, or the rows have no time.
    public var retention: RetentionReport?
    /// The functions by which its rows get their hash, as they stood when the run began; none known for a stream or a query.
    public var sealing: [SealingPart] = []
    /// Every break, of which `breaks` holds the first 50,000 of a run.
    public var breakCount: Int
    /// The breaks that are told one by one.
    public var breaks: [Break]
    /// Whatever else is worth saying.
    public var findings: [Finding]
    /// Whether every row of the entry was looked at, and every doubt looked into.
    public var isComplete: Bool
    /// Chains in which something does not fit, and nobody looked into it, because the run ended before.
    public var chainsInDoubt = 0
    /// Whether the table stores links.
    public var storesLink = true

    /// Who rendered the formula: we alone, or the server a part of it.
    public enum Render: String, Sendable, Hashable { case client, server }

    /// A row as the verdict names it.
    public struct RowPlace: Sendable, Hashable {
        /// The order values.
        public var order: [String?]
        /// The row's own time.
        public var time: String?
        /// The stored hash.
        public var hash: String?
        /// Every part, as it is named.
        public init(order: [String?], time: String?, hash: String?) {
            self.order = order
            self.time = time
            self.hash = hash
        }
    }

    /// How many breaks are counted only.
    public var breaksOmitted: Int { breakCount - breaks.count }

    /// Every part, as it is named.
    public init(name: String, table: String, per: [String], order: [String]) {
        self.name = name
        self.table = table
        self.per = per
        self.order = order
        chainCount = 0
        rows = 0
        verified = 0
        unsealed = 0
        excluded = 0
        render = .client
        breakCount = 0
        breaks = []
        findings = []
        isComplete = false
    }
}
