"""Compares the truth, the oracle's result and the tool's.

    python3 judge.py DIR [--tool VERIFY.json]     DIR as generator.py wrote it
    python3 judge.py --self-check 5000 [--seed N]   oracle against truth, without SQL

Four figures: (i) every tampered place lies inside a reported break; (ii) no break that no tampering explains; (iii) the
kind is right in at least 99 % where it is distinguishable in principle; (iv) oracle and tool say exactly the same.
Untampered twins yield no break. Exit 1 if one fails.

Pairs that nobody can tell apart (the break then names one story and lists the others, or can't):

- rewritten-row / missing-rows: the next link names a hash that no row has. Only a gap in an integer order hints at missing
  rows, and rolled-back numbers leave gaps too; other orders have none.
- altered-hash / altered-content at the tip: no successor names the original hash.
- no link stored: altered-content, a rewritten row before, missing rows (with a gap), and at the start a missing head all
  make exactly one row fail; at the tip altered-hash too.
- inserted-row / forked-chain: a forged row that is as near in time and xmin as a concurrent writer's (or neither is known).
  Which of two branches of one length is the line can't be told either.
- inserted-row / altered-content: a row with a hash from nowhere is a forged row or an altered one, and links to a row like both.
- inserted-row / missing-rows / rewritten-row: a stray row right before the tip, which no second row opposes.
- reordered-rows / order-drift: rows written at one moment, exchanged by someone whose transaction nobody's can be compared
  with (xmin unknown, or at an end of the chain).
- no link stored, where 90 % of an entry's rows don't fit the formula: any other failing row is taken for one of them.
- altered-content in at least 20 rows up to the end / formula-mismatch (not generated).
- Undetectable without a checkpoint (not generated): a tip cut off, a tip rewritten, a valid row added behind the tip.

Tampered places within 3 rows of each other or of honest drift, or several at one place of the order, are `crowded`:
several tamperings of one place have no one right name. Of them (i) asks that one place at least lies in or right beside a
break, (ii) lets breaks reach 3 rows further, and the kind, right or among the alternatives, is counted apart.
"""
import argparse
import collections
import json
import os
import random
import sys

import generator
import oracle


class Tally:
    def __init__(self):
        self.count = collections.Counter()
        self.cases = collections.defaultdict(list)

    def fail(self, what, case):
        self.count[what] += 1
        self.cases[what].append(case)


def key_of(values):
    return tuple(values)


def by_chain(result):
    chains = collections.defaultdict(list)
    for one in result:
        chains[key_of(one["chain"])].append(one)
    return chains


def covered(spots, ranges):
    return any(first <= spot <= last for spot in spots for first, last, *_ in ranges)


