import AuditChain
import Formula

/// What a first look at a run of rows came to; the looks at two runs merge, if the second follows the first.
struct LookResult: Sendable {
    var walk: Walk
    var rows = 0
    /// The fields by which the report names the first row and the last.
    var first: [[UInt8]?] = []
    var last: [[UInt8]?] = []
    /// The months of the rows, where somebody asked for them.
    var calendar: MonthCalendar?
    /// What the times of the rows are like; `nil`: they have none.
    var watch: TimeWatch?
    /// Rows that fail by themselves, whatever stands round them: what can be told if the run ends early.
    var caught: [Break] = []
    var caughtCount = 0
    /// Sealed rows over which the formula can't be computed, and why the last one.
    var uncomputable = 0
    var trouble: RenderTrouble?
    /// Whether the formula says nothing of the rows, so that only those without a hash were caught rightly.
    var isFormulaToBlame = false

    /// How many rows are told of one by one if the run ends early.
    static let caughtLimit = 1_000

    /// Appends what a look came to that started right behind this one's last row.
    mutating func merge(_ next: LookResult) {
        if next.rows == 0 { return }
        walk.merge(next.walk)
        if rows == 0 { first = next.first }
        if let months = next.calendar {
            if calendar == nil { calendar = months } else { calendar?.merge(months) }
        }
        if let times = next.watch {
            if watch == nil { watch = times } else { watch?.merge(times) }
        }
        rows += next.rows
        last = next.last
        mergeCaught(next)
    }

    /// Takes over what needs no place: from a look at rows that stand behind others which nobody saw.
    mutating func mergeCaught(_ next: LookResult) {
        caught += next.caught.prefix(max(0, Self.caughtLimit - caught.count))
        caughtCount += next.caughtCount
        uncomputable += next.uncomputable
        trouble = next.trouble ?? trouble
    }
}
