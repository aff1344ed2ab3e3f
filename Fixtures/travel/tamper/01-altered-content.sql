-- Gives: altered-content
--
-- Somebody paid too much a while ago, says the log now: a payment's amount is another, and nothing else is touched.
-- The row after it still vouches for the old hash.

\set ON_ERROR_STOP on
SELECT min(id) AS place FROM (
    SELECT id, percent_rank() OVER (ORDER BY id) AS depth FROM public.audit_log
    WHERE table_name = 'crypto_payments' AND action = 'INSERT'
) AS walked
WHERE depth >= 0.2 \gset

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
UPDATE public.audit_log
SET new_data = jsonb_set(new_data, '{amount}', to_jsonb(((new_data ->> 'amount')::numeric + 1000)))
WHERE id = :place;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
