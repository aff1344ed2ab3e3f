import ArgumentParser
import AuditChain
import Evidence
import Formula
import Verification

/// Which rows are taken out.
struct RangeOptions: ParsableArguments {
    @Flag(help: "Take out every row.")
    var all = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Take out the row with these values in its order columns, and its neighbours.",
            valueName: "column=value|column:null"))
    var around: [String] = []

    @Option(
        name: .customLong("break"), parsing: .unconditional,
        help: ArgumentHelp("Take out this break, by its number in the verdict, and its neighbours.", valueName: "n"))
    var number: Int?

    @Option(
        help: ArgumentHelp(
            "Number breaks as this verdict does, which 'verify --format json' wrote.", valueName: "verdict.json"))
    var from: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many neighbours before and behind; left out: 50.", valueName: "rows"))
    var context: Int?

    @Option(help: ArgumentHelp("Take out what happened from this moment on.", valueName: "time"))
    var fromTime: String?

    @Option(help: ArgumentHelp("Take out what happened before this moment.", valueName: "time"))
    var toTime: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Of those, show only rows of which this SQL condition is true.", valueName: "condition"))
    var condition: String?

    func validate() throws {
        guard (0...1_000_000).contains(neighbours) else { throw ValidationError("--context wants a number of rows") }
        if context != nil, around.isEmpty, number == nil {
            throw ValidationError("--context is of --around and --break")
        }
        if let number, number < 1 { throw ValidationError("--break wants a number from 1 on") }
        let ranges = [all, !around.isEmpty, number != nil, fromTime != nil || toTime != nil].count { $0 }
        guard ranges <= 1, ranges == 1 || condition != nil else {
            throw ValidationError(
                "say which rows: one of --around, --break, --from-time and --to-time, --all; or --where")
        }
        if from != nil, number == nil { throw ValidationError("--from names the verdict that --break is of") }
        _ = try RowWords.values(around)
    }

    private var neighbours: Int { context ?? 50 }

    /// The condition that says which rows of the range are shown.
    var filter: SourceText? {
        condition.map { SourceText($0, lines: [SourcePosition(file: "--where", line: 1, column: 1)]) }
    }

    /// - Parameter name: an entry of `chains:`.
    func range(of name: String) throws(Obstacle) -> ExportRequest.Range {
        if !around.isEmpty {
            do throws(ValidationError) { return .around(try RowWords.values(around), context: neighbours) } catch {
                throw Obstacle(.usage, error.message)
            }
        }
        if let number {
            guard let from else { return .broken(number, context: neighbours) }
            return .named(try VerdictFile(from).named(number, of: name), context: neighbours)
        }
        if fromTime != nil || toTime != nil { return .times(from: fromTime, to: toTime) }
        return .all
    }

    /// What was asked for, as the manifest tells it.
    var words: String {
        var words: [String] = []
        if !around.isEmpty { words += ["--around"] + around + ["--context", "\(neighbours)"] }
        if let number { words += ["--break", "\(number)"] }
        if let from { words += ["--from", from] }
        if number != nil { words += ["--context", "\(neighbours)"] }
        if let fromTime { words += ["--from-time", fromTime] }
        if let toTime { words += ["--to-time", toTime] }
        return words.isEmpty ? "--all" : words.joined(separator: " ")
    }
}
