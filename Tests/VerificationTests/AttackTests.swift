import Support
import Testing

/// Ways in which a tampered log once looked intact, or an honest one broken.
@Suite("An attacker") struct AttackTests {
    @Test func `hides no row behind an index that lacks it`() throws {
        let table = SealedTable(name: "behind_index", count: 3_000)
        try table.create()
        try SealedTable.psql(
            """
            ALTER TABLE behind_index DROP CONSTRAINT IF EXISTS behind_index_pkey;
            UPDATE behind_index SET action = 'forged' WHERE id = 3000;
            CREATE UNIQUE INDEX lacking ON behind_index (id) WHERE action <> 'forged';
            ANALYZE behind_index;
            UPDATE pg_index SET indpred = NULL WHERE indexrelid = 'lacking'::regclass;
            """)
        let answer = try table.verify(environment: ["PGOPTIONS": "-c enable_sort=off"])
        #expect(answer.status == 69)
        #expect(answer.document?.verdict == "incomplete")
    }

    @Test func `gets no green verdict from a formula that uses the hash itself`() throws {
        var table = SealedTable(name: "own_hash")
        try table.create()
        table.formula = "coalesce(hash, \(table.formula))"
        #expect(try table.verify().status == 78)
    }

    @Test func `gets none from a formula that ties no row to the next`() throws {
        var table = SealedTable(name: "untied")
        try table.create()
        table.formula = SealedTable.hex.replacing("%", with: "action || '|' || amount::text")
        #expect(try table.verify().findings.contains("unlinked-formula"))
        table.storesLink = false
        #expect(try table.verify().status == 78)
    }

    @Test func `learns no secret from a value that would show it`() throws {
        var table = SealedTable(name: "bare_secret", lines: ["secrets: {key: \"env:BARE_SECRET\"}"])
        try table.create()
        table.formula = "prev || key"
        let answer = try table.verify(environment: ["BARE_SECRET": "s3cr3tvalue"])
        #expect(answer.status == 78)
        #expect(!answer.text.contains("s3cr3tvalue") && !answer.errors.contains("s3cr3tvalue"))
    }

    @Test func `a value of the moment is refused in a formula`() throws {
        var table = SealedTable(name: "of_the_moment")
        try table.create()
        table.formula = SealedTable.hex.replacing("%", with: "prev || now()::text")
        #expect(try table.verify().status == 78)
    }
}
