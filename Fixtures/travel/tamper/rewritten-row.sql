-- The person behind a payment is changed and the row's hash recomputed, so that the row agrees with itself;
-- the rows behind it are left.
-- Expected: one break, rewritten-row, at the row.
--
-- For a copy of a log that history.sql loaded. Prints the kind and the break's first and last id.
\ir guards/off.sql

SELECT id AS place FROM public.audit_log AS entry
WHERE id >= (SELECT max(id) * 4 / 10 FROM public.audit_log)
    AND table_name = 'payments' AND action = 'INSERT'
    -- no gap beside it, which would let the break be read in another way
    AND EXISTS (SELECT FROM public.audit_log WHERE id = entry.id - 1)
    AND EXISTS (SELECT FROM public.audit_log WHERE id = entry.id + 1)
ORDER BY id LIMIT 1 \gset
UPDATE public.audit_log SET user_id = md5('somebody else')::uuid WHERE id = :place;
UPDATE public.audit_log AS entry SET hash = public.audit_log_hash(entry) WHERE id = :place;

\ir guards/on.sql
\echo rewritten-row :place :place
