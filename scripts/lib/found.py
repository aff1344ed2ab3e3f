"""Compares what the tamper scripts did with what unbroken found.

    python3 found.py RESULT.json < "kind first last", a line for each tampering

Prints a line for each tampering; ends with status 1 unless each was found as what it was and nothing else was.
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    breaks = [one for chain in json.load(file)["chains"] for one in chain["breaks"]]
found = [(one["kind"], (one["first"] or {}).get("id"), (one["last"] or {}).get("id")) for one in breaks]
done = [tuple(line.split()) for line in sys.stdin if line.strip()]
for tampering in done:
    kind, first, last = tampering
    rows = f"row {first}" if first == last else f"rows {first} to {last}"
    print(f"  {kind:<16} {rows:<24} {'found' if tampering in found else 'NOT FOUND'}")
unexplained = [one for one in found if one not in done]
for kind, first, last in unexplained:
    print(f"  {kind:<16} rows {first} to {last}: reported, but nobody did that")
sys.exit(0 if done and not unexplained and set(done) <= set(found) else 1)
