// What breakages are made of.

func unguarded(_ sql: String) -> String {
    """
    ALTER TABLE audit_log DISABLE TRIGGER USER;
    \(sql);
    ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows
    """
}

/// The guards' function with another body.
func refusing(_ body: String) -> String {
    """
    CREATE FUNCTION test_refusal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
    CREATE OR REPLACE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body) END $$
    """
}

func discarding(_ body: String) -> String {
    """
    CREATE FUNCTION sieve() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body) END $$;
    CREATE TRIGGER sieve BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION sieve()
    """
}

/// A function that does something with the privileges of the log's owner.
func detour(_ statement: String) -> String {
    """
    CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
    $f$ BEGIN \(statement); END $f$;
    ALTER FUNCTION tidy() OWNER TO keeper
    """
}

/// The trigger with another statement in place of its lock.
func locking(_ statement: String) -> String {
    """
    DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('capture_audit_log'::regproc),
        $old$PERFORM pg_advisory_xact_lock('public.audit_log'::regclass::bigint)$old$, $new$\(statement)$new$); END $do$
    """
}

let withoutLock = """
    DO $$ BEGIN EXECUTE replace(pg_get_functiondef('capture_audit_log'::regproc),
        'PERFORM pg_advisory_xact_lock', '-- pg_advisory_xact_lock'); END $$
    """
