"""Whether a verification (JSON) names every break of a list, whose lines are 'kind' or 'kind first last'.

    found.py REPORT LIST      prints what is not named; exit status 1 if there is something
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
named = set()
for chain in report["chains"]:
    for one in chain["breaks"]:
        named.add((one["kind"],))
        named.add((one["kind"], one["first"]["id"], one["last"]["id"]))

with open(sys.argv[2], encoding="utf-8") as file:
    missed = [line for line in map(str.split, file) if tuple(line) not in named]
for line in missed:
    print(line[0] + (f" from {line[1]} to {line[2]}" if len(line) > 1 else ""))
sys.exit(1 if missed else 0)
