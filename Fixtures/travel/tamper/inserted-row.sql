-- A payment that never was is put where a rolled-back transaction left an id free, sealed by the formula and linked
-- to the row before it.
-- Expected: one break, inserted-row, at the forged row.
--
-- For a copy of a log that history.sql loaded. Prints the kind and the break's first and last id.
\ir guards/off.sql

-- The row before an id that a rolled-back transaction left free, and the row behind it.
SELECT entry.id AS before, entry.id + 1 AS place, entry.id + 2 AS behind
FROM public.audit_log AS entry JOIN public.audit_log AS next ON next.id = entry.id + 2
WHERE entry.id >= (SELECT max(id) * 6 / 10 FROM public.audit_log)
    AND next.occurred_at - entry.occurred_at > interval '1 minute'
    AND NOT EXISTS (SELECT FROM public.audit_log WHERE id = entry.id + 1)
ORDER BY entry.id LIMIT 1 \gset
-- The row behind has that link already.
ALTER TABLE public.audit_log DROP CONSTRAINT IF EXISTS audit_log_does_not_fork;
INSERT INTO public.audit_log
SELECT :place, occurred_at + interval '30 seconds', user_id, db_user, ip_address, 'payments', '99999999', 'INSERT', NULL,
    '{"id": 99999999, "amount": 12.50, "status": "captured"}', hash, hash
FROM public.audit_log WHERE id = :before;
UPDATE public.audit_log AS entry SET hash = public.audit_log_hash(entry) WHERE id = :place;

\ir guards/on.sql
\echo inserted-row :place :place
