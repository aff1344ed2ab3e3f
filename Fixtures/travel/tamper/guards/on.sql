-- And afterwards: the guards stand as if nothing had been.
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows;
ALTER TABLE public.audit_log ENABLE ALWAYS TRIGGER audit_log_keeps_rows;
COMMIT;
