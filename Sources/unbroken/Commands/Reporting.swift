import ArgumentParser
import AuditChain

/// A command of which every end is an exit status of ours: ArgumentParser makes 1, our "broken", of any other error.
protocol Reporting: ParsableCommand {
    func perform() throws(Obstacle) -> ExitStatus
}

extension Reporting {
    func run() throws {
        let status: ExitStatus
        do throws(Obstacle) { status = try perform() } catch {
            StandardError.complain(error)
            status = error.exitStatus
        }
        throw ExitCode(status.rawValue)
    }
}
