import Support
import Testing

@Suite("Trials of a formula") struct FormulaTrialTests {
    private static let hex = SealedTable.hex.replacing("%", with: "prev || '|' || action")

    private static func trial(_ answer: Product.Answer) -> Product.Document.Break.FormulaTrial? {
        answer.first?.breaks.first { $0.kind == "formula-mismatch" }?.evidence.formulaTrial
    }

    /// The text form without its line breaks.
    private static func text(_ table: SealedTable) throws -> String {
        try table.verify(format: "text").text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func `name no cause where the hashes were overwritten, and no time zone where no time is hashed`() throws {
        var table = SealedTable(name: "trial_random", count: 40, formula: Self.hex)
        let overwritten = """
            UPDATE trial_random SET hash = encode(sha256(convert_to(random()::text, 'UTF8')), 'hex') WHERE id > 2;
            UPDATE trial_random t SET prev = (SELECT hash FROM trial_random p WHERE p.id = t.id - 1) WHERE id > 3
            """
        var answer = try table.tampered(overwritten)
        #expect(answer.breaks == ["formula-mismatch 3-40 38 or altered-content"])
        #expect(Self.trial(answer)?.causes.isEmpty == true)
        #expect(Self.trial(answer)?.suspects == ["cast", "trigger"])
        let text = try Self.text(table)
        #expect(text.contains("Causes left to try: a cast and a trigger that was changed."), "\(text)")
        #expect(!text.contains("time zone"))
        // So it is with times in the formula, except that these may be the cause.
        table.name = "trial_random_time"
        table.formula = SealedTable.hex.replacing("%", with: "prev || at::text")
        answer = try table.tampered(overwritten.replacing("trial_random", with: "trial_random_time"))
        #expect(answer.breaks == ["formula-mismatch 3-40 38 or altered-content"])
        #expect(Self.trial(answer)?.causes.isEmpty == true)
        #expect(Self.trial(answer)?.suspects == ["time-zone", "date-style", "precision", "cast", "trigger"])
    }

    @Test func `name no cause where a single one of the rows that are tried does not follow from it`() throws {
        var table = SealedTable(name: "trial_one", count: 40, formula: "upper(\(Self.hex))")
        _ = try table.tampered("UPDATE trial_one SET action = 'none' WHERE id = 1")
        table.formula = Self.hex
        let answer = try table.verify()
        #expect(answer.breaks == ["formula-mismatch 1-40 40 or altered-content"])
        #expect(Self.trial(answer)?.causes.isEmpty == true)
    }

    @Test func `name the cause where no link is stored`() throws {
        let formula = SealedTable.hex.replacing("%", with: "previous || '|' || action")
        var table = SealedTable(name: "trial_unlinked", count: 40, storesLink: false, formula: "upper(\(formula))")
        try table.create()
        #expect(try table.verify().status == 0)
        table.formula = formula
        let answer = try table.verify()
        #expect(answer.breaks == ["formula-mismatch 1-40 40 or altered-content"])
        #expect(Self.trial(answer)?.causes.map(\.kind) == ["spelling"])
    }

    @Test func `ask for a range of settings where the rows fail from one of them on`() throws {
        let formula = SealedTable.hex.replacing("%", with: "prev || at::text")
        let table = SealedTable(
            name: "trial_tail", count: 40, formula: formula, settings: ["TimeZone": "UTC"],
            withinLoop: "IF i = 15 THEN SET TimeZone = 'Asia/Tokyo'; END IF;")
        try table.create()
        let answer = try table.verify()
        #expect(answer.breaks == ["formula-mismatch 16-40 25 or altered-content"])
        let explanation = answer.first?.breaks.first?.explanation ?? ""
        #expect(
            explanation.contains(
                "set TimeZone: Asia/Tokyo under settings:, in a range of its own with from: {id: 16}."),
            "\(explanation)")
        #expect(try Self.text(table).contains("ask who could have computed the hashes anew"))
        var mended = table
        mended.lines = ["settings:", "  - {TimeZone: UTC}", "  - {from: {id: 16}, TimeZone: Asia/Tokyo}"]
        #expect(try mended.verify().status == 0)
    }

    @Test func `tell zones apart by rows of both halves of a year, in a table too long to hold`() throws {
        let formula = SealedTable.hex.replacing("%", with: "prev || at::text")
        var table = SealedTable(
            name: "trial_long", count: 2_400, formula: formula, settings: ["TimeZone": "Europe/Berlin"],
            withinLoop: "IF i = 1 THEN CREATE INDEX ON trial_long (at); END IF;")
        table.step = "interval '4 hours'"
        table.lines = ["settings: {TimeZone: Europe/Berlin}"]
        try table.create()
        #expect(try table.verify().status == 0)
        table.lines = []
        let answer = try table.verify()
        #expect(answer.breaks == ["formula-mismatch 1-2400 2400 or altered-content"])
        let explanation = answer.first?.breaks.first?.explanation ?? ""
        #expect(explanation.contains("sealed with TimeZone Europe/Berlin: set"), "\(explanation)")
    }

