-- The 40 oldest rows are removed.
-- Expected: one break, missing-head, at the first row that is left.
--
-- For a copy of a log that history.sql loaded. Prints the kind and the break's first and last id.
\ir guards/off.sql

DELETE FROM public.audit_log WHERE id IN (SELECT id FROM public.audit_log ORDER BY id LIMIT 40);
SELECT min(id) AS place FROM public.audit_log \gset

\ir guards/on.sql
\echo missing-head :place :place
