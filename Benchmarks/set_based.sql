-- The whole chain in one statement, as people write it: lag() for the link, sha256() for the content.
SELECT NOT bool_and(coalesce(holds, false)) AS broken
FROM (
    SELECT
        hash = sha256(prev_hash || convert_to(jsonb_build_array(
            id,
            to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            user_id::text, db_user, ip_address::text, table_name, row_id, action, old_data, new_data
        )::text, 'UTF8'))
        AND prev_hash = lag(hash, 1, decode(repeat('00', 32), 'hex')) OVER (ORDER BY id) AS holds
    FROM public.audit_log
) AS walked
\gset
\if :broken
    DO $$ BEGIN RAISE EXCEPTION 'the log that the benchmark made is broken'; END $$;
\endif
