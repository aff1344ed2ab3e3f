-- Takes out everything that install.sql put in, WITH ALL ROWS, the audit log's too: back up first. Nothing else is
-- touched: what depends on it (a view of somebody's own) makes it stop, and then nothing is gone.
--
--     psql -f Fixtures/travel/rollback.sql
--
-- The roles anon and authenticated go too if install.sql made them, unless another database still needs them.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SET LOCAL search_path = pg_catalog, pg_temp;

SET LOCAL standard_conforming_strings = on;

DO $$
DECLARE
    ours CONSTANT text := 'made by Fixtures/travel/%';
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        PERFORM cron.unschedule(jobid) FROM cron.job
        WHERE jobname IN ('refresh-analytics', 'create-partition', 'expire-payments')
            AND database = current_database();
        IF obj_description((SELECT oid FROM pg_extension WHERE extname = 'pg_cron'), 'pg_extension') LIKE ours
            AND NOT EXISTS (SELECT FROM cron.job) THEN
            DROP EXTENSION pg_cron;
        END IF;
    END IF;
EXCEPTION WHEN insufficient_privilege OR internal_error THEN
    RAISE WARNING 'pg_cron does not work, or not for this role: whatever it has scheduled stays';
END
$$;

DROP FUNCTION IF EXISTS public.get_user_analytics(uuid), public.calculate_k_factor(uuid),
    public.invitation_conversion(), public.predict_satisfaction(bigint),
    public.get_hotel_social_proof(text, text), public.calculate_traveler_persona(uuid),
    public.maintain_crypto_payments(), public.refresh_analytics_views(), public.verify_audit_log_integrity();

DROP VIEW IF EXISTS public.own_booking_stats;
DROP MATERIALIZED VIEW IF EXISTS public.hotel_social_proof, public.user_booking_stats;

-- Months that were detached are tables of their own.
DO $$
DECLARE
    detached text;
BEGIN
    FOR detached IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
            AND relname ~ '^user_behavior_log_[0-9]{4}_[0-9]{2}$'
    LOOP
        EXECUTE format('DROP TABLE public.%I', detached);
    END LOOP;
END
$$;
DROP TABLE IF EXISTS public.user_behavior_log, public.analytics_refreshes, public.shared_content, public.referrals,
    public.outcome_predictions, public.trip_predictions, public.social_proof_cache, public.traveler_personas;
DROP FUNCTION IF EXISTS public.create_monthly_partition(date);

DROP FUNCTION IF EXISTS public.audit_log_hash;
DROP TABLE IF EXISTS public.audit_log, public.booking_outcomes, public.crypto_payments;
DROP TABLE IF EXISTS public.bookings, public.trips, public.users;
DROP FUNCTION IF EXISTS public.capture_audit_log(), public.refuse_audit_log_change(), public.request_ip_address(),
    public.request_sees_everything(), public.request_is_admin();

DO $$
DECLARE
    ours CONSTANT text := 'made by Fixtures/travel/%';
    role text;
BEGIN
    IF obj_description(to_regprocedure('auth.uid()'), 'pg_proc') LIKE ours THEN
        DROP FUNCTION auth.uid();
    END IF;
    IF obj_description(to_regnamespace('auth'), 'pg_namespace') LIKE ours THEN
        DROP SCHEMA auth;
    END IF;
    DROP FUNCTION IF EXISTS public.request_user_id();
    FOREACH role IN ARRAY ARRAY['anon', 'authenticated'] LOOP
        CONTINUE WHEN shobj_description((SELECT oid FROM pg_roles WHERE rolname = role), 'pg_authid')
            IS DISTINCT FROM 'made by Fixtures/travel/request.sql';
        EXECUTE format('REVOKE ALL ON SCHEMA public FROM %I', role);
        BEGIN
            EXECUTE format('DROP ROLE %I', role);
        EXCEPTION
            WHEN dependent_objects_still_exist THEN
                RAISE WARNING 'the role % stays: something that is not of install.sql still names it', role;
            WHEN insufficient_privilege THEN
                RAISE WARNING 'the role % stays: this role may not drop it', role;
        END;
    END LOOP;
END
$$;
COMMIT;
RESET client_min_messages;
