import Testing

/// A log in the order of days and of numbers that begin anew each day: six rows a day, numbers 1 to 6.
@Suite("An order whose numbers begin anew each day") struct RestartingNumbersTests {
    private static func tampered(_ name: String, _ sql: String, lines: String = "") throws -> Product.Answer {
        try SealedTable.psql(
            """
            CREATE TABLE \(name) (day date, num int, word text, prev text, hash text, PRIMARY KEY (day, num));
            DO $$ DECLARE last text := 'G'; BEGIN FOR i IN 0..41 LOOP
              INSERT INTO \(name) VALUES (date '2024-01-01' + i / 6, 1 + i % 6, 'w' || i, last, '') RETURNING
                md5(concat_ws('|', last, day, num, word)) INTO last;
              UPDATE \(name) SET hash = last WHERE hash = '';
            END LOOP; END $$
            """)
        let configuration = """
            chains:
              - name: \(name)
                table: public.\(name)
                order: [day, num]
                previous: prev
                hash: hash
                genesis: "'G'"
                formula: "md5(concat_ws('|', prev, day, num, word))"
            \(lines)
            """
        let before = try Product.verify(configuration, database: SealedTable.database)
        #expect(before.status == 0)
        try SealedTable.psql(sql)
        return try Product.verify(configuration, database: SealedTable.database)
    }

    @Test func `a number that is missing within a day is a missing row`() throws {
        let answer = try Self.tampered(
            "restarting_within", "DELETE FROM restarting_within WHERE (day, num) = ('2024-01-03', 4)")
        #expect(answer.breaks == ["missing-rows 2024-01-03/3-2024-01-03/5 ? or rewritten-row"])
    }

    @Test(arguments: [
        ("restarting_first", "(day, num) = ('2024-01-03', 1)", "2024-01-02/6"),
        ("restarting_last", "(day, num) = ('2024-01-03', 6)", "2024-01-03/5"),
        ("restarting_day", "day = '2024-01-03'", "2024-01-02/6"),
    ])
    func `where days meet, nobody is accused of a change without the chance that rows are missing`(
        _ name: String, condition: String, place: String
    ) throws {
        let answer = try Self.tampered(name, "DELETE FROM \(name) WHERE \(condition)")
        #expect(answer.breaks == ["rewritten-row \(place)-\(place) 1 or missing-rows"])
    }

    @Test func `a row that was rewritten between its neighbours' numbers can't be a missing one`() throws {
        let answer = try Self.tampered(
            "restarting_rewritten",
            """
            UPDATE restarting_rewritten SET word = 'x', hash = md5(concat_ws('|', prev, day, num, 'x'))
            WHERE (day, num) = ('2024-01-03', 3)
            """)
        #expect(answer.breaks == ["rewritten-row 2024-01-03/3-2024-01-03/3 1"])
    }

    @Test func `a condition may leave out the row whose number is missing`() throws {
        let answer = try Self.tampered(
            "restarting_filtered", "DELETE FROM restarting_filtered WHERE (day, num) = ('2024-01-03', 4)",
            lines: "    where: \"word <> 'none'\"")
        #expect(answer.breaks == ["rewritten-row 2024-01-03/3-2024-01-03/3 1 or missing-rows"])
    }
}
