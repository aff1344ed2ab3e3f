-- The reference audit log: a travel-booking service whose every write to users, bookings and payments is recorded in
-- a hash-chained, append-only table.
--
--     psql -f Fixtures/travel/audit_log.sql
--
-- gives, in schema public of an empty database (PostgreSQL 14 to 18; loading it again changes nothing):
--
--     users, bookings, payments      the audited tables, as small as the history needs them
--     audit_log                      one row for each INSERT, UPDATE and DELETE: when, who, from where, old and new row
--     audit_log_hash(audit_log)      the formula, stated once
--     verify_audit_log_integrity()   true: the chain holds; false: it does not; NULL: there is no row to check
--
-- The chain: hash = SHA-256 of prev_hash (32 bytes), then the row as the text of a JSON array, in UTF-8. JSON quotes
-- what it holds, so no two different rows give the same bytes; times are written in UTC to the microsecond.
-- The first row's prev_hash is 32 zero bytes.
--
-- What it cannot do: a superuser can switch every trigger off and recompute the whole chain. Against that help only
-- checkpoints kept outside the database.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
-- Names are looked up nowhere else: a function of somebody's own named sha256 must not get into the formula.
SET LOCAL search_path = pg_catalog, pg_temp;

-- Who asks -------------------------------------------------------------------------------------------------------

-- The person behind the request, from the claims that PostgREST (Supabase) checked; NULL where there is none. Who may
-- run SQL of their own can set them to anything: audit_log.db_user, the role that logged in, is what the server knows.
-- A RETURN body is bound to its functions when it is created, so no search_path can change its meaning, and it is
-- planned as a part of what calls it.
CREATE OR REPLACE FUNCTION public.request_user_id() RETURNS uuid
    LANGUAGE sql STABLE
RETURN substring(
    nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub'
    FROM '^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$')::uuid;

-- The address that the request came from: the first one that the proxy forwarded, else that of the connection (NULL on
-- a Unix socket). Headers that make no sense must not stop the service. For the trigger, under its search_path.
CREATE OR REPLACE FUNCTION public.request_ip_address() RETURNS inet
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    headers text := nullif(current_setting('request.headers', true), '');
BEGIN
    IF headers IS NULL THEN
        RETURN inet_client_addr();
    END IF;
    RETURN coalesce(split_part(headers::json ->> 'x-forwarded-for', ',', 1)::inet, inet_client_addr());
EXCEPTION WHEN data_exception THEN
    RETURN inet_client_addr();
END
$$;
REVOKE ALL ON FUNCTION public.request_ip_address() FROM PUBLIC;

-- What is audited ------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS public.users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    full_name text NOT NULL,
    phone text,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS public.bookings (
    id bigint PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES public.users (id),
    hotel text NOT NULL,
    destination text NOT NULL,
    check_in_date date NOT NULL,
    check_out_date date NOT NULL,
    price_per_night numeric(10, 2) NOT NULL CHECK (price_per_night > 0),
    currency text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'cancelled', 'completed')),
    notes text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (check_out_date > check_in_date)
);
CREATE INDEX IF NOT EXISTS bookings_user_id_idx ON public.bookings (user_id);

CREATE TABLE IF NOT EXISTS public.payments (
    id bigint PRIMARY KEY,
    booking_id bigint NOT NULL REFERENCES public.bookings (id),
    amount numeric(12, 2) NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    method text NOT NULL,
    status text NOT NULL CHECK (status IN ('authorized', 'captured', 'refunded', 'failed')),
    reference text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS payments_booking_id_idx ON public.payments (booking_id);

-- The log --------------------------------------------------------------------------------------------------------

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
-- The lock comes first, then the id, then the seal: so ids rise along the chain, and the tip that is read is the
-- newest. It is taken at commit because, taken at the first write, it would meet the row locks of other transactions
-- crosswise and deadlock. SECURITY DEFINER, because nobody but the owner may write to the log.
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
    FOREACH audited IN ARRAY ARRAY['users', 'bookings', 'payments'] LOOP
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

-- Who may see and do what ----------------------------------------------------------------------------------------

-- People see what is their own; whoever must see everything (an auditor's role) gets BYPASSRLS. Row security is not
-- forced on the owner of audit_log: as the owner the trigger appends and the verification reads every row, and an
-- owner could lift it anyway.
ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.bookings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS own_rows ON public.users;
CREATE POLICY own_rows ON public.users USING (id = (SELECT public.request_user_id()));
DROP POLICY IF EXISTS own_rows ON public.bookings;
CREATE POLICY own_rows ON public.bookings USING (user_id = (SELECT public.request_user_id()));
DROP POLICY IF EXISTS own_rows ON public.payments;
CREATE POLICY own_rows ON public.payments USING (EXISTS (
    SELECT FROM public.bookings AS booking
    WHERE booking.id = booking_id AND booking.user_id = (SELECT public.request_user_id())
));
DROP POLICY IF EXISTS own_rows ON public.audit_log;
CREATE POLICY own_rows ON public.audit_log FOR SELECT USING (user_id = (SELECT public.request_user_id()));

REVOKE ALL ON public.audit_log FROM PUBLIC;
REVOKE ALL ON SEQUENCE public.audit_log_id_seq FROM PUBLIC;
REVOKE ALL ON FUNCTION public.capture_audit_log(), public.verify_audit_log_integrity() FROM PUBLIC;

COMMIT;
