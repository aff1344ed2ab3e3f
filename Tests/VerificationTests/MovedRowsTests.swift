import Support
import Testing

/// A log whose order is not part of what is hashed, and that has no time: only the links tell how rows were sealed.
@Suite("Rows that were moved in a log without times") struct MovedRowsTests {
    private static func configuration(_ name: String) -> String {
        """
        chains:
          - name: \(name)
            table: public.\(name)
            order: [id]
            previous: prev
            hash: hash
            genesis: "'G'"
            formula: "md5(prev || '|' || word)"
        """
    }

    /// Forty rows, each sealed in a transaction of its own, and many transactions behind them.
    private static func make(_ name: String) throws {
        try SealedTable.psql(
            """
            CREATE TABLE \(name) (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, word text, prev text, hash text);
            DO $$ DECLARE last text := 'G'; BEGIN FOR i IN 1..40 LOOP
              INSERT INTO \(name) VALUES (i, 'w' || i, last, md5(last || '|w' || i)) RETURNING hash INTO last;
              COMMIT;
            END LOOP; END $$;
            DO $$ BEGIN FOR i IN 1..300 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$;
            """)
    }

    @Test(arguments: [
        ("moved_end", "UPDATE moved_end SET id = 71 - id WHERE id > 30"),
        (
            "moved_far",
            "UPDATE moved_far SET id = CASE id WHEN 2 THEN 30 WHEN 30 THEN 2 ELSE id END WHERE id BETWEEN 1 AND 31"
        ),
        ("moved_all", "UPDATE moved_all SET id = 41 - id"),
    ])
    func `are told where they are many, though one transaction wrote them all`(_ name: String, sql: String) throws {
        try Self.make(name)
        let configuration = Self.configuration(name)
        let before = try Product.verify(configuration, database: SealedTable.database)
        #expect(before.status == 0 && before.breaks == [] && before.findings == [])
        try SealedTable.psql(sql)
        let after = try Product.verify(configuration, database: SealedTable.database)
        #expect(after.status == 1)
        #expect(!after.breaks.isEmpty && after.breaks.allSatisfy { $0.hasPrefix("reordered-rows") }, "\(after.breaks)")
    }

    @Test func `are a finding that says what it can't tell where they are few`() throws {
        try Self.make("moved_tail")
        try SealedTable.psql("UPDATE moved_tail SET id = 79 - id WHERE id IN (39, 40)")
        let answer = try Product.verify(
            Self.configuration("moved_tail"), database: SealedTable.database, format: "text")
        #expect(answer.status == 0)
        #expect(
            answer.text.replacing(/\s+/, with: " ").contains(
                "Without time: in unbroken.yml, whoever moved them would look the same."), "\(answer.text)")
    }
}
