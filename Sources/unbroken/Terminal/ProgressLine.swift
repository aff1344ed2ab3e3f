import AuditChain
import Evidence
import Synchronization
import Verification

/// A line on the standard error that says how far a run has come: rows, share, rate, time left.
final class ProgressLine: Sendable {
    private struct State {
        var chain = ""
        var stage = Progress.Stage.reading
        var started = ContinuousClock.now
        var shown: ContinuousClock.Instant?
    }

    private let isShown: Bool
    private let state = Mutex(State())

    init(isShown: Bool) { self.isShown = isShown }

    /// Shows a state of the run, at most ten times a second.
    func show(_ progress: Progress) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let elapsed: Duration? = state.withLock { state in
            if state.chain != progress.chain || state.stage != progress.stage {
                state.chain = progress.chain
                state.stage = progress.stage
                state.started = now
            }
            if let shown = state.shown, now - shown < .milliseconds(100) { return nil }
            state.shown = now
            return now - state.started
        }
        guard let elapsed else { return }
        let line = Self.line(
            progress, seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
        StandardError.write("\r\u{1B}[K" + line.prefix(Terminal.width - 1))
    }

    /// Takes the line away.
    func clear() {
        guard isShown, state.withLock({ $0.shown }) != nil else { return }
        StandardError.write("\r\u{1B}[K")
    }

    static func line(_ progress: Progress, seconds: Double) -> String {
        let what =
            switch progress.stage {
            case .reading: ""
            case .lookingAgain: "looking again at what is in doubt, "
            case .takingOut: "taking rows out, "
            case .checking: "checking what was taken out, "
            }
        var line = "\(Printable.safe(progress.chain)): \(what)\(progress.rows.grouped) rows"
        let rate = seconds >= 0.5 ? Double(progress.rows) / seconds : 0
        let isWithin = progress.estimate.map { $0 > 0 && progress.rows <= $0 } ?? false
        if isWithin, let estimate = progress.estimate {
            line += ", \(min(99, progress.rows * 100 / estimate)) %"
        }
        guard rate >= 1 else { return line }
        line += ", \(Int(rate).grouped) rows/s"
        if isWithin, let estimate = progress.estimate {
            line += ", \(clock(Double(estimate - progress.rows) / rate)) left"
        }
        return line
    }

    private static func clock(_ seconds: Double) -> String {
        let seconds = Int(min(seconds.rounded(.up), 359_999))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let hours = seconds / 3600
        return (hours > 0 ? "\(hours):" + two(seconds / 60 % 60) : "\(seconds / 60)") + ":" + two(seconds % 60)
    }
}
