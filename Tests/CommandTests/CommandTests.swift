import Foundation
import Support
import Testing

/// The built command, beside the tests' own executable.
enum Command {
    static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("unbroken").path

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Shell.Result {
        try Shell.outcome(of: [path] + arguments, environment: environment)
    }

    /// Runs it in a shell, in which `$0` is the command.
    static func shell(_ script: String, environment: [String: String] = [:]) throws -> Shell.Result {
        try Shell.outcome(of: ["bash", "-c", script, path], environment: environment)
    }

    /// A folder with a configuration whose server is nowhere; removed with the scope.
    static func withFolder(_ body: (_ folder: String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/command-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = """
            database: host=/nowhere
            chains:
              - name: audit_log
                table: public.audit_log
                order: [id]
                hash: hash
                formula: encode(sha256(convert_to(action, 'UTF8')), 'hex')

            """
        try configuration.write(toFile: folder + "/unbroken.yml", atomically: true, encoding: .utf8)
        try body(folder)
    }
}

@Suite("The command") struct CommandTests {
    @Test func `tells its exit statuses in its help`() throws {
        let help = try Command.run(["--help"])
        #expect(help.status == 0)
        for line in [
            "0    intact: every row was verified, and no break was found", "1    broken: at least one break",
            "2    unmet",
            "64   ", "65   ", "69   ", "70   ", "74   ", "77   ", "78   ", "130  interrupted",
        ] {
            #expect(help.text.contains("\n  " + line))
        }
        let verify = try Command.run(["verify", "--help"])
        #expect(verify.status == 0)
        for option in [
            "--config <file>", "--database <conninfo>", "--format <format>", "--output <file>", "--throttle <rows/s>",
            "--no-color",
        ] {
            #expect(verify.text.contains(option))
        }
    }

    @Test func `tells its version and those of its libraries`() throws {
        let version = try Command.run(["--version"])
        #expect(version.status == 0)
        #expect(version.text.wholeMatch(of: /unbroken \d+\.\d+\.\d+ \(OpenSSL .+, libpq .+\)\n/) != nil)
    }

    @Test(arguments: [
        [], ["--nope"], ["nope"], ["verify", "--nope"], ["verify", "--format", "xml"], ["verify", "--output", ""],
        ["verify", "--throttle", "0"], ["verify", "--throttle", "-5"], ["verify", "--throttle", "fast"],
        ["verify", "--throttle", "1.5"], ["verify", "--throttle", "99999999999999999999"],
        ["inspect", "--fail-on", "pass"], ["inspect", "--against", ""], ["inspect", "--output", ""],
        ["inspect", "--database", "host=x password=hunter2"], ["inspect", "--format", "xml"],
        ["explain"], ["explain", "a"], ["explain", "a", "id"], ["explain", "a", "=1"],
        ["explain", "a", "id=1", "id=2"], ["explain", "a", ":null"], ["explain", "a", "id=1", "id:null"],
        ["explain", "a", "=x:null"], ["explain", "a", "id:nil"],
        ["verify", "--database", "host=x password=hunter2"], ["verify", "--database", "postgres://me:hunter2@x/y"],
        ["explain", "a", "id=1", "--database", "password=hunter2"],
    ])
    func `exits with 64 where the command line does not fit`(_ arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 64)
        #expect(!result.errorText.isEmpty && !result.errorText.contains("hunter2"))
        #expect(result.output.isEmpty)
    }

