import ArgumentParser
import AuditChain
import Configuration
import Evidence
import Formula
import Foundation
import Verification

struct Export: Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Verifies a chain and takes rows out of it, as CSV or JSON.",
        discussion: """
            Every value stands as PostgreSQL prints it in UTC and ISO; NULL is an empty cell, the empty string a quoted one. \
            Behind the data of each row stand its position in its chain (from 1), whether its content and its link hold, \
            the breaks that it belongs to, and the hash that the formula gives. Verification and rows are of one snapshot.

              unbroken export audit_log --around id=48213 --context 50 --output rows.csv
              unbroken export audit_log --break 3 --output -
              unbroken export audit_log --where "user_id = 'b6f1…'" --output user.csv
              unbroken export audit_log --from-time 2026-01-01 --to-time 2026-02-01 --output january.csv

            Exits with 0 where no row of the range belongs to a break, with 1 where one does, with 2 where there is no row. \
            What a verdict says, 'unbroken verify' tells; what is signed, 'unbroken report'.
            """)

    @Argument(help: "The name of a chain in unbroken.yml; left out: the only one.")
    var chain: String?

    @OptionGroup var reading: ReadingOptions

    @Flag(help: "Take out every row.")
    var all = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Take out the row with these values in its order columns, and its neighbours.",
            valueName: "column=value|column:null"))
    var around: [String] = []

    @Option(
        name: .customLong("break"),
        help: ArgumentHelp("Take out this break, by its number in the verdict, and its neighbours.", valueName: "n"))
    var number: Int?

    @Option(help: ArgumentHelp("How many neighbours before and behind.", valueName: "rows"))
    var context = 50

    @Option(help: ArgumentHelp("Take out what happened from this moment on.", valueName: "time"))
    var fromTime: String?

    @Option(help: ArgumentHelp("Take out what happened before this moment.", valueName: "time"))
    var toTime: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Of those, show only rows of which this SQL condition is true.", valueName: "condition"))
    var condition: String?

    @Option(help: ArgumentHelp("The columns to show, with commas between; left out: all.", valueName: "list"))
    var columns: String?

    @Option(
        help: ArgumentHelp(
            "Write the rows into this file, which ends in .csv or .jsonl; - is the standard output.", valueName: "file")
    )
    var output: String

    @Option(help: ArgumentHelp("Verify with so many connections at once.", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Show no progress.")
    var quiet = false

    @Option(help: "csv, or jsonl: an object of JSON a line; left out: what the output's name ends with.")
    var format: Format?

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, jsonl }

    private var kind: Format { format ?? kindOfName ?? .csv }

    private var kindOfName: Format? {
        Format.allCases.first { output.lowercased().hasSuffix("." + $0.rawValue) }
    }

    func validate() throws {
        guard output == "-" || kindOfName != nil else {
            throw ValidationError("--output wants the name of a file that ends in .csv or .jsonl, or -")
        }
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs wants a number from 1 to 64") }
        guard (0...1_000_000).contains(context) else { throw ValidationError("--context wants a number of rows") }
        let ranges = [all, !around.isEmpty, number != nil, fromTime != nil || toTime != nil].count { $0 }
        guard ranges <= 1, ranges == 1 || condition != nil else {
            throw ValidationError(
                "say which rows: one of --around, --break, --from-time and --to-time, --all; or --where")
        }
        if let columns, columns.split(separator: ",").isEmpty { throw ValidationError("--columns wants names") }
        _ = try RowWords.values(around)
    }

    private var range: ExportRequest.Range {
        get throws(Obstacle) {
            if !around.isEmpty {
                do throws(ValidationError) { return .around(try RowWords.values(around), context: context) } catch {
                    throw Obstacle(.usage, error.message)
                }
            }
            if let number { return .broken(number, context: context) }
            if fromTime != nil || toTime != nil { return .times(from: fromTime, to: toTime) }
            return .all
        }
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let database = try reading.conninfo
        let configuration = try Configuration.load(path: reading.config)
        let name = try only(configuration)
        var verifier = try Verifier(configuration: configuration, database: database, chains: [name])
        verifier.jobs = jobs ?? Verifier.defaultJobs
        let request = ExportRequest(
            chain: name, range: try range,
            filter: condition.map {
                SourceText($0, lines: [SourcePosition(file: "--where", line: 1, column: 1)])
            },
            columns: columns?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        let file = output == "-" ? nil : try OutputFile(output)
        let signals = Signals(interrupting: verifier.interruption, removing: [file?.draft])
        defer { signals.cancel() }
        let line = ProgressLine(isShown: !quiet && Terminal.showsProgress)
        defer { line.clear() }
        let written =
            switch kind {
            case .csv: try ExportedFile.write(as: EvidenceCSV.self, request, of: verifier, to: file) { line.show($0) }
            case .jsonl:
                try ExportedFile.write(as: EvidenceLines.self, request, of: verifier, to: file) { line.show($0) }
            }
        line.clear()
        if file != nil, !quiet {
            try StandardOutput.write("\(Printable.safe(output)): \(written.summary.headline(of: written.report))\n")
        }
        if written.summary.rows + written.summary.leftOut == 0 { return .unmet }
        return written.summary.brokenRows > 0 ? .broken : .intact
    }

    private func only(_ configuration: Configuration) throws(Obstacle) -> String {
        if let chain { return chain }
        let names = configuration.chains.map(\.name.value)
        guard names.count == 1 else {
            throw Obstacle(
                .usage, "\(configuration.path) has \(names.count) chains, and rows are taken out of one",
                hint: "name one of them: \(names.joined(separator: ", "))")
        }
        return names[0]
    }
}
