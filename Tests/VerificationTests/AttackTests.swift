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

    @Test(
        arguments: [
            (
                "convert_to", "encode(sha256(convert_to(prev || word, 'UTF8')), 'hex')",
                "CREATE FUNCTION public.convert_to(text, text) RETURNS bytea LANGUAGE sql AS "
                    + "$$ SELECT pg_catalog.convert_to(replace($1, 'forged', 'word 5'), 'UTF8'::name) $$"
            ),
            (
                "initcap", "encode(sha256(convert_to(prev || initcap(word), 'UTF8')), 'hex')",
                "CREATE FUNCTION public.initcap(varchar) RETURNS text LANGUAGE sql AS "
                    + "$$ SELECT pg_catalog.initcap(replace($1::text, 'forged', 'word 5')) $$"
            ),
            (
                "digest", "encode(digest(prev || word, 'sha256'), 'hex')",
                "CREATE FUNCTION public.digest(text, text) RETURNS bytea LANGUAGE sql AS "
                    + "$$ SELECT ext.digest(replace($1, 'forged', 'word 5'), $2) $$"
            ),
        ])
    func `gets nothing from a function that he makes beside the one that is meant`(
        name: String, formula: String, function: String
    ) throws {
        let database = "hijack_\(name)"
        try SealedTable.makeDatabase(
            database,
            "CREATE SCHEMA ext; CREATE EXTENSION pgcrypto SCHEMA ext; ALTER DATABASE \(database) SET search_path = public, ext"
        )
        let table = SealedTable(
            name: "log", columns: [("word", "varchar(20)", "'word ' || i")], formula: formula, database: database)
        let answer = try table.tampered("UPDATE log SET word = 'forged' WHERE id = 5; " + function)
        #expect(answer.status == 1)
        #expect(answer.breaks == ["altered-content 5-5 1"])
        #expect(answer.findings.contains("overloaded-function"))
    }

    @Test func `does not crash the tool by numbers at both ends of what there is`() throws {
        let table = SealedTable(
            name: "far_apart", count: 60, columns: [("tenant", "int", "i % 2")], per: "tenant",
            id:
                "CASE WHEN i <= 30 THEN -9223372036854775807 + i * 1000000 ELSE 9223372036854775000 - (61 - i) * 1000000 END"
        )
        let answer = try table.tampered(
            "DELETE FROM far_apart WHERE action IN ('act 10', 'act 11', 'act 30', 'act 31', 'act 50', 'act 51')")
        #expect(answer.status == 1, "\(answer.errors)")
        #expect(answer.first?.breakCount == 6)
        #expect(answer.breaks.allSatisfy { $0.contains("missing-rows") }, "\(answer.breaks)")
    }

    @Test func `by the cast of a type that somebody owns is never run`() throws {
        try SealedTable.psql(
            """
            DROP TYPE IF EXISTS mood CASCADE; DROP SEQUENCE IF EXISTS cast_calls;
            CREATE TYPE mood AS ENUM ('calm', 'cross'); CREATE SEQUENCE cast_calls;
            CREATE FUNCTION mood_text(mood) RETURNS text LANGUAGE plpgsql AS
            $$ BEGIN PERFORM nextval('cast_calls'); RETURN 'merry'; END $$;
            CREATE CAST (mood AS text) WITH FUNCTION mood_text(mood);
            """)
        let table = SealedTable(
            name: "moods", columns: [("mood", "mood", "(ARRAY['calm', 'cross']::mood[])[i % 2 + 1]")],
            genesis: "repeat('0', 64)", per: "mood")
        try table.create()
        try SealedTable.psql("UPDATE moods SET action = 'x' WHERE id = 6; ALTER SEQUENCE cast_calls RESTART")
        let answer = try table.verify()
        #expect(answer.breaks == ["calm: altered-content 6-6 1 or altered-hash, formula-mismatch"], "\(answer.breaks)")
        #expect(try SealedTable.psql("SELECT is_called FROM cast_calls") == "f\n")
    }
}
