-- The three scheduled jobs, by pg_cron (Debian: postgresql-15-cron), where this database is the one that it works for;
-- where it is not, a notice. A part of install.sql.
--
--     refresh-analytics    hourly                       refresh_analytics_views()
--     create-partition     on each month's first day    create_monthly_partition()
--     expire-payments      every five minutes           maintain_crypto_payments()

SET LOCAL client_min_messages = notice;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_cron') THEN
        RAISE NOTICE 'pg_cron is not installed: the three jobs of jobs.sql are not scheduled';
        RETURN;
    ELSIF current_setting('cron.database_name', true) IS DISTINCT FROM current_database()::text THEN
        RAISE NOTICE 'pg_cron does not work for this database: the three jobs of jobs.sql are not scheduled'
            USING HINT = 'Set shared_preload_libraries = ''pg_cron'' and cron.database_name, restart, and load again.';
        RETURN;
    ELSIF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        CREATE EXTENSION pg_cron;
        -- So that rollback.sql knows it for our own.
        COMMENT ON EXTENSION pg_cron IS 'made by Fixtures/travel/jobs.sql';
    END IF;
    PERFORM cron.schedule('refresh-analytics', '0 * * * *', 'SELECT public.refresh_analytics_views()');
    PERFORM cron.schedule('create-partition', '0 0 1 * *', 'SELECT public.create_monthly_partition()');
    PERFORM cron.schedule('expire-payments', '*/5 * * * *', 'SELECT public.maintain_crypto_payments()');
END
$$;
SET LOCAL client_min_messages = warning;
