import AuditChain
import Postgres

extension Examination {
    /// Tables partitioned by time have a partition for the next month, and nothing in the default one.
    mutating func examinePartitions() throws(Obstacle) {
        let check = Check.monthlyPartitions
        let names = Self.array(schemas)
        guard let parents = try answer(to: Self.partitionedSQL, [names], for: check, of: "the database") else { return }
        if parents.isEmpty {
            return judge(check, "the database", .pass, "No table of \(schemas.listed) is partitioned by time.")
        }
        for parent in parents {
            let name = parent[0] ?? ""
            var troubles: [(Grade, String, String)] = []
            if parent[5] != "t" {
                troubles.append(
                    (
                        .fail, "It has no partition for the present.",
                        "Make it now, and look why the job that should have did not."
                    ))
            }
            if parent[2] != "t" {
                troubles.append(
                    (
                        .fail, "It has no partition for \(parent[1] ?? "the next month").",
                        "Make it before that time comes, and look why the job that should have did not."
                    ))
            }
            if let fallback = parent[3] {
                guard
                    let rows = try answer(to: "SELECT EXISTS (SELECT FROM \(fallback))", for: check, of: name)
                else {
                    if let worst = troubles.first { judge(check, name, worst.0, worst.1, remedy: worst.2) }
                    continue
                }
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

    /// Whether a partition's bounds hold a moment is asked as the server prints them. The moment is the first of the next
    /// month; where parts are shorter than that, the one at which the present part ends.
    private static let partitionedSQL = """
        WITH parents AS (
            SELECT c.oid, c.relname, c.relnamespace, p.partdefid, a.atttypid,
                date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month' AS next
            FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
            WHERE p.partstrat = 'r' AND n.nspname = ANY ($1::text[])
                AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
        ), parts AS (
            SELECT p.oid AS parent, CASE bound[1] WHEN 'MINVALUE' THEN '-infinity' ELSE bound[1] END::timestamp AS first,
                CASE bound[2] WHEN 'MAXVALUE' THEN 'infinity' ELSE bound[2] END::timestamp AS past
            FROM parents p JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid
            CROSS JOIN regexp_match(pg_get_expr(c.relpartbound, c.oid),
                'FROM \\(''?([^'',)]+)''?.*TO \\(''?([^'',)]+)''?') AS bound
            WHERE c.oid <> p.partdefid
        ), present AS (
            SELECT parent, past, past < first + interval '27 days' AS is_short FROM parts
            WHERE isfinite(first) AND isfinite(past) AND first <= now() AT TIME ZONE 'UTC' AND past > now() AT TIME ZONE 'UTC'
        ), demands AS (
            SELECT p.oid AS parent, CASE WHEN n.is_short THEN n.past ELSE p.next END AS moment,
                CASE WHEN n.is_short THEN to_char(n.past, 'YYYY-MM-DD') ELSE to_char(p.next, 'YYYY-MM') END AS title
            FROM parents p LEFT JOIN present n ON n.parent = p.oid
        )
        SELECT p.oid::regclass::text, d.title, EXISTS (
                SELECT FROM parts t WHERE t.parent = p.oid AND t.first <= d.moment AND t.past > d.moment),
            nullif(p.partdefid, 0)::regclass::text, (
                SELECT string_agg(c.oid::regclass::text, ', ' ORDER BY c.relname) FROM pg_class c
                WHERE c.relkind = 'r' AND c.relnamespace = p.relnamespace AND NOT c.relispartition
                    AND starts_with(c.relname, p.relname || '_') AND substr(c.relname, length(p.relname) + 2) ~ '^[pym]?\\d{4}'),
            EXISTS (SELECT FROM parts t WHERE t.parent = p.oid
                AND t.first <= now() AT TIME ZONE 'UTC' AND t.past > now() AT TIME ZONE 'UTC')
        FROM parents p JOIN demands d ON d.parent = p.oid ORDER BY 1
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
        let names = Self.array(schemas)
        guard let invalid = try answer(to: sql, [names], for: check, of: "the database") else { return }
        if invalid.isEmpty { return judge(check, "the database", .pass, "Every index of \(schemas.listed) is valid.") }
        for index in invalid {
            judge(
                check, index[1] ?? "", .fail, "Its \(index[2] ?? "") index \(index[0] ?? "") is not valid.",
                remedy: "REINDEX INDEX CONCURRENTLY \(index[0] ?? ""), or drop it.")
        }
    }
}
