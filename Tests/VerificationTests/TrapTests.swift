import Support
import Testing

@Suite("Traps that verifiers fell into") struct TrapTests {
    @Test func `the first row is not exempt`() throws {
        let table = SealedTable(name: "first_row")
        let answer = try table.tampered("UPDATE first_row SET amount = amount + 1 WHERE id = 1")
        #expect(answer.breaks == ["altered-content 1-1 1"])
    }

    @Test func `an emptied table is not green, unless that was said to be well`() throws {
        var table = SealedTable(name: "emptied")
        let answer = try table.tampered("DELETE FROM emptied")
        #expect(answer.status == 2)
        #expect(answer.document?.verdict == "unmet")
        #expect(answer.findings.contains("nothing-verified"))
        table.lines = ["allow_empty: true"]
        let allowed = try table.verify()
        #expect(allowed.status == 0)
        #expect(allowed.first?.rows == 0)
    }

    @Test func `a where: that lets nothing in is not green either`() throws {
        let table = SealedTable(name: "let_in_none", lines: ["where: id < 0"])
        try table.create()
        let answer = try table.verify()
        #expect(answer.status == 2)
        #expect(answer.first?.excluded == 12)
    }

    @Test func `rows without any hash are a break each, told as one`() throws {
        let table = SealedTable(name: "all_unsealed")
        let answer = try table.tampered("UPDATE all_unsealed SET hash = NULL")
        #expect(answer.breaks == ["unsealed-row 1-12 12"])
        #expect(answer.first?.verified == 0)
        #expect(answer.first?.unsealed == 12)
        #expect(answer.status == 1)
    }

    @Test func `a formula that gives NULL holds for no hash`() throws {
        let table = SealedTable(
            name: "null_input", formula: SealedTable.hex.replacing("%", with: "prev || action"))
        let answer = try table.tampered("UPDATE null_input SET action = NULL WHERE id = 5")
        #expect(answer.breaks == ["altered-content 5-5 1"])
        // Nor is a row without a hash sound because the formula gives none.
        try SealedTable.psql("UPDATE null_input SET hash = NULL WHERE id = 5")
        #expect(try table.verify().breaks.contains("unsealed-row 5-5 1"))
    }

    @Test func `a count or a flag in the table decides nothing`() throws {
        let table = SealedTable(
            name: "flagged",
            columns: [("verified", "boolean", "true"), ("total", "int", "12"), ("tampered", "boolean", "false")])
        let answer = try table.tampered(
            "UPDATE flagged SET action = 'x', verified = true, tampered = false WHERE id = 5; UPDATE flagged SET total = 11; DELETE FROM flagged WHERE id = 9"
        )
        #expect(answer.breaks == ["altered-content 5-5 1", "missing-rows 8-10 ? or rewritten-row"])
    }

    @Test func `rows stand where their order says, not where their time does`() throws {
        let table = SealedTable(name: "by_place")
        let answer = try table.tampered("UPDATE by_place SET at = now() - id * interval '1 day'")
        #expect(answer.status == 0)
    }

    @Test func `a broken row vouches for nobody`() throws {
        let table = SealedTable(name: "vouching")
        let answer = try table.tampered(
            "UPDATE vouching SET hash = encode(sha256('x'), 'hex') WHERE id = 5; UPDATE vouching SET action = 'x' WHERE id = 6"
        )
        #expect(answer.breaks == ["altered-content 5-6 2 or altered-hash"])
    }

    @Test func `a stray row behind the genesis is compared with the first row, however far that is`() throws {
        let table = SealedTable(
            name: "stray_head", count: 200, genesis: nil,
            formula: SealedTable.hex.replacing("%", with: "coalesce(prev, '') || action"), id: "i * 10")
        let answer = try table.tampered(
            """
            INSERT INTO stray_head VALUES (1505, now(), 'forged', 1, NULL, NULL);
            UPDATE stray_head SET hash = \(table.formula) WHERE id = 1505
            """)
        #expect(answer.breaks == ["inserted-row 1505-1505 1"])
    }

    @Test func `an honest order of writers at one moment is a finding, no break`() throws {
        let table = SealedTable(name: "drift")
        let answer = try table.tampered(
            """
            CREATE TABLE drifted AS SELECT CASE id WHEN 5 THEN 6 WHEN 6 THEN 5 ELSE id END AS id,
              CASE WHEN id IN (5, 6) THEN (SELECT at FROM drift WHERE id = 5) ELSE at END AS at, action, amount, prev, hash
            FROM drift;
            TRUNCATE drift; INSERT INTO drift SELECT * FROM drifted; DROP TABLE drifted
            """)
        #expect(answer.breaks == [])
        #expect(answer.findings.contains("order-drift"))
        #expect(answer.status == 0)
    }

    @Test func `boundaries that shift without changing the hash are said of the formula`() throws {
        let table = SealedTable(
            name: "shifty", columns: [("actor", "text", "'ann'")],
            formula: SealedTable.hex.replacing("%", with: "prev || actor || action"))
        try table.create()
        let findings = try table.verify().findings
        #expect(findings.contains("ambiguous-formula"))
    }
}
