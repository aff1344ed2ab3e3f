-- Gives: missing-rows
--
-- Three rows in a row are gone.

\set ON_ERROR_STOP on
SELECT min(id) AS place FROM (
    SELECT id, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
) AS walked
WHERE depth >= 0.6 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
DELETE FROM public.audit_log WHERE id IN (
    SELECT id FROM public.audit_log WHERE id >= :place ORDER BY id LIMIT 3
);
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
