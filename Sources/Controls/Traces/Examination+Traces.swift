import AuditChain
import Postgres
import Rows
import Verification

extension Examination {
    /// PostgreSQL's own counts of a log know neither updates nor deletions.
    mutating func examineStatistics(_ log: Relation) throws(Obstacle) {
        let check = Check.writeStatistics
        guard holdsRows(log, for: check) else { return }
        let sql = """
            \(Self.treeSQL)
            SELECT coalesce(sum(s.n_tup_upd), 0), coalesce(sum(s.n_tup_del), 0), current_setting('track_counts'),
                (SELECT stats_reset::text FROM pg_stat_database WHERE datname = current_database())
            FROM tree JOIN pg_stat_all_tables s ON s.relid = tree.oid
            """
        guard let row = try answer(to: sql, [String(log.oid)], for: check, of: log.sqlName)?.first else { return }
        let since = row[3].map { "since \($0)" } ?? "since the statistics began"
        if row[2] != "on" {
            judge(
                check, log.sqlName, .unknown, "track_counts is off: nothing is counted.",
                remedy: "Set track_counts = on.")
        } else if row[0] == "0", row[1] == "0" {
            judge(
                check, log.sqlName, .pass,
                "No row was updated or deleted \(since), as far as the server counts; it does not count TRUNCATE.")
        } else {
            judge(
                check, log.sqlName, .fail,
                "\(row[0] == "1" ? "1 row was" : "\(row[0] ?? "") rows were") updated and \(row[1] ?? "") deleted \(since), rolled back ones included.",
                remedy:
                    "Verify the chain, and find out who did it and why: the server's log, the archived write-ahead log."
            )
        }
    }

    /// The sequence of the order column has drawn no number beyond the newest row.
    mutating func examineSequence(_ design: ChainDesign) throws(Obstacle) {
        let check = Check.sequencePosition
        guard let log = design.table, let column = design.order.last, design.order.count == 1,
            let type = log.columns.first(where: { $0.name == column })?.type.name,
            ["int2", "int4", "int8"].contains(type)
        else { return }
        // A sequence may serve by default, by identity, or be drawn from by the trigger and owned by the column.
        let sql = """
            SELECT DISTINCT s.oid::regclass::text FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            WHERE d.classid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.deptype IN ('a', 'i')
                AND d.refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = $1::oid AND attname = $2)
            UNION
            SELECT s.oid::regclass::text FROM pg_attrdef f JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass
                AND d.objid = f.oid JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S'
            WHERE f.adrelid = $1::oid AND f.adnum = (
                SELECT attnum FROM pg_attribute WHERE attrelid = $1::oid AND attname = $2)
            """
        guard let found = try answer(to: sql, [String(log.oid), column], for: check, of: log.sqlName) else { return }
        guard let sequence = found.first?[0] else {
            judge(
                check, log.sqlName, .unknown, "No sequence belongs to \(column).",
                remedy: "ALTER SEQUENCE … OWNED BY \(log.sqlName).\(column.sqlName).")
            return
        }
        let name = column.quoted
        let position = """
            SELECT CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END,
                (SELECT max(\(name))::int8 FROM \(log.sqlName)) FROM \(sequence) s
            """
        guard let row = try answer(to: position, for: check, of: log.sqlName)?.first,
            let drawn = row[0].flatMap({ Int($0) })
        else { return }
        let newest = row[1].flatMap { Int($0) } ?? 0
        if drawn == newest || newest == 0 && drawn == 0 {
            judge(check, log.sqlName, .pass, "The newest row has the last number that \(sequence) gave, \(drawn).")
        } else if drawn > newest {
            judge(
                check, log.sqlName, .warn,
                "\(sequence) has given numbers up to \(drawn), the newest row has \(newest): \(drawn - newest) rows were rolled back, are being written, or were removed at the end.",
                remedy: "Compare with a checkpoint or a backup; a row that was rolled back leaves such a gap too.")
        } else {
            judge(
                check, log.sqlName, .warn,
                "The newest row has \(newest), but \(sequence) has given numbers up to \(drawn) only: it was written round the sequence, or the sequence was set back.",
                remedy: "Find out who wrote the rows after \(drawn).")
        }
    }

    /// No row was written by a transaction much younger than that of the row behind it.
    ///
    /// Transactions get their numbers when they first write and seal their rows at commit, so neighbours may cross a little:
    /// by so many numbers as transactions begin while one is open.
    mutating func examineOrigins(_ design: ChainDesign) throws(Obstacle) {
        let check = Check.rowOrigins
        guard let log = design.table else { return }
        guard log.hasOrigin else {
            judge(
                check, log.sqlName, .unknown, "This role may not read which transaction wrote a row.",
                remedy: "GRANT SELECT ON \(log.sqlName) TO the role that looks.")
            return
        }
        let order = design.order.map(\.quoted)
        let columns = order.joined(separator: ", ")
        let per = design.per.map(\.quoted).joined(separator: ", ")
        let partition = per.isEmpty ? "" : "PARTITION BY \(per) "
        let place = order.map { "format('%s', \($0))" }.joined(separator: " || ', ' || ")
        let sql = """
            SELECT count(*), min(place) FILTER (WHERE number = 1), max(young) FROM (
                SELECT place, young, row_number() OVER () AS number FROM (
                    SELECT \(place) AS place, lead(age(xmin)) OVER following - age(xmin) AS young,
                        least(xmin::text::int8, lead(xmin::text::int8) OVER following) AS writer
                    FROM \(log.sqlName) WINDOW following AS (\(partition)ORDER BY \(columns))
                ) AS walked WHERE young > 1000 AND writer > 2
            ) AS found
            """
        guard let row = try answer(to: sql, for: check, of: log.sqlName)?.first, let count = row[0].flatMap({ Int($0) })
        else { return }
        if count == 0 {
            judge(check, log.sqlName, .pass, "Each row was written by about as old a transaction as the row behind it.")
        } else {
            judge(
                check, log.sqlName, .warn,
                "\(count.grouped) rows were written by a transaction younger, by up to \(row[2] ?? "") others, than that of the row behind them; the first is \(design.order.joined(separator: ", ")) = \(row[1] ?? "").",
                remedy:
                    "unbroken verify says whether they hold; a row that was sealed anew with all that follow it holds, and shows only here and against a checkpoint."
            )
        }
    }
}
