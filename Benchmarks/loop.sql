-- The chain row by row in PL/pgSQL, as most verifiers in the field are written.
DO $$
DECLARE
    entry record;
    preceding bytea := decode(repeat('00', 32), 'hex');
BEGIN
    FOR entry IN SELECT * FROM public.audit_log ORDER BY id LOOP
        IF entry.prev_hash <> preceding OR entry.hash <> sha256(entry.prev_hash || convert_to(jsonb_build_array(
            entry.id,
            to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            entry.user_id::text, entry.db_user, entry.ip_address::text, entry.table_name, entry.row_id, entry.action,
            entry.old_data, entry.new_data
        )::text, 'UTF8')) THEN
            RAISE EXCEPTION 'the log that the benchmark made is broken at %', entry.id;
        END IF;
        preceding := entry.hash;
    END LOOP;
END
$$;