def judge_chain(tally, name, truth, breaks, drifts):
    at = {key_of(place): index for index, place in enumerate(truth["places"])}
    ranges = [(at[key_of(one["first"])], at[key_of(one["last"])], one) for one in breaks]
    drift_ranges = [(at[key_of(one["first"])], at[key_of(one["last"])]) for one in drifts]

    def case(text, **more):
        return {"entry": name, "chain": truth["chain"], "what": text, "stored": truth["stored"],
                "breaks": breaks, "tamperings": truth["tamperings"], **more}

    crowds = []
    for number, one in enumerate(truth["tamperings"]):
        others = [spot for index, other in enumerate(truth["tamperings"]) if index != number for spot in other["zone"]]
        others += [spot for drift in truth["drifts"] for spot in drift]
        near = any(abs(spot - other) <= 3 for spot in one["zone"] for other in others)
        tied = len({tuple(group) for group in one["must"]}) < len(one["must"])
        crowds.append(near or tied)

    explained = set()
    for one, crowded in zip(truth["tamperings"], crowds):
        zone, reach = one["zone"], 3 if crowded else 1
        if zone:
            explained.update(spot + step for spot in zone for step in range(-reach, reach + 1))
            if one["kind"] == "reordered-rows":
                explained.update(range(zone[0] - reach, zone[-1] + reach + 1))
    for drift in truth["drifts"]:
        if drift and any(spot + step in explained for spot in drift for step in (-1, 0, 1)):
            explained.update(range(drift[0] - 1, drift[-1] + 2))

    # (i)
    for one, crowded in zip(truth["tamperings"], crowds):
        tally.count["tamperings"] += 1
        tally.count["places"] += len(one["must"])
        unseen = [group for group in one["must"] if not covered(group, ranges)]
        drifted = [group for group in unseen if covered(group, drift_ranges)]
        if crowded or "order-drift" in one["accept"]:
            tally.count["places seen as drift"] += len(drifted)
            unseen = [group for group in unseen if group not in drifted]
        beside = [(first - 1, last + 1) for first, last, _ in ranges]
        if crowded and (len(unseen) < len(one["must"]) or all(covered(group, beside) for group in unseen)):
            tally.count["places beside a crowded break"] += len(unseen)
        else:
            for group in unseen:
                tally.fail("place outside breaks", case(f"{one['kind']} at {group} unseen"))
    # (ii)
    for first, last, one in ranges:
        tally.count["breaks"] += 1
        if first not in explained or last not in explained:
            tally.fail("unexplained break", case(f"{one['kind']} {first}..{last}", explained=sorted(explained)))
    # (iii)
    for one, crowded in zip(truth["tamperings"], crowds):
        spots = {spot for group in one["must"] for spot in group}
        # a branch of several rows spans places that are none of its own
        over = [found for first, last, found in ranges if any(first <= spot <= last for spot in spots) and (
            found["rows"] is None or found["rows"] >= last - first + 1 or found["kind"] in one["accept"]
            or spots & {first, last})]
        if not over:
            continue
        kinds = {found["kind"] for found in over}
        told = {kind for found in over for kind in found["alternatives"]}
        if crowded:
            tally.count["crowded"] += 1
            if kinds | told and not (kinds | told) & set(one["accept"]):
                tally.fail("crowded kind off", case(f"{one['kind']} accepted {one['accept']} got {kinds} {told}"))
        else:
            clear = one["accept"] == [one["kind"]]
            what = "distinguishable" if clear else "indistinguishable"
            tally.count[what] += 1
            if not kinds <= set(one["accept"]):
                tally.fail(f"{what} kind wrong", case(f"{one['kind']} accepted {one['accept']} got {kinds} {told}"))


def judge_result(tally, truths, results):
    """results: name → {breaks, drifts}."""
    for truth in truths:
        result, twin = results[truth["name"]], results["u" + truth["name"][1:]]
        breaks, drifts = by_chain(result["breaks"]), by_chain(result["drifts"])
        for chain in truth["chains"]:
            key = key_of(chain["chain"])
            judge_chain(tally, truth["name"], chain, breaks[key], drifts[key])
        tally.count["twins"] += 1
        for one in twin["breaks"]:
            tally.fail("break in an untampered twin", {"entry": twin["name"], "break": one})


def verdict(tally, title, show):
    count = tally.count
    clear = count["distinguishable"]
    right = clear - count["distinguishable kind wrong"]
    share = 100 * right / clear if clear else 100
    print(f"{title}: {count['tamperings']} tamperings, {count['breaks']} breaks, {count['twins']} twins")
    print(f"  (i)   places outside breaks: {count['place outside breaks']} of {count['places']} "
          f"({count['places seen as drift']} seen as drift, {count['places beside a crowded break']} crowded, beside "
          f"a break or of a tampering with another place inside one)")
    print(f"  (ii)  unexplained breaks: {count['unexplained break']}")
    print(f"  (iii) kind right: {right} of {clear} distinguishable ({share:.2f} %), wrong among {count['indistinguishable']} "
          f"others: {count['indistinguishable kind wrong']}; crowded {count['crowded']}, of them off: "
          f"{count['crowded kind off']}")
    print(f"  breaks in untampered twins: {count['break in an untampered twin']}")
    for what, cases in tally.cases.items():
        print(f"-- {what}: first {min(show, len(cases))} of {len(cases)}")
        for case in cases[:show]:
            print(json.dumps(case, ensure_ascii=False)[:3000])
    failed = ("place outside breaks", "unexplained break", "break in an untampered twin")
    return not any(count[what] for what in failed) and share >= 99


