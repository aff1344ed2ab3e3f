-- The audit log: every write to a critical table, recorded in a hash-chained, append-only table. A part of install.sql.
--
--     audit_log                      one row for each INSERT, UPDATE and DELETE of a row of users, trips, bookings,
--                                    crypto_payments and booking_outcomes: when, who, from where, old and new row
--     audit_log_hash(audit_log)      the formula, stated once
--     verify_audit_log_integrity()   true: the chain holds; false: it does not; NULL: there is no row to check
--
-- The chain: hash = SHA-256 of prev_hash (32 bytes), then the row as the text of a JSON array, in UTF-8. JSON quotes
-- what it holds, so no two different rows give the same bytes; times are written in UTC to the microsecond.
-- The first row's prev_hash is 32 zero bytes.
--
-- What it cannot do: a superuser can switch every trigger off and recompute the whole chain. Against that help only
-- checkpoints kept outside the database. Whoever may connect can take the advisory lock and make every writer wait.
--
-- It wants READ COMMITTED, PostgreSQL's default: of transactions that read by an older snapshot and meet, all but one
-- end with a unique violation of audit_log_does_not_fork. Who did it is asked at commit, as PostgREST has it: a session
-- that changes its claims within a transaction is recorded by the last of them.

CREATE TABLE IF NOT EXISTS public.audit_log (
    id bigint PRIMARY KEY,
    -- to_char gives nothing for infinity, and the same text for a year before and after Christ.
    occurred_at timestamptz NOT NULL CHECK (isfinite(occurred_at) AND occurred_at >= '1970-01-01 00:00:00+00'),
    user_id uuid,
    db_user text NOT NULL,
    ip_address inet,
    table_name text NOT NULL,
    row_id text NOT NULL,
    action text NOT NULL,
    old_data jsonb,
    new_data jsonb,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    -- No two rows name the same predecessor, so the chain cannot fork: whoever read an old tip (REPEATABLE READ) or
    -- went round the lock gets an error.
    CONSTRAINT audit_log_does_not_fork UNIQUE (prev_hash)
);
CREATE SEQUENCE IF NOT EXISTS public.audit_log_id_seq OWNED BY public.audit_log.id;

-- The formula, bound and planned likewise.
CREATE OR REPLACE FUNCTION public.audit_log_hash(sealed public.audit_log) RETURNS bytea
    LANGUAGE sql STABLE
