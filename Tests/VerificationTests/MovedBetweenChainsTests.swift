import Testing

@Suite("A row that was moved to another chain") struct MovedBetweenChainsTests {
    /// Three chains, whose rows take turns.
    private static func table(_ name: String, hashesTenant: Bool) -> SealedTable {
        SealedTable(
            name: name, count: 30, columns: [("tenant", "text", "chr(97 + i % 3)")],
            formula: SealedTable.hex.replacing(
                "%", with: "prev || '|' || action\(hashesTenant ? " || '|' || tenant" : "")"),
            per: "tenant")
    }

    @Test func `is missing where it was, and off the chain where it is; nobody else is accused`() throws {
        // Row 14 is of chain c, whose rows 11 and 17 come before and behind.
        let table = Self.table("moved_tenant", hashesTenant: false)
        let answer = try table.tampered("UPDATE moved_tenant SET tenant = 'a' WHERE id = 14")
        #expect(answer.status == 1)
        #expect(
            Set(answer.breaks) == ["a: inserted-row 14-14 1", "c: missing-rows 11-17 ? or rewritten-row"],
            "\(answer.breaks)")
        let text = try table.verify(format: "text").text
        #expect(text.contains("the link names row id=14 of chain tenant=a"), "\(text)")
        #expect(text.contains("the link names row id=11 of chain tenant=c"), "\(text)")
    }

    @Test func `is told so too where it comes last in the other chain`() throws {
        let table = Self.table("moved_last", hashesTenant: false)
        let answer = try table.tampered(
            "DELETE FROM moved_last WHERE id > 14 AND tenant = 'a'; UPDATE moved_last SET tenant = 'a' WHERE id = 14")
        #expect(
            Set(answer.breaks) == ["a: inserted-row 14-14 1", "c: missing-rows 11-17 ? or rewritten-row"],
            "\(answer.breaks)")
    }

    @Test func `is told so too where the hash covers the chain's name`() throws {
        let table = Self.table("moved_hashed", hashesTenant: true)
        let answer = try table.tampered("UPDATE moved_hashed SET tenant = 'a' WHERE id = 14")
        #expect(
            Set(answer.breaks) == ["a: inserted-row 14-14 1", "c: missing-rows 11-17 ? or rewritten-row"],
            "\(answer.breaks)")
    }

    @Test func `is not made out of a row of another chain that has the same hash and is whole there`() throws {
        // Both chains say the same, so each hash is there twice; row 7 was rewritten.
        let table = SealedTable(
            name: "moved_twin", count: 24, columns: [("tenant", "text", "chr(97 + i % 2)")],
            formula: SealedTable.hex.replacing("%", with: "prev || '|' || (id + 1) / 2"), per: "tenant")
        let answer = try table.tampered(
            """
            UPDATE moved_twin SET hash = encode(sha256(convert_to(prev || '|x', 'UTF8')), 'hex') WHERE id = 7;
            """)
        #expect(answer.status == 1 && !answer.breaks.contains { $0.hasPrefix("missing-rows") }, "\(answer.breaks)")
    }
}
