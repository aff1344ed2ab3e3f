-- The three scheduled jobs, by pg_cron (Debian: postgresql-15-cron), where this database is the one that it works for;
-- where it is not, a notice. A part of install.sql.
--
--     refresh-analytics    hourly                       refresh_analytics_views()
--     create-partition     on each month's first day    create_monthly_partition()
--     expire-payments      every five minutes           maintain_crypto_payments()

SET LOCAL client_min_messages = notice;
DO $$
DECLARE
    works_here boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_cron') THEN
        RAISE NOTICE 'pg_cron is not installed: the three jobs of jobs.sql are not scheduled';
        RETURN;
    ELSIF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        -- Who is no superuser may neither ask nor make it.
        works_here := current_setting('cron.database_name', true) = current_database()::text;
        IF works_here IS NOT TRUE THEN
            RAISE NOTICE 'pg_cron does not work for this database: the three jobs of jobs.sql are not scheduled'
                USING HINT = 'Set shared_preload_libraries = ''pg_cron'' and cron.database_name, restart, and load again.';
            RETURN;
        END IF;
        CREATE EXTENSION pg_cron;
        -- So that rollback.sql knows it for our own.
        COMMENT ON EXTENSION pg_cron IS 'made by Fixtures/travel/jobs.sql';
    END IF;
    -- Whoever scheduled them before; each role has names of its own.
    PERFORM cron.unschedule(jobid) FROM cron.job
    WHERE jobname IN ('refresh-analytics', 'create-partition', 'expire-payments')
        AND database = current_database() AND username <> current_user::text;
    -- A job runs as the role that schedules it, which must be able to log in.
    PERFORM cron.schedule('refresh-analytics', '0 * * * *', 'SELECT public.refresh_analytics_views()');
    PERFORM cron.schedule('create-partition', '0 0 1 * *', 'SELECT public.create_monthly_partition()');
    PERFORM cron.schedule('expire-payments', '*/5 * * * *', 'SELECT public.maintain_crypto_payments()');
EXCEPTION WHEN insufficient_privilege OR internal_error THEN
    -- Without shared_preload_libraries the extension can be there and not work.
    RAISE NOTICE 'pg_cron does not work, or not for this role: the three jobs of jobs.sql are not scheduled'
        USING HINT = 'Load install.sql again as a superuser, or as a role with USAGE on the schema cron.';
END
$$;
SET LOCAL client_min_messages = warning;
