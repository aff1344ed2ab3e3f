"""Small cases whose breaks are reasoned by hand from breaks.md; they test the oracle, and any other program may read them.

    python3 -m unittest test_cases            in this folder
    python3 test_cases.py --json > cases.json   the cases with their expected breaks, as entries of the oracle's input

Rows are numbered 10, 20, 30 … (a gap lies behind every row) or, where `step=1` is said, 1, 2, 3 …; they are written a minute
and 1,000 transactions apart, so that nothing is near unless the case says so. Expected breaks: (kind, first, last, rows,
alternatives), of several chains with the chain's key as a sixth.
"""
import copy
import json
import sys
import unittest

import formulas
import oracle

MINUTE = 60_000_000


class Log:
    """A log under construction; rows go by their number."""

    def __init__(self, count=10, step=10, stored=True, formula="pipe", order="int", chains=("one",), per=False, numbers="own"):
        self.stored, self.formula, self.order_type, self.per = stored, formula, order, per
        self.rows = []
        next_number = step
        for turn in range(count):
            for chain in chains:
                number = next_number if numbers == "shared" else step * (turn + 1)
                next_number += step
                self.add(number, chain)

    def add(self, number, chain="one", link=None, **given):
        """A row behind the chain's newest, or behind the one whose hash is `link`."""
        before = [row for row in self.rows if row["chain"] == self.key(chain) and not row["excluded"]]
        row = {"chain": self.key(chain), "number": number, "time": number * MINUTE, "xmin": number * 1000,
               "prev": None, "hash": None, "excluded": False,
               "content": {"actor": "ann", "action": f"act {number} of {chain}", "note": "n", "amount": number, "at": number, "tenant": chain}}
        row.update(given)
        self.rows.append(row)
        if not row["excluded"]:
            self.seal(row, link or (before[-1]["hash"] if before else self.genesis(chain)))
        return row

    def key(self, chain):
        return [chain] if self.per else []

    def genesis(self, chain="one"):
        return formulas.genesis(formulas.FORMULAS[self.formula][3], self.key(chain))

    def compute(self, row, link):
        return formulas.formula(self.formula)(link, row["content"])

    def seal(self, row, link):
        row["prev"], row["hash"] = link, self.compute(row, link)

    def row(self, number, chain=None):
        return next(row for row in self.rows if row["number"] == number and chain in (None, row["content"]["tenant"]))

    # what people do to logs
    def alter(self, *numbers, chain=None):
        for number in numbers:
            self.row(number, chain)["content"]["action"] += " altered"

    def rewrite(self, number, chain=None):
        row = self.row(number, chain)
        self.alter(number, chain=chain)
        self.seal(row, row["prev"])

    def spoil_hash(self, number):
        self.row(number)["hash"] = other(self.row(number)["hash"])

    def spoil_link(self, number, link="?"):
        self.row(number)["prev"] = "5a" * 32 if link == "?" else link

    def unseal(self, *numbers):
        for number in numbers:
            self.row(number)["hash"] = None

    def delete(self, *numbers, chain=None):
        for number in numbers:
            self.rows.remove(self.row(number, chain))

    def copy(self, number, to, chain=None, **given):
        row = copy.deepcopy(self.row(number, chain))
        row.update(number=to, xmin=900_000, **given)
        self.rows.append(row)
        return row

    def forge(self, number, behind, chain="one", near=False, **given):
        """A row with a good hash over the hash of another row, later or as near as a concurrent writer's."""
        parent = self.row(behind)
        given = dict(dict(time=(number if not near else behind + 10) * MINUTE, xmin=(behind + 10) * 1000 + 5 if near else 900_000),
                     **given)
        return self.add(number, chain, link=parent["hash"], **given)

    def place(self, moves):
        """{number: new number}, all at once, by one late transaction."""
        rows = {number: self.row(number) for number in moves}
        for number, row in rows.items():
            row.update(number=moves[number], xmin=900_000)

    def swap(self, one, another):
        self.place({one: another, another: one})

    def rotate(self, numbers, by):
        numbers = list(numbers)
        self.place(dict(zip(numbers, numbers[by:] + numbers[:by])))

    def unknown(self, *columns):
        for row in self.rows:
            row.update({column: None for column in columns})

    def entry(self, name):
        given = []
        for row in self.rows:
            number = row["number"]
            order = [number] if self.order_type == "int" else [f"{number:06d}"]
            if self.order_type == "int int":
                order = [number // 50, number]
            given.append(dict(row, order=order, prev=row["prev"] if self.stored else None))
        types = {"int": ["int"], "text": ["text"], "int int": ["int", "int"]}[self.order_type]
        return {"name": name, "per": ["tenant"] if self.per else [], "stored": self.stored, "formula": self.formula,
                "genesis": formulas.FORMULAS[self.formula][3], "rows": given,
                "order": [{"name": f"o{index}", "type": kind} for index, kind in enumerate(types)]}


def other(digest):
    """Another digest of the same form."""
    return digest[:-8] + digest[-8:][::-1].translate(str.maketrans("0123456789abcdef", "f0123456789abcde"))


CASES = []


def case(expected, drifts=0, **log):
    """Registers a case: the function tampers with the log; its docstring reasons."""
    def register(function):
        CASES.append((function.__name__, function.__doc__, log, function, expected, drifts))
        return function
    return register


# ------------------------------------------------------------------------------------------------------ whole logs
@case([])
def intact(log):
    """Nothing was done."""


@case([], count=1)
def intact_one_row(log):
    """One row on the genesis."""


@case([], stored=False)
def intact_without_link(log):
    """Each row holds with the hash of the row before."""


@case([], per=True, chains=("a", None, "b"), numbers="shared", formula="tenanted")
def intact_chains_with_null(log):
    """NULL is a per value like any other; each chain has its own genesis."""


@case([], formula="started")
def intact_null_genesis(log):
    """The first row's link is NULL, as the genesis says."""


@case([], formula="binary", stored=False)
def intact_bytea(log):
    """Hashes are bytes."""


@case([])
def intact_rows_at_one_place(log):
    """Rows that share a place stand in the order of their links (1), however they are read."""
    for number in (40, 50, 60):
        log.row(number)["number"] = 40
    log.rows.reverse()


@case([], stored=False)
def intact_rows_at_one_place_without_link(log):
    """No link stored: trials among them find the same order (1)."""
    for number in (40, 50, 60):
        log.row(number)["number"] = 40
    log.rows.reverse()


@case([])
def intact_with_omitted_rows(log):
    """Rows that `where` omits belong to no chain."""
    log.add(45, excluded=True)


# ------------------------------------------------------------------------------------------------ content and hash
@case([("altered-content", 50, 50, 1, [])])
def altered_content(log):
    """60 still names the stored hash."""
    log.alter(50)


@case([("altered-content", 100, 100, 1, ["altered-hash"])])
def altered_content_at_tip(log):
    """Nobody names the hash: it may be the hash that was changed (10)."""
    log.alter(100)


@case([("altered-content", 10, 10, 1, [])])
def altered_content_at_head(log):
    """The link is the genesis, 20 vouches for the hash."""
    log.alter(10)


@case([("altered-content", 40, 60, 3, ["altered-hash"])])
def altered_content_in_a_row(log):
    """A broken successor vouches for nobody, so 40 and 50 have the alternative; adjacent breaks of one kind are one (14)."""
    log.alter(40, 50, 60)


@case([("altered-content", 40, 40, 1, []), ("altered-content", 60, 60, 1, [])])
def altered_content_twice(log):
    """50 lies between and is sound: two breaks."""
    log.alter(40, 60)


@case([("altered-content", 10, 10, 1, ["altered-hash"])], count=1)
def altered_content_of_the_only_row(log):
    """No successor."""
    log.alter(10)


@case([("altered-hash", 50, 50, 1, [])])
def altered_hash(log):
    """60 names the recomputed value."""
    log.spoil_hash(50)


@case([("altered-hash", 10, 10, 1, [])])
def altered_hash_at_head(log):
    """20 names the recomputed value."""
    log.spoil_hash(10)


@case([("altered-content", 100, 100, 1, ["altered-hash"])])
def altered_hash_at_tip(log):
    """Nobody names either value."""
    log.spoil_hash(100)


@case([("altered-hash", 50, 50, 1, [])], formula="binary")
def altered_hash_bytea(log):
    """As with text."""
    log.spoil_hash(50)


@case([("altered-content", 50, 60, 2, ["altered-hash"])])
def altered_hash_before_altered_content(log):
    """60 names the recomputed value of 50, but is broken and vouches for nobody; 70 vouches for 60. One kind: one break."""
    log.spoil_hash(50)
    log.alter(60)


@case([("altered-content", 50, 50, 1, ["altered-hash"]), ("altered-hash", 60, 60, 1, [])])
def altered_content_before_altered_hash(log):
    """60 is broken; 70 names the recomputed value of 60. Different kinds stay two breaks."""
    log.alter(50)
    log.spoil_hash(60)


# ------------------------------------------------------------------------------------------------------------- link
@case([("altered-link", 50, 50, 1, [])])
def altered_link(log):
    """With the hash of 40 in the link's place the content holds (5)."""
    log.spoil_link(50)


@case([("altered-link", 10, 10, 1, [])])
def altered_link_at_first_row(log):
    """The genesis is tried for the first 64 rows."""
    log.spoil_link(10)


@case([("altered-link", 100, 100, 1, [])])
def altered_link_at_tip(log):
    """As in the middle."""
    log.spoil_link(100)


@case([("altered-link", 50, 50, 1, [])])
def altered_link_to_another_row(log):
    """The link names 20, the trial says 40."""
    log.spoil_link(50, log.row(20)["hash"])


@case([("altered-link", 50, 50, 1, [])])
def altered_link_null(log):
    """The recomputed value is NULL; the hash has the form of sound rows', so it is not malformed (3)."""
    log.spoil_link(50, None)


@case([("altered-link", 40, 60, 3, [])])
def altered_links_in_a_row(log):
    """Three adjacent breaks of one kind are one."""
    for number in (40, 50, 60):
        log.spoil_link(number)


@case([("altered-content", 40, 40, 1, ["altered-hash"]), ("altered-link", 50, 50, 1, [])])
def altered_link_behind_altered_hash(log):
    """The trial finds the recomputed value of 40 (a name), but 50 is broken and vouches for nobody (10)."""
    log.spoil_hash(40)
    log.spoil_link(50)


@case([("altered-content", 80, 80, 1, ["missing-rows", "rewritten-row"])])
def altered_content_and_link(log):
    """No trial holds, and a broken row's link to a far row doesn't count (6): 70 is assumed, 90 vouches for the hash."""
    log.alter(80)
    log.spoil_link(80, log.row(20)["hash"])


@case([("altered-content", 10, 10, 1, ["missing-head"])])
def altered_content_and_link_at_head(log):
    """Assumed at the start (10)."""
    log.alter(10)
    log.spoil_link(10)


# ------------------------------------------------------------------------------------------- rewritten and missing
@case([("rewritten-row", 5, 5, 1, [])], step=1)
def rewritten_row(log):
    """The link of 6 names no row, no number is free between 5 and 6."""
    log.rewrite(5)


@case([("rewritten-row", 1, 1, 1, [])], step=1)
def rewritten_first_row(log):
    """The first row holds on the genesis; 2 names no row."""
    log.rewrite(1)


@case([("missing-rows", 50, 60, None, ["rewritten-row"])])
def rewritten_row_before_a_gap(log):
    """Numbers are free between 50 and 60: by the facts rows may be missing (11)."""
    log.rewrite(50)


@case([("rewritten-row", "000050", "000050", 1, ["missing-rows"])], order="text")
def rewritten_row_without_numbers(log):
    """No integer: no gap can be seen, but there is room (12)."""
    log.rewrite(50)


@case([("rewritten-row", 4, 4, 1, ["missing-rows"])], step=1)
def rewritten_row_before_an_omitted_one(log):
    """5 is a row that `where` omits: no gap, but room."""
    log.row(5).update(excluded=True, hash=None, prev=None)
    for number in range(6, 11):
        log.seal(log.row(number), log.row(number - 1 if number > 6 else 4)["hash"])
    log.rewrite(4)


@case([("rewritten-row", 5, 6, 2, [])], step=1)
def rewritten_rows_in_a_row(log):
    """6 keeps its link to the old 5, 7 its link to the old 6: adjacent breaks of one kind are one."""
    log.rewrite(5)
    log.rewrite(6)


@case([("altered-content", 6, 6, 1, ["rewritten-row"])], step=1)
def rewritten_row_before_altered_content(log):
    """6 fails and its link names no row: its break lists the rewritten row before (10)."""
    log.rewrite(5)
    log.alter(6)


@case([("missing-rows", 4, 6, None, ["rewritten-row"])], step=1)
def missing_row(log):
    """The link of 6 names no row, 5 is nobody's number."""
    log.delete(5)


@case([("missing-rows", 20, 80, None, ["rewritten-row"])])
def missing_rows(log):
    """One hole, one break between the surviving neighbours."""
    log.delete(30, 40, 50, 60, 70)


@case([("missing-rows", 3, 5, None, ["rewritten-row"]), ("missing-rows", 5, 7, None, ["rewritten-row"])], step=1)
def missing_rows_on_both_sides(log):
    """Two holes round one row stay two breaks (14)."""
    log.delete(4, 6)


@case([("rewritten-row", "000040", "000040", 1, ["missing-rows"])], order="text")
def missing_row_without_numbers(log):
    """No integer: the simplest story is a rewritten row."""
    log.delete(50)


@case([("missing-rows", 40, 60, None, ["rewritten-row"])], order="int int")
def missing_row_in_composite_order(log):
    """The last order column counts."""
    log.delete(50)


@case([("missing-rows", 3, 7, None, ["rewritten-row"], ["a"])], step=1, per=True, chains=("a", "b"), numbers="shared", count=5)
def missing_row_of_one_chain(log):
    """4 and 6 are the other chain's, 5 is nobody's."""
    log.delete(5)


@case([("rewritten-row", 5, 5, 1, [], ["a"])], step=1, per=True, chains=("a", "b"), numbers="shared", count=5)
def rewritten_row_of_one_chain(log):
    """The number between 5 and 7 is a row's of the table: no gap, no room."""
    log.rewrite(5)


@case([("missing-rows", 3, 5, None, ["rewritten-row"], [None])], step=1, per=True, chains=("a", None))
def missing_row_where_each_chain_counts(log):
    """Numbers occur twice in the table, so the chain's own count; 4 is free there (12)."""
    log.rows.remove(next(row for row in log.rows if row["number"] == 4 and row["chain"] == [None]))


@case([("missing-head", 30, 30, None, [])])
def missing_head(log):
    """30 holds, its link is not the genesis and names no row."""
    log.delete(10, 20)


@case([("missing-head", 20, 20, None, [])], formula="started")
def missing_head_null_genesis(log):
    """The first surviving row has a link though the genesis is NULL."""
    log.delete(10)


@case([("missing-head", 100, 100, None, [])])
def missing_head_but_for_the_tip(log):
    """The only row left."""
    log.delete(*range(10, 100, 10))


@case([("missing-head", 20, 20, None, []), ("missing-rows", 20, 40, None, ["rewritten-row"])])
def missing_head_and_next(log):
    """Two holes, two breaks."""
    log.delete(10, 30)


@case([("altered-content", 20, 20, 1, ["missing-head"])])
def missing_head_before_altered_content(log):
    """The first surviving row fails and its link names no row (10)."""
    log.delete(10)
    log.alter(20)


@case([("altered-content", 50, 50, 1, ["altered-hash", "missing-rows"])])
def missing_row_behind_altered_content(log):
    """70 is behind a broken row: no break of its own, but there is room, so 50 lists it (11); nobody vouches for 50."""
    log.alter(50)
    log.delete(60)


@case([("altered-link", 50, 50, 1, []), ("missing-rows", 50, 70, None, [])])
def missing_row_behind_altered_link(log):
    """The hash of 50 holds by the trial, so the gap behind it stands for itself (11)."""
    log.spoil_link(50)
    log.delete(60)


@case([("altered-content", 50, 50, 1, ["missing-rows", "rewritten-row"])])
def altered_link_behind_missing_row(log):
    """The true link's row is gone, so no trial holds: a content failure with an assumed predecessor."""
    log.delete(40)
    log.spoil_link(50)


# ------------------------------------------------------------------------------------------- unsealed and malformed
@case([("unsealed-row", 50, 50, 1, [])])
def unsealed_row_in_the_middle(log):
    """60 names the value that 50 should have."""
    log.unseal(50)


@case([("unsealed-row", 10, 10, 1, [])])
def unsealed_head(log):
    """As in the middle."""
    log.unseal(10)


@case([("unsealed-row", 100, 100, 1, [])])
def unsealed_tip(log):
    """No hash."""
    log.unseal(100)


@case([("unsealed-row", 40, 60, 3, [])])
def unsealed_rows_in_a_row(log):
    """Adjacent breaks of one kind are one."""
    log.unseal(40, 50, 60)


@case([("unsealed-row", 55, 55, 1, [])])
def unsealed_from_the_start(log):
    """The writer passed it over: 60 links to 50, and 55 is a branch of broken rows only (8)."""
    log.forge(55, behind=50)["hash"] = None


@case([("unsealed-row", 55, 55, 1, [])])
def unsealed_row_with_the_link_of_the_tip(log):
    """A broken row's link to a far row doesn't count, and no sound row links to 55 (6)."""
    log.forge(55, behind=100)["hash"] = None


@case([("unsealed-row", 50, 50, 1, [])], stored=False)
def unsealed_row_without_link(log):
    """The trial of 60 finds the recomputed value of 50."""
    log.unseal(50)


@case([("unsealed-row", 10, 100, 10, [])])
def unsealed_all(log):
    """A log without a hash."""
    log.unseal(*range(10, 110, 10))


@case([("altered-content", 60, 60, 1, []), ("unsealed-row", 50, 50, 1, [])])
def unsealed_row_before_altered_content(log):
    """The link of 60 is a name of 50, 70 vouches for 60."""
    log.unseal(50)
    log.alter(60)


@case([("malformed-hash", 50, 50, 1, [])])
def malformed_hash_truncated(log):
    """Another length; 60 names the recomputed value."""
    log.row(50)["hash"] = log.row(50)["hash"][:60]


@case([("malformed-hash", 50, 50, 1, [])])
def malformed_hash_upper_case(log):
    """Another alphabet."""
    log.row(50)["hash"] = log.row(50)["hash"].upper()


@case([("malformed-hash", 50, 50, 1, [])], formula="prefixed")
def malformed_hash_other_prefix(log):
    """What stands before the colon."""
    log.row(50)["hash"] = log.row(50)["hash"].replace("sha256:", "sha512:")


@case([("malformed-hash", 50, 60, 2, [])])
def malformed_hashes_in_a_row(log):
    """Adjacent."""
    log.row(50)["hash"] = ""
    log.row(60)["hash"] = "none"


@case([("malformed-hash", 5, 5, 1, [])], step=1)
def malformed_and_altered(log):
    """The content changed as well, so 6 names no row; behind a broken row, without room: nothing (11)."""
    log.alter(5)
    log.row(5)["hash"] = "gone"


@case([("malformed-hash", 50, 50, 1, ["missing-rows"])])
def malformed_and_altered_before_a_gap(log):
    """The same with room."""
    log.alter(50)
    log.row(50)["hash"] = "gone"


# ---------------------------------------------------------------------------------------------- inserted and forked
@case([("inserted-row", 55, 55, 1, [])])
def forged_row(log):
    """55 and 60 share 50; 60 has the longer descent; time 5 minutes, xmin far."""
    log.forge(55, behind=50)


@case([("inserted-row", 55, 55, 1, ["forked-chain"])])
def forged_row_near_in_time(log):
    """One near, one far (8)."""
    log.forge(55, behind=50, time=60 * MINUTE + 10_000_000)


@case([("inserted-row", 55, 55, 1, [])])
def forged_row_just_not_near(log):
    """10 s are near, a microsecond more is not; 100 xmins are near, 101 are not."""
    log.forge(55, behind=50, time=60 * MINUTE + 10_000_001, xmin=60_101)


@case([("forked-chain", 55, 55, 1, [])])
def forked_chain(log):
    """Near in both."""
    log.forge(55, behind=50, near=True)


@case([("forked-chain", 55, 55, 1, [])])
def forked_chain_just_near(log):
    """Exactly 10 s and 100 xmins."""
    log.forge(55, behind=50, time=60 * MINUTE + 10_000_000, xmin=60_100)


@case([("forked-chain", 55, 55, 1, ["inserted-row"])])
def forked_chain_of_unknown_time(log):
    """Neither is known: the same name, with the alternative."""
    log.forge(55, behind=50)
    log.unknown("time", "xmin")


@case([("forked-chain", 55, 55, 1, [])])
def forked_chain_with_xmin_only(log):
    """What is unknown is not compared."""
    log.forge(55, behind=50, near=True)
    log.unknown("time")


@case([("inserted-row", 55, 55, 1, [])])
def forged_row_with_time_only(log):
    """The one that is known is far."""
    log.forge(55, behind=50)
    log.unknown("xmin")


@case([("forked-chain", 65, 85, 3, [])], count=8)
def forked_chain_three_on_each_side(log):
    """Equal descents, neither assumed: the earlier is the line, 65, 75, 85 the branch."""
    log.forge(65, behind=50, near=True)
    log.forge(75, behind=65)
    log.forge(85, behind=75)


@case([("forked-chain", 60, 80, 3, [])], count=8)
def forked_chain_longer_branch_wins(log):
    """The branch of four is the line."""
    log.forge(65, behind=50, near=True)
    for number, behind in ((75, 65), (85, 75), (95, 85)):
        log.forge(number, behind=behind)


@case([("altered-content", 75, 75, 1, ["altered-hash"]), ("forked-chain", 65, 65, 1, [])])
def forked_chain_with_altered_content(log):
    """The branch less its broken row; that one has its own break, and no successor."""
    log.forge(65, behind=50, near=True)
    log.forge(75, behind=65)
    log.alter(75)


@case([("inserted-row", 55, 57, 2, [])])
def forged_rows_side_by_side(log):
    """Two branches on 50 at adjacent rows: one break."""
    log.forge(55, behind=50)
    log.forge(57, behind=50)


@case([("inserted-row", 55, 55, 1, []), ("inserted-row", 75, 75, 1, [])])
def forged_rows_apart(log):
    """Two branches."""
    log.forge(55, behind=50)
    log.forge(75, behind=70)


@case([("inserted-row", 5, 5, 1, [])])
def forged_row_on_the_genesis(log):
    """A second first row: the genesis has two successors."""
    log.add(5, link=log.genesis(), xmin=900_000)


@case([("forked-chain", 15, 15, 1, [])])
def forked_at_the_genesis(log):
    """Two writers found the table empty."""
    log.add(15, link=log.genesis(), time=10 * MINUTE + 5, xmin=10_001)


@case([("inserted-row", 75, 75, 1, ["forked-chain"])])
def copied_row(log):
    """A hash that the chain has twice; the copied time is the original's (8). 40 names the original, right behind 20."""
    log.copy(30, to=75)


@case([("inserted-row", 75, 75, 1, [])])
def copied_row_of_unknown_time(log):
    """Only the xmin is known, and far."""
    log.copy(30, to=75)
    log.unknown("time")


@case([("inserted-row", 35, 35, 1, ["forked-chain"])])
def copied_row_behind_the_original(log):
    """30 stands right behind its own predecessor, 35 doesn't (6)."""
    log.copy(30, to=35)


@case([("inserted-row", 30, 30, 1, ["forked-chain"])])
def copied_row_before_the_original(log):
    """Here it is the copy that stands right behind 20: nothing in the rows tells which is the copy."""
    log.copy(30, to=25)


@case([("inserted-row", 45, 45, 1, ["forked-chain"])])
def copied_tip(log):
    """Neither has a successor; 100 stands behind its predecessor, the copy before it (7, mended)."""
    log.copy(100, to=45)


@case([("inserted-row", 110, 110, 1, ["forked-chain"])])
def copied_row_behind_the_tip(log):
    """A branch off the line wherever it stands."""
    log.copy(30, to=110)


@case([("inserted-row", 30, 30, 1, ["forked-chain"])])
def copied_row_at_its_own_place(log):
    """The same row twice at one place: both have the same link; the first stands right behind 20."""
    log.copy(30, to=30)


@case([("inserted-row", 75, 75, 1, [], ["a"])], per=True, chains=("a", "b"))
def copied_from_another_chain(log):
    """Its link is no row's of this chain: assumed."""
    log.copy(40, to=75, chain="b")["chain"] = ["a"]


@case([("inserted-row", 75, 75, 1, [], ["a"])], per=True, chains=("a", "b"))
def copied_head_of_another_chain(log):
    """Its link is the genesis: a branch beside the first row, far from it in time."""
    row = log.copy(10, to=75, chain="b", time=75 * MINUTE)
    row["chain"] = ["a"]


@case([("inserted-row", 75, 75, 1, [], ["a"])],
      per=True, chains=("a", "b"), formula="tenanted")
def copied_from_another_chain_that_seals_its_key(log):
    """The formula holds the chain's key, so the content fails, its link is no row's, and nothing in its branch holds (8)."""
    row = log.copy(40, to=75, chain="b")
    row["chain"], row["content"]["tenant"] = ["a"], "a"


@case([("inserted-row", 55, 55, 1, [])])
def stray_row(log):
    """A good hash over a link that is no row's: assumed, beside 60."""
    log.add(55, link="ab" * 32)


@case([("missing-rows", 100, 110, None, ["rewritten-row"])])
def stray_row_behind_the_tip(log):
    """No row opposes it: by the facts rows before it are missing."""
    log.add(110, link="ab" * 32)


@case([("rewritten-row", 10, 10, 1, [])], step=1)
def stray_row_behind_the_tip_without_gap(log):
    """The same without room."""
    log.add(11, link="ab" * 32)


@case([("inserted-row", 55, 55, 1, [])])
def garbage_row(log):
    """A hash from nowhere over a good link: its branch leaves the line, and nothing in it holds (8)."""
    log.forge(55, behind=50)["hash"] = "ab" * 32


# --------------------------------------------------------------------------------------------------------- reordered
@case([("reordered-rows", 40, 50, 2, [])])
def swapped_neighbours(log):
    """Both hashes are there."""
    log.swap(40, 50)


@case([("reordered-rows", 30, 90, 7, [])])
def swapped_rows(log):
    """One stretch of seven."""
    log.swap(30, 90)


@case([("reordered-rows", 20, 90, 8, [])])
def swapped_over_eight(log):
    """Up to 8 rows: one break over the stretch."""
    log.swap(20, 90)


@case([("reordered-rows", 20, 20, 1, []), ("reordered-rows", 100, 100, 1, [])], count=12)
def swapped_over_nine(log):
    """Longer: one at each place."""
    log.swap(20, 100)


@case([("reordered-rows", 40, 50, 2, ["altered-content"])])
def swapped_neighbours_whose_order_is_hashed(log):
    """Neither content holds, but the links name rows of the chain, and each row after them names one of the two."""
    log.swap(40, 50)
    log.alter(40, 50)


@case([("reordered-rows", 40, 40, 1, ["altered-content"]), ("reordered-rows", 180, 180, 1, ["altered-content"])], count=20)
def swapped_far_whose_order_is_hashed(log):
    """As far apart as that: the sound rows behind either are nobody's insertion."""
    log.swap(40, 180)
    log.alter(40, 180)


@case([("reordered-rows", 130, 130, 1, [])], count=15)
def moved_far_down(log):
    """30 now stands at 130, the others moved up by one: eleven rows, all but one in a rising run."""
    log.rotate(range(30, 140, 10), -1)


@case([("reordered-rows", 30, 40, 2, [])], count=15)
def moved_two_far_up(log):
    """120 and 130 now stand at 30 and 40."""
    log.rotate(range(30, 140, 10), 2)


@case([("reordered-rows", 30, 80, 6, [])])
def rotated(log):
    """Six rows."""
    log.rotate(range(30, 90, 10), 2)


@case([("reordered-rows", 10, 20, 2, [])])
def swapped_head(log):
    """At the start."""
    log.swap(10, 20)


@case([("reordered-rows", 90, 100, 2, [])])
def swapped_tip(log):
    """At the tip."""
    log.swap(90, 100)


@case([("reordered-rows", 20, 30, 2, []), ("reordered-rows", 40, 50, 2, [])])
def swapped_side_by_side(log):
    """Two stretches at adjacent rows stay two breaks (14)."""
    log.swap(20, 30)
    log.swap(40, 50)


def near_pair(log, one, another, xmins=(0, 5)):
    """Two rows written at one moment, in the order of their links."""
    base = log.row(one)["xmin"]
    log.row(another).update(time=log.row(one)["time"] + 1_000_000)
    log.row(one)["xmin"], log.row(another)["xmin"] = base + xmins[0], base + xmins[1]


@case([], drifts=1)
def drift(log):
    """Two writers at one moment drew their numbers the other way round: a finding, no break (9)."""
    near_pair(log, 40, 50)
    one, another = log.row(40), log.row(50)
    one["number"], another["number"] = 50, 40


@case([("reordered-rows", 40, 50, 2, [])])
def swapped_near_in_time_by_a_late_transaction(log):
    """Near each other, but their xmins lie far outside those of 30 and 60."""
    near_pair(log, 40, 50)
    log.swap(40, 50)


@case([("reordered-rows", 40, 50, 2, [])])
def swapped_near_in_time_with_xmins_apart(log):
    """101 xmins apart."""
    near_pair(log, 40, 50, xmins=(0, 101))
    one, another = log.row(40), log.row(50)
    one["number"], another["number"] = 50, 40


@case([], drifts=1)
def drift_of_unknown_xmin(log):
    """What is unknown is not compared."""
    near_pair(log, 40, 50)
    log.swap(40, 50)
    log.unknown("xmin")


@case([("altered-content", 60, 60, 1, []), ("reordered-rows", 40, 50, 2, [])])
def drift_beside_a_broken_row(log):
    """The row on one side is not sound, so it is a break (9). The link of 60 names the row at 40, one of the two before."""
    near_pair(log, 40, 50)
    one, another = log.row(40), log.row(50)
    one["number"], another["number"] = 50, 40
    log.alter(60)


@case([("reordered-rows", 40, 50, 2, ["altered-content"])])
def swapped_and_altered_hash(log):
    """The hash of the row now at 40 changed; a row that step 9 has named is not named again for its content (10)."""
    log.swap(40, 50)
    log.spoil_hash(40)


@case([("reordered-rows", 40, 50, 2, ["altered-content"])])
def swapped_and_altered_content(log):
    """The row now at 40 was altered; its link names the row at 50, to which no sound row links (6, mended); named by step 9."""
    log.swap(40, 50)
    log.alter(40)


@case([("altered-content", 70, 70, 1, []), ("reordered-rows", 40, 60, 3, [])])
def swapped_before_altered_content(log):
    """70 links to the row now at 40, three places before; no sound row links there (6, mended)."""
    log.swap(40, 60)
    log.alter(70)


@case([("reordered-rows", 40, 60, 3, []), ("unsealed-row", 70, 70, 1, [])])
def swapped_before_an_unsealed_row(log):
    """The same with no hash at 70; 80 names what it should be."""
    log.swap(40, 60)
    log.unseal(70)


# ------------------------------------------------------------------------------------------------- formula mismatch
def mismatch(log, numbers):
    """The trigger changed: these rows are sealed by another formula."""
    rows = sorted((row for row in log.rows if row["number"] in numbers), key=lambda row: row["number"])
    for row in rows:
        real = copy.deepcopy(row["content"])
        row["content"]["action"] += "?"
        before = [other for other in log.rows if other["number"] < row["number"] and other["chain"] == row["chain"]]
        log.seal(row, before[-1]["hash"] if before else row["prev"])
        row["content"] = real


@case([("formula-mismatch", 11, 40, 30, ["altered-content"])], step=1, count=40)
def formula_mismatch_from_a_row_on(log):
    """30 rows up to the end fail while linked."""
    mismatch(log, range(11, 41))


@case([("formula-mismatch", 1, 25, 25, ["altered-content"])], step=1, count=25)
def formula_mismatch_throughout(log):
    """All of at least 20 fail."""
    mismatch(log, range(1, 26))


@case([("formula-mismatch", 11, 30, 20, ["altered-content"])], step=1, count=30)
def formula_mismatch_of_twenty(log):
    """20 are enough."""
    mismatch(log, range(11, 31))


@case([("altered-content", 12, 30, 19, ["altered-hash"])], step=1, count=30)
def formula_mismatch_of_nineteen_is_none(log):
    """19 are not: content failures side by side."""
    mismatch(log, range(12, 31))


@case([("altered-content", 1, 19, 19, ["altered-hash"])], step=1, count=19)
def formula_mismatch_of_a_short_log_is_none(log):
    """Fewer than 20 sealed rows."""
    mismatch(log, range(1, 20))


@case([("altered-content", 5, 5, 1, []), ("formula-mismatch", 11, 40, 30, ["altered-content"])], step=1, count=40)
def formula_mismatch_behind_altered_content(log):
    """Of a chain that fails from a row on, the row before is not named with it."""
    mismatch(log, range(11, 41))
    log.alter(5)


@case([("altered-content", 12, 12, 1, ["missing-rows", "rewritten-row"]), ("formula-mismatch", 1, 30, 28, ["altered-content"])],
      step=1, count=30)
def formula_mismatch_throughout_with_a_missing_row(log):
    """12 fails and is not linked: not among the rows that the formula explains (2). 13 names its hash."""
    mismatch(log, range(1, 31))
    log.delete(11)


@case([("formula-mismatch", 1, 25, 25, ["altered-content"])], step=1, count=25, stored=False)
def formula_mismatch_without_link(log):
    """None stored: all failing."""
    mismatch(log, range(1, 26))


@case([("formula-mismatch", 3, 25, 23, ["altered-content"], ["b"])], step=1, count=25, per=True, chains=("a", "b"))
def formula_mismatch_of_one_chain(log):
    """The other chain is sound."""
    rows = [row for row in log.rows if row["chain"] == ["b"] and row["number"] >= 3]
    rest = [row for row in log.rows if row not in rows]
    inner = Log(count=0)
    inner.rows = [row for row in log.rows if row["chain"] == ["b"]]
    inner.formula = log.formula
    mismatch(inner, range(3, 26))
    log.rows = rest + rows


# ---------------------------------------------------------------------------------------------------- no link stored
@case([("altered-content", 5, 5, 1, ["rewritten-row"])], step=1, stored=False)
def altered_content_without_link(log):
    """5 fails; 6 holds with its hash. The row before may have been rewritten as well (13)."""
    log.alter(5)


@case([("missing-rows", 40, 50, None, ["altered-content", "rewritten-row"])], stored=False)
def altered_content_without_link_behind_a_gap(log):
    """The same facts as a missing row (13)."""
    log.alter(50)


@case([("altered-content", 50, 60, 2, ["missing-rows", "rewritten-row"])], stored=False)
def altered_content_twice_without_link(log):
    """A neighbour in the same step: content, not holes (13)."""
    log.alter(50, 60)


@case([("altered-content", 10, 10, 1, ["altered-hash", "rewritten-row"])], step=1, stored=False)
def altered_content_at_tip_without_link(log):
    """At the tip."""
    log.alter(10)


@case([("missing-head", 10, 10, None, ["altered-content"])], stored=False)
def altered_content_at_head_without_link(log):
    """At the start (13)."""
    log.alter(10)


@case([("missing-head", 30, 30, None, ["altered-content"])], stored=False)
def missing_head_without_link(log):
    """The same facts."""
    log.delete(10, 20)


@case([("missing-rows", 4, 6, None, ["altered-content", "rewritten-row"])], step=1, stored=False)
def missing_row_without_link(log):
    """6 fails behind a gap."""
    log.delete(5)


@case([("altered-content", 6, 6, 1, ["rewritten-row"])], step=1, stored=False)
def rewritten_row_without_link(log):
    """5 holds, 6 fails: the alternative is the truth."""
    log.rewrite(5)


@case([("altered-hash", 5, 5, 1, ["rewritten-row"])], step=1, stored=False)
def altered_hash_without_link(log):
    """The trial of 6 finds the recomputed value of 5; the predecessor of 5 is assumed, hence the alternative (10)."""
    log.spoil_hash(5)


@case([("reordered-rows", 40, 50, 2, [])], stored=False)
def swapped_without_link(log):
    """Trials find each row's predecessor."""
    log.swap(40, 50)


@case([("reordered-rows", 20, 20, 1, []), ("reordered-rows", 140, 140, 1, [])], stored=False, count=16)
def swapped_far_without_link(log):
    """Trials reach 64 rows to both sides."""
    log.swap(20, 140)


@case([("inserted-row", 55, 55, 1, [])], stored=False)
def forged_row_without_link(log):
    """55 holds behind 50; the trial of 60 finds 50 too."""
    log.forge(55, behind=50)


@case([("forked-chain", 65, 65, 1, [])], stored=False)
def forked_chain_without_link(log):
    """The trials of 65 and of 70 find 50 and 60."""
    log.forge(65, behind=50, near=True)


@case([("inserted-row", 75, 75, 1, ["forked-chain"])], stored=False)
def copied_row_without_link(log):
    """The trial of the copy finds 20, that of 80 finds 70."""
    log.copy(30, to=75)


@case([("inserted-row", 35, 35, 1, ["forked-chain"])], stored=False)
def copied_row_behind_the_original_without_link(log):
    """40 holds with either; the original stands right behind its own predecessor."""
    log.copy(30, to=35)


@case([("inserted-row", 55, 55, 1, [])], stored=False)
def stray_row_without_link(log):
    """No trial of 55 holds: assumed, and off the line, for 60 is 50's."""
    log.add(55, link="ab" * 32)


@case([("missing-rows", 100, 110, None, ["altered-content", "rewritten-row"])], stored=False)
def stray_row_behind_the_tip_without_link(log):
    """On the line, for nobody opposes it; behind a gap."""
    log.add(110, link="ab" * 32)


# ----------------------------------------------------------------------------------------------- several at one place
@case([("altered-content", 4, 4, 1, ["altered-hash"]), ("altered-hash", 5, 5, 1, []), ("altered-link", 8, 8, 1, [])], step=1)
def three_kinds(log):
    """4's witness is broken, 6 vouches for the recomputed value of 5."""
    log.alter(4)
    log.spoil_hash(5)
    log.spoil_link(8)


@case([("missing-rows", 55, 70, None, ["rewritten-row"])])
def inserted_in_place_of_a_missing_row(log):
    """60 is gone, 55 forged on 50. The nearest row before 70 is 55 (6), which so stands on the line: nothing shows it forged."""
    log.forge(55, behind=50)
    log.delete(60)


@case([("altered-content", 70, 70, 1, []), ("unsealed-row", 60, 60, 1, []), ("missing-rows", 30, 50, None, ["rewritten-row"])])
def missing_then_unsealed_then_altered(log):
    """Each by its own facts."""
    log.delete(40)
    log.unseal(60)
    log.alter(70)


@case([("altered-hash", 20, 20, 1, ["missing-head"])])
def missing_head_with_altered_hash(log):
    """20 fails, 30 names its recomputed value; its link names no row at the start (10)."""
    log.delete(10)
    log.spoil_hash(20)


class HandReasonedCases(unittest.TestCase):
    """Each case by its name."""


def spelled(log, value):
    """An order value as the break gives it."""
    if isinstance(value, str):
        return [value]
    return [str(value // 50), str(value)] if log.order_type == "int int" else [str(value)]


def finished(name, options, tamper, expected):
    log = Log(**options)
    tamper(log)
    wanted = [{"kind": kind, "first": spelled(log, first), "last": spelled(log, last), "rows": rows,
               "alternatives": sorted(alternatives), "chain": chain[0] if chain else log.key("one")}
              for kind, first, last, rows, alternatives, *chain in expected]
    return log.entry(name), wanted


def in_order(breaks):
    return sorted(breaks, key=lambda one: json.dumps(one, sort_keys=True))


def test_of(name, reason, options, tamper, expected, drifts):
    def test(self):
        entry, wanted = finished(name, options, tamper, expected)
        result = oracle.judge_entry(json.loads(json.dumps(entry)))
        self.assertEqual(in_order(result["breaks"]), in_order(wanted), reason)
        self.assertEqual(len(result["drifts"]), drifts, reason)
    return test


for _case in CASES:
    setattr(HandReasonedCases, "test_" + _case[0], test_of(*_case))


if __name__ == "__main__":
    if sys.argv[1:] == ["--json"]:
        out = []
        for name_, reason_, options_, tamper_, expected_, drifts_ in CASES:
            entry_, wanted_ = finished(name_, options_, tamper_, expected_)
            out.append({"reason": reason_, "entry": entry_, "breaks": wanted_, "drifts": drifts_})
        json.dump(out, sys.stdout, ensure_ascii=False, indent=1)
    else:
        unittest.main()
