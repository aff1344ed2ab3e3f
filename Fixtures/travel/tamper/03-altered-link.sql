-- Gives: altered-link
--
-- A row is cut loose from the row before it: its link names a hash that nothing has. Its own hash still is that of the
-- content with the true link.

\set ON_ERROR_STOP on
SELECT min(id) AS place FROM (
    SELECT id, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
) AS walked
WHERE depth >= 0.4 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
UPDATE public.audit_log SET prev_hash = sha256(prev_hash) WHERE id = :place;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
