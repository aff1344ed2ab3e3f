import Controls
import Testing

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

let auditLog = "public.audit_log"

let breakages: [Breakage] = [
    // Append-only
    Breakage(
        .appendOnlyGrants, auditLog, .fail, "clerk may UPDATE public.audit_log.", "GRANT UPDATE ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, auditLog, .fail, "clerk may UPDATE public.audit_log.",
        "GRANT UPDATE (action) ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, auditLog, .fail, "clerk may DELETE, TRUNCATE public.audit_log.",
        "GRANT DELETE, TRUNCATE ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, auditLog, .fail, "PUBLIC may DELETE public.audit_log.", "GRANT DELETE ON audit_log TO PUBLIC"
    ),
    Breakage(
        .appendOnlyGrants, auditLog, .warn, "Every new table that keeper makes in public is born with DELETE for clerk",
        "ALTER DEFAULT PRIVILEGES FOR ROLE keeper IN SCHEMA public GRANT DELETE ON TABLES TO clerk"),
    Breakage(
        .appendOnlyGrants, auditLog, .fail, "clerk may INSERT public.audit_log.", "GRANT INSERT ON audit_log TO clerk"),
    Breakage(
        .appendOnlyGrants, auditLog, .warn, "PUBLIC may TRIGGER public.audit_log.",
        "GRANT TRIGGER ON audit_log TO PUBLIC"),
    Breakage(
        .guardTriggers, auditLog, .fail, "No trigger refuses UPDATE.",
        """
        CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE WARNING 'do not do this, or we raise an alarm'; RETURN NEW; END $$
        """),
    Breakage(
        .guardTriggers, auditLog, .fail, "No trigger refuses UPDATE.",
        """
        CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN BEGIN RAISE EXCEPTION 'no'; EXCEPTION WHEN OTHERS THEN NULL; END; RETURN NEW; END $$
        """),
    Breakage(
        .guardTriggers, auditLog, .fail, "TRUNCATE goes through: the trigger audit_log_only_grows is switched off.",
        "ALTER TABLE audit_log DISABLE TRIGGER audit_log_only_grows"),
    Breakage(
        .guardTriggers, auditLog, .warn, "UPDATE is refused by audit_log_keeps_rows, which is not ENABLE ALWAYS",
        "ALTER TABLE audit_log ENABLE TRIGGER audit_log_only_grows, ENABLE TRIGGER audit_log_keeps_rows"),
    Breakage(
        .guardTriggers, auditLog, .fail, "No trigger refuses DELETE.",
        "DROP TRIGGER audit_log_only_grows ON audit_log; DROP TRIGGER audit_log_keeps_rows ON audit_log"),
    Breakage(
        .guardTriggers, auditLog, .fail, "No trigger refuses UPDATE.",
        """
        CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN -- RAISE EXCEPTION 'no more';
        RAISE NOTICE 'ignored'; RETURN NEW; END $$
        """),
    Breakage(
        .guardTriggers, auditLog, .warn,
        "DELETE is refused by audit_log_keeps_rows only under a condition in public.refuse_audit_log_change().",
        refusing("IF current_user <> 'keeper' THEN RAISE EXCEPTION 'no'; END IF; RETURN OLD;")),
    Breakage(
        .guardTriggers, auditLog, .fail, "No trigger refuses DELETE.",
        refusing("IF TG_OP IN ('UPDATE', 'TRUNCATE') THEN RAISE EXCEPTION 'no'; END IF; RETURN OLD;")),
    Breakage(
        .guardTriggers, auditLog, .fail, "No trigger refuses UPDATE.",
        refusing("RETURN coalesce(NEW, OLD); RAISE EXCEPTION 'no';")),
    Breakage(
        .guardTriggers, auditLog, .warn, "UPDATE is passed over by audit_log_keeps_rows without an error",
        refusing("RETURN NULL;")
            + ";DROP TRIGGER audit_log_only_grows ON audit_log; CREATE TRIGGER empties BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION test_refusal()"
    ),
    Breakage(
        .discardingTriggers, auditLog, .warn,
        "The trigger sieve can throw rows away before they are written: public.sieve()",
        discarding("IF NEW.user_id = '00000000-0000-0000-0000-000000000000' THEN RETURN NULL; END IF; RETURN NEW;")),
    Breakage(
        .discardingTriggers, auditLog, .fail, "The trigger sieve throws every row away",
        discarding("IF TG_OP <> 'INSERT' THEN RETURN NEW; END IF; RETURN OLD;")),
    Breakage(
        .definerFunctions, "public.tidy()", .fail,
        "It changes public.audit_log with the privileges of keeper, for everybody who calls it.",
        detour("DELETE FROM public.audit_log WHERE occurred_at < now() - interval '7 years'")),
    Breakage(
        .definerFunctions, "public.tidy()", .warn, "with the privileges of keeper, for clerk who calls it.",
        detour("WITH gone AS (UPDATE ONLY public.audit_log SET action = 'x' RETURNING 1) SELECT FROM gone")
            + "; REVOKE EXECUTE ON FUNCTION tidy() FROM PUBLIC; GRANT EXECUTE ON FUNCTION tidy() TO clerk"),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It switches triggers off",
        detour("EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', 'audit_log')")),
    Breakage(
        .discardingTriggers, auditLog, .warn, "The trigger sieve can throw rows away",
        discarding("NEW.action := upper(NEW.action); RETURN NEW; EXCEPTION WHEN OTHERS THEN RETURN NULL;")),
    Breakage(
        .discardingTriggers, auditLog, .warn, "The trigger sieve can throw rows away",
        discarding("RETURN CASE WHEN NEW.action = 'DELETE' THEN NULL ELSE NEW END;")),
    Breakage(
        .discardingTriggers, auditLog, .unknown,
        "Whether the trigger parting throws rows away, its function does not tell in SQL.",
        """
        CREATE FUNCTION parting() RETURNS trigger LANGUAGE internal AS 'suppress_redundant_updates_trigger';
        CREATE TRIGGER parting BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION parting()
        """),
    Breakage(
        .guardTriggers, auditLog, .warn, "only under a condition in public.refuse_audit_log_change().",
        """
        CREATE FUNCTION deny() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE FUNCTION maybe() RETURNS void LANGUAGE plpgsql AS
        $$ BEGIN IF current_user <> 'keeper' THEN PERFORM public.deny(); END IF; END $$;
        """ + refusing("PERFORM public.maybe(); RETURN OLD;")),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It changes public.audit_log",
        detour("DROP TRIGGER audit_log_keeps_rows ON public.audit_log")),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It changes public.audit_log",
        detour(
            "MERGE INTO public.audit_log AS l USING public.users AS u ON l.user_id = u.id WHEN MATCHED THEN DELETE")),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It changes public.audit_log",
        detour("INSERT INTO public.audit_log SELECT * FROM audit_log ON CONFLICT (id) DO UPDATE SET action = 'x'")),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It changes public.audit_log",
        detour("TRUNCATE ONLY public.bookings, public.audit_log")),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It changes public.audit_log",
        "CREATE FUNCTION inner_tidy() RETURNS void LANGUAGE sql AS $$ DELETE FROM public.audit_log $$;"
            + detour("PERFORM public.inner_tidy()")),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It switches triggers off",
        detour("SET SESSION session_replication_role = replica")),
    Breakage(
        .chainLock, "audit_log", .fail, "The trigger takes no lock",
        // The turn is taken when the newest row was read already.
        """
        CREATE FUNCTION turn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
        CREATE TRIGGER turn BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION turn();
        ALTER TABLE audit_log DROP CONSTRAINT audit_log_does_not_fork;
        """ + withoutLock),
    Breakage(
        .chainLock, "audit_log", .warn, "lock in different ways",
        """
        CREATE FUNCTION other_capture() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp AS
        $$ BEGIN LOCK TABLE public.audit_log; INSERT INTO public.audit_log SELECT * FROM public.audit_log; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER other AFTER INSERT ON referrals DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION other_capture()
        """),
    Breakage(
        .definerFunctions, "public.tidy()", .fail, "It switches triggers off",
        detour("PERFORM set_config('session_replication_role', 'replica', true)")),
    Breakage(
        .tableRules, auditLog, .fail, "The rule silence of public.audit_log",
        "CREATE RULE silence AS ON INSERT TO audit_log DO INSTEAD NOTHING"),
    Breakage(
        .guardTriggers, auditLog, .warn, "The trigger spare, which refuses UPDATE and DELETE too, is switched off.",
        """
        CREATE TRIGGER spare BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_log_change();
        ALTER TABLE audit_log DISABLE TRIGGER spare
        """),
    // Capture
    Breakage(
        .captureTriggers, "public.bookings", .warn, "The trigger spare, which writes to a log too, is switched off.",
        """
        CREATE TRIGGER spare AFTER UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION capture_audit_log();
        ALTER TABLE bookings DISABLE TRIGGER spare
        """),
    Breakage(
        .captureTriggers, "public.bookings", .fail, "The log has rows of it (table_name), and no trigger writes any",
        """
        ANALYZE audit_log;
        DROP TRIGGER captured_in_audit_log ON bookings
        """),
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
        DELETE FROM pg_statistic WHERE starelid = 'audit_log'::regclass;
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
        .sealingFunctions, auditLog, .fail, "The trigger seal, which comes before its rows, is switched off.",
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
    Breakage(.rowSecurity, auditLog, .fail, "Row security is off.", "ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY"),
    Breakage(
        .rowSecurity, auditLog, .warn, "The policy anybody shows every row.",
        "CREATE POLICY anybody ON audit_log FOR SELECT USING (true)"),
    Breakage(
        .rowSecurity, auditLog, .warn, "The policy anybody shows every row.",
        "CREATE POLICY anybody ON audit_log FOR SELECT USING (1 = 1 OR 'a' = 'b')"),
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
        .monthlyPartitions, "public.user_behavior_log", .fail, "It has no partition for the present.",
        """
        DO $$ BEGIN EXECUTE format('DROP TABLE %I',
            to_char(now() AT TIME ZONE 'UTC', '"user_behavior_log_"YYYY_MM')); END $$
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
    Breakage(
        .logDurability, auditLog, .fail,
        "Not logged, and so emptied by a crash and missing on standbys: public.audit_log.",
        "ALTER TABLE audit_log SET UNLOGGED"),
    Breakage(
        .logDurability, auditLog, .warn, "synchronous_commit is off for every role",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$"),
    // Traces
    Breakage(
        .writeStatistics, auditLog, .fail, "3 rows were updated and 1 deleted",
        unguarded("UPDATE audit_log SET action = action WHERE id < 4; DELETE FROM audit_log WHERE id = 150")),
    Breakage(
        .sequencePosition, auditLog, .warn, ": 2 rows were rolled back, are being written, or were removed at the end.",
        "SELECT nextval('audit_log_id_seq'), nextval('audit_log_id_seq')"),
    Breakage(
        .sequencePosition, auditLog, .warn, ": 1 rows were rolled back, are being written, or were removed at the end.",
        unguarded("DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)")),
    Breakage(
        .sequencePosition, auditLog, .warn, "it was written round the sequence, or the sequence was set back.",
        "SELECT setval('audit_log_id_seq', 7)"),
    Breakage(
        .rowOrigins, auditLog, .warn, "1 rows were written by a transaction younger",
        // A row of long ago, and all after it, sealed anew: the chain holds.
        "DO $$ BEGIN FOR n IN 1..1100 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$;"
            + unguarded("UPDATE audit_log SET action = action WHERE id = 100")),
]
