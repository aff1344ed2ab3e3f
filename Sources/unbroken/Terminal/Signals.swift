import AuditChain
import Dispatch
import Glibc
import Synchronization
import Verification

/// Turns Ctrl-C and a request to end into a wish of the run; the second of either ends the process at once.
final class Signals: Sendable {
    private let sources: Mutex<[any DispatchSourceSignal]>

    /// - Parameter draft: a file that goes, too, where the process ends at once.
    init(interrupting interruption: Interruption, removing draft: String? = nil) {
        var sources: [any DispatchSourceSignal] = []
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if interruption.isInterrupted {
                    if let draft { unlink(draft) }
                    _exit(ExitStatus.interrupted.rawValue)
                }
                interruption.interrupt()
            }
            source.resume()
            sources.append(source)
        }
        self.sources = Mutex(sources)
    }

    /// Gives both signals back their usual meaning.
    func cancel() {
        sources.withLock { sources in
            sources.forEach { $0.cancel() }
            sources = []
        }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
