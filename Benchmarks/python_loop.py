"""The chain row by row in Python, as a good programmer writes it: psycopg 3, a server-side cursor, hashlib.

Run with the distribution's Python, which has the distribution's psycopg; the server by the PG* environment.
"""

import hashlib
import json
import sys

import psycopg

ROWS = """
    SELECT id, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), user_id::text, db_user,
        ip_address::text, table_name, row_id, action, old_data::text, new_data::text, prev_hash, hash
    FROM public.audit_log ORDER BY id"""

quoted = json.JSONEncoder(ensure_ascii=False).encode

preceding = bytes(32)
with psycopg.connect("") as connection, connection.cursor(name="rows", binary=True) as rows:
    rows.itersize = 10000
    rows.execute(ROWS)
    for number, *texts, old_data, new_data, link, sealed in rows:
        values = [str(number), *map(quoted, texts), old_data or "null", new_data or "null"]
        if link != preceding or hashlib.sha256(link + f"[{', '.join(values)}]".encode()).digest() != sealed:
            sys.exit(f"the log that the benchmark made is broken at {number}")
        preceding = sealed
