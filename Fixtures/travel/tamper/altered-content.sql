-- The amount of a payment is changed; hash and link stay.
-- Expected: one break, altered-content, at the row.
--
-- For a copy of a log that history.sql loaded. Prints the kind and the break's first and last id.
\ir guards/off.sql

SELECT id AS place FROM public.audit_log AS entry
WHERE id >= (SELECT max(id) * 1 / 10 FROM public.audit_log)
    AND table_name = 'payments' AND action = 'INSERT'
    -- no gap beside it, which would let the break be read in another way
    AND EXISTS (SELECT FROM public.audit_log WHERE id = entry.id - 1)
    AND EXISTS (SELECT FROM public.audit_log WHERE id = entry.id + 1)
ORDER BY id LIMIT 1 \gset
UPDATE public.audit_log SET new_data = jsonb_set(new_data, '{amount}', '1.00') WHERE id = :place;

\ir guards/on.sql
\echo altered-content :place :place
