-- Gives: inserted-row
--
-- A back-dated refund: a number that a failed commit left free is filled with a row that never was, well sealed, with
-- the link that the true next row has too. That two rows have one link, the unique constraint had to go for.

\set ON_ERROR_STOP on
SELECT max(id) AS place FROM (
    SELECT id, lead(id) OVER (ORDER BY id) AS next, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
) AS walked
WHERE next = id + 2 AND depth < 0.7 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
ALTER TABLE public.audit_log DROP CONSTRAINT IF EXISTS audit_log_does_not_fork;
INSERT INTO public.audit_log
SELECT before.id + 1, before.occurred_at + (after.occurred_at - before.occurred_at) / 2, NULL, before.db_user, NULL,
    'crypto_payments', '1', 'UPDATE', '{"id": 1, "status": "confirmed"}', '{"id": 1, "status": "refunded"}',
    before.hash, ''
FROM public.audit_log AS before, public.audit_log AS after
WHERE before.id = :place AND after.id = before.id + 2;
UPDATE public.audit_log AS forged SET hash = public.audit_log_hash(forged) WHERE id = :place + 1;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
