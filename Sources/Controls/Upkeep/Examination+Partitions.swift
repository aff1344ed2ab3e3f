import AuditChain
import Postgres

extension Examination {
    /// Tables partitioned by time have a partition for the next month, and nothing in the default one.
    mutating func examinePartitions() throws(Obstacle) {
        let check = Check.monthlyPartitions
        let names = "{" + schemas.map(Self.element).joined(separator: ",") + "}"
        guard let parents = try answer(to: Self.partitionedSQL, [names], for: check, of: "the database") else { return }
        if parents.isEmpty {
            return judge(check, "the database", .pass, "No table of \(schemas.listed) is partitioned by time.")
        }
        for parent in parents {
            let name = parent[0] ?? ""
            var troubles: [(Grade, String, String)] = []
            if parent[2] != "t" {
                troubles.append(
                    (
                        .fail, "It has no partition for \(parent[1] ?? "the next month").",
                        "Make it before the month begins, and look why the job that should have did not."
                    ))
            }
            if let fallback = parent[3],
                let rows = try answer(
                    to: "SELECT EXISTS (SELECT FROM \(fallback))", for: check, of: name)
            {
                if rows.first?[0] == "t" {
                    troubles.append(
                        (
                            .warn, "Its default partition \(fallback) has rows.",
                            "Move them to partitions of their months: DETACH the default one, make the partitions, insert, ATTACH it."
                        ))
                }
            }
            let detached = parent[4] ?? ""
            if let worst = troubles.map(\.0).max(by: { $0 == .warn && $1 == .fail }) {
                judge(
                    check, name, worst, troubles.map(\.1).joined(separator: " "),
                    remedy: troubles.map(\.2).joined(separator: " "))
            } else {
                judge(
                    check, name, .pass,
                    "It has a partition for \(parent[1] ?? ""), and nothing in a default one."
                        + (detached.isEmpty
                            ? " No detached ones." : " Detached ones that are still there: \(detached)."))
            }
        }
    }

    /// Whether a partition's bounds hold the first moment of the next month is asked as the server prints them.
    private static let partitionedSQL = """
        WITH parents AS (
            SELECT c.oid, c.relname, c.relnamespace, p.partdefid, a.atttypid,
                date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month' AS next
            FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
            WHERE p.partstrat = 'r' AND n.nspname = ANY ($1::text[])
                AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
        )
        SELECT p.oid::regclass::text, to_char(p.next, 'YYYY-MM'), EXISTS (
                SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                CROSS JOIN regexp_match(pg_get_expr(c.relpartbound, c.oid),
                    'FROM \\(''?([^'',)]+)''?.*TO \\(''?([^'',)]+)''?') AS bound
                WHERE i.inhparent = p.oid AND c.oid <> p.partdefid
                    AND CASE bound[1] WHEN 'MINVALUE' THEN '-infinity' ELSE bound[1] END::timestamp <= p.next
                    AND CASE bound[2] WHEN 'MAXVALUE' THEN 'infinity' ELSE bound[2] END::timestamp > p.next),
            nullif(p.partdefid, 0)::regclass::text, (
                SELECT string_agg(c.oid::regclass::text, ', ' ORDER BY c.relname) FROM pg_class c
                WHERE c.relkind = 'r' AND c.relnamespace = p.relnamespace AND NOT c.relispartition
                    AND starts_with(c.relname, p.relname || '_') AND substr(c.relname, length(p.relname) + 2) ~ '^[pym]?\\d{4}')
        FROM parents p ORDER BY 1
        """

    /// Each index of the schemas is valid.
    mutating func examineIndexes() throws(Obstacle) {
        let check = Check.validIndexes
        let sql = """
            SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, m.amname
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
            JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
            WHERE n.nspname = ANY ($1::text[]) AND NOT (i.indisvalid AND i.indisready AND i.indislive)
            ORDER BY 1
            """
        let names = "{" + schemas.map(Self.element).joined(separator: ",") + "}"
        guard let invalid = try answer(to: sql, [names], for: check, of: "the database") else { return }
        if invalid.isEmpty { return judge(check, "the database", .pass, "Every index of \(schemas.listed) is valid.") }
        for index in invalid {
            judge(
                check, index[1] ?? "", .fail, "Its \(index[2] ?? "") index \(index[0] ?? "") is not valid.",
                remedy: "REINDEX INDEX CONCURRENTLY \(index[0] ?? ""), or drop it.")
        }
    }
}
