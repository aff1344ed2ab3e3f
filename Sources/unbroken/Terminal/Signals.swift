import AuditChain
import Foundation
import Glibc
import Postgres
import Synchronization
import Verification

/// Turns Ctrl-C and a request to end into a wish of the run; the second of either ends the process at once.
///
/// A signal's handler may do next to nothing, so it writes a byte into a pipe, which a thread of its own reads. The
/// pipe is there before the handler is: no signal is lost on the way.
struct Signals {
    /// The end of the pipe that the handler writes to; -1 where there is none.
    private static let writingEnd = Atomic<Int32>(-1)

    /// - Parameter drafts: files that go, too, and folders behind what lies in them, where the process ends at once.
    init(interrupting interruption: Interruption, removing drafts: [String?] = []) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let readingEnd = ends[0]
        Self.writingEnd.store(ends[1], ordering: .sequentiallyConsistent)
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while true {
                let count = read(readingEnd, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1 else { break }
                if interruption.isSet {
                    for case let draft? in drafts { remove(draft) }
                    _exit(ExitStatus.interrupted.rawValue)
                }
                interruption.set()
            }
            close(readingEnd)
        }
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                let error = errno
                var byte: UInt8 = 1
                _ = write(Signals.writingEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
                errno = error
            }
        }
    }

    /// Ends the process at the first of either, without leaving the files.
    init(endingWithout drafts: [String?]) {
        let interruption = Interruption()
        interruption.set()
        self.init(interrupting: interruption, removing: drafts)
    }

    /// Gives both signals back their usual meaning.
    func cancel() {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        let end = Self.writingEnd.exchange(-1, ordering: .sequentiallyConsistent)
        if end >= 0 { close(end) }
    }
}
