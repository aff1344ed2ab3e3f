-- What teams write first: a loop over the rows in PL/pgSQL. For scripts/bench, beside verify_audit_log_integrity(),
-- which asks the same in one statement.
CREATE FUNCTION public.verify_by_loop() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    entry public.audit_log;
    preceding bytea := decode(repeat('00', 32), 'hex');
BEGIN
    FOR entry IN SELECT * FROM public.audit_log ORDER BY id LOOP
        IF entry.prev_hash IS DISTINCT FROM preceding OR entry.hash IS DISTINCT FROM public.audit_log_hash(entry) THEN
            RETURN false;
        END IF;
        preceding := entry.hash;
    END LOOP;
    RETURN true;
END
$$;
