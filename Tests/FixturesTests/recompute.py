"""Recomputes the chain of the reference audit log apart from PostgreSQL and from unbroken.

Reads what COPY public.audit_log TO STDOUT wrote (rows in the order of id) from standard input, with the session's time
zone UTC, and prints how many rows are chained and sealed as the header of audit_log.sql says.
"""

import hashlib
import json
import re
import sys
from datetime import datetime

ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def field(text):
    if text == "\\N":
        return None
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), text)


def time(text):
    for pattern in ("%Y-%m-%d %H:%M:%S.%f%z", "%Y-%m-%d %H:%M:%S%z"):
        try:
            return datetime.strptime(text + "00", pattern).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        except ValueError:
            pass
    raise ValueError(text)


def address(text):
    return text if text is None or "/" in text else text + ("/128" if ":" in text else "/32")


link = bytes(32)
sealed = 0
for line in sys.stdin.buffer.read().decode("utf-8").split("\n")[:-1]:
    id_, at, user, db_user, ip, table, row, action, old, new, previous, stored = map(field, line.split("\t"))
    assert bytes.fromhex(previous[2:]) == link, f"row {id_}: link"
    values = [time(at), user, db_user, address(ip), table, row, action]
    parts = [id_] + [json.dumps(value, ensure_ascii=False) for value in values] + [old or "null", new or "null"]
    link = hashlib.sha256(link + ("[" + ", ".join(parts) + "]").encode("utf-8")).digest()
    assert bytes.fromhex(stored[2:]) == link, f"row {id_}: hash"
    sealed += 1
print(sealed)
