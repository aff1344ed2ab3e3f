import Configuration
import Foundation

/// What besides the walk looks at each row of a pass.
struct Observers: Sendable {
    /// Whether rows are counted by month.
    var months = false
    /// By what the days with rows are judged; `nil`: nobody asked.
    var retention: Configuration.Retention?
    /// The moment of the look, in microseconds since 2000-01-01 UTC.
    var now = Int64(Date.now.timeIntervalSinceReferenceDate + 31_622_400) * 1_000_000
}
