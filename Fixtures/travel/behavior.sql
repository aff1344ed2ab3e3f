-- What people do on the site, by month. A part of install.sql.
--
--     user_behavior_log             partitioned by month, the newest twelve attached, with a DEFAULT partition for
--                                   what no month has room for, so that nothing is refused
--     create_monthly_partition()    makes the partitions of this month and the next, detaches those that are older than
--                                   twelve months; to be called once a month, may be called at any time

CREATE SEQUENCE IF NOT EXISTS public.user_behavior_log_id_seq;
CREATE TABLE IF NOT EXISTS public.user_behavior_log (
    id bigint NOT NULL DEFAULT nextval('public.user_behavior_log_id_seq'),
    user_id uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    session_id uuid NOT NULL,
    action text NOT NULL,
    action_data jsonb NOT NULL DEFAULT '{}',
    occurred_at timestamptz NOT NULL DEFAULT now() CHECK (isfinite(occurred_at)),
    PRIMARY KEY (id, occurred_at)
) PARTITION BY RANGE (occurred_at);
ALTER SEQUENCE public.user_behavior_log_id_seq OWNED BY public.user_behavior_log.id;
CREATE INDEX IF NOT EXISTS user_behavior_log_user_id_idx ON public.user_behavior_log (user_id, occurred_at);
CREATE INDEX IF NOT EXISTS idx_behavior_action_data ON public.user_behavior_log USING gin (action_data);
CREATE TABLE IF NOT EXISTS public.user_behavior_log_default PARTITION OF public.user_behavior_log DEFAULT;
-- A partition is a table of its own: asked directly, it is held by its own row security, not its parent's.
ALTER TABLE public.user_behavior_log_default ENABLE ROW LEVEL SECURITY;

-- Months begin in UTC. Detached are whole months that ended twelve months or more before this one began: they stay,
-- as tables of their own, until somebody archives and drops them. `today` is there so that it can be asked of another
-- day. SECURITY DEFINER: the job need not own the table.
CREATE OR REPLACE FUNCTION public.create_monthly_partition(today date DEFAULT (now() AT TIME ZONE 'UTC')::date)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC'
AS $$
DECLARE
    month timestamptz;
    partition text;
BEGIN
    -- Two calls at once, by the job and by hand, take turns.
    PERFORM pg_advisory_xact_lock('public.user_behavior_log'::regclass::bigint);
    FOREACH month IN ARRAY ARRAY[date_trunc('month', today::timestamptz),
            date_trunc('month', today::timestamptz) + interval '1 month'] LOOP
        partition := to_char(month, '"user_behavior_log_"YYYY_MM');
        CONTINUE WHEN to_regclass(format('public.%I', partition)) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE public.%I (LIKE public.user_behavior_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', partition);
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, anon, authenticated', partition);
        -- What came before its month had a partition is in the default one, which must not keep it.
        EXECUTE format(
            'WITH moved AS (
                DELETE FROM public.user_behavior_log_default WHERE occurred_at >= %1$L AND occurred_at < %2$L RETURNING *
            )
            INSERT INTO public.%3$I SELECT * FROM moved', month, month + interval '1 month', partition);
        EXECUTE format(
            'ALTER TABLE public.user_behavior_log ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
            partition, month, month + interval '1 month');
    END LOOP;

    FOR partition IN
        SELECT child.relname
        FROM pg_inherits AS part JOIN pg_class AS child ON child.oid = part.inhrelid
        WHERE part.inhparent = 'public.user_behavior_log'::regclass
            AND child.relname ~ '^user_behavior_log_\d{4}_\d{2}$'
            AND to_date(right(child.relname, 7), 'YYYY_MM') < date_trunc('month', today::timestamp) - interval '11 months'
        ORDER BY child.relname
    LOOP
        EXECUTE format('ALTER TABLE public.user_behavior_log DETACH PARTITION public.%I', partition);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION public.create_monthly_partition(date) FROM PUBLIC;

DO $$ BEGIN PERFORM public.create_monthly_partition(); END $$;
