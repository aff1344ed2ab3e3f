-- What two writers leave behind who work at the same moment without lock and without constraint: two rows sealed
-- against one predecessor. Both come from one transaction here, so that their xmins are as near as their times.
-- Expected: one break, forked-chain, at the row off the line.
--
-- For a copy of a log that history.sql loaded. Prints the kind and the break's first and last id.
\ir guards/off.sql

-- The row before an id that a rolled-back transaction left free, and the row behind it.
SELECT entry.id AS before, entry.id + 1 AS place, entry.id + 2 AS behind
FROM public.audit_log AS entry JOIN public.audit_log AS next ON next.id = entry.id + 2
WHERE entry.id >= (SELECT max(id) * 7 / 10 FROM public.audit_log)
    AND NOT EXISTS (SELECT FROM public.audit_log WHERE id = entry.id + 1)
ORDER BY entry.id LIMIT 1 \gset
ALTER TABLE public.audit_log DROP CONSTRAINT IF EXISTS audit_log_does_not_fork;
INSERT INTO public.audit_log
SELECT :place, occurred_at - interval '20 milliseconds', user_id, db_user, ip_address, table_name, row_id, action,
    old_data, new_data, prev_hash, hash
FROM public.audit_log WHERE id = :behind;
UPDATE public.audit_log AS entry SET hash = public.audit_log_hash(entry) WHERE id = :place;
UPDATE public.audit_log SET hash = hash WHERE id = :behind;

\ir guards/on.sql
\echo forked-chain :place :place
