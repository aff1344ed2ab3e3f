import Foundation
import Glibc

/// The terminal that the tool runs in, if any.
enum Terminal {
    private static var isDumb: Bool { ProcessInfo.processInfo.environment["TERM"] == "dumb" }

    /// Whether the standard output shows colours, and the person wants them (no-color.org).
    static var showsColor: Bool {
        let isRefused = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !isRefused && !isDumb
    }

    /// Whether the standard error shows a line that is written over and over.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

    /// Characters a line; no more than can be read with ease.
    static var width: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let columns = isKnown ? Int(size.ws_col) : ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
        return min(columns ?? 80, 120)
    }
}
