import ArgumentParser
import Glibc
import OpenSSL
import Verification

@main struct Unbroken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unbroken",
        abstract: "Proves that a hash-chained audit log in PostgreSQL is whole.",
        discussion: """
            Recomputes the hash of every row that unbroken.yml describes, follows the links between them, and says \
            which rows break the chain and why.

            Exit status:
              0    intact: every row was verified, and no break was found
              1    broken: at least one break, even if the look was cut short after it
              2    unmet: no break, but something that was promised is not there, such as a control (inspect --fail-on)
              64   the command line does not fit
              65   an input file is damaged or not what it claims to be
              69   the database or a time-stamping authority can't be reached, or was lost in the middle
              70   a bug of unbroken
              74   a file could not be read or written
              77   permission: not every row may be read, or a key can't be
              78   the configuration does not fit
              130  interrupted
            """,
        version: version,
        subcommands: [Verify.self, Explain.self, Export.self, Inspect.self, ReportCommand.self, Check.self, Renew.self])

    private static var version: String {
        let tool = Verifier.tool
        return "unbroken \(tool.version) (OpenSSL \(tool.openssl), libpq \(tool.libpq))"
    }

    /// Without a command nothing is verified, so the exit status can't be 0.
    func run() throws { throw ValidationError("name a command, such as 'unbroken verify'") }

    static func main() {
        // Where a standard stream is closed, the next file or connection would get its number, and our text. What
        // stands there instead can't be written, so that a result never gets lost in silence.
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDONLY)
        }
        // A reader that closes our output shall be an error of a write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        Lifetime.lastsAsTheProcess()
        main(nil)
    }
}
