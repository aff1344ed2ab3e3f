public import Foundation

/// Commands of the system, for tests.
public enum Shell {
    /// A command that ended with another exit status than 0.
    public struct Failure: Error, CustomStringConvertible {
        /// Its words.
        public var command: [String]
        /// The exit status; 128 and the signal's number where a signal ended it.
        public var status: Int32
        /// What it wrote to standard error.
        public var errors: String
        /// What failed, in one line.
        public var description: String { "\(command.joined(separator: " ")): status \(status): \(errors)" }
    }

    /// How a command ended and what it wrote.
    public struct Result: Sendable {
        /// The exit status; 128 and the signal's number where a signal ended it.
        public var status: Int32
        /// What it wrote to standard output.
        public var output: Data
        /// What it wrote to standard error.
        public var errors: Data
        /// Standard output as UTF-8.
        public var text: String { String(decoding: output, as: UTF8.self) }
        /// Standard error as UTF-8.
        public var errorText: String { String(decoding: errors, as: UTF8.self) }
    }

    /// Runs a command found on PATH to its end; an exit status other than 0 is thrown.
    @discardableResult
    public static func run(_ command: [String], input: Data? = nil, environment: [String: String] = [:]) throws -> Data
    {
        let result = try outcome(of: command, input: input, environment: environment)
        guard result.status == 0 else {
            throw Failure(command: command, status: result.status, errors: result.errorText)
        }
        return result.output
    }

    /// Runs a command found on PATH to its end and gives status, output and errors.
    ///
    /// Input and output pass through files, so that no pipe fills up. Foundation's `Process` is not used: it waits
    /// for daemons that the command leaves behind, a PostgreSQL server for one.
    public static func outcome(
        of command: [String], input: Data? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("shell-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
        try (input ?? Data()).write(to: paths[0])
        let child = try spawn(command, paths: paths.map(\.path), environment: environment)
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        let signal = status & 0x7F
        return Result(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: try Data(contentsOf: paths[1]), errors: try Data(contentsOf: paths[2]))
    }

    /// Starts a command found on PATH with its standard streams on files, and gives its process id.
    public static func spawn(_ command: [String], paths: [String], environment: [String: String] = [:]) throws -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, paths[0], O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, paths[1], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, paths[2], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // Swift's pools run on threads that block every signal, and a child would inherit that: pgbench's clock would
        // never ring, and nobody could end it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var values: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + values).forEach { free($0) } }
        var child = pid_t()
        let code = posix_spawnp(&child, command[0], &actions, &attributes, &arguments, &values)
        guard code == 0 else {
            throw PrivateServer.Trouble("\(command[0]): \(String(cString: strerror(code)))")
        }
        return child
    }
}
