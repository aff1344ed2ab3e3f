import AuditChain
import Formula
import Rows
import Support
import Testing

@Suite("An ambiguous formula") struct AmbiguityTests {
    static let columns: [Column] = [
        ("id", 20, "int8"), ("number", 23, "int4"), ("other", 23, "int4"), ("action", 25, "text"),
        ("actor", 25, "text"),
        ("entity", 2950, "uuid"), ("happened", 1184, "timestamptz"), ("details", 3802, "jsonb"), ("blob", 17, "bytea"),
        ("prev_hash", 25, "text"),
    ].map { Column(name: $0.0, type: ColumnType(oid: $0.1, name: $0.2)) }

    static func compiled(_ sql: String, secrets: [String: [UInt8]] = [:], link: String? = "prev_hash") throws
        -> CompiledFormula
    {
        var catalog = BuiltInCatalog()
        let formula = try Formula(parsing: SourceText(sql, lines: []))
        return try formula.compiled(
            for: FormulaContext(
                columns: columns, link: link, hash: ColumnType(oid: 25, name: "text"), settings: RenderSettings(),
                names: CatalogNames(of: formula, in: &catalog), secrets: secrets))
    }

    @Test(arguments: [
        ("md5(prev_hash || action || actor)", "action and actor with nothing"),
        ("md5(prev_hash || action || coalesce(actor, ''))", "action and actor with nothing"),
        ("md5(prev_hash || '|' || action || '|' || actor)", "action and actor with '|'"),
        ("md5(action || number)", "action and number with nothing"),
        ("md5(number::text || other::text)", "number and other with nothing"),
        ("md5(concat(action, entity, actor, blob))", "actor and blob with nothing"),
        ("md5(concat_ws('|', prev_hash, action, actor))", "action and actor with '|'"),
        ("encode(sha256(convert_to(action || ':' || actor, 'UTF8')), 'hex')", "action and actor with ':'"),
        ("md5(concat_ws('|', prev_hash, number, other))", "can move between number and other"),
        ("md5(coalesce(entity::text, '') || coalesce(action, ''))", "entity and action with nothing"),
        ("encode(digest(action || actor, 'sha256'), 'hex')", "action and actor with nothing"),
    ])
    func `is one in which bytes can move between neighbours`(_ sql: String, _ part: String) throws {
        let found = try Self.compiled(sql).ambiguities
        #expect(found.count == 1)
        #expect(found.first?.contains(part) == true, "\(found)")
    }

    @Test(arguments: [
        "md5(prev_hash || action)",
        "md5(coalesce(prev_hash, 'GENESIS') || '|' || action || '|' || number)",
        "md5(id || '|' || action)",
        "md5(entity || action)",
        "md5(action || entity)",
        "md5(number || '|' || other || '|' || entity || '|' || action)",
        "encode(sha256(convert_to(jsonb_build_array(prev_hash, action, actor, number)::text, 'UTF8')), 'hex')",
        "md5(happened || '|' || action)",
        "md5(details::text || '|' || action)",
        "md5(md5(action) || md5(actor))",
        "md5(encode(sha256(blob), 'hex') || action)",
        "md5(action || E'\\x01' || to_char(happened, 'YYYY-MM-DD'))",
        "md5(number::text || '|' || coalesce(action, ''))",
    ])
    func `is none in which no byte can`(_ sql: String) throws {
        #expect(try Self.compiled(sql).ambiguities == [])
    }
}

