import Support
import Testing

/// Names that PostgreSQL resolves by search_path and argument types, as the trigger's were.
@Suite("Names mean what they meant to the trigger") struct NameTests {
    private static let database = "names"
    /// What makes a name ambiguous stays in a database of its own.
    private static let made = Result {
        try SealedTable.makeDatabase(
            database,
            """
            CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE SCHEMA crypt;
            CREATE FUNCTION crypt.digest(text, text) RETURNS bytea LANGUAGE sql IMMUTABLE
            AS $$ SELECT sha256(convert_to('salt' || $1, 'UTF8')) $$;
            CREATE FUNCTION sha512(text) RETURNS text LANGUAGE sql IMMUTABLE
            AS $$ SELECT encode(pg_catalog.sha512(convert_to('salt' || $1, 'UTF8')), 'hex') $$;
            CREATE FUNCTION concat_ws(text, text, text) RETURNS text LANGUAGE sql IMMUTABLE
            AS $$ SELECT $3 || $1 || $2 $$;
            """)
    }

    private static func verifyAndTamper(_ table: SealedTable) throws {
        _ = try made.get()
        var table = table
        table.database = database
        let name = table.name
        #expect(
            try table.tampered("UPDATE \(name) SET action = 'x' WHERE id = 4").breaks == ["altered-content 4-4 1"])
    }

    @Test(
        arguments: [
            "(actor = 'ACTOR 3')::text", "(actor IN ('ACTOR 3', 'x'))::text", "(actor NOT IN ('ACTOR 3'))::text",
            "CASE actor WHEN 'ACTOR 3' THEN 'y' ELSE 'n' END", "coalesce(nullif(actor, 'ACTOR 3')::text, '-')",
            "replace(actor, 'ACTOR', 'x')::text", "(actor LIKE 'ACTOR%')::text", "(actor BETWEEN 'B' AND 'C')::text",
            "(actor IS DISTINCT FROM 'ACTOR 3')::text", "split_part(actor, 'TOR', 2)::text",
            "(actor ~ 'ACTOR')::text", "CASE WHEN actor > 'B' THEN 1 ELSE 2 END::text", "actor::text",
            "array_to_string(regexp_match(actor, 'ACTOR (.)'), ',')", "(actor = ANY ('{ACTOR 3}'))::text",
        ])
    func `by operators and functions of citext`(part: String) throws {
        let name = "citexts_" + part.utf8.map { String($0, radix: 16) }.joined().suffix(40)
        try Self.verifyAndTamper(
            SealedTable(
                name: name, columns: [("actor", "citext", "'Actor ' || i % 5")],
                formula: SealedTable.hex.replacing("%", with: "prev || '|' || action || '|' || \(part)")))
    }

    @Test func `by the condition of where:, whose columns are citext`() throws {
        try Self.verifyAndTamper(
            SealedTable(
                name: "cased_where", columns: [("kind", "citext", "'Sale'")],
                lines: ["where: \"kind <> 'HEARTBEAT'\""],
                withinLoop: "INSERT INTO cased_where VALUES (i + 100, now(), 'beat', -1, 'heartbeat', NULL, NULL);"))
    }

    @Test func `by the operators of hstore`() throws {
        try Self.verifyAndTamper(
            SealedTable(
                name: "stored_pairs", columns: [("data", "hstore", "hstore('who', 'user ' || i)")],
                formula: SealedTable.hex.replacing(
                    "%",
                    with: "prev || action || (data -> 'who') || '|' || (data ? 'x')::text || hstore_to_json(data)::text"
                )))
    }

    @Test func `by functions of the user's that overload PostgreSQL's`() throws {
        try Self.verifyAndTamper(SealedTable(name: "overloaded", formula: "sha512(concat_ws('|', prev, action))"))
    }

    @Test func `by a function digest that is not pgcrypto's`() throws {
        try Self.verifyAndTamper(
            SealedTable(name: "salted", formula: "encode(crypt.digest(prev || action, 'sha256'), 'hex')"))
    }

    @Test func `by a query of rows: over columns of citext`() throws {
        try Self.verifyAndTamper(
            SealedTable(
                name: "cased_rows", columns: [("kind", "citext", "'Sale'")],
                withinLoop: "INSERT INTO cased_rows VALUES (i + 100, now(), 'beat', 1, 'Beat', NULL, NULL);",
                rows: "SELECT * FROM public.cased_rows WHERE kind = 'SALE'"))
    }
}