def tool_results(path):
    """The tool's JSON in the oracle's words; order-drift is a finding without places there."""
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    results = {}
    for chain in report["chains"]:
        if chain["breaksOmitted"]:
            sys.exit(f"{chain['name']}: the tool omitted {chain['breaksOmitted']} breaks; use smaller runs")
        results[chain["name"]] = {
            "name": chain["name"], "drifts": [],
            "drifted": any(finding["kind"] == "order-drift" for finding in chain["findings"]),
            "breaks": [{
                "kind": one["kind"], "alternatives": sorted(one["alternatives"]), "chain": list(one["chain"].values()),
                "first": list(one["first"].values()), "last": list(one["last"].values()), "rows": one["rows"]}
                for one in chain["breaks"]]}
    return results


def compare(expected, found, show):
    """(iv): exactly the same breaks, as sets with multiplicity."""
    def canonical(one):
        return json.dumps([one[name] for name in ("chain", "first", "last", "kind", "rows", "alternatives")],
                          ensure_ascii=False)

    equal = total = shown = 0
    for name, oracle_result in expected.items():
        tool_result = found.get(name)
        if tool_result is None:
            print(f"(iv) the tool has no entry {name}")
            total += 1
            continue
        mine = collections.Counter(map(canonical, oracle_result["breaks"]))
        other = collections.Counter(map(canonical, tool_result["breaks"]))
        equal += sum((mine & other).values())
        total += sum((mine | other).values())
        drift_differs = bool(oracle_result["drifts"]) != tool_result["drifted"]
        total += drift_differs
        if (mine != other or drift_differs) and shown < show:
            shown += 1
            print(f"-- {name} differs (chain, first, last, kind, rows, alternatives)")
            print("   only the oracle:", *(mine - other).elements(), sep="\n     ")
            print("   only the tool:", *(other - mine).elements(), sep="\n     ")
            if drift_differs:
                print("   order-drift:", oracle_result["drifts"][:3], "tool:", tool_result["drifted"])
    print(f"(iv) oracle and tool the same: {equal} of {total}")
    return equal == total


def self_check(chains, seed, show):
    tally, done = Tally(), 0
    while done < chains:
        batch = min(250, chains - done)
        pairs = generator.make(random.Random(seed), batch, unknown_xmin=True)
        results = {}
        for entry, twin, _ in pairs:
            for one, is_twin in ((entry, False), (twin, True)):
                given = json.loads(json.dumps(one.json(is_twin)))
                results[given["name"]] = oracle.judge_entry(given)
        judge_result(tally, [truth for _, _, truth in pairs], results)
        done, seed = done + batch, seed + 1
    return verdict(tally, f"oracle against truth, {done} chains", show)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", nargs="?")
    arguments.add_argument("--tool")
    arguments.add_argument("--self-check", type=int, default=0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--show", type=int, default=3)
    arguments.add_argument("--letter", action="store_true", help="an oracle without its mends")
    given = arguments.parse_args()
    oracle.MENDED = not given.letter
    if given.self_check:
        sys.exit(0 if self_check(given.self_check, given.seed, given.show) else 1)

    def read(name):
        with open(os.path.join(given.folder, name), encoding="utf-8") as file:
            return json.load(file)

    truths = read("truth.json")
    expected = {entry["name"]: oracle.judge_entry(entry) for entry in read("entries.json")}
    tally = Tally()
    judge_result(tally, truths, expected)
    good = verdict(tally, "oracle against truth", given.show)
    if given.tool:
        found, tally = tool_results(given.tool), Tally()
        for name, result in found.items():
            result["drifts"] = expected[name]["drifts"] if result["drifted"] else []
        judge_result(tally, truths, found)
        good = verdict(tally, "tool against truth", given.show) and good
        good = compare(expected, found, given.show) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
