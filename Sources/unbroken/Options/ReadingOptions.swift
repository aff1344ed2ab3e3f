import ArgumentParser
import AuditChain

/// What is read, and how it is reached.
struct ReadingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration; left out: unbroken.yml in the current folder.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "A libpq connection string without a password; left out: that of unbroken.yml, else the PG* environment.",
            valueName: "conninfo"))
    var database: String?

    /// The connection string of the command line.
    ///
    /// - Throws: `.usage` where it holds a password.
    var conninfo: String? {
        get throws(Obstacle) {
            guard let database else { return nil }
            guard !Conninfo.holdsPassword(database) else {
                throw Obstacle(
                    .usage, "--database holds a password, which every user of this computer can see",
                    hint: "keep it in ~/.pgpass, in PGPASSWORD or in a service file, and change it if others were here")
            }
            return database
        }
    }
}

/// How text is laid out.
struct LayoutOptions: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "Don't colour the text; NO_COLOR in the environment does the same.")
    var noColor = false

    var color: Bool { !noColor && Terminal.showsColor }
}
