-- Only the link of a row is changed.
-- Expected: one break, altered-link, at the row.
--
-- For a copy of a log that history.sql loaded. Prints the kind and the break's first and last id.
\ir guards/off.sql

SELECT id AS place FROM public.audit_log AS entry
WHERE id >= (SELECT max(id) * 3 / 10 FROM public.audit_log)
    -- no gap beside it, which would let the break be read in another way
    AND EXISTS (SELECT FROM public.audit_log WHERE id = entry.id - 1)
    AND EXISTS (SELECT FROM public.audit_log WHERE id = entry.id + 1)
ORDER BY id LIMIT 1 \gset
UPDATE public.audit_log SET prev_hash = sha256('no predecessor') WHERE id = :place;

\ir guards/on.sql
\echo altered-link :place :place
