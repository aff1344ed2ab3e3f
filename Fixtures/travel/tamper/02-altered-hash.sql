-- Gives: altered-hash
--
-- Vandalism: a row's own hash is overwritten with another of the same length. The row after it still names the true
-- one.

\set ON_ERROR_STOP on
SELECT min(id) AS place FROM (
    SELECT id, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
) AS walked
WHERE depth >= 0.3 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
UPDATE public.audit_log SET hash = sha256(hash) WHERE id = :place;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
