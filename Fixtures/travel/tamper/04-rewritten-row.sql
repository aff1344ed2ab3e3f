-- Gives: rewritten-row
--
-- Cleverer than 01: who did it is changed, and the row sealed again with the published formula, so that by itself it
-- is flawless. Only the row after it remembers the old hash. (The next number is no gap, so that nobody can have been
-- cut out between the two.)

\set ON_ERROR_STOP on
SELECT min(id) AS place FROM (
    SELECT id, lead(id) OVER (ORDER BY id) AS next, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
) AS walked
WHERE next = id + 1 AND depth >= 0.5 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
UPDATE public.audit_log SET user_id = 'a11b1000-0000-4000-8000-000000000000',
    ip_address = '203.0.113.99' WHERE id = :place;
UPDATE public.audit_log AS forged SET hash = public.audit_log_hash(forged) WHERE id = :place;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