    @Test func `says how the row to explain is named, NULL too`() throws {
        let help = try Command.run(["explain", "--help"])
        #expect(help.status == 0)
        let words = help.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("as in tenant_id:null; tenant_id=NULL is the text 'NULL'."))
        try Command.withFolder { folder in
            for row in ["id:null", "id:NULL", "id=x:null", "a:b=1"] {
                let result = try Command.run(["explain", "audit_log", row, "--config", folder + "/unbroken.yml"])
                #expect(result.status == 69)
            }
        }
    }

    @Test func `names the chain that was meant`() throws {
        try Command.withFolder { folder in
            let result = try Command.run(["verify", "audit_lgo", "--config", folder + "/unbroken.yml"])
            #expect(result.status == 64)
            #expect(result.errorText.contains("has no chain 'audit_lgo'\nhint: did you mean 'audit_log'?\n"))
        }
    }

    @Test func `says where it looked for a configuration`() throws {
        try Command.withFolder { folder in
            try FileManager.default.removeItem(atPath: folder + "/unbroken.yml")
            let here = try Command.shell("cd '\(folder)' && \"$0\" verify")
            #expect(here.status == 78)
            #expect(here.errorText.contains("unbroken: no unbroken.yml in "))
            #expect(here.errorText.contains("\nhint: name the file with --config FILE, or start it"))
            let named = try Command.run(["verify", "--config", folder + "/other.yml"])
            #expect(named.status == 78)
            #expect(named.errorText.hasPrefix("unbroken: \(folder)/other.yml: no such file\n"))
        }
    }

    @Test func `gives machines a document even where nothing could begin`() throws {
        let result = try Command.run(["verify", "--config", "/nowhere/unbroken.yml", "--format", "json"])
        #expect(result.status == 78)
        let document = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
        #expect(document["verdict"] as? String == "incomplete")
        #expect(document["complete"] as? Bool == false)
        let stopped = try #require(document["stopped"] as? [String: Any])
        #expect(stopped["kind"] as? String == "configuration")
        let started = try #require(document["startedAt"] as? String)
        #expect(started.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/) != nil)
    }

    @Test(arguments: ["/nowhere/result.json", "/", "/proc/result.json"])
    func `exits with 74 before any work where the result could not be written`(_ output: String) throws {
        try Command.withFolder { folder in
            let result = try Command.run(["verify", "--config", folder + "/unbroken.yml", "--output", output])
            #expect(result.status == 74)
            #expect(result.errorText.hasPrefix("unbroken: \(output) can't be written: "))
        }
    }

    @Test func `leaves only the finished file behind`() throws {
        try Command.withFolder { folder in
            let result = try Command.run([
                "verify", "--config", folder + "/unbroken.yml", "--format", "json", "--output", folder + "/result.json",
            ])
            #expect(result.status != 0 && result.status != 74)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["result.json", "unbroken.yml"])
            let content = try Data(contentsOf: URL(fileURLWithPath: folder + "/result.json"))
            let document = try #require(try JSONSerialization.jsonObject(with: content) as? [String: Any])
            #expect(document["format"] as? String == "unbroken-verification/1")
            #expect(result.text.hasPrefix("Incomplete: nothing was verified."))
        }
    }

    @Test func `prints nothing when told to be quiet`() throws {
        try Command.withFolder { folder in
            let result = try Command.run(["verify", "--quiet", "--config", folder + "/unbroken.yml"])
            #expect(result.status != 0)
            #expect(result.output.isEmpty)
        }
    }

    @Test func `never writes its words into a file that got the number of a closed output`() throws {
        try Command.withFolder { folder in
            let verify = "verify --config '\(folder)/unbroken.yml' --format json"
            let result = try Command.shell("\"$0\" \(verify) --output '\(folder)/result' >&-")
            #expect(result.errorText.contains("unbroken: the output could not be written: bad file descriptor"))
            let content = try Data(contentsOf: URL(fileURLWithPath: folder + "/result"))
            #expect(try JSONSerialization.jsonObject(with: content) is [String: Any])
        }
    }

    @Test func `outlives a reader that goes away`() throws {
        for arguments in ["--help", "verify --config /nowhere/unbroken.yml --format json"] {
            let result = try Command.shell("\"$0\" \(arguments) | true; exit ${PIPESTATUS[0]}")
            #expect(result.status < 128)
        }
    }

    @Test func `colours on a terminal only, and not against the person's wish`() throws {
        try Command.withFolder { folder in
            let verify = "verify --config '\(folder)/unbroken.yml'"
            func colored(_ arguments: String, _ environment: [String: String]) throws -> Bool {
                let start = ["TERM": "xterm", "NO_COLOR": ""].merging(environment) { $1 }
                let result = try Command.shell(
                    "script -qec \"'$0' \(arguments)\" /dev/null </dev/null", environment: start)
                #expect(result.text.contains("Incomplete:"))
                return result.text.contains("\u{1B}[1;33m")
            }
            #expect(try colored(verify, [:]))
            #expect(try !colored(verify + " --no-color", [:]))
            #expect(try !colored(verify, ["NO_COLOR": "1"]))
            #expect(try !colored(verify, ["TERM": "dumb"]))
            let piped = try Command.run(
                ["verify", "--config", folder + "/unbroken.yml"], environment: ["TERM": "xterm"])
            #expect(!piped.text.contains("\u{1B}") && !piped.errorText.contains("\u{1B}"))
        }
    }
}
