import Support
import Testing

@Suite("Bad input") struct BadInputTests {
    /// A mistake in the configuration of a sound table, and what the sentence must contain.
    struct Mistake: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var from: String
        var to: String
        var says: [String]
    }

    static let mistakes: [Mistake] = [
        Mistake(testDescription: "no such table", from: "public.sound", to: "public.sond", says: ["sond"]),
        Mistake(
            testDescription: "no such hash column", from: "hash: hash", to: "hash: hsh", says: ["hsh", "unbroken.yml:"]),
        Mistake(
            testDescription: "no such order column", from: "order: [id]", to: "order: [seq]",
            says: ["seq", "unbroken.yml:"]),
        Mistake(
            testDescription: "no such link column", from: "previous: prev", to: "previous: before", says: ["before"]),
        Mistake(testDescription: "no such time column", from: "time: at", to: "time: moment", says: ["moment"]),
        Mistake(
            testDescription: "no such column in the formula", from: "action", to: "acton",
            says: ["acton", "action", "unbroken.yml:11:"]),
        Mistake(
            testDescription: "a hash column of a wrong type", from: "hash: hash", to: "hash: amount",
            says: ["amount", "int4"]),
        Mistake(
            testDescription: "a genesis outside per", from: "repeat('0', 64)", to: "action", says: ["action", "per"]),
        Mistake(
            testDescription: "a syntax error", from: "prev || '|' || action", to: "prev || ) action",
            says: ["unbroken.yml:11:"]),
        Mistake(
            testDescription: "an unknown function", from: "sha256(", to: "sha2566(",
            says: ["sha2566", "sha256", "unbroken.yml:11:"]),
        Mistake(
            testDescription: "a function that takes other arguments, which the server has to render",
            from: "prev || '|' || action", to: "prev || to_number(action, amount, 1)::text",
            says: ["function to_number(text, integer, integer) does not exist", "unbroken.yml:11:40"]),
        Mistake(
            testDescription: "a where that is no condition", from: "formula: |", to: "where: action\n    formula: |",
            says: ["must be type boolean", "unbroken.yml:10:12"]),
        Mistake(
            testDescription: "a where of operands that do not fit", from: "formula: |",
            to: "where: initcap(action) + 1 > 2\n    formula: |", says: ["text + integer", "unbroken.yml:10:12"]),
        Mistake(
            testDescription: "a genesis that can't be computed", from: "repeat('0', 64)", to: "'x'::int::text",
            says: ["unbroken.yml:9:", "genesis"]),
        Mistake(
            testDescription: "a server expression that fails for a row", from: "prev || '|' || action",
            to: "prev || initcap((1 / (amount - 7))::text)", says: ["unbroken.yml:11:", "SQLSTATE 22012"]),
        Mistake(
            testDescription: "a volatile function of PostgreSQL's", from: "prev || '|' || action",
            to: "prev || pg_catalog.setseed(1)::text", says: ["setseed", "unbroken.yml:11:"]),
    ]

    @Test(arguments: mistakes)
    func `is told where it stands, with exit status 78`(_ mistake: Mistake) throws {
        let table = SealedTable(name: "sound")
        try Self.make(table)
        let configuration = table.configuration.replacing(mistake.from, with: mistake.to)
        #expect(configuration != table.configuration)
        let answer = try Product.verify(configuration, database: SealedTable.database)
        #expect(answer.status == 78, "\(answer.text)\(answer.errors)")
        #expect(answer.document?.verdict != "intact")
        for word in mistake.says { #expect((answer.text + answer.errors).contains(word), "\(answer.errors)") }
    }

    private static let made = Lazily()
    private static func make(_ table: SealedTable) throws { try made.once { try table.create() } }

    @Test func `a view in place of the table is refused unless that was allowed, and then said`() throws {
        let table = SealedTable(name: "under_view")
        try table.create()
        try SealedTable.psql("CREATE OR REPLACE VIEW a_view AS SELECT * FROM under_view WHERE id < 8")
        let configuration = table.configuration.replacing("public.under_view", with: "public.a_view")
        let refused = try Product.verify(configuration, database: SealedTable.database)
        #expect(refused.status == 78)
        #expect(refused.errors.contains("allow_view") || refused.text.contains("allow_view"))
        let allowed = try Product.verify(configuration + "    allow_view: true\n", database: SealedTable.database)
        #expect(allowed.status == 0)
        #expect(allowed.findings.contains("view-not-table"))
    }

    @Test func `a role that row security hides rows from is refused, never told 'intact'`() throws {
        let table = SealedTable(name: "hidden")
        try table.create()
        try SealedTable.psql(
            """
            DO $$ BEGIN CREATE ROLE ct_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON hidden USING (id < 5);
            GRANT SELECT ON hidden TO ct_reader
            """)
        let answer = try table.verify(user: "ct_reader")
        #expect(answer.status == 77)
        #expect(answer.document?.verdict == "incomplete")
        try SealedTable.psql("REVOKE SELECT ON hidden FROM ct_reader; ALTER TABLE hidden DISABLE ROW LEVEL SECURITY")
        #expect(try table.verify(user: "ct_reader").status == 77)
    }

    @Test func `a server that is not there, a database that is not: 69`() throws {
        let table = SealedTable(name: "anywhere")
        let answer = try Product.verify(table.configuration, database: "no_such_database")
        #expect(answer.status == 69)
        #expect(answer.document?.verdict == "incomplete")
    }

    @Test func `a table without its schema is looked up once, and the verdict says which it was`() throws {
        let table = SealedTable(name: "bare")
        try table.create()
        let answer = try Product.verify(
            table.configuration.replacing("public.bare", with: "bare"), database: SealedTable.database)
        #expect(answer.status == 0)
        #expect(answer.first?.table == "public.bare")
    }
}