RETURN sha256(sealed.prev_hash || convert_to(jsonb_build_array(
    sealed.id,
    to_char(sealed.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    sealed.user_id::text,
    sealed.db_user,
    sealed.ip_address::text,
    sealed.table_name,
    sealed.row_id,
    sealed.action,
    sealed.old_data,
    sealed.new_data
)::text, 'UTF8'));

-- Writes one row of the log for one row of an audited table, at commit.
--
-- The lock comes first, then the id, then the tip that is read, then the seal. Why the order of ids is the order of
-- commits, so that no row can appear with a lower id behind a later one: PostgreSQL makes a transaction visible before
-- it lets go of its locks, so whoever gets this lock sees every row of those who had it; and ids are drawn under it
-- alone, so theirs are all lower. Each statement here has a snapshot of its own at READ COMMITTED; a transaction that
-- reads by an older one (REPEATABLE READ) seals against an old tip, and audit_log_does_not_fork refuses it.
--
-- The lock is taken at commit, when the transaction has every row lock that it will ever want: taken at the first
-- write, it would meet the row locks of other transactions crosswise and deadlock. Whoever says SET CONSTRAINTS …
-- IMMEDIATE takes it in the middle, and that risk with it; the chain stays one.
--
-- SECURITY DEFINER, because nobody but the owner may write to the log.
CREATE OR REPLACE FUNCTION public.capture_audit_log() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC'
AS $$
DECLARE
    sealed public.audit_log;
    history text;
BEGIN
    PERFORM pg_advisory_xact_lock('public.audit_log'::regclass::bigint);
    sealed.id := nextval('public.audit_log_id_seq');
    -- Read under the lock, so that time does not run backwards along the chain.
    sealed.occurred_at := clock_timestamp();
    -- A history is loaded with the times at which it happened. Only a session whose role is a superuser's may do so;
    -- it could switch this trigger off as well, so nobody gains by it. is_superuser cannot be set, and inside this
    -- function it still speaks of the role that the session has, not of the function's owner.
    history := nullif(current_setting('audit_log.occurred_at', true), '');
    IF history IS NOT NULL AND current_setting('is_superuser') = 'on' THEN
        sealed.occurred_at := history::timestamptz;
    END IF;
    sealed.user_id := public.request_user_id();
    sealed.db_user := session_user;
    sealed.ip_address := public.request_ip_address();
    sealed.table_name := TG_TABLE_NAME;
    sealed.action := TG_OP;
    IF TG_OP <> 'INSERT' THEN
        sealed.old_data := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        sealed.new_data := to_jsonb(NEW);
    END IF;
    sealed.row_id := coalesce(sealed.new_data, sealed.old_data) ->> 'id';
    sealed.prev_hash := coalesce(
        (SELECT tip.hash FROM public.audit_log AS tip ORDER BY tip.id DESC LIMIT 1),
        decode(repeat('00', 32), 'hex'));
    sealed.hash := public.audit_log_hash(sealed);
    INSERT INTO public.audit_log VALUES (sealed.*);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION public.refuse_audit_log_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% of %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
            HINT = CASE TG_TABLE_NAME
                WHEN 'audit_log' THEN 'The audit log only grows.'
                ELSE 'TRUNCATE would leave no trace in the audit log: use DELETE.'
            END;
END
$$;

-- Whether the chain holds: each row's hash is the formula's, each row's link is the hash of the row before, the first
-- row's is the genesis. NULL, not true, where there is no row: nothing was checked. It reads as the owner, who alone is
-- exempt from row security; with row_security off a hidden row is an error, not a silence.
CREATE OR REPLACE FUNCTION public.verify_audit_log_integrity() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off
AS $$
    SELECT bool_and(coalesce(stored = recomputed AND link = preceding, false))
    FROM (
        SELECT
            entry.hash AS stored,
            public.audit_log_hash(entry) AS recomputed,
            entry.prev_hash AS link,
            lag(entry.hash, 1, decode(repeat('00', 32), 'hex')) OVER (ORDER BY entry.id) AS preceding
        FROM public.audit_log AS entry
    ) AS walked
$$;

-- Guards and capture ---------------------------------------------------------------------------------------------

-- ENABLE ALWAYS: session_replication_role = replica silences triggers that are merely enabled.

-- For each statement: refused even where no row is met. For each row: replication applies changes row by row.
CREATE OR REPLACE TRIGGER audit_log_only_grows
    BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_log_change();
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows;
CREATE OR REPLACE TRIGGER audit_log_keeps_rows
    BEFORE UPDATE OR DELETE ON public.audit_log
    FOR EACH ROW EXECUTE FUNCTION public.refuse_audit_log_change();
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_keeps_rows;

DO $$
DECLARE
    audited text;
BEGIN
    FOREACH audited IN ARRAY ARRAY['users', 'trips', 'bookings', 'crypto_payments', 'booking_outcomes'] LOOP
        -- CREATE OR REPLACE knows no constraint triggers
        EXECUTE format('DROP TRIGGER IF EXISTS captured_in_audit_log ON public.%I', audited);
        EXECUTE format(
            'CREATE CONSTRAINT TRIGGER captured_in_audit_log AFTER INSERT OR UPDATE OR DELETE ON public.%I
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.capture_audit_log()', audited);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER captured_in_audit_log', audited);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER not_truncated BEFORE TRUNCATE ON public.%I
                FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_log_change()', audited);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER not_truncated', audited);
    END LOOP;
END
$$;

REVOKE ALL ON public.audit_log FROM PUBLIC;
REVOKE ALL ON SEQUENCE public.audit_log_id_seq FROM PUBLIC;
REVOKE ALL ON FUNCTION public.capture_audit_log(), public.verify_audit_log_integrity() FROM PUBLIC;