    @Test func `tell of a first row whose genesis is misspelled too that the same cause explains it`() throws {
        let genesis = "encode(sha256('start'), 'hex')"
        var table = SealedTable(
            name: "trial_genesis", count: 40, genesis: "upper(\(genesis))", formula: "upper(\(Self.hex))")
        try table.create()
        #expect(try table.verify().status == 0)
        table.genesis = genesis
        table.formula = Self.hex
        let answer = try table.verify()
        #expect(answer.breaks == ["malformed-hash 1-1 1", "formula-mismatch 2-40 39 or altered-content"])
        let first = answer.first?.breaks.first
        #expect(first?.explanation.contains("But the formula may be wrong. The stored") == true)
        #expect(first?.evidence.formulaTrial?.causes.map(\.kind) == ["spelling"])
        #expect(try Self.text(table).contains("look at genesis: too"))
    }

    @Test func `name the cause where too few rows fail to call that a mismatch`() throws {
        var table = SealedTable(name: "trial_few", formula: "upper(\(Self.hex))")
        try table.create()
        table.formula = Self.hex
        var answer = try table.verify()
        #expect(answer.breaks == ["malformed-hash 1-12 12"])
        #expect(answer.first?.breaks.first?.explanation.contains("write upper(encode(…, 'hex'))") == true)
        table.formula = SealedTable.hex.replacing("%", with: "prev || at::text")
        table.settings = ["TimeZone": "Asia/Kolkata"]
        try table.create()
        answer = try table.verify()
        #expect(answer.breaks == ["altered-content 1-12 12 or altered-hash"])
        #expect(answer.first?.breaks.first?.explanation.contains("set TimeZone: Asia/Kolkata") == true)
        // Altered in truth, they are told as that and nothing else.
        table.lines = ["settings: {TimeZone: Asia/Kolkata}"]
        answer = try table.tampered("UPDATE trial_few SET at = at + interval '1 hour'")
        #expect(answer.breaks == ["altered-content 1-12 12 or altered-hash"])
        #expect(answer.first?.breaks.first?.evidence.formulaTrial == nil)
    }

    @Test func `leave a row that was truly altered without an excuse`() throws {
        var table = SealedTable(name: "trial_altered", count: 40, formula: "upper(\(Self.hex))")
        _ = try table.tampered("UPDATE trial_altered SET prev = repeat('F', 64) WHERE id = 20")
        table.formula = Self.hex
        let answer = try table.verify()
        let others = (answer.first?.breaks ?? []).filter { $0.kind != "formula-mismatch" }
        #expect(!others.isEmpty)
        #expect(others.allSatisfy { $0.evidence.formulaTrial == nil })
        #expect(Self.trial(answer)?.causes.map(\.kind) == ["spelling"])
    }

    @Test func `give each chain of an entry its cause`() throws {
        var table = SealedTable(
            name: "trial_chains", count: 60, columns: [("tenant", "text", "'t' || i % 6")],
            formula: "'v1:' || \(Self.hex)", per: "tenant")
        try table.create()
        #expect(try table.verify().status == 0)
        table.formula = Self.hex
        let breaks = try table.verify().first?.breaks ?? []
        #expect(breaks.map(\.kind) == Array(repeating: "formula-mismatch", count: 6))
        #expect(breaks.allSatisfy { $0.explanation.contains("write 'v1:' || encode(…, 'hex')") })
    }

    @Test func `suspect the secret, and tell nothing of it`() throws {
        let formula = "encode(hmac(prev || '|' || action, KEY, 'sha256'), 'hex')"
        var table = SealedTable(
            name: "trial_secret", count: 40, formula: "upper(\(formula.replacing("KEY", with: "'tango-55'")))")
        try table.create()
        table.formula = formula.replacing("KEY", with: "audit_key")
        table.lines = ["secrets: {audit_key: \"env:CT_TRIAL_KEY\"}"]
        let known = try table.verify(environment: ["CT_TRIAL_KEY": "tango-55"])
        #expect(Self.trial(known)?.causes.map(\.kind) == ["spelling"])
        #expect(!known.text.contains("tango"))
        let unknown = try table.verify(environment: ["CT_TRIAL_KEY": "foxtrot-7"])
        #expect(Self.trial(unknown)?.causes.isEmpty == true)
        #expect(Self.trial(unknown)?.suspects == ["cast", "trigger", "secret"])
        #expect(!unknown.text.contains("foxtrot"))
    }
}
