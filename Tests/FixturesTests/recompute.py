"""Recomputes the chain of the travel log from what `COPY … (FORMAT csv)` prints, apart from all other code here.

    python3 recompute.py < rows.csv

Columns: id, occurred_at (UTC, ISO), user_id, db_user, ip_address, table_name, row_id, action, old_data, new_data,
prev_hash, hash (the last two in hex). Prints how many rows it checked; a row that does not fit ends it with status 1.
NULL is an empty field without quotes, which Python's csv module cannot tell from an empty string, hence the marker.
"""

import csv
import hashlib
import ipaddress
import json
import re
import sys

NULL = "\\N"
TIME = re.compile(r"(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00")


def quoted(value):
    return "null" if value == NULL else json.dumps(value, ensure_ascii=False)


def stamp(value):
    day, clock, fraction = TIME.fullmatch(value).groups()
    return f"{day}T{clock}.{(fraction or '').ljust(6, '0')}Z"


def address(value):
    return value if value == NULL or "/" in value else f"{value}/{ipaddress.ip_address(value).max_prefixlen}"


def embedded(value):
    return "null" if value == NULL else value


csv.field_size_limit(1 << 30)
link = bytes(32)
checked = 0
for row in csv.reader(sys.stdin):
    identity, time, user, role, ip, table, key, action, old, new, previous, stored = row
    text = ", ".join(
        [identity, quoted(stamp(time)), quoted(user), quoted(role), quoted(address(ip)), quoted(table), quoted(key),
         quoted(action), embedded(old), embedded(new)]
    )
    if bytes.fromhex(previous) != link:
        sys.exit(f"row {identity}: the link is not the hash of the row before")
    link = hashlib.sha256(link + f"[{text}]".encode()).digest()
    if bytes.fromhex(stored) != link:
        sys.exit(f"row {identity}: the hash is not that of its content")
    checked += 1
print(checked)
