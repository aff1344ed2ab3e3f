import Support
import Testing

/// What the writer's settings change besides the formula.
@Suite("The writer's settings") struct WriterSettingsTests {
    private static let german = "settings: {DateStyle: 'German, DMY'}"
    private static let tokyo = "settings: {TimeZone: Asia/Tokyo}"

    @Test(arguments: [true, false], ["client", "server"])
    func `hold for the genesis of each chain, too`(storesLink: Bool, render: String) throws {
        let link = storesLink ? "prev" : "previous"
        var table = SealedTable(
            name: "german_days_\(storesLink)_\(render)", columns: [("day", "date", "date '2024-01-01' + i / 4")],
            genesis: "md5('day ' || day::text)", formula: "md5(prev || '|' || action || '|' || day::text)", per: "day",
            lines: [Self.german, "render: \(render)"], settings: ["DateStyle": "German, DMY"])
        try table.create()
        if !storesLink {
            try SealedTable.psql("ALTER TABLE \(table.name) DROP COLUMN prev")
            table.storesLink = false
            table.formula = table.formula.replacing("prev", with: link)
        }
        let answer = try table.verify()
        #expect(answer.status == 0 && answer.breaks == [], "\(answer.breaks) \(answer.errors)")
        table.lines = ["render: \(render)"]
        #expect(try table.verify().status == 1)
    }

    @Test func `hold for the genesis of a chain that begins where they have changed`() throws {
        var table = SealedTable(
            name: "changed_days", columns: [("day", "date", "date '2024-01-01' + i / 4")],
            genesis: "md5('day ' || day::text)", formula: "md5(prev || '|' || action || '|' || day::text)", per: "day",
            lines: [Self.german], settings: ["DateStyle": "German, DMY"])
        try table.create()
        // The chains of rows 8 to 11 and of row 12 are sealed again, by a writer of other settings.
        try SealedTable.psql(
            """
            SET DateStyle = 'ISO, MDY';
            DO $$ DECLARE r changed_days; last text; BEGIN FOR r IN SELECT * FROM changed_days WHERE id >= 8 ORDER BY id LOOP
              IF r.id % 4 = 0 THEN last := md5('day ' || r.day::text); END IF;
              UPDATE changed_days SET prev = last, hash = md5(last || '|' || action || '|' || day::text)
                WHERE id = r.id RETURNING hash INTO last;
            END LOOP; END $$
            """)
        #expect(try table.verify().status == 1)
        table.lines = ["settings:", "  - {DateStyle: 'German, DMY'}", "  - {from: {id: 8}, DateStyle: ISO}"]
        let answer = try table.verify()
        #expect(answer.status == 0 && answer.breaks == [], "\(answer.breaks) \(answer.errors)")
    }

    @Test(arguments: ["client", "server"])
    func `do not decide which rows are the log's: a condition that they change is refused`(render: String) throws {
        var table = SealedTable(
            name: "zoned_\(render)", count: 40, formula: SealedTable.hex.replacing("%", with: "prev || at::text"),
            settings: ["TimeZone": "Asia/Tokyo"], step: "interval '1 hour'")
        try table.create()
        let lines = [Self.tokyo, "render: \(render)"]
        table.lines = lines + ["where: \"at::date <= date '2024-01-16'\""]
        let refused = try table.verify(format: "text")
        #expect(refused.status == 78)
        #expect(refused.text.contains("where: gives other rows") || refused.errors.contains("where: gives other rows"))
        // The same without a doubt about the zone; and one that could be changed, but here is not.
        for condition in ["(at AT TIME ZONE 'Asia/Tokyo')::date <= date '2024-01-16'", "at::date < date '2030-01-01'"] {
            table.lines = lines + ["where: \"\(condition)\""]
            #expect(try table.verify().status == 0, "\(condition)")
        }
    }

    @Test func `do not decide what a query of rows gives: one that they change is refused`() throws {
        var table = SealedTable(
            name: "queried", count: 12, formula: SealedTable.hex.replacing("%", with: "prev || at::text"),
            lines: [Self.tokyo], settings: ["TimeZone": "Asia/Tokyo"])
        try table.create()
        table.rows = "SELECT id, at, prev, hash, at::text AS told FROM public.queried"
        #expect(try table.verify().status == 78)
        table.rows = "SELECT id, at, prev, hash FROM public.queried"
        #expect(try table.verify().status == 0)
    }

    @Test func `make of a condition that only they can't compute one that they change`() throws {
        var table = SealedTable(
            name: "worded", columns: [("word", "text", "'2024-01-31'")],
            formula: SealedTable.hex.replacing("%", with: "prev || action"), lines: [Self.german],
            settings: ["DateStyle": "German, DMY"])
        try table.create()
        // The first of what follows is a day under ISO, MDY, and none under DMY.
        try SealedTable.psql("UPDATE worded SET word = '01/31/2024'")
        table.lines.append("where: \"word::date < date '2030-01-01'\"")
        let refused = try table.verify(format: "text")
        #expect(refused.status == 78)
        #expect((refused.text + refused.errors).contains("where: gives other rows"), "\(refused.text)\(refused.errors)")
    }
}
