import AuditChain
import Configuration
import Foundation
import Testing

/// A configuration with something wrong, and the sentence and hint that a person reads.
struct Mistake: Sendable, CustomTestStringConvertible {
    var file: String
    var sentence: String
    var hint: String?
    var testDescription: String { sentence }

    /// A mistake in the lines of a chain.
    init(_ lines: [String], _ sentence: String, hint: String? = nil) {
        self.init(file: Sample.file(lines), sentence, hint: hint)
    }

    init(file: String, _ sentence: String, hint: String? = nil) {
        self.file = file
        self.sentence = sentence
        self.hint = hint
    }

    static let chain = Sample.lines

    static func without(_ key: String) -> [String] { chain.filter { !$0.hasPrefix(key + ":") } }

    static let all = [
        Mistake(
            without("formula") + ["formulla: x"], "unbroken.yml:6:5: unknown key 'formulla'",
            hint: "did you mean 'formula'?"),
        Mistake(
            file: Sample.file(after: "databse: x\n"), "unbroken.yml:7:1: unknown key 'databse'",
            hint: "did you mean 'database'?"),
        Mistake(
            file: Sample.file(after: "retention: {yeers: 1}\n"), "unbroken.yml:7:13: unknown key 'yeers'",
            hint: "did you mean 'years'?"),
        Mistake(
            file: Sample.file(after: "xyzzy: 1\n"), "unbroken.yml:7:1: unknown key 'xyzzy'",
            hint: "known keys here: database, chains, retention, controls, report"),
        Mistake(
            file: Sample.file(after: "controls: {critcal: [a]}\n"), "unbroken.yml:7:12: unknown key 'critcal'",
            hint: "did you mean 'critical'?"),
        Mistake(
            file: Sample.file(after: "controls: [a]\n"),
            "unbroken.yml:7:11: 'controls': expected a mapping with 'critical' or 'application', got a list"),
        Mistake(
            file: Sample.file(after: "controls: {critical: bookings}\n"),
            "unbroken.yml:7:22: 'critical': expected a list of tables, got text"),
        Mistake(
            file: Sample.file(after: "controls: {application: [{a: b}]}\n"),
            "unbroken.yml:7:26: an element of 'application': expected a role, got a mapping"),
        Mistake(
            without("order") + ["order: id"], "unbroken.yml:6:12: 'order': expected a list of column names, got text",
            hint: "write [id]"),
        Mistake(
            chain + ["per: tenant"], "unbroken.yml:7:10: 'per': expected a list of column names, got text",
            hint: "write [tenant]"),
        Mistake(
            chain + ["per: {a: b}"], "unbroken.yml:7:10: 'per': expected a list of column names, got a mapping"),
        Mistake(
            chain + ["per: [[a]]"],
            "unbroken.yml:7:11: an element of 'per': expected a column name, got a list"),
        Mistake(
            chain + ["per: []"], "unbroken.yml:7:10: 'per' is an empty list",
            hint: "expected a list of column names"),
        Mistake(chain + ["per: [a, a]"], "unbroken.yml:7:14: 'per' names the column 'a' twice"),
        Mistake(
            without("table"), "unbroken.yml:2:5: chain 1 lacks 'table'",
            hint: "name a table, or give a query as 'rows'"),
        Mistake(
            chain + ["rows: SELECT 1"], "unbroken.yml:7:11: both 'table' and 'rows' are given",
            hint: "keep the one that rows are read from"),
        Mistake(without("order"), "unbroken.yml:2:5: chain 1 lacks 'order'"),
        Mistake(without("hash"), "unbroken.yml:2:5: chain 1 lacks 'hash'"),
        Mistake(without("formula"), "unbroken.yml:2:5: chain 1 lacks 'formula'"),
        Mistake(
            ["table: t", "order: [id]", "hash: h", "formula: x"], "unbroken.yml:2:5: chain 1 lacks 'name'"),
        Mistake(chain + ["hash: g"], "unbroken.yml:5:5: key 'hash' is given twice", hint: "keep one of the two"),
        Mistake(
            file: Sample.file() + Sample.file().dropFirst("chains:\n".count),
            "unbroken.yml:7:11: the name 'a' is taken",
            hint: "line 2 has it already; give each chain a name of its own"),
        Mistake(chain + ["previous: h"], "unbroken.yml:7:15: 'previous' and 'hash' name the same column"),
        Mistake(chain + ["previous:"], "unbroken.yml:7:14: 'previous': expected a column name, got nothing"),
        Mistake(chain + ["time: [a]"], "unbroken.yml:7:11: 'time': expected a column name, got a list"),
        Mistake(
            chain + ["time: \"a\\nb\""],
            "unbroken.yml:7:11: 'time' holds a line break or another control character"),
        Mistake(chain + ["time: \"a\\0b\""], "unbroken.yml:7:11: 'time' holds a NUL character"),
        Mistake(chain + ["where: \"\""], "unbroken.yml:7:12: 'where' is empty", hint: "expected SQL"),
        Mistake(chain + ["where: [a]"], "unbroken.yml:7:12: 'where': expected SQL, got a list"),
        Mistake(
            chain + ["settings: [{TimeZone: UTC}, {TimeZone: UTC}]"], "unbroken.yml:7:33: these settings lack 'from'",
            hint: "name the first row that they hold for: {from: {id: …}, …}"),
        Mistake(
            chain + ["settings: {from: {id: 1}, TimeZone: UTC}"],
            "unbroken.yml:7:22: the first settings have a 'from'",
            hint: "they hold from the first row on: leave it out"),
        Mistake(
            chain + ["settings: [{TimeZone: UTC}, {from: {idd: 1}, TimeZone: UTC}]"],
            "unbroken.yml:7:41: 'from' names 'idd', which is no column of 'order'", hint: "did you mean 'id'?"),
        Mistake(
            without("order") + ["order: [day, id]", "settings: [{TimeZone: UTC}, {from: {id: 1}}]"],
            "unbroken.yml:7:40: 'from' lacks the order column 'day'",
            hint: "give a value for each column of 'order'"),
        Mistake(chain + ["settings: []"], "unbroken.yml:7:15: 'settings' is an empty list"),
        Mistake(
            chain + ["settings: UTC"],
            "unbroken.yml:7:15: 'settings': expected settings, such as {TimeZone: UTC}, got text"),
        Mistake(
            chain + ["settings: {DateStyle: ISO, MDY}"], "unbroken.yml:7:35: setting 'MDY' has no value",
            hint: "quote a value that holds a comma"),
        Mistake(
            chain + ["settings: {TimeZone: UTC, timezone: UTC}"],
            "unbroken.yml:7:31: setting 'timezone' is given twice"),
        Mistake(
            chain + ["secrets: {key: hunter2}"],
            "unbroken.yml:7:20: the source of the secret 'key' is neither env:NAME nor file:PATH",
            hint: "keep the secret itself out of this file; write \"env:AUDIT_KEY\" or \"file:/path/to/key\""),
        Mistake(
            chain + ["secrets: {key: \"env:\"}"],
            "unbroken.yml:7:20: the source of the secret 'key' is neither env:NAME nor file:PATH"),
        Mistake(
            chain + ["render: srever"], "unbroken.yml:7:13: 'render': expected client or server, got 'srever'",
            hint: "did you mean 'server'?"),
        Mistake(
            chain + ["allow_empty: yes"],
            "unbroken.yml:7:18: 'allow_empty': expected true or false, got text"),
        Mistake(
            chain + ["allow_view: \"true\""],
            "unbroken.yml:7:17: 'allow_view': expected true or false, got text"),
        Mistake(
            file: Sample.file(after: "retention: {years: 7, zone: Mars/Olympus}\n"),
            "unbroken.yml:7:29: there is no time zone 'Mars/Olympus'",
            hint: "name it as PostgreSQL's TimeZone does: UTC, Europe/Berlin, Asia/Riyadh"),
        Mistake(
            file: Sample.file(after: "retention: {years: 7, rhythm: daily}\n"),
            "unbroken.yml:7:31: there is no rhythm 'daily'", hint: "write every day, working days or none"),
        Mistake(
            file: Sample.file(after: "retention: {years: 7, weekend: [friday, saturnday]}\n"),
            "unbroken.yml:7:41: there is no day 'saturnday'", hint: "did you mean 'saturday'?"),
        Mistake(
            file: Sample.file(after: "retention: {years: 0}\n"),
            "unbroken.yml:7:20: 'years' is 0, expected 1 to 1000"),
        Mistake(
            file: Sample.file(after: "retention: {years: 7.5}\n"),
            "unbroken.yml:7:20: 'years': expected a whole number, got a number"),
        Mistake(
            file: Sample.file(after: "retention: 7\n"),
            "unbroken.yml:7:12: 'retention': expected a mapping with 'years', got a number"),
        Mistake(file: "chains: []\n", "unbroken.yml:1:9: 'chains' is an empty list"),
        Mistake(file: "chains: audit_log\n", "unbroken.yml:1:9: 'chains': expected a list of chains, got text"),
        Mistake(file: "database: x\n", "unbroken.yml:1:1: the configuration lacks 'chains'"),
        Mistake(file: "- a\n", "unbroken.yml:1:1: the configuration: expected a mapping with 'chains', got a list"),
        Mistake(file: "", "unbroken.yml: the file says nothing"),
        Mistake(file: "# nothing\n---\n", "unbroken.yml: the file says nothing"),
        Mistake(
            file: "chains:\n\t- name: a\n",
            "unbroken.yml:2:1: found character that cannot start any token, while scanning for the next token",
            hint: "indent with spaces, YAML takes no tabs; "
                + "put SQL into a block: 'formula: |', and the SQL below it, indented with spaces"),
        Mistake(
            file: "a: &a [x]\nb: &b [*a, *a]\n? [*b, *b]\n: 1\n",
            "unbroken.yml: aliases and keys made of lists or mappings don't go together"),
        Mistake(file: "[a]: 1\n", "unbroken.yml:1:1: a key: expected a name, got a list"),
    ]
}

