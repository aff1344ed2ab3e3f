-- Gives: forked-chain
--
-- Two writers at one moment, without the lock and without the unique constraint, sealed against the same predecessor:
-- what happens to a chain whose trigger reads the newest row and hopes. The first writer is a true one.

\set ON_ERROR_STOP on

UPDATE public.users SET phone = '+201055500123' WHERE id = (SELECT min(id::text)::uuid FROM public.users);

BEGIN;
ALTER TABLE public.audit_log DISABLE TRIGGER USER;
ALTER TABLE public.audit_log DROP CONSTRAINT IF EXISTS audit_log_does_not_fork;
INSERT INTO public.audit_log
SELECT nextval('public.audit_log_id_seq'), clock_timestamp(), first.user_id, first.db_user, first.ip_address,
    first.table_name, first.row_id, first.action, first.new_data, first.new_data || '{"phone": "+201055500199"}',
    first.prev_hash, ''
FROM public.audit_log AS first ORDER BY first.id DESC LIMIT 1;
UPDATE public.audit_log AS second SET hash = public.audit_log_hash(second) WHERE hash = '';
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
