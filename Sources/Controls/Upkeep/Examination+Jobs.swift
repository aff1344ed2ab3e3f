import AuditChain
import Postgres

extension Examination {
    /// The scheduled jobs are on, and each one's last run succeeded.
    mutating func examineJobs() throws(Obstacle) {
        let check = Check.scheduledJobs
        let exists = "SELECT to_regclass('cron.job'), to_regclass('cron.job_run_details')"
        guard let known = try answer(to: exists, for: check, of: "pg_cron")?.first else { return }
        guard known[0] != nil, known[1] != nil else {
            return try judgeWithoutCron()
        }
        // Row security of pg_cron shows a role its own jobs alone.
        let sql = """
            SELECT j.jobname, j.command, j.active, r.status, r.return_message, r.end_time::text
            FROM cron.job j LEFT JOIN LATERAL (
                SELECT * FROM cron.job_run_details d WHERE d.jobid = j.jobid AND d.status IN ('succeeded', 'failed')
                ORDER BY d.runid DESC LIMIT 1) r ON true
            WHERE j.database = current_database() ORDER BY j.jobid
            """
        guard let jobs = try answer(to: sql, for: check, of: "pg_cron") else { return }
        if jobs.isEmpty {
            return judge(
                check, "pg_cron", .warn, "No job is scheduled for this database that this role may see.",
                remedy: "SELECT cron.schedule(…), or look with the role that scheduled them.")
        }
        for job in jobs {
            let name = job[0] ?? job[1] ?? ""
            if job[2] != "t" {
                judge(
                    check, name, .fail, "The job is switched off.",
                    remedy: "SELECT cron.alter_job(…, active => true), if nobody meant it so.")
            } else if job[3] == "failed" {
                judge(
                    check, name, .fail,
                    "Its last run, which ended at \(job[5] ?? "an unknown time"), failed: \(job[4] ?? "no message").",
                    remedy: "Mend what the message says; cron.job_run_details has the runs before.")
            } else if job[3] == nil {
                judge(
                    check, name, .unknown, "The job is on, and has not run yet.",
                    remedy: "Look again after its next time.")
            } else {
                judge(
                    check, name, .pass,
                    "The job is on; its last run, which ended at \(job[5] ?? "an unknown time"), succeeded.")
            }
        }
    }

    /// pg_cron works in one database of a server, and schedules jobs for others there.
    private mutating func judgeWithoutCron() throws(Obstacle) {
        let check = Check.scheduledJobs
        let sql = "SELECT nullif(current_setting('cron.database_name', true), current_database()::text)"
        guard let home = try answer(to: sql, for: check, of: "pg_cron")?.first else { return }
        if let home = home[0], !home.isEmpty {
            judge(
                check, "pg_cron", .unknown, "pg_cron is at work in the database \(home), not in this one.",
                remedy: "Inspect \(home): jobs for this database would be there.")
        } else {
            judge(
                check, "pg_cron", .pass,
                "pg_cron is not in this database: nothing is scheduled by it. Jobs that something else runs are to be watched there."
            )
        }
    }

    /// Materialized views hold something, and were refreshed within a day, where a table says when.
    mutating func examineViews() throws(Obstacle) {
        let check = Check.materializedViews
        let names = Self.array(schemas)
        let sql = """
            SELECT c.oid::regclass::text, c.relispopulated, c.relname FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'm' AND n.nspname = ANY ($1::text[]) ORDER BY 1
            """
        guard let views = try answer(to: sql, [names], for: check, of: "the database") else { return }
        if views.isEmpty { return judge(check, "the database", .pass, "\(schemas.listed) has none.") }
        let registers = """
            SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname = ANY ($1::text[]) AND 2 = (
                SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
                    -- No type of somebody's own, whose cast to text would be run here.
                    AND (a.attname = 'view_name' AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'name'::regtype)
                        OR a.attname = 'refreshed_at' AND a.atttypid = 'timestamptz'::regtype))
                -- Nor a table of anybody who could not have made the views.
                AND c.relowner IN (
                    SELECT v.relowner FROM pg_class v JOIN pg_namespace m ON m.oid = v.relnamespace
                    WHERE v.relkind = 'm' AND m.nspname = ANY ($1::text[]))
            ORDER BY 1 LIMIT 1
            """
        guard let register = try answer(to: registers, [names], for: check, of: "the database") else { return }
        var refreshed: [String: (moment: String, isStale: Bool)]?
        if let table = register.first?[0] {
            let sql = """
                SELECT view_name::text, max(refreshed_at)::text, max(refreshed_at) < now() - interval '1 day'
                FROM \(table) GROUP BY view_name
                """
            guard let rows = try answer(to: sql, for: check, of: table) else { return }
            refreshed = [:]
            for row in rows { refreshed?[row[0] ?? ""] = (row[1] ?? "", row[2] == "t") }
        }
        for view in views {
            let name = view[0] ?? ""
            guard view[1] == "t" else {
                judge(
                    check, name, .fail, "It holds nothing: it was never filled.",
                    remedy: "REFRESH MATERIALIZED VIEW \(name).")
                continue
            }
            guard let refreshed else {
                judge(
                    check, name, .unknown,
                    "PostgreSQL does not record when a view was refreshed, and no table does here.",
                    remedy: "Note each refresh in a table with the columns view_name and refreshed_at (timestamptz).")
                continue
            }
            guard let last = refreshed[view[2] ?? ""] ?? refreshed[name] else {
                judge(
                    check, name, .warn, "No refresh of it was ever noted.",
                    remedy: "See whether the job that should refresh it runs.")
                continue
            }
            judge(
                check, name, last.isStale ? .warn : .pass,
                "It was refreshed at \(last.moment)\(last.isStale ? ", more than a day ago" : "").",
                remedy: "See whether the job that should refresh it runs.")
        }
    }
}
