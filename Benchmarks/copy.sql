-- The yardstick: the same columns of the same rows in the same order, read and thrown away.
\o /dev/null
COPY (
    SELECT id, occurred_at, user_id, db_user, ip_address, table_name, row_id, action, old_data, new_data, prev_hash, hash
    FROM public.audit_log ORDER BY id
) TO STDOUT (FORMAT binary);
