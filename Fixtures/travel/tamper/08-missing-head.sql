-- Gives: missing-head
--
-- The oldest rows are gone, the first five of a hundred: no purge was declared, and the first row left does not begin
-- a chain.

\set ON_ERROR_STOP on
SELECT min(id) AS place FROM (
    SELECT id, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
) AS walked
WHERE depth >= 0.05 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
DELETE FROM public.audit_log WHERE id < :place;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
