import AuditChain
import Formula
public import Verification

extension ExportManifest {
    /// Who takes rows out, and how they are asked for.
    public struct Circumstances: Sendable {
        /// As the person said it; `nil`: nobody said.
        public var by: String?, reason: String?, caseNumber: String?
        /// Who signs; `nil`: nobody.
        public var signer: String?
        /// SHA-256 of the program's file, lower-case hex; `nil`: it could not be read.
        public var program: String?
        /// The words of the command line that say which rows.
        public var rows: String

        /// Nobody's.
        public init(rows: String) { self.rows = rows }
    }

    /// Adds a file of the folder.
    public mutating func add(_ file: File) { files.append(file) }

    /// What is to be said of rows that were taken out.
    ///
    /// - Parameter madeAt: when the folder is made, as `2026-01-31T12:00:00Z`.
    public init(
        _ facts: ExportFacts, _ summary: ExportSummary, of request: ExportRequest, _ circumstances: Circumstances,
        madeAt: String, files: [File]
    ) {
        let report = facts.report
        let found = report.chains.first
        let database = report.database
        format = Self.format
        verdict =
            Self.verdict(
                rows: summary.rows + summary.leftOut, broken: summary.brokenRows, disputed: summary.disputedRows
            ).rawValue
        self.madeAt = madeAt
        timeZone = "UTC"
        by = circumstances.by
        reason = circumstances.reason
        caseNumber = circumstances.caseNumber
        signer = circumstances.signer
        tool = Tool(
            version: report.tool.version, openssl: report.tool.openssl, libpq: report.tool.libpq,
            sha256: circumstances.program)
        self.database = Database(
            host: database?.host ?? "", name: database?.name ?? "", user: database?.user ?? "",
            systemIdentifier: database?.systemIdentifier, timeline: database?.timeline, lsn: database?.lsn,
            standby: database?.isStandby ?? false, serverVersion: database?.serverVersion ?? "",
            tls: database?.tls ?? "")
        snapshot = Snapshot(id: facts.snapshot, startedAt: report.startedAt)
        configuration = Configuration(sha256: report.configurationSHA256)
        chain = facts.chain
        self.request = Request(
            rows: ([circumstances.rows] + facts.moments.map { "(\($0))" }).joined(separator: " "),
            filter: request.filter?.text, columns: request.columns,
            mask: request.masks.map(\.text))
        ranges = summary.ranges.map { range in
            Range(
                chain: Dictionary(uniqueKeysWithValues: zip(facts.chain.per, range.chain)),
                first: range.first, last: range.last, rows: range.rows, leftOut: range.leftOut,
                entering: range.entering?.spelling, leaving: range.leaving?.spelling)
        }
        query = ExportQuery(facts, summary.ranges).sql
        rows = summary.rows
        leftOut = summary.leftOut
        brokenRows = summary.brokenRows
        disputedRows = summary.disputedRows
        log = Log(
            verdict: report.verdict.rawValue, rows: found?.rows ?? 0, verified: found?.verified ?? 0,
            chainCount: found?.chainCount ?? 0, breakCount: found?.breakCount ?? 0,
            breaksNamed: found?.breaks.count ?? 0, assurance: "consistent")
        breaks = summary.breaks.map { number in
            BrokenBy(number: number + 1, kind: found?.breaks[number].kind.rawValue ?? "")
        }
        self.files = files
        evidence = files.first { $0.role == .evidence }?.name ?? ""
        null = evidence.hasSuffix(".jsonl") ? Self.nullLines : Self.nullCSV
    }
}