@Suite("A mistaken configuration") struct ConfigurationErrorTests {
    @Test(arguments: Mistake.all)
    func `is told with its place and a way on`(_ mistake: Mistake) throws {
        let obstacle = try #require(Sample.obstacle(mistake.file))
        #expect(obstacle.kind == .configuration)
        #expect(obstacle.sentence == mistake.sentence)
        if let hint = mistake.hint { #expect(obstacle.hint == hint) }
    }

    @Test func `is told when it is no UTF-8`() {
        for (bytes, sentence) in [
            ([0x61, 0xFF, 0x62] as [UInt8], "c.yml: the file is not UTF-8 text"),
            ([0xFF, 0xFE, 0x61, 0x00], "c.yml: the file is UTF-16, not UTF-8"),
        ] {
            #expect(throws: Obstacle(.configuration, sentence, hint: "save it as UTF-8")) {
                try Configuration(bytes: bytes, path: "c.yml")
            }
        }
    }

    @Test func `is told with the folder where it was looked for`() {
        do {
            _ = try Configuration.load(path: nil)
            Issue.record("read a file that is not there")
        } catch {
            #expect(error.kind == .configuration)
            #expect(error.sentence == "no unbroken.yml in \(FileManager.default.currentDirectoryPath)")
            #expect(error.hint?.hasPrefix("name the file with --config FILE, or start it with a chain") == true)
        }
    }

