import Foundation
import Synchronization

/// A folder that is removed when the process ends.
final class FolderAtExit: Sendable {
    private static let path = Mutex("")

    func set(_ path: String) {
        Self.path.withLock { $0 = path }
        atexit { try? FileManager.default.removeItem(atPath: FolderAtExit.path.withLock { $0 }) }
    }
}
