import ArgumentParser
import AuditChain
import Configuration
import Evidence
import Verification

struct Explain: Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Shows how one row is hashed, part by part.",
        discussion: """
            Each part of the formula with its value and bytes, what is hashed, recomputed and stored hash, the link and \
            the row that it names. Exits with 0 where the formula gives the stored hash, else with 1.
            """)

    @Argument(help: "The name of a chain in unbroken.yml.")
    var chain: String

    @Argument(help: ArgumentHelp("The row: its order columns and their values.", valueName: "column=value"))
    var row: [String]

    @OptionGroup var reading: ReadingOptions
    @OptionGroup var layout: LayoutOptions

    func validate() throws {
        if row.isEmpty { throw ValidationError("name the row, such as id=48213") }
        var columns: Set<Substring> = []
        for part in row {
            guard let mark = part.firstIndex(of: "="), mark > part.startIndex else {
                throw ValidationError("'\(part)' is not of the form column=value")
            }
            guard columns.insert(part[..<mark]).inserted else {
                throw ValidationError("the column '\(part[..<mark])' is given twice")
            }
        }
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let database = try reading.conninfo
        let configuration = try Configuration.load(path: reading.config)
        let verifier = try Verifier(configuration: configuration, database: database, chains: [chain])
        var values: [String: String] = [:]
        for part in row {
            guard let mark = part.firstIndex(of: "=") else { continue }
            values[String(part[..<mark])] = String(part[part.index(after: mark)...])
        }
        let signals = Signals(interrupting: verifier.interruption)
        defer { signals.cancel() }
        let explanation = try verifier.explain(chain: chain, row: values)
        let style = Style(color: layout.color, width: Terminal.width)
        try StandardOutput.write(TextExplanation(explanation, style: style).text)
        let holds = explanation.recomputed != nil && explanation.recomputed == explanation.stored
        return holds ? .intact : .broken
    }
}
