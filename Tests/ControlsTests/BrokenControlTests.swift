import AuditChain
import Configuration
import Controls
import Support
import Testing
import Verification

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
        #expect(try database.inspect(working(as: "keeper")).grades(.tableOwner, auditLog) == [.fail])
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
                + """
                ; DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('capture_audit_log'::regproc),
                    'FROM public.audit_log AS tip ORDER BY tip.id DESC LIMIT 1', ''); END $do$
                """
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
        (.rowSecurity, "CREATE POLICY z ON audit_log FOR SELECT USING (false)"),
        // Parts of a day each, made for today and tomorrow.
        (
            .monthlyPartitions,
            """
            CREATE TABLE days (moment timestamptz) PARTITION BY RANGE (moment);
            DO $$ BEGIN FOR n IN 0..1 LOOP
                EXECUTE format('CREATE TABLE %I PARTITION OF days FOR VALUES FROM (%L) TO (%L)', 'day_' || n,
                    date_trunc('day', now(), 'UTC') + make_interval(days => n),
                    date_trunc('day', now(), 'UTC') + make_interval(days => n + 1)); END LOOP; END $$
            """
        ),
        // One function for what is refused and what is let through.
        (
            .guardTriggers,
            refusing(
                """
                IF TG_OP = 'INSERT' THEN RETURN NEW;
                ELSIF (TG_OP = 'DELETE' OR TG_OP = 'UPDATE') THEN RAISE EXCEPTION 'no';
                ELSE RAISE EXCEPTION 'nor this'; END IF;
                """)
        ),
        (
            .guardTriggers,
            refusing(
                """
                BEGIN INSERT INTO public.attempts DEFAULT VALUES; EXCEPTION WHEN OTHERS THEN NULL; END;
                IF current_user = 'keeper' THEN RAISE EXCEPTION 'not even you'; ELSE RAISE EXCEPTION 'no'; END IF;
                """)
        ),
        (.discardingTriggers, discarding("RETURN coalesce(NEW, OLD);")),
        (.discardingTriggers, discarding("IF TG_OP = 'DELETE' AND OLD.id > 0 THEN RETURN OLD; END IF; RETURN NEW;")),
        // A function that asks for a setting does not set it, and one that locks a row does not change it.
        (
            .definerFunctions,
            detour(
                "IF current_setting('session_replication_role') = 'replica' THEN PERFORM 1 FROM public.audit_log FOR UPDATE; END IF"
            )
        ),
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
        #expect(found.grades(.guardTriggers, auditLog) == [.pass])
        #expect(found.grades(.appendOnlyGrants, auditLog) == [.pass])
        #expect(found.grades(.sequencePosition, auditLog) == [.unknown])
        #expect(found.grades(.rowOrigins, auditLog) == [.unknown])
        #expect(found.exitStatus(failingOn: .warn) == .unmet)
    }

    @Test func `is told to a role from which row security hides rows, with what would help`() throws {
        let database = try InspectedDatabase()
        try database.psql("GRANT SELECT ON audit_log TO clerk")
        let hidden = try #require(
            try database.inspect(as: "clerk").judgements.first { $0.check == .rowOrigins && $0.subject == auditLog })
        #expect(hidden.grade == .unknown)
        #expect(hidden.finding == "Row security hides rows that it has to see from the role that asks.")
        #expect(hidden.remedy == "Ask with a role that has BYPASSRLS and may SELECT from it.")
    }
}