@Suite("An explanation") struct ExplanationTests {
    @Test func `shows each part, what each digest was given, and the result`() throws {
        let compiled = try AmbiguityTests.compiled(
            "encode(sha256(convert_to(prev_hash || '|' || id || coalesce(action, 'é'), 'UTF8')), 'hex')")
        #expect(compiled.columns == ["prev_hash", "id", "action"])
        let row: [[UInt8]?] = [Array("ab".utf8), [0, 0, 0, 0, 0, 0, 0, 42], nil]
        let explained = try withRow(row) { row in
            try compiled.explained(row, fields: ["prev_hash": 0, "id": 1, "action": 2], expressionsFrom: 3)
        }
        #expect(explained.parts.map(\.sql) == ["prev_hash", "'|'", "id", "COALESCE(action, 'é')"])
        #expect(explained.parts.map(\.text) == ["ab", "|", "42", "é"])
        #expect(explained.parts.map(\.hex) == ["6162", "7c", "3432", "c3a9"])
        #expect(explained.preimages == [Array("ab|42é".utf8)])
        let digest = try Shell.run(["sha256sum"], input: .init("ab|42é".utf8))
        #expect(explained.result == Array(digest.prefix(64)))
    }

    @Test func `never shows a secret`() throws {
        let secrets = ["audit_key": Array("hush".utf8)]
        let keyed = try AmbiguityTests.compiled("encode(hmac(action, audit_key, 'sha256'), 'hex')", secrets: secrets)
        let mixed = try AmbiguityTests.compiled("md5(audit_key || action)", secrets: secrets)
        #expect(keyed.usesSecret && mixed.usesSecret)
        for compiled in [keyed, mixed] {
            let explained = try withRow([Array("login".utf8)]) { row in
                try compiled.explained(row, fields: ["action": 0], expressionsFrom: 1)
            }
            #expect(!"\(explained)".contains("\(Array("hush".utf8))".dropFirst().dropLast()))
            #expect(explained.result != nil)
            #expect(throws: Obstacle.self) { try compiled.sql(link: nil) }
        }
    }
}

@Suite("Trials with other links") struct LinkTests {
    @Test func `replace the stored one, where there is one or not`() throws {
        for (link, sql) in [
            ("prev_hash", "coalesce(prev_hash, 'GENESIS') || '|' || id"),
            (nil, "coalesce(previous, 'GENESIS') || '|' || id"),
        ] as [(String?, String)] {
            let compiled = try AmbiguityTests.compiled(sql, link: link)
            #expect(compiled.linkIsClientSide && compiled.usesLink && !compiled.isServerRendered)
            var plan = try compiled.plan(fields: ["prev_hash": 0, "id": 1], expressionsFrom: 2)
            try withRow([Array("stored".utf8), [0, 0, 0, 0, 0, 0, 0, 7]]) { (row) throws in
                var isThere = false
                func text() -> String { String(decoding: (0..<plan.value.count).map { plan.value[$0] }, as: UTF8.self) }
                isThere = try plan.evaluate(row)
                #expect(isThere)
                #expect(text() == (link == nil ? "GENESIS|7" : "stored|7"))
                isThere = try plan.evaluate(row, link: Array("other".utf8).span)
                #expect(isThere)
                #expect(text() == "other|7")
                isThere = try plan.evaluateWithNullLink(row)
                #expect(isThere)
                #expect(text() == "GENESIS|7")
            }
            #expect(
                try compiled.sql(link: "unbroken_previous") == "(COALESCE(unbroken_previous, 'GENESIS') || '|') || id")
        }
    }

    @Test func `are impossible where the server renders a part with the link, which is said`() throws {
        let compiled = try AmbiguityTests.compiled("CASE WHEN prev_hash < 'm' THEN md5(action) ELSE md5(prev_hash) END")
        #expect(!compiled.linkIsClientSide)
    }

    @Test func `meet hostile bytes in every field with an error, never a trap`() throws {
        let compiled = try AmbiguityTests.compiled(
            "concat(id, number, entity, happened, details, blob, action::uuid, action::jsonb, action::bytea)")
        let names = compiled.columns
        var plan = try compiled.plan(
            fields: Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) }), expressionsFrom: names.count)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let fields: [[UInt8]?] = names.map { _ in
                (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            withRow(fields) { row in _ = try? plan.evaluate(row) }
        }
    }
}
