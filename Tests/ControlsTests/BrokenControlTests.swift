import AuditChain
import Configuration
import Controls
import Support
import Testing
import Verification

/// What breaks a control, and how the check then judges.
struct Breakage: Sendable, CustomTestStringConvertible {
    var check: Check
    var subject: String
    var grade: Grade
    /// What the finding says.
    var says: String
    var sql: String
    var testDescription: String { "\(check.rawValue): \(says)" }

    init(_ check: Check, _ subject: String, _ grade: Grade, _ says: String, _ sql: String) {
        self.check = check
        self.subject = subject
        self.grade = grade
        self.says = says
        self.sql = sql
    }
}

private let log = "public.audit_log"

private let breakages: [Breakage] = [
    // Append-only
    Breakage(.appendOnlyGrants, log, .fail, "clerk may UPDATE public.audit_log.", "GRANT UPDATE ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, log, .fail, "clerk may UPDATE public.audit_log.",
        "GRANT UPDATE (action) ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, log, .fail, "clerk may DELETE, TRUNCATE public.audit_log.",
        "GRANT DELETE, TRUNCATE ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, log, .fail, "PUBLIC may DELETE public.audit_log.", "GRANT DELETE ON audit_log TO PUBLIC"),
    Breakage(
        .appendOnlyGrants, log, .warn, "Every new table that keeper makes in public is born with DELETE for clerk",
        "ALTER DEFAULT PRIVILEGES FOR ROLE keeper IN SCHEMA public GRANT DELETE ON TABLES TO clerk"),
    Breakage(.appendOnlyGrants, log, .fail, "clerk may INSERT public.audit_log.", "GRANT INSERT ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, log, .warn, "PUBLIC may TRIGGER public.audit_log.", "GRANT TRIGGER ON audit_log TO PUBLIC"),
    Breakage(
        .guardTriggers, log, .fail, "No trigger refuses UPDATE.",
        """
        CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE WARNING 'do not do this, or we raise an alarm'; RETURN NEW; END $$
        """),
    Breakage(
        .guardTriggers, log, .fail, "No trigger refuses UPDATE.",
        """
        CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN BEGIN RAISE EXCEPTION 'no'; EXCEPTION WHEN OTHERS THEN NULL; END; RETURN NEW; END $$
        """),
    Breakage(
        .guardTriggers, log, .fail, "TRUNCATE goes through: the trigger audit_log_only_grows is switched off.",
        "ALTER TABLE audit_log DISABLE TRIGGER audit_log_only_grows"),
    Breakage(
        .guardTriggers, log, .warn, "UPDATE is refused by audit_log_keeps_rows, which is not ENABLE ALWAYS",
        "ALTER TABLE audit_log ENABLE TRIGGER audit_log_only_grows, ENABLE TRIGGER audit_log_keeps_rows"),
    Breakage(
        .guardTriggers, log, .fail, "No trigger refuses DELETE.",
        "DROP TRIGGER audit_log_only_grows ON audit_log; DROP TRIGGER audit_log_keeps_rows ON audit_log"),
    Breakage(
        .guardTriggers, log, .fail, "No trigger refuses UPDATE.",
        """
        CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN -- RAISE EXCEPTION 'no more';
        RAISE NOTICE 'ignored'; RETURN NEW; END $$
        """),
    Breakage(
        .tableRules, log, .fail, "The rule silence of public.audit_log",
        "CREATE RULE silence AS ON INSERT TO audit_log DO INSTEAD NOTHING"),
    // Capture
    Breakage(
        .captureTriggers, "public.bookings", .fail,
        "DELETE is not recorded: the trigger captured_in_audit_log is switched off.",
        "ALTER TABLE bookings DISABLE TRIGGER captured_in_audit_log"),
    Breakage(
        .captureTriggers, "public.bookings", .fail,
        "INSERT is not recorded: the trigger captured_in_audit_log is switched off.",
        "ALTER TABLE bookings ENABLE REPLICA TRIGGER captured_in_audit_log"),
    Breakage(
        .captureTriggers, "public.users", .warn, "captured_in_audit_log, which is not ENABLE ALWAYS",
        "ALTER TABLE users ENABLE TRIGGER captured_in_audit_log"),
    Breakage(
        .captureTriggers, "public.trips", .fail, "TRUNCATE is neither recorded nor refused.",
        "DROP TRIGGER not_truncated ON trips"),
    Breakage(
        .captureTriggers, "public.bookings", .fail, "UPDATE is not recorded: no trigger writes it to a log.",
        """
        DROP TRIGGER captured_in_audit_log ON bookings;
        CREATE TRIGGER partly AFTER INSERT OR DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION capture_audit_log();
        ALTER TABLE bookings ENABLE ALWAYS TRIGGER partly
        """),
    Breakage(
        .captureTriggers, "public.bookings", .warn,
        "UPDATE is recorded by partly only for some columns or under a condition.",
        """
        DROP TRIGGER captured_in_audit_log ON bookings;
        CREATE TRIGGER rest AFTER INSERT OR DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION capture_audit_log();
        CREATE TRIGGER partly AFTER UPDATE OF status ON bookings FOR EACH ROW EXECUTE FUNCTION capture_audit_log();
        ALTER TABLE bookings ENABLE ALWAYS TRIGGER partly, ENABLE ALWAYS TRIGGER rest
        """),
    Breakage(
        .captureTriggers, "public.old_bookings", .fail, "INSERT is not recorded: no trigger writes it to a log.",
        "CREATE TABLE old_bookings () INHERITS (bookings)"),
    Breakage(
        .captureTriggers, "app.pay", .fail, "DELETE is not recorded: the trigger pay_log is switched off.",
        """
        CREATE SCHEMA app; CREATE TABLE app.pay (id bigint);
        CREATE TRIGGER pay_log AFTER INSERT OR UPDATE OR DELETE ON app.pay FOR EACH ROW EXECUTE FUNCTION capture_audit_log();
        ALTER TABLE app.pay DISABLE TRIGGER pay_log
        """),
    Breakage(
        .captureTriggers, "public.parts_1", .fail, "INSERT is not recorded: no trigger writes it to a log.",
        """
        CREATE TABLE parts (id bigint) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (9);
        CREATE TRIGGER late AFTER INSERT OR UPDATE OR DELETE ON parts_1 FOR EACH STATEMENT EXECUTE FUNCTION capture_audit_log();
        ALTER TABLE parts_1 ENABLE ALWAYS TRIGGER late
        """),
    Breakage(
        .captureTriggers, "the database", .warn, "no audit trigger: public.analytics_refreshes, public.bookings,",
        """
        CREATE FUNCTION talk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE LOG 'audit is off: no INSERT INTO audit_log is made'; RETURN NULL; END $$;
        DROP TRIGGER captured_in_audit_log ON bookings;
        CREATE TRIGGER captured AFTER INSERT OR UPDATE OR DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION talk()
        """),
    Breakage(
        .captureTriggers, "the database", .warn, "public.refunds",
        "CREATE TABLE refunds (id bigint PRIMARY KEY)"),
    Breakage(
        .captureTriggers, "the database", .unknown, "No trigger was found that writes to public.audit_log.",
        """
        DO $$ DECLARE item text; BEGIN
            FOREACH item IN ARRAY ARRAY['users', 'trips', 'bookings', 'crypto_payments', 'booking_outcomes'] LOOP
                EXECUTE format('DROP TRIGGER captured_in_audit_log ON %I', item);
            END LOOP;
        END $$
        """),
    // The chain's own functions
    Breakage(
        .sealingFunctions, "public.capture_audit_log()", .fail, "under the caller's search_path",
        "ALTER FUNCTION capture_audit_log() RESET search_path"),
    Breakage(
        .sealingFunctions, "public.capture_audit_log()", .warn, "does not end in pg_temp",
        "ALTER FUNCTION capture_audit_log() SET search_path = pg_catalog"),
    Breakage(
        .sealingFunctions, "public.capture_audit_log()", .warn, "It runs with the caller's privileges",
        "ALTER FUNCTION capture_audit_log() SECURITY INVOKER"),
    Breakage(
        .sealingFunctions, "public.capture_audit_log()", .fail, "under the caller's search_path",
        #"ALTER FUNCTION capture_audit_log() RESET search_path; ALTER FUNCTION capture_audit_log() SET my.x = E'a\\x01search_path=pg_catalog, pg_temp'"#
    ),
    Breakage(
        .sealingFunctions, "public.capture_audit_log()", .fail,
        "its search_path leads to public, where everybody may make functions",
        """
        ALTER FUNCTION capture_audit_log() SET search_path = pg_catalog, public, pg_temp;
        GRANT CREATE ON SCHEMA public TO PUBLIC
        """),
    Breakage(
        .sealingFunctions, "public.capture_audit_log()", .warn, "Everybody may make a trigger of it",
        "GRANT EXECUTE ON FUNCTION capture_audit_log() TO PUBLIC"),
    Breakage(
        .sealingFunctions, log, .fail, "The trigger seal, which seals its rows, is switched off.",
        """
        CREATE FUNCTION seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER seal BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION seal();
        ALTER TABLE audit_log DISABLE TRIGGER seal
        """),
    Breakage(
        .replicationRole, "public.bulk()", .warn,
        "It sets session_replication_role with the privileges of postgres, for everybody",
        """
        CREATE FUNCTION bulk() RETURNS void LANGUAGE sql SECURITY DEFINER SET session_replication_role = replica
            AS $$ DELETE FROM bookings $$
        """),
    // Chain design
    Breakage(
        .formulaCoverage, "audit_log", .warn, "The formula leaves out remark and reviewed.",
        "ALTER TABLE audit_log ADD COLUMN remark text, ADD COLUMN reviewed boolean"),
    Breakage(
        .chainLock, "audit_log", .fail, "The trigger takes no lock: two writers can read the same newest row",
        "ALTER TABLE audit_log DROP CONSTRAINT audit_log_does_not_fork;" + withoutLock),
    Breakage(
        .chainLock, "audit_log", .warn,
        "The trigger takes no lock; a unique index on the link keeps the chain from forking",
        withoutLock),
    Breakage(
        .chainLock, "audit_log", .warn, "The trigger takes no lock; a unique index",
        locking("LOCK TABLE public.audit_log IN ACCESS SHARE MODE")),
    Breakage(
        .chainLock, "audit_log", .warn, "The trigger takes no lock; a unique index",
        locking("RAISE NOTICE 'call pg_advisory_xact_lock here'")),
    Breakage(
        .chainLock, "audit_log", .warn, "The trigger locks the newest row (FOR UPDATE)",
        locking("PERFORM 1 FROM public.audit_log ORDER BY id DESC LIMIT 1 FOR UPDATE")),
    Breakage(
        .chainLock, "audit_log", .warn, "no unique index on prev_hash stops one that goes round the lock",
        "ALTER TABLE audit_log DROP CONSTRAINT audit_log_does_not_fork"),
    Breakage(
        .chainLock, "audit_log", .warn, "but from their first audited write on (early on public.trips)",
        """
        DROP TRIGGER captured_in_audit_log ON trips;
        CREATE TRIGGER early AFTER INSERT OR UPDATE OR DELETE ON trips FOR EACH ROW EXECUTE FUNCTION capture_audit_log()
        """),
    // Row security
    Breakage(.rowSecurity, log, .fail, "Row security is off.", "ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY"),
    Breakage(
        .rowSecurity, log, .warn, "The policy anybody shows every row.",
        "CREATE POLICY anybody ON audit_log FOR SELECT USING (true)"),
    Breakage(
        .rowSecurity, "the database", .warn, "Tables without it: public.referrals.",
        "ALTER TABLE referrals DISABLE ROW LEVEL SECURITY"),
    // Upkeep
    Breakage(
        .monthlyPartitions, "public.user_behavior_log", .fail, "It has no partition for ",
        """
        DO $$ BEGIN EXECUTE format('DROP TABLE %I',
            to_char((now() AT TIME ZONE 'UTC') + interval '1 month', '"user_behavior_log_"YYYY_MM')); END $$
        """),
    Breakage(
        .monthlyPartitions, "public.user_behavior_log", .warn,
        "Its default partition public.user_behavior_log_default has rows.",
        """
        INSERT INTO user_behavior_log (user_id, session_id, action, occurred_at)
        SELECT id, gen_random_uuid(), 'x', '2001-01-01' FROM users LIMIT 1
        """),
    Breakage(
        .materializedViews, "public.user_booking_stats", .warn, "more than a day ago",
        "UPDATE analytics_refreshes SET refreshed_at = refreshed_at - interval '2 days'"),
    Breakage(
        .materializedViews, "public.hotel_social_proof", .warn, "No refresh of it was ever noted.",
        "DELETE FROM analytics_refreshes WHERE view_name = 'hotel_social_proof'"),
    Breakage(
        .materializedViews, "public.hotel_social_proof", .fail, "It holds nothing: it was never filled.",
        "REFRESH MATERIALIZED VIEW hotel_social_proof WITH NO DATA"),
    Breakage(
        .materializedViews, "public.user_booking_stats", .unknown,
        "PostgreSQL does not record when a view was refreshed",
        "ALTER TABLE analytics_refreshes RENAME COLUMN refreshed_at TO moment"),
    Breakage(
        .validIndexes, "public.booking_outcomes", .fail, "Its gin index public.idx_outcomes_ratings is not valid.",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_outcomes_ratings'::regclass"),
    // Traces
    Breakage(
        .writeStatistics, log, .fail, "3 rows were updated and 1 deleted",
        unguarded("UPDATE audit_log SET action = action WHERE id < 4; DELETE FROM audit_log WHERE id = 150")),
    Breakage(
        .sequencePosition, log, .warn, ": 2 rows were rolled back, are being written, or were removed at the end.",
        "SELECT nextval('audit_log_id_seq'), nextval('audit_log_id_seq')"),
    Breakage(
        .sequencePosition, log, .warn, ": 1 rows were rolled back, are being written, or were removed at the end.",
        unguarded("DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)")),
    Breakage(
        .sequencePosition, log, .warn, "it was written round the sequence, or the sequence was set back.",
        "SELECT setval('audit_log_id_seq', 7)"),
    Breakage(
        .rowOrigins, log, .warn, "1 rows were written by a transaction younger",
        // A row of long ago, and all after it, sealed anew: the chain holds.
        "DO $$ BEGIN FOR n IN 1..1100 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$;"
            + unguarded("UPDATE audit_log SET action = action WHERE id = 100")),
]

private func unguarded(_ sql: String) -> String {
    """
    ALTER TABLE audit_log DISABLE TRIGGER USER;
    \(sql);
    ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows
    """
}

/// The trigger with another statement in place of its lock.
private func locking(_ statement: String) -> String {
    """
    DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('capture_audit_log'::regproc),
        $old$PERFORM pg_advisory_xact_lock('public.audit_log'::regclass::bigint)$old$, $new$\(statement)$new$); END $do$
    """
}

private let withoutLock = """
    DO $$ BEGIN EXECUTE replace(pg_get_functiondef('capture_audit_log'::regproc),
        'PERFORM pg_advisory_xact_lock', '-- pg_advisory_xact_lock'); END $$
    """

@Suite("A control that is broken") struct BrokenControlTests {
    @Test(arguments: breakages) func `turns the verdict of its check, and was good before`(_ breakage: Breakage) throws
    {
        let database = try InspectedDatabase()
        let before = try database.inspect()
        let wasThere = before.judgements.contains { $0.check == breakage.check && $0.subject == breakage.subject }
        // A new table has no verdict before it is there, and sibling tables without a trigger are warned of all the time.
        if wasThere, breakage.subject != "the database" || breakage.check != .captureTriggers {
            #expect(before.grades(breakage.check, breakage.subject) == [.pass], "\(before.told(breakage.check))")
        }
        #expect(!before.told(breakage.check).contains(breakage.says))
        try database.psql(breakage.sql)
        let after = try database.inspect()
        #expect(after.grades(breakage.check, breakage.subject).contains(breakage.grade))
        #expect(!after.grades(breakage.check, breakage.subject).contains(.pass))
        #expect(after.told(breakage.check).contains(breakage.says), "\(after.told(breakage.check))")
        let judged = after.judgements.first { $0.check == breakage.check && $0.grade == breakage.grade }
        #expect(judged?.remedy != nil || breakage.grade == .unknown)
    }

    @Test func `leaves every other check as it was`() throws {
        let database = try InspectedDatabase()
        let before = try database.inspect()
        try database.psql("ALTER TABLE bookings DISABLE TRIGGER captured_in_audit_log")
        let after = try database.inspect()
        func others(_ inspection: Inspection) -> [Judgement] {
            inspection.judgements.filter { $0.check != .captureTriggers && $0.check != .sealingFunctions }
        }
        #expect(others(before) == others(after))
    }

    @Test(arguments: [
        ("TimeZone", "occurred_at::text"), ("DateStyle", "occurred_at::date::text"),
        ("TimeZone", "to_char(occurred_at, 'HH24')"),
        ("TimeZone", "extract(hour from occurred_at)::text"), ("DateStyle", "(occurred_at AT TIME ZONE 'UTC')::text"),
        ("TimeZone", "to_jsonb(occurred_at)::text"), ("bytea_output", "prev_hash::text"),
    ])
    func `is a formula that depends on the session's settings`(_ setting: String, _ expression: String) throws {
        let database = try InspectedDatabase()
        try database.psql("ALTER FUNCTION capture_audit_log() RESET TimeZone")
        func formula(_ file: String) -> String {
            file.replacing(/formula: \|[^~]*retention/) { _ in
                "formula: \"sha256(prev_hash || convert_to(\(expression), 'UTF8'))\"\nretention"
            }
        }
        let found = try database.inspect(formula)
        #expect(found.grades(.formulaSettings) == [.fail])
        #expect(found.told(.formulaSettings).contains(setting))
        try database.psql(
            "ALTER FUNCTION capture_audit_log() SET TimeZone = 'UTC' SET DateStyle = 'ISO, MDY' SET bytea_output = 'hex'"
        )
        #expect(try database.inspect(formula).grades(.formulaSettings) == [.pass])
    }

    @Test(arguments: [
        "to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')", "extract(epoch from occurred_at)::text",
        "encode(prev_hash, 'hex')", "id::text",
    ])
    func `is not a formula that gives the same in every session`(_ expression: String) throws {
        let found = try InspectedDatabase().inspect {
            $0.replacing(/formula: \|[^~]*retention/) { _ in
                "formula: \"sha256(prev_hash || convert_to(\(expression), 'UTF8'))\"\nretention"
            }
        }
        #expect(found.grades(.formulaSettings) == [.pass], "\(found.told(.formulaSettings))")
    }

    @Test func `is a formula in which neighbours run into each other`() throws {
        let database = try InspectedDatabase()
        let found = try database.inspect {
            $0.replacing(/formula: \|[^~]*retention/) { _ in
                "formula: \"sha256(prev_hash || convert_to(table_name || row_id || '|' || action, 'UTF8'))\"\nretention"
            }
        }
        #expect(found.grades(.formulaAmbiguity) == [.fail, .fail])
        #expect(found.told(.formulaAmbiguity).contains("joins table_name and row_id with nothing between them"))
        #expect(
            found.told(.formulaCoverage).contains(
                "id, occurred_at, user_id, db_user, ip_address, old_data and new_data; of these id decides where a row stands"
            ))
    }

    @Test func `is judged for the tables that unbroken.yml calls critical, and for no others`() throws {
        let database = try InspectedDatabase()
        func named(_ tables: String) -> (String) -> String { { $0 + "\ncontrols: {critical: [\(tables)]}\n" } }
        let found = try database.inspect(named("public.referrals, bookings"))
        #expect(found.grades(.captureTriggers, "public.referrals") == [.fail])
        #expect(found.grades(.captureTriggers, "public.bookings") == [.pass])
        #expect(found.grades(.captureTriggers, "the database") == [])
        let error = #expect(throws: Obstacle.self) { _ = try database.inspect(named("public.refferals")) }
        #expect(error?.exitStatus == .configuration)
        #expect(error?.sentence.hasPrefix("unbroken.yml:") == true)
        #expect(error?.hint?.contains("public.referrals") == true)
    }

    @Test func `is an application that works as the owner, or may become it`() throws {
        let database = try InspectedDatabase()
        func working(as role: String) -> (String) -> String { { $0 + "\ncontrols: {application: [\(role)]}\n" } }
        #expect(try database.inspect(working(as: "clerk")).grades(.tableOwner) == [.pass])
        #expect(try database.inspect(working(as: "keeper")).grades(.tableOwner, log) == [.fail])
        #expect(!(try database.inspect(working(as: "keeper")).grades(.tableOwner).contains(.pass)))
        #expect(try database.inspect(working(as: "postgres")).grades(.privilegedRoles) == [.fail])
        let error = #expect(throws: Obstacle.self) { _ = try database.inspect(working(as: "clark")) }
        #expect(error?.hint?.contains("clerk") == true)
    }

    @Test func `is a partition of the log without guards, or that goes unrecorded`() throws {
        let database = try InspectedDatabase()
        try database.psql(
            """
            CREATE TABLE parted (LIKE audit_log, PRIMARY KEY (id)) PARTITION BY RANGE (id);
            CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (1000);
            CREATE TRIGGER all_rows BEFORE UPDATE OR DELETE ON parted
                FOR EACH ROW EXECUTE FUNCTION refuse_audit_log_change();
            CREATE TRIGGER statements BEFORE TRUNCATE ON parted
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_log_change();
            INSERT INTO parted SELECT * FROM audit_log;
            """)
        let found = try database.inspect { $0.replacing("public.audit_log\n", with: "public.parted\n") }
        #expect(found.grades(.guardTriggers, "public.parted_1") == [.fail])
        #expect(found.told(.guardTriggers).contains("No trigger refuses TRUNCATE."))
        #expect(found.told(.guardTriggers).contains("UPDATE is refused by all_rows, which is not ENABLE ALWAYS"))
    }

    @Test(arguments: [
        (Check.chainLock, locking("LOCK audit_log IN EXCLUSIVE MODE")),
        (
            .chainLock,
            // The capture writes, a trigger of the log takes the turn.
            """
            CREATE FUNCTION turn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
            $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
            CREATE TRIGGER turn BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION turn();
            """ + withoutLock
        ),
        (
            .chainLock,
            // One trigger calls what the others call directly.
            """
            CREATE FUNCTION outer_capture() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN public.capture_audit_log(); END $$;
            DROP TRIGGER captured_in_audit_log ON trips;
            CREATE CONSTRAINT TRIGGER captured_in_audit_log AFTER INSERT OR UPDATE OR DELETE ON trips
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION outer_capture()
            """
        ),
        (.chainLock, locking("PERFORM 1 FROM public.chain_head FOR UPDATE")),
        (.rowSecurity, "CREATE POLICY z ON audit_log AS RESTRICTIVE FOR SELECT USING (true)"),
        (
            .guardTriggers,
            """
            CREATE FUNCTION deny() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
            CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM public.deny(); RETURN NEW; END $$
            """
        ),
    ])
    func `is not what only looks like one`(_ check: Check, _ sql: String) throws {
        let database = try InspectedDatabase()
        try database.psql(sql)
        let found = try database.inspect()
        #expect(Set(found.grades(check)) == [.pass], "\(found.told(check))")
    }

    @Test func `is what the log rests on, owned by the application`() throws {
        let database = try InspectedDatabase()
        func working(_ file: String) -> String { file + "\ncontrols: {application: [clerk]}\n" }
        for (sql, title) in [
            ("ALTER TABLE bookings OWNER TO clerk", "public.bookings"),
            ("ALTER FUNCTION capture_audit_log() OWNER TO clerk", "public.capture_audit_log()"),
            ("ALTER FUNCTION refuse_audit_log_change() OWNER TO clerk", "public.refuse_audit_log_change()"),
            ("ALTER SCHEMA public OWNER TO clerk", "SCHEMA public"),
            ("ALTER DATABASE \(database.name) OWNER TO clerk", "DATABASE \(database.name)"),
        ] {
            #expect(try database.inspect(working).grades(.tableOwner, title) == [])
            try database.psql(sql)
            #expect(try database.inspect(working).grades(.tableOwner, title) == [.fail], "\(title)")
        }
    }

    @Test func `is mended by what can be pasted, whatever somebody called a role or a rule`() throws {
        let database = try InspectedDatabase()
        let name = "x; DROP TABLE audit_log; --\(UInt32.random(in: 0 ... .max))"
        try database.psql("CREATE ROLE \"\(name)\"; GRANT UPDATE ON audit_log TO \"\(name)\"")
        try database.psql("CREATE RULE \"r; DROP TABLE users; --\" AS ON UPDATE TO audit_log DO INSTEAD NOTHING")
        let found = try database.inspect()
        let remedies = found.judgements.compactMap(\.remedy).joined(separator: "\n")
        #expect(remedies.contains("REVOKE UPDATE ON public.audit_log FROM \"\(name)\"."))
        #expect(remedies.contains("DROP RULE \"r; DROP TABLE users; --\" ON public.audit_log."))
        try database.psql("DROP OWNED BY \"\(name)\"; DROP ROLE \"\(name)\"")
    }

    @Test func `is not judged where the rows come from a query`() throws {
        let found = try InspectedDatabase().inspect {
            $0.replacing("table: public.audit_log", with: "rows: SELECT * FROM public.audit_log")
        }
        #expect(found.grades(.captureTriggers) == [.unknown])
        #expect(found.grades(.guardTriggers) == [] && found.grades(.validIndexes) == [])
    }

    @Test func `shows in the digest of a function that seals`() throws {
        let database = try InspectedDatabase()
        let before = try database.inspect().sealing.flatMap(\.parts)
        #expect(
            before.map(\.function) == [
                "public.audit_log_hash(public.audit_log)", "public.capture_audit_log()", "public.request_ip_address()",
                "public.request_user_id()",
            ])
        let digest = try database.psql(
            """
            SET search_path = pg_catalog, pg_temp;
            SELECT encode(sha256(convert_to(pg_get_functiondef('public.capture_audit_log'::regproc), 'UTF8')), 'hex')
            """)
        #expect(before[1].sha256 == digest)
        #expect(before[1].triggers.contains("captured_in_audit_log ON public.bookings"))
        #expect(before[1].triggers.count == 5)
        try database.psql(
            "DO $$ BEGIN EXECUTE replace(pg_get_functiondef('capture_audit_log'::regproc), 'to_jsonb(OLD)', 'NULL'); END $$"
        )
        let after = try database.inspect().sealing.flatMap(\.parts)
        #expect(after.map(\.function) == before.map(\.function))
        #expect(zip(before, after).map { $0 == $1 } == [true, false, true, true])
    }

    @Test func `is told to a role that may see nothing but the catalog`() throws {
        let database = try InspectedDatabase()
        let found = try database.inspect(as: "clerk")
        #expect(found.grades(.guardTriggers, log) == [.pass])
        #expect(found.grades(.appendOnlyGrants, log) == [.pass])
        #expect(found.grades(.sequencePosition, log) == [.unknown])
        #expect(found.grades(.rowOrigins, log) == [.unknown])
        #expect(found.exitStatus(failingOn: .fail) == (found.count(of: .fail) > 0 ? .unmet : .intact))
    }
}