    @Test(arguments: [
        ("/", Obstacle.Kind.fileTrouble), ("/dev/zero", .configuration), ("/nowhere/unbroken.yml", .configuration),
    ])
    func `is told when its file is none`(_ path: String, kind: Obstacle.Kind) {
        do {
            _ = try Configuration.load(path: path)
            Issue.record("read \(path)")
        } catch { #expect(error.kind == kind) }
    }

    @Test func `never crashes, whatever is cut off`() {
        let bytes = Array(Sample.whole.utf8)
        for count in 0..<bytes.count { expectKnownEnd(Array(bytes.prefix(count))) }
    }

    @Test func `never crashes, whatever is flipped`() {
        var random = SplitMix(state: 4)
        let bytes = Array(Sample.whole.utf8)
        let marks = Array("&*!|>{}[],:?-#'\"%@`\t\n\0\u{85}\u{2028}<<~".utf8)
        for _ in 0..<2000 {
            var changed = bytes
            for _ in 0...random.next(below: 3) {
                let place = random.next(below: changed.count)
                changed[place] =
                    random.next(below: 2) == 0 ? marks[random.next(below: marks.count)] : UInt8(random.next(below: 256))
            }
            expectKnownEnd(changed)
        }
    }

    @Test func `never dwells on aliases of aliases, nor on depth`() {
        var values = "l0: &l0 [x]\n"
        for level in 1...60 {
            values += "l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n"
        }
        let asKeys = ["? *l60\n: x\n", "*l60 : x\n", "{[*l60]: x}\n", "[*l60]: x\n", "{*l60: x, *l59: y}\n"]
        let deep = String(repeating: "[", count: 100_000)
        let nested = String(repeating: "[", count: 990) + String(repeating: "]", count: 990)
        let start = ContinuousClock.now
        for text in [values, "chains: " + deep, "chains: " + nested] + asKeys.map({ values + $0 }) {
            expectKnownEnd(Array(text.utf8))
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    private func expectKnownEnd(_ bytes: [UInt8]) {
        do {
            _ = try Configuration(bytes: bytes, path: "unbroken.yml")
        } catch {
            #expect(error.kind == .configuration)
            #expect(error.sentence.hasPrefix("unbroken.yml"))
        }
    }
}

/// Random numbers that are the same in every run (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014).
struct SplitMix {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
