import ArgumentParser
import AuditChain
import Configuration
import Evidence
import Foundation
import Postgres
import Verification

struct Verify: Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Verifies the chains of unbroken.yml and names every break.",
        discussion: """
            Reads in one read-only transaction. A table that somebody has locked is waited for 30 seconds, then the run \
            ends with 69; how long reading itself may take is not limited, whatever statement_timeout the role has. On a \
            standby that takes the transaction's snapshot away, reading goes on from the last verified row in a new one, and \
            the result says so.

            The exit status is told by 'unbroken --help'; 0 is given only where every row was verified.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: ArgumentHelp("Names of chains in unbroken.yml; none: all of them.", valueName: "chain"))
    var chains: [String] = []

    @OptionGroup var reading: ReadingOptions

    @Option(
        help: ArgumentHelp(
            "Read the rows from this file instead: what COPY … TO … (FORMAT binary) saved of all columns of the one chain's table. Their types are those of columns: in unbroken.yml, or the database's where that is left out.",
            valueName: "file"))
    var stream: String?

    @Option(
        help: ArgumentHelp(
            "Read at most so many rows a second, to leave the server to others; left out: as many as come.",
            valueName: "rows/s"))
    var throttle: Int?

    @Option(
        help: ArgumentHelp(
            "Read with so many connections at once, in one snapshot; left out: one for each processor, 8 at most.",
            valueName: "n"))
    var jobs: Int?

    /// For tests, whose tables are small.
    @Option(help: .hidden)
    var partRows = Verifier.defaultPartRows

    @Option(help: "text for people, json for machines.")
    var format = Format.text

    @Option(help: ArgumentHelp("Write the result here instead of printing it.", valueName: "file"))
    var output: String?

    @Flag(help: "Print neither result nor progress: the exit status tells.")
    var quiet = false

    @OptionGroup var layout: LayoutOptions

    func validate() throws {
        if stream == "" { throw ValidationError("--stream wants the name of a file") }
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs wants a number from 1 to 64") }
        if partRows < 1 { throw ValidationError("--part-rows wants a number of rows") }
        if let throttle, throttle < 1 { throw ValidationError("--throttle wants a number of rows a second, 1 or more") }
        if output == "" { throw ValidationError("--output wants the name of a file") }
    }

    /// Whether the result itself tells a person at the screen what stopped the run.
    private var showsText: Bool { format == .text && output == nil && !quiet }

    func perform() throws(Obstacle) -> ExitStatus {
        let database = try reading.conninfo
        var file = try output.map { name throws(Obstacle) in try OutputFile(name) }
        let report = try report(of: database, besides: file?.draft)
        if let stopped = report.stopped, !showsText { StandardError.complain(stopped) }
        do throws(Obstacle) {
            try write(report, to: &file)
        } catch {
            StandardError.complain(error)
            return report.exitStatus(besides: error.exitStatus)
        }
        return report.exitStatus
    }

    /// What was found; where nothing could begin, machines get a document all the same.
    private func report(of database: String?, besides draft: String?) throws(Obstacle) -> Report {
        let startedAt = Self.now
        do throws(Obstacle) {
            let configuration = try Configuration.load(path: reading.config)
            var verifier = try Verifier(configuration: configuration, database: database, chains: chains)
            verifier.stream = stream
            verifier.partRows = partRows
            verifier.jobs = jobs ?? Verifier.defaultJobs
            verifier.throttle = throttle.map { Throttle(rowsPerSecond: $0) }
            verifier.collectsMonths = format == .json
            let signals = Signals(interrupting: verifier.interruption, removing: [draft])
            defer { signals.cancel() }
            let line = ProgressLine(isShown: !quiet && Terminal.showsProgress)
            defer { line.clear() }
            return verifier.run { line.show($0) }
        } catch {
            guard format == .json || output != nil, error.kind != .usage else { throw error }
            return Report(
                tool: Verifier.tool, database: nil, configurationSHA256: "", startedAt: startedAt, finishedAt: Self.now,
                chains: [], findings: [], stopped: error)
        }
    }

    private func write(_ report: Report, to file: inout OutputFile?) throws(Obstacle) {
        if let open = file {
            try write(report, Style(color: false, width: 80)) { text throws(Obstacle) in try open.append(text) }
            try open.commit()
            if !quiet { try StandardOutput.write(report.headline + "\n") }
        } else if !quiet {
            try write(report, Style(color: layout.color, width: Terminal.width)) { text throws(Obstacle) in
                try StandardOutput.write(text)
            }
        }
    }

    private func write(
        _ report: Report, _ style: Style, to sink: @escaping (String) throws(Obstacle) -> Void
    ) throws(Obstacle) {
        switch format {
        case .text: try sink(TextReport(report, style: style).text)
        case .json: try JSONReport(report).write(to: sink)
        }
    }

    private static var now: String {
        Date.now.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }
}

extension Report {
    /// The exit status where, besides, the result could not be written: a break outranks that, and so does whatever
    /// kept the run from looking (design.md, "Verdict and exit status").
    func exitStatus(besides trouble: ExitStatus) -> ExitStatus {
        switch exitStatus {
        case .intact, .unmet: trouble
        case .broken, .usage, .damaged, .unreachable, .internalError, .fileTrouble, .permission, .configuration,
            .interrupted:
            exitStatus
        }
    }
}
