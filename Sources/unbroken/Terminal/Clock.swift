import Foundation

/// The time, in seconds since 1970.
enum Clock {
    /// The clock's, or the one that the environment sets so that the same input gives the same bytes
    /// (reproducible-builds.org, SOURCE_DATE_EPOCH).
    static var now: Int {
        ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int($0) }
            .flatMap { (0...253_402_300_799).contains($0) ? $0 : nil }
            ?? Int(Date.now.timeIntervalSince1970)
    }
}
