-- Three rows are removed from the middle.
-- Expected: one break, missing-rows, between the rows that are left on each side.
--
-- For a copy of a log that history.sql loaded. Prints the kind and the break's first and last id.
\ir guards/off.sql

SELECT max(id) * 5 / 10 AS place FROM public.audit_log \gset
DELETE FROM public.audit_log
WHERE id IN (SELECT id FROM public.audit_log WHERE id >= :place ORDER BY id LIMIT 3);
SELECT max(id) AS before FROM public.audit_log WHERE id < :place \gset
SELECT min(id) AS behind FROM public.audit_log WHERE id >= :place \gset

\ir guards/on.sql
\echo missing-rows :before :behind
