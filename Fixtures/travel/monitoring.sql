-- What to look at now and then: four queries, each with a heading.
--
--     psql -f Fixtures/travel/monitoring.sql
--
-- The third wants the extension pg_stat_statements, in a schema that the role may use, and in shared_preload_libraries;
-- else it is left out and this said. pg_monitor may read everything here.

\set ON_ERROR_STOP on
SET search_path = pg_catalog, pg_temp;

\echo 'Table sizes, with indexes and large values:'
SELECT
    namespace.nspname AS schema,
    class.relname AS table,
    pg_size_pretty(pg_total_relation_size(class.oid)) AS size
FROM pg_class AS class JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE namespace.nspname = 'public' AND class.relkind IN ('r', 'm')
ORDER BY pg_total_relation_size(class.oid) DESC, class.relname;

\echo 'Index usage, since the statistics began; indexes that nothing used come last:'
SELECT
    schemaname AS schema,
    relname AS table,
    indexrelname AS index,
    idx_scan AS index_scans,
    pg_size_pretty(pg_relation_size(indexrelid)) AS index_size
FROM pg_stat_user_indexes
WHERE schemaname = 'public'
ORDER BY idx_scan DESC, indexrelname;

-- Version 1.8, PostgreSQL 13, split total_time into planning and execution.
SELECT min(extnamespace::regnamespace::text) AS statements_schema FROM pg_extension
WHERE extname = 'pg_stat_statements' AND has_schema_privilege(extnamespace, 'USAGE')
    AND current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%' \gset
\if :{?statements_schema}
    \echo 'Slow statements, in milliseconds:'
    SELECT
        left(query, 100) AS query,
        calls,
        round(total_exec_time::numeric, 1) AS total_exec_time,
        round(mean_exec_time::numeric, 1) AS mean_exec_time,
        round(max_exec_time::numeric, 1) AS max_exec_time
    FROM :statements_schema.pg_stat_statements
    WHERE query NOT LIKE '%pg_stat%'
        AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY mean_exec_time DESC
    LIMIT 20;
\else
    \echo 'Slow statements: left out, for pg_stat_statements is not in this database, or not loaded, or not for this role.'
\endif

\echo 'Partitions of user_behavior_log, with their indexes:'
SELECT
    parent.relname AS parent,
    child.relname AS partition,
    pg_get_expr(child.relpartbound, child.oid) AS bounds,
    pg_size_pretty(pg_total_relation_size(child.oid)) AS size
FROM pg_inherits
JOIN pg_class AS parent ON parent.oid = pg_inherits.inhparent
JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
WHERE parent.oid = to_regclass('public.user_behavior_log')
ORDER BY child.relname;

RESET search_path;
