-- The reference system: a travel-booking service on plain PostgreSQL, 14 to 18, whose critical tables are recorded in a
-- hash-chained, append-only audit log.
--
--     psql -f Fixtures/travel/install.sql
--
-- loads it into schema public of an empty database, all of it or, after an error, nothing; loading it again changes
-- nothing. It wants the database's owner, who may also create roles (the first time in a cluster) and, for the
-- scheduled jobs, extensions. rollback.sql takes everything out again.
--
-- One file for each concern; each one's header says what it gives. history.sql and activity.sql fill the tables,
-- monitoring.sql watches them, tamper/ damages the log in nine ways, unbroken.yml says how its rows are chained.

\set ON_ERROR_STOP on
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
BEGIN;
SET LOCAL standard_conforming_strings = on;
SET LOCAL DateStyle = 'ISO, MDY';
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the encoding of this database is %, which has no Arabic', current_setting('server_encoding')
            USING HINT = 'Make one with ENCODING ''UTF8'' TEMPLATE template0.';
    END IF;
END
$$;
-- Names are looked up nowhere else: a function of somebody's own named sha256 must not get into the formula.
SET LOCAL search_path = pg_catalog, pg_temp;
\ir request.sql
\ir tables.sql
\ir behavior.sql
\ir audit_log.sql
\ir views.sql
\ir functions.sql
\ir security.sql
\ir jobs.sql
COMMIT;
RESET client_min_messages;
RESET client_encoding;
