-- Gives: unsealed-row
--
-- A row's hash is gone: the column was made nullable for it. Whoever only compares the hashes that are there sees
-- nothing.

\set ON_ERROR_STOP on
SELECT min(id) AS place FROM (
    SELECT id, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
) AS walked
WHERE depth >= 0.9 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
ALTER TABLE public.audit_log ALTER COLUMN hash DROP NOT NULL;
UPDATE public.audit_log SET hash = NULL WHERE id = :place;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
