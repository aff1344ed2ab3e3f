"""Whether a verification (JSON) names the breaks of a list, whose lines are 'kind' or 'kind first last', and no more.

    found.py REPORT LIST      prints what is wrong; exit status 1 if something is
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
named, count = set(), 0
for chain in report["chains"]:
    count += chain["breakCount"]
    for one in chain["breaks"]:
        named.add((one["kind"],))
        named.add((one["kind"], one["first"]["id"], one["last"]["id"]))

with open(sys.argv[2], encoding="utf-8") as file:
    made = [tuple(line.split()) for line in file]
wrong = ["it did not name " + " ".join(one) for one in made if one not in named]
if count != len(made):
    wrong.append(f"it named {count} breaks where {len(made)} were made")
print("; ".join(wrong))
sys.exit(1 if wrong else 0)
