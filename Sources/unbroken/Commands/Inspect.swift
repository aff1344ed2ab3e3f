import ArgumentParser
import AuditChain
import Configuration
import Controls
import Evidence
import Verification

struct Inspect: Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Judges the controls round the log: privileges, triggers, functions, settings.",
        discussion: """
            A chain shows that no row was changed; it does not show that every row was written. This looks at what an audit \
            log rests on: who may change it, whether each critical table has its triggers, whether they are on, how the \
            chain is made, what the server keeps for evidence. It reads the catalog, in one read-only transaction, with any \
            role that may see it; what the role may not see is 'unknown'.

            Each control is judged pass, warn, fail or unknown, with what was found, why it matters, how to mend it, and the \
            clauses of laws and standards that it supports. Which tables are critical and as which roles the application \
            works can be said in unbroken.yml:

              controls:
                critical: [public.bookings, public.payments]
                application: [web]

            Exits with 0 whatever was found, unless --fail-on says otherwise.
            """)

    enum Threshold: String, ExpressibleByArgument, CaseIterable { case warn, fail }

    @Argument(help: ArgumentHelp("Names of chains in unbroken.yml; none: all of them.", valueName: "chain"))
    var chains: [String] = []

    @OptionGroup var reading: ReadingOptions

    @Option(
        help: ArgumentHelp(
            "Exit with 2 where a control fails (fail), or where one does not pass, unknown ones included (warn).",
            valueName: "warn|fail"))
    var failOn: Threshold?

    @Option(
        help: ArgumentHelp(
            "Say what changed since this earlier look, which --format json wrote.", valueName: "file"))
    var against: String?

    @Flag(help: "Leave out what reads every row of a log: row-origins and sequence-position.")
    var quick = false

    @Option(help: "text for people, json for machines.")
    var format = Verify.Format.text

    @Option(help: ArgumentHelp("Write the result here instead of printing it.", valueName: "file"))
    var output: String?

    @Flag(help: "Print nothing: the exit status tells, with --fail-on.")
    var quiet = false

    @OptionGroup var layout: LayoutOptions

    func validate() throws {
        if output == "" { throw ValidationError("--output wants the name of a file") }
        if against == "" { throw ValidationError("--against wants the name of a file") }
        if quiet, failOn == nil, output == nil {
            throw ValidationError("--quiet without --fail-on or --output would tell nothing")
        }
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let database = try reading.conninfo
        // Read before the output is opened, which may be the same file.
        let earlier = try against.map { path throws(Obstacle) in try InspectionFile.read(path) }
        var file = try output.map { name throws(Obstacle) in try OutputFile(name) }
        let configuration = try Configuration.load(path: reading.config)
        var inspector = try Inspector(configuration: configuration, database: database, chains: chains)
        inspector.readsRows = !quick
        let signals = Signals(interrupting: inspector.interruption, removing: [file?.draft])
        defer { signals.cancel() }
        let inspection = try inspector.run()
        let changes = earlier.map { InspectionChanges(from: $0, to: inspection) }
        if let open = file {
            try write(inspection, changes, Style(color: false, width: 80)) { text throws(Obstacle) in
                try open.append(text)
            }
            try open.commit()
            file = nil
            if !quiet { try StandardOutput.write(inspection.headline + "\n") }
        } else if !quiet {
            try write(inspection, changes, Style(color: layout.color, width: Terminal.width)) { text throws(Obstacle) in
                try StandardOutput.write(text)
            }
        }
        return inspection.exitStatus(failingOn: failOn.map { $0 == .fail ? .fail : .warn })
    }

    private func write(
        _ inspection: Inspection, _ changes: InspectionChanges?, _ style: Style,
        to sink: @escaping (String) throws(Obstacle) -> Void
    ) throws(Obstacle) {
        switch format {
        case .text: try sink(TextInspection(inspection, since: changes, style: style).text)
        case .json: try JSONInspection(inspection, since: changes).write(to: sink)
        }
    }
}
