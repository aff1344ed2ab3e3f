-- What people do on the site, by month. A part of install.sql.
--
--     user_behavior_log             partitioned by month; what no month has room for goes into a DEFAULT partition, so
--                                   that nothing is refused
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

-- Months begin in UTC. Kept are this month and the twelve before it; older ones are detached: they stay, as tables of
-- their own, until somebody archives and drops them. `today` is there so that it can be asked of another day.
-- SECURITY DEFINER: the job need not own the table.
--
-- Making a partition takes strong locks, on users too (for the foreign key), in an order in which others do not take
-- them. It gives up after half a second, sooner than a deadlock would be noticed, lets go of what it has, and tries again.
CREATE OR REPLACE FUNCTION public.create_monthly_partition(today date DEFAULT (now() AT TIME ZONE 'UTC')::date)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET DateStyle = 'ISO, MDY' SET lock_timeout = '500ms'
AS $$
DECLARE
    this_month timestamptz := date_trunc('month', today::timestamptz);
    month timestamptz;
    partition text;
    attached text[];
BEGIN
    IF today IS NULL OR NOT isfinite(today) OR today NOT BETWEEN '1970-01-01' AND '9998-12-31' THEN
        RAISE EXCEPTION 'there are no partitions for the month of %', coalesce(today::text, 'no day')
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Two calls at once, by the job and by hand, take turns.
    PERFORM set_config('lock_timeout', '0', true);
    PERFORM pg_advisory_xact_lock('public.user_behavior_log'::regclass::bigint);
    PERFORM set_config('lock_timeout', '500ms', true);
    attached := ARRAY(
        SELECT child.relname::text FROM pg_inherits AS part JOIN pg_class AS child ON child.oid = part.inhrelid
        WHERE part.inhparent = 'public.user_behavior_log'::regclass
            AND child.relname ~ '^user_behavior_log_[0-9]{4}_[0-9]{2}$'
        ORDER BY child.relname);
    IF to_char(this_month, '"user_behavior_log_"YYYY_MM') = ANY (attached)
        AND to_char(this_month + interval '1 month', '"user_behavior_log_"YYYY_MM') = ANY (attached)
        AND NOT EXISTS (SELECT FROM unnest(attached) AS name
            WHERE to_date(right(name, 7), 'YYYY_MM') < this_month - interval '12 months')
    THEN
        RETURN;
    END IF;

    FOR attempt IN 1..60 LOOP
        BEGIN
            LOCK TABLE public.users IN SHARE ROW EXCLUSIVE MODE;
            LOCK TABLE public.user_behavior_log IN ACCESS EXCLUSIVE MODE;
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF attempt = 60 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(0.2 * random());
        END;
    END LOOP;

    FOREACH partition IN ARRAY attached LOOP
        IF to_date(right(partition, 7), 'YYYY_MM') < this_month - interval '12 months' THEN
            EXECUTE format('ALTER TABLE public.user_behavior_log DETACH PARTITION public.%I', partition);
        END IF;
    END LOOP;

    FOREACH month IN ARRAY ARRAY[this_month, this_month + interval '1 month'] LOOP
        partition := to_char(month, '"user_behavior_log_"YYYY_MM');
        CONTINUE WHEN partition = ANY (attached);
        -- One that was detached comes back.
        IF to_regclass(format('public.%I', partition)) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE public.%I (LIKE public.user_behavior_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                partition);
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', partition);
            EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, anon, authenticated', partition);
        END IF;
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
END
$$;
REVOKE ALL ON FUNCTION public.create_monthly_partition(date) FROM PUBLIC;

-- The first time only: loading again detaches nothing.
DO $$
BEGIN
    IF 1 = (SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.user_behavior_log'::regclass) THEN
        PERFORM public.create_monthly_partition();
    END IF;
END
$$;
