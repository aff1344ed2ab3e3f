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

            The row is named by a value for each order column, and where the order does not tell rows apart, for the \
            columns of 'per' too; in any spelling that PostgreSQL takes: id=48213 day=2026-01-31. NULL is spelled \
            without a mark of equality, as in tenant_id:null; tenant_id=NULL is the text 'NULL'.
            """)

    @Argument(help: "The name of a chain in unbroken.yml.")
    var chain: String

    @Argument(help: ArgumentHelp("The row: its order columns and their values.", valueName: "column=value|column:null"))
    var row: [String]

    @OptionGroup var reading: ReadingOptions
    @OptionGroup var layout: LayoutOptions

    func validate() throws {
        if row.isEmpty { throw ValidationError("name the row, such as id=48213") }
        _ = try RowWords.values(row)
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let database = try reading.conninfo
        let configuration = try Configuration.load(path: reading.config)
        let verifier = try Verifier(configuration: configuration, database: database, chains: [chain])
        let signals = Signals(interrupting: verifier.interruption)
        defer { signals.cancel() }
        let values: [String: String?]
        do throws(ValidationError) { values = try RowWords.values(row) } catch { throw Obstacle(.usage, error.message) }
        let explanation = try verifier.explain(chain: chain, row: values)
        let style = Style(color: layout.color, width: Terminal.width)
        try StandardOutput.write(TextExplanation(explanation, style: style).text)
        return explanation.contentHolds ? .intact : .broken
    }
}
