import Support
import Testing

@Suite("A real table") struct BreakKindTests {
    struct Attack: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var sql: String
        var breaks: [String]
    }

    static let attacks: [Attack] = [
        Attack(
            testDescription: "content", sql: "UPDATE t SET action = 'none' WHERE id = 5",
            breaks: ["altered-content 5-5 1"]),
        Attack(
            testDescription: "hash", sql: "UPDATE t SET hash = encode(sha256('x'), 'hex') WHERE id = 5",
            breaks: ["altered-hash 5-5 1"]),
        Attack(
            testDescription: "link", sql: "UPDATE t SET prev = encode(sha256('x'), 'hex') WHERE id = 5",
            breaks: ["altered-link 5-5 1"]),
        Attack(
            testDescription: "first link", sql: "UPDATE t SET prev = NULL WHERE id = 1", breaks: ["altered-link 1-1 1"]),
        Attack(
            testDescription: "rewritten",
            sql: "UPDATE t SET action = 'none' WHERE id = 5; UPDATE t SET hash = FORMULA WHERE id = 5",
            breaks: ["rewritten-row 5-5 1"]),
        Attack(
            testDescription: "removed", sql: "DELETE FROM t WHERE id IN (5, 6)",
            breaks: ["missing-rows 4-7 ? or rewritten-row"]),
        Attack(
            testDescription: "forged",
            sql: """
                UPDATE t SET id = id + 1, hash = hash WHERE id > 5;
                INSERT INTO t SELECT 6, now(), 'forged', 1, hash, NULL FROM t WHERE id = 4;
                UPDATE t SET hash = FORMULA WHERE id = 6
                """, breaks: ["inserted-row 6-6 1"]),
        Attack(
            testDescription: "copied",
            sql: "INSERT INTO t SELECT 13, at, action, amount, prev, hash FROM t WHERE id = 5",
            breaks: ["inserted-row 13-13 1 or forked-chain"]),
        Attack(
            testDescription: "exchanged",
            sql:
                "UPDATE t SET id = 100 WHERE id = 5; UPDATE t SET id = 5 WHERE id = 6; UPDATE t SET id = 6 WHERE id = 100",
            breaks: ["reordered-rows 5-6 2"]),
        Attack(testDescription: "head", sql: "DELETE FROM t WHERE id < 4", breaks: ["missing-head 4-4 ?"]),
        Attack(
            testDescription: "unsealed", sql: "UPDATE t SET hash = NULL WHERE id = 5", breaks: ["unsealed-row 5-5 1"]),
        Attack(
            testDescription: "malformed", sql: "UPDATE t SET hash = upper(hash) WHERE id = 5",
            breaks: ["malformed-hash 5-5 1"]),
    ]

    @Test(arguments: attacks)
    func `shows each tampering as what it is`(_ attack: Attack) throws {
        let number = Self.attacks.firstIndex { $0.testDescription == attack.testDescription } ?? 0
        let table = SealedTable(name: "kind_\(number)")
        let sql = attack.sql.replacing(" t ", with: " \(table.name) ").replacing("FORMULA", with: table.formula)
        let answer = try table.tampered(sql)
        #expect(answer.breaks == attack.breaks)
        #expect(answer.status == 1)
        #expect(answer.document?.verdict == "broken")
        #expect(answer.document?.complete == true)
    }

    @Test func `shows a fork where two writers sealed behind one row`() throws {
        let table = SealedTable(
            name: "fork",
            withinLoop: """
                IF i = 6 THEN
                  INSERT INTO fork SELECT 60, at, 'twin', 1, prev, NULL FROM fork WHERE id = 6;
                  UPDATE fork SET hash = \(SealedTable(name: "").formula) WHERE id = 60;
                  UPDATE fork SET at = at - interval '1 second' WHERE id = 60;
                END IF;
                """)
        try table.create()
        let answer = try table.verify()
        #expect(answer.breaks == ["forked-chain 60-60 1"])
    }

    @Test func `is called ill described, once, where the formula renders another time zone`() throws {
        let formula = SealedTable.hex.replacing("%", with: "prev || at::text || action")
        var table = SealedTable(
            name: "zone", count: 40, formula: formula, lines: ["settings: {TimeZone: Europe/Berlin}"],
            settings: ["TimeZone": "Europe/Berlin"])
        try table.create()
        #expect(try table.verify().status == 0)
        table.lines = ["settings: {TimeZone: UTC}"]
        let answer = try table.verify()
        #expect(answer.breaks == ["formula-mismatch 1-40 40 or altered-content"])
        #expect(answer.status == 1)
    }

    @Test func `stays consistent where only the tip was cut, and the text says what that leaves open`() throws {
        let table = SealedTable(name: "cut_tip")
        let answer = try table.tampered("DELETE FROM cut_tip WHERE id > 9")
        #expect(answer.status == 0)
        #expect(answer.first?.rows == 9)
        let text = try table.verify(format: "text").text
        #expect(text.contains("cut off"), "\(text)")
        #expect(text.contains("rewritten"), "\(text)")
    }
}
