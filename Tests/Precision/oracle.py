"""The procedure "How a break is named" of breaks.md, literally: slow, in memory, one function for each step.

    python3 oracle.py ENTRIES.json > RESULT.json

Input: a list of entries {name, per: [column…], order: [{name, type}…], stored: bool, formula, genesis, rows: […]}, a
row {chain: [value…], order: [value…], time: µs or null, xmin: int or null, prev, hash: string or null, content: {…},
excluded: bool}. Types of order columns: int, timestamptz (µs since 1970, UTC), uuid, text. Rows that share a place in
the order are given in the order in which they were read.

Where breaks.md leaves a choice, the choice is marked `# reading:`; where its
letter decides a case wrongly, `# mended:`.
"""
import datetime
import json
import re
import sys

import formulas

WINDOW = 64
NEAR_WINDOW = 8
NEAR_TIME = 10_000_000
NEAR_XMIN = 100
START = -1  # the genesis, as a predecessor

# Where the procedure's letter decides a case wrongly the oracle mends it; False judges by the letter.
MENDED = True


class Row:
    """A row and what the steps learn of it."""

    def __init__(self, given):
        self.order = tuple(given["order"])
        self.time = given.get("time")
        self.xmin = given.get("xmin")
        self.link = given.get("prev")
        self.hash = given.get("hash")
        self.content = given["content"]
        self.holds = False  # content holds
        self.form_broken = None  # unsealed-row or malformed-hash
        self.altered_link = False
        self.names = []
        self.used_link = None  # the value by which the predecessor is named
        self.predecessor = None
        self.assumed = False

    @property
    def sealed(self):
        return self.hash is not None

    @property
    def sound(self):
        return self.holds and not self.altered_link and self.form_broken is None


class Break:
    def __init__(self, kind, members, alternatives=(), rows=0, alone=False):
        self.kind = kind
        self.members = sorted(set(members))  # positions in the order
        self.alternatives = set(alternatives)
        self.rows = len(self.members) if rows == 0 else rows
        self.alone = alone  # never merged with its neighbour (step 14)


def unite(one, other):
    return Break(one.kind, one.members + other.members, one.alternatives | other.alternatives)


class Chain:
    """One chain, its rows in order (step 1 done)."""

    def __init__(self, entry, key, given):
        self.key = key
        self.stored = entry["stored"]
        self.formula = formulas.formula(entry["formula"])
        self.genesis = formulas.genesis(entry["genesis"], key)
        self.integer_order = entry["order"][-1]["type"] == "int"
        self.rows = step1_ties(self, sorted((Row(one) for one in given), key=lambda row: row.order))
        self.breaks = []
        self.drifts = []
        self.in_branch = set()  # rows that step 8 has named
        self.reordered = set()  # rows that step 9 has named

    def __len__(self):
        return len(self.rows)

    def compute(self, row, link):
        return self.formula(link, row.content)

    def sealed_before(self, place):
        """The nearest sealed row before, or START."""
        place -= 1
        while place >= 0 and not self.rows[place].sealed:
            place -= 1
        return place

    def hash_before(self, place):
        before = self.sealed_before(place)
        return self.genesis if before == START else self.rows[before].hash

    def recomputed(self, place):
        row = self.rows[place]
        return self.compute(row, row.link if self.stored else self.hash_before(place))


# ---------------------------------------------------------------------------------------------------------------- 1
def step1_ties(chain, rows):
    """Rows that share a place in the order stand in the order of their links."""
    placed, start = [], 0
    sealed_hash, names = chain.genesis, [chain.genesis]  # of the nearest sealed row placed; names of the last one (step 4)
    while start < len(rows):
        end = start + 1
        while end < len(rows) and rows[end].order == rows[start].order:
            end += 1
        remaining = rows[start:end]
        while remaining:
            chosen = choose_next(chain, sealed_hash, names, remaining) if len(remaining) > 1 else remaining[0]
            remaining.remove(chosen)
            placed.append(chosen)
            names = tie_names(chain, chosen, sealed_hash, names)
            sealed_hash = chosen.hash if chosen.sealed else sealed_hash
        start = end
    return placed


def choose_next(chain, sealed_hash, names, remaining):
    # reading: "the order of their links" is followed greedily: next comes the row that links to the last sealed row placed,
    # else to another name of the last row placed; else the first row, as read, that links to no name of the others.
    for value in [sealed_hash] + names:
        for row in remaining:
            if links_to(chain, row, value):
                return row
    for row in remaining:
        others = [other for other in remaining if other is not row]
        if not any(links_to(chain, row, name) for other in others for name in tie_names(chain, other, sealed_hash, names)):
            return row
    return remaining[0]


def links_to(chain, row, value):
    if chain.stored:
        return row.link == value
    return row.sealed and chain.compute(row, value) == row.hash


def tie_names(chain, row, sealed_hash, names):
    """What a successor may link to, as in step 4, while places are still being settled."""
    value = chain.compute(row, row.link if chain.stored else sealed_hash)
    if row.sealed and row.hash in [value] + ([] if chain.stored else [chain.compute(row, name) for name in names]):
        return [row.hash]
    values = [row.hash, value] + [chain.compute(row, name) for name in names]
    return list(dict.fromkeys(value for value in values if value is not None))


# ---------------------------------------------------------------------------------------------------------------- 2
def step2_formula_mismatch(chains):
    sealed = failed = 0
    for chain in chains:
        for place, row in enumerate(chain.rows):
            value = chain.recomputed(place)
            row.holds = row.sealed and value is not None and value == row.hash
            sealed += row.sealed
            failed += row.sealed and not row.holds
    whole_entry = sealed >= 20 and failed * 10 >= sealed * 9
    for chain in chains:
        # reading: "linked" and "preceding hash": the link is the hash of the nearest sealed row before (of the first:
        # the genesis); where no link is stored every row counts as linked.
        def linked(place):
            return not chain.stored or chain.rows[place].link == chain.hash_before(place)

        places = [place for place, row in enumerate(chain.rows) if row.sealed]
        if whole_entry:
            named = [place for place in places if not chain.rows[place].holds and linked(place)]
        else:
            # reading: of a chain that fails from a row on, only the rows of that end are named, not single failing rows
            # before it.
            named = []
            for place in reversed(places):
                if chain.rows[place].holds or not linked(place):
                    break
                named.append(place)
            if len(named) < 20:
                named = []
        for place in named:
            chain.rows[place].holds = True
        if named:
            chain.breaks.append(Break("formula-mismatch", named, ["altered-content"], alone=True))


# ---------------------------------------------------------------------------------------------------------------- 3
def form(value):
    """Length, what stands before a colon, alphabet."""
    before, colon, rest = value.rpartition(":")
    # reading: the alphabet is the smallest that holds the value; digits alone are both hex and HEX.
    if re.fullmatch(r"[0-9]*", rest):
        alphabet = "digits"
    elif re.fullmatch(r"[0-9a-f]*", rest):
        alphabet = "hex"
    elif re.fullmatch(r"[0-9A-F]*", rest):
        alphabet = "HEX"
    elif re.fullmatch(r"[0-9A-Za-z+/=\n]*", rest):
        alphabet = "base64"
    else:
        alphabet = "other"
    return len(value), before + colon, alphabet


def same_form(one, other):
    (length, before, alphabet), (length2, before2, alphabet2) = form(one), form(other)
    same_alphabet = alphabet == alphabet2 or "digits" in (alphabet, alphabet2)
    return length == length2 and before == before2 and same_alphabet


def step3_form(chain):
    sound = [row.hash for row in chain.rows if row.holds]
    for place, row in enumerate(chain.rows):
        if not row.sealed:
            row.form_broken = "unsealed-row"
        elif not row.holds:
            value = chain.recomputed(place)
            if value is not None:
                malformed = not same_form(row.hash, value)
            else:
                # reading: without any sound row in the chain there is nothing to measure by, and the row is not malformed.
                malformed = bool(sound) and not any(same_form(row.hash, other) for other in sound)
            if malformed:
                row.form_broken = "malformed-hash"
        if row.form_broken:
            chain.breaks.append(Break(row.form_broken, [place]))


# ---------------------------------------------------------------------------------------------------------------- 4
def step4_names(chain):
    preceding = [chain.genesis]
    for place, row in enumerate(chain.rows):
        names = [row.hash] if row.form_broken is None else []
        if not row.holds:
            values = [chain.recomputed(place)] + [chain.compute(row, name) for name in preceding]
            names += [value for value in values if value is not None]
        row.names = preceding = list(dict.fromkeys(names))


def names_before(chain, place):
    return [chain.genesis] if place <= 0 else chain.rows[place - 1].names


# ---------------------------------------------------------------------------------------------------------------- 5
def step5_trials(chain):
    for place, row in enumerate(chain.rows):
        if row.holds or row.form_broken:
            continue
        # mended: a link that names the row before may have been set upon that row, forged between the two. Then the name of
        # a row further before gives the stored hash: the link was altered, and not the content.
        near = chain.stored and link_is_near(chain, place)
        if near and not MENDED:
            continue
        hit = trial(chain, place, near)
        if hit is None:
            continue
        row.predecessor, row.used_link = hit
        if chain.stored:
            row.altered_link = True
            chain.breaks.append(Break("altered-link", [place]))
        else:
            # reading: where no link is stored, a row that holds with another row's hash is sound.
            row.holds = True


def link_is_near(chain, place):
    """Whether the link is a name of the preceding row, or, behind an unsealed or malformed row, of the one before."""
    link = chain.rows[place].link
    if link in names_before(chain, place):
        return True
    if link is None:
        # mended: NULL names no row. Behind a spoilt first row a NULL genesis would forbid the trial that tells an altered link.
        return False
    return place > 0 and chain.rows[place - 1].form_broken is not None and link in names_before(chain, place - 1)


def trial(chain, place, near):
    """The row whose name in place of the link gives the stored hash; where the link names the row before, only the eight
    before it are tried."""
    row = chain.rows[place]
    window = NEAR_WINDOW if near else WINDOW
    if place < window and chain.compute(row, chain.genesis) == row.hash:
        return START, chain.genesis
    # reading: nearest first on both sides, the side before first where the distance is equal.
    for distance in range(1, window + 1):
        if place - distance >= 0:
            for name in chain.rows[place - distance].names:
                if chain.compute(row, name) == row.hash:
                    return place - distance, name
        if not near and place + distance < len(chain):
            other = chain.rows[place + distance]
            if other.sealed and chain.compute(row, other.hash) == row.hash:
                return place + distance, other.hash
    return None


# ---------------------------------------------------------------------------------------------------------------- 6
def step6_predecessors(chain):
    by_name = {}
    for place, row in enumerate(chain.rows):
        for name in row.names:
            by_name.setdefault(name, []).append(place)
    unknown = []
    chain.sound_links = {row.link for row in chain.rows if row.sound}
    for place, row in enumerate(chain.rows):
        if row.used_link is None and row.predecessor is None:
            found = linked_row(chain, by_name, place)
            if found is None:
                unknown.append(place)
            else:
                row.predecessor = found
    unknown = sorted(unknown + cut_circles(chain))
    for place in unknown:
        chain.rows[place].assumed = True
        chain.rows[place].predecessor = None
    for place in unknown:
        chain.rows[place].predecessor = assumed_predecessor(chain, place)


def linked_row(chain, by_name, place):
    row = chain.rows[place]
    if chain.stored:
        link = row.link
    elif row.holds:
        link = chain.hash_before(place)
    else:
        return None
    row.used_link = link
    # reading: "broken" here is also a row whose content fails, though step 10 names it only later: nothing vouches for
    # its link either. The genesis counts as one of the two rows before the first and the second row.
    broken = not row.sound
    if link == chain.genesis:
        return START if not broken or place < 2 else None
    candidates = [other for other in by_name.get(link, []) if other != place]
    if broken:
        candidates = [other for other in candidates
                      if other in (place - 1, place - 2) or MENDED and moved_apart(chain, place, other, link)]
    if not candidates:
        return None
    return min(candidates, key=lambda other: preference(chain, other, link))


def moved_apart(chain, place, other, link):
    # mended: a broken row's link counts also, however far, for a row that has it as its hash and to which no sound row
    # links, if a sound row links to the broken one. Else rows that were exchanged, where the order is hashed, lose their
    # predecessors, and sound rows are called inserted.
    vouched = any(name in chain.sound_links for name in chain.rows[place].names)
    return (chain.rows[other].hash == link
            and link not in chain.sound_links and vouched)


def preference(chain, place, link):
    row = chain.rows[place]
    return (row.hash != link, not row.sound, not stands_behind_its_own(chain, place), place)


def stands_behind_its_own(chain, place):
    # reading: asked of the link alone (a name of the row right before), so that nothing depends on the order in which
    # predecessors are found.
    row = chain.rows[place]
    if row.predecessor is not None and row.used_link is not None and (row.altered_link or not chain.stored):
        return row.predecessor == place - 1
    if chain.stored:
        return row.link in names_before(chain, place)
    return row.holds and chain.sealed_before(place) == place - 1


def cut_circles(chain):
    """Rows to be assumed because their known predecessors lead back to themselves (only where a formula has no link)."""
    cut, settled = [], set()
    for start in range(len(chain)):
        path, place = [], start
        while place not in (START, None) and place not in settled and place not in path:
            path.append(place)
            place = chain.rows[place].predecessor
        if place in path:
            first = min(path[path.index(place):])
            chain.rows[first].predecessor = None
            cut.append(first)
        settled.update(path)
    return cut


def elsewhere(chain, place):
    """Whether the row of another chain that an assumed row's link names is a stray there, and whether its heir is lost."""
    row = chain.rows[place]
    if not chain.stored or not row.assumed or row.link is None:
        return False, False
    return next((one[1:] for one in chain.misfits.get(row.link, ()) if one[0] is not chain), (False, False))


def from_elsewhere(chain, place):
    is_stray, is_bereft = elsewhere(chain, place)
    return is_bereft and not is_stray


def find_misfits(chains):
    """The sealed rows that do not stand behind what they link to, or whose next row does not; by hash."""
    misfits = {}
    for chain in chains:
        places = [place for place, row in enumerate(chain.rows) if row.sealed]
        for place in places:
            stray = chain.rows[place].link != chain.hash_before(place)
            behind = place + 1
            bereft = behind < len(chain) and chain.rows[behind].link != chain.rows[place].hash
            if stray or bereft:
                misfits.setdefault(chain.rows[place].hash, []).append((chain, stray, bereft))
    for chain in chains:
        chain.misfits = misfits


def assumed_predecessor(chain, place):
    fallback = beside = None
    for before in range(place - 1, -1, -1):
        if descends(chain, before, place):
            continue
        # reading: the first rows of a chain have the genesis within 8 rows if they stand among the first 8.
        own = chain.rows[before].predecessor
        if own is not None and abs(before - own) <= 8:
            # mended: if possible not a row that hangs beside others, far from them. Else a forged row in a sealed one's place
            # would be on the line, and the innocent rows before it called inserted.
            if not (MENDED and hangs_beside(chain, before)):
                return before
            if beside is None:
                beside = before
        if fallback is None:
            fallback = before
    if beside is not None:
        return beside
    return START if fallback is None else fallback


def hangs_beside(chain, place):
    row = chain.rows[place]
    if row.assumed or row.predecessor >= place:
        return False
    for other in chain.rows[row.predecessor + 1:place]:
        if other.predecessor == row.predecessor and not other.assumed:
            known = {near(row.time, other.time, NEAR_TIME), near(row.xmin, other.xmin, NEAR_XMIN)} - {None}
            if known == {False}:
                return True
    return False


def descends(chain, place, ancestor):
    while place not in (START, None):
        if place == ancestor:
            return True
        place = chain.rows[place].predecessor
    return False


# ---------------------------------------------------------------------------------------------------------------- 7
def step7_line(chain):
    children = {place: [] for place in range(START, len(chain))}
    for place, row in enumerate(chain.rows):
        children[row.predecessor].append(place)
    downward, queue = [], [START]
    while queue:
        place = queue.pop()
        downward.append(place)
        queue += children[place]
    descent = {}
    for place in reversed(downward):
        own = place != START and chain.rows[place].form_broken is None
        descent[place] = int(own) + max((descent[child] for child in children[place]), default=0)
    chain.children, chain.line = children, []
    place = START
    while children[place]:
        # mended: "then the earlier" of those behind their predecessor. Else a copy of the tip, placed anywhere before, would
        # be the line, the tip itself inserted, and all rows in between a reordered stretch.
        # mended: rows that were moved here from another chain, be they many, do not cast out what was sealed here.
        place = min(children[place], key=lambda child: (
            MENDED and from_elsewhere(chain, child), -descent[child], chain.rows[child].assumed, MENDED and child < place, child))
        chain.line.append(place)
    chain.on_line = set(chain.line)
    chain.line_rank = {place: rank for rank, place in enumerate(chain.line)}


# --------------------------------------------------------------------------------------------------------------- 10
def content_name(chain, place):
    """The kind and alternatives of a content failure by its successors (step 10); None: step 13."""
    row = chain.rows[place]
    # reading: a broken successor vouches for nobody, so only sound ones count.
    witnesses = {
        chain.rows[child].used_link for child in chain.children[place]
        if chain.rows[child].sound and not chain.rows[child].assumed
    }
    if row.hash in witnesses:
        kind, alternatives = "altered-content", set()
    elif witnesses:
        kind, alternatives = "altered-hash", set()
    else:
        kind, alternatives = "altered-content", {"altered-hash"}
    if not chain.stored and row.assumed and kind != "altered-hash":
        return None
    if row.assumed:
        # reading: at the start missing-head is the only other alternative: there is no row before to be rewritten.
        if row.predecessor == START:
            alternatives.add("missing-head")
        else:
            alternatives.add("rewritten-row")
            if room(chain, place):
                alternatives.add("missing-rows")
    return kind, alternatives


def content_failures(chain):
    # reading: "other" content failures are those of rows that no break of steps 8 and 9 has named.
    return [place for place, row in enumerate(chain.rows)
            if not row.holds and not row.altered_link and row.form_broken is None
            and place not in chain.in_branch and place not in chain.reordered]


def step10_content(chain):
    chain.content_broken = {}
    for place in content_failures(chain):
        named = content_name(chain, place)
        if named:
            kind, alternatives = named
            # reading: in step 14 "whose link names no row" is a row with a stored link and an assumed predecessor.
            alone = kind == "altered-content" and chain.stored and chain.rows[place].assumed
            chain.content_broken[place] = Break(kind, [place], alternatives, alone=alone)
            chain.breaks.append(chain.content_broken[place])


# ---------------------------------------------------------------------------------------------------------------- 8
def step8_branches(chain):
    hashes = [row.hash for row in chain.rows]
    for parent in [START] + chain.line:
        for child in chain.children[parent]:
            if child in chain.on_line:
                continue
            # reading: a branch is everything that descends from a row off the line, its own forks included.
            branch, queue = [], [child]
            while queue:
                place = queue.pop()
                branch.append(place)
                queue += chain.children[place]
            # reading: "broken" rows of a branch are those that steps 3 and 5 have named. A content failure belongs to the
            # branch's break where it is its first row, or where no row of the branch holds (a forged row's hash may be made
            # up); else it is left to step 10.
            unnamed = sorted(place for place in branch if not is_named(chain, place))
            holding = any(chain.rows[place].holds for place in unnamed)
            left = [place for place in unnamed if not holding or chain.rows[place].holds or place == child]
            if not left:
                continue
            chain.in_branch.update(left)
            sibling = next(place for place in chain.children[parent] if place in chain.on_line)
            # reading: the first row is the first of those that are left.
            kind, alternatives = branch_kind(chain, left[0], sibling, hashes)
            chain.breaks.append(Break(kind, left, alternatives))


def is_named(chain, place):
    """Whether step 3 or 5 has named the row."""
    row = chain.rows[place]
    return row.form_broken is not None or row.altered_link


def near(one, other, limit):
    """True, False, or None where one of the two is unknown."""
    return None if one is None or other is None else abs(one - other) <= limit


def branch_kind(chain, place, sibling, hashes):
    row, other = chain.rows[place], chain.rows[sibling]
    known = [value for value in (near(row.time, other.time, NEAR_TIME), near(row.xmin, other.xmin, NEAR_XMIN))
             if value is not None]
    if row.hash is not None and hashes.count(row.hash) > 1:
        return "inserted-row", ["forked-chain"] if any(known) else []
    if row.assumed:
        return "inserted-row", []
    if not known:
        return "forked-chain", ["inserted-row"]
    # reading: where one of time and xmin is unknown, the other decides alone, without an alternative.
    if all(known):
        return "forked-chain", []
    return "inserted-row", ["forked-chain"] if any(known) else []


# ---------------------------------------------------------------------------------------------------------------- 9
def step9_reordered(chain):
    # reading: rows off the line are left out of the order here: stretches, their neighbours and runs are of line rows.
    ordered = sorted(chain.line)
    ranks = [chain.line_rank[place] for place in ordered]
    start, highest = 0, -1
    for index, rank in enumerate(ranks):
        highest = max(highest, rank)
        if highest == index:
            if index > start:
                reordered_stretch(chain, ordered, ranks, start, index)
            start = index + 1


def reordered_stretch(chain, ordered, ranks, start, end):
    places = ordered[start:end + 1]
    before = ordered[start - 1] if start > 0 else None
    after = ordered[end + 1] if end + 1 < len(ordered) else None
    if is_drift(chain, places, before, after):
        chain.drifts.append(places)
    elif len(places) <= 8:
        chain.reordered.update(places)
        chain.breaks.append(Break("reordered-rows", places, moved_and_changed(chain, places), alone=True))
    else:
        staying = longest_rise(ranks[start:end + 1])
        run = []
        for index, place in enumerate(places + [None]):
            if place is not None and index not in staying:
                run.append(place)
            elif run:
                chain.reordered.update(run)
                chain.breaks.append(Break("reordered-rows", run, moved_and_changed(chain, run), alone=True))
                run = []


def moved_and_changed(chain, places):
    # reading: a content failure inside the stretch is not named again (step 10, "other"), but told as an alternative.
    rows = [chain.rows[place] for place in places]
    return ["altered-content"] if any(not row.holds and not row.altered_link and row.form_broken is None for row in rows) else []


def is_drift(chain, places, before, after):
    sides = [place for place in (before, after) if place is not None]
    if not all(chain.rows[place].sound for place in places + sides):
        return False
    times = [chain.rows[place].time for place in places if chain.rows[place].time is not None]
    xmins = [chain.rows[place].xmin for place in places if chain.rows[place].xmin is not None]
    if times and max(times) - min(times) > NEAR_TIME:
        return False
    if not xmins:
        return True
    if max(xmins) - min(xmins) > NEAR_XMIN:
        return False
    # reading: "outside those of the rows on each side" is outside the span from one to the other; where the row before is
    # missing or its xmin unknown, the span is open downwards, where the row after is, upwards.
    low = None if before is None else chain.rows[before].xmin
    high = None if after is None else chain.rows[after].xmin
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return (low is None or min(xmins) >= low - NEAR_XMIN) and (high is None or max(xmins) <= high + NEAR_XMIN)


def longest_rise(values):
    """Indices of a longest rising run."""
    # reading: of several longest ones, the one whose rows come first in the order.
    length = [1] * len(values)
    for index in range(len(values) - 1, -1, -1):
        for later in range(index + 1, len(values)):
            if values[later] > values[index]:
                length[index] = max(length[index], length[later] + 1)
    chosen, wanted, last = set(), max(length), -1
    for index, value in enumerate(values):
        if length[index] == wanted and value > last:
            chosen.add(index)
            last, wanted = value, wanted - 1
    return chosen


# --------------------------------------------------------------------------------------------------------------- 11
def step11_assumed(chain):
    for place in chain.line:
        row = chain.rows[place]
        if not row.sound or not row.assumed:
            continue
        if MENDED and from_elsewhere(chain, place):
            chain.breaks.append(Break("inserted-row", [place]))
            continue
        if row.predecessor == START:
            chain.breaks.append(missing(chain, "missing-head", place))
            continue
        # reading: "the row before" is the assumed predecessor; rows that only step 9 names are not broken.
        before = row.predecessor
        if not chain.rows[before].sound:
            if chain.rows[before].altered_link and gap(chain, place):
                chain.breaks.append(missing(chain, "missing-rows", place))
            elif room(chain, place):
                break_of(chain, before).alternatives.add("missing-rows")
        elif gap(chain, place):
            chain.breaks.append(missing(chain, "missing-rows", place, ["rewritten-row"]))
        else:
            alternatives = ["missing-rows"] if room(chain, place) else []
            chain.breaks.append(Break("rewritten-row", [before], alternatives))


def missing(chain, kind, place, alternatives=()):
    """From one surviving neighbour to the other; how many are missing can't be counted."""
    before = chain.rows[place].predecessor
    members = [place] if before == START else [before, place]
    return Break(kind, members, alternatives, rows=None, alone=True)


def break_of(chain, place):
    """The break of a step before that names the row."""
    return next(one for one in chain.breaks if place in one.members)


# --------------------------------------------------------------------------------------------------------------- 12
class Numbers:
    """The numbers of the last order column: whose they are."""

    def __init__(self, entry):
        self.table, self.chain, self.omitted, self.twice = set(), {}, set(), False
        if entry["order"][-1]["type"] != "int":
            return
        for row in entry["rows"]:
            number = row["order"][-1]
            # reading: if any number occurs twice anywhere in the table (rows that `where` omits too), numbers are counted
            # for each chain; rows that `where` omits count for the chain whose per values they have.
            self.twice = self.twice or number in self.table
            self.table.add(number)
            self.chain.setdefault(tuple(row["chain"]), set()).add(number)
            if row.get("excluded"):
                self.omitted.add(number)


def between(chain, place):
    """The numbers between the row before and this one; None where the column is no integer."""
    if not chain.integer_order:
        return None
    before = chain.rows[place].predecessor
    if before == START:
        return range(0)
    return range(chain.rows[before].order[-1] + 1, chain.rows[place].order[-1])


def gap(chain, place):
    # mended: a row of another chain that hangs on nothing there has the hash that is missing: it was taken from here.
    if MENDED and elsewhere(chain, place)[0]:
        return True
    numbers = between(chain, place)
    if numbers is None:
        return False
    taken = chain.numbers.chain.get(tuple(chain.key), set()) if chain.numbers.twice else chain.numbers.table
    return any(number not in taken for number in numbers)


def room(chain, place):
    numbers = between(chain, place)
    if numbers is None:
        return True
    # mended: a row off the line may stand in the place of one that was on it.
    taken = MENDED and chain.rows[place].predecessor != START and any(
        other not in chain.on_line for other in range(chain.rows[place].predecessor + 1, place))
    return gap(chain, place) or any(number in chain.numbers.omitted for number in numbers) or bool(numbers) and taken


# --------------------------------------------------------------------------------------------------------------- 13
def step13_no_link(chain):
    if chain.stored:
        return
    here = {place for place in content_failures(chain) if place in chain.on_line and content_name(chain, place) is None}
    tip = next((place for place in reversed(chain.line) if chain.rows[place].sealed), None)
    for place in sorted(here):
        rank = chain.line_rank[place]
        # reading: neighbours are those on the line.
        neighbours = chain.line[max(rank - 1, 0):rank] + chain.line[rank + 1:rank + 2]
        if chain.rows[place].predecessor == START:
            chain.breaks.append(missing(chain, "missing-head", place, ["altered-content"]))
        elif gap(chain, place) and not here.intersection(neighbours):
            chain.breaks.append(missing(chain, "missing-rows", place, ["altered-content", "rewritten-row"]))
        else:
            alternatives = {"rewritten-row"}
            if room(chain, place):
                alternatives.add("missing-rows")
            if place == tip:
                alternatives.add("altered-hash")
            chain.breaks.append(Break("altered-content", [place], alternatives))


# --------------------------------------------------------------------------------------------------------------- 14
def step14_merge(chain):
    merged = []
    for one in sorted(chain.breaks, key=lambda one: (one.members[0], one.members[-1], one.kind)):
        # reading: breaks are adjacent if any row of one stands right before any row of the other (and where they share one).
        while not one.alone:
            other = next((other for other in merged if other.kind == one.kind and not other.alone and touch(one, other)), None)
            if other is None:
                break
            merged.remove(other)
            one = unite(other, one)
        merged.append(one)
    chain.breaks = sorted(merged, key=lambda one: (one.members[0], one.members[-1], one.kind))


def touch(one, other):
    return any(abs(a - b) <= 1 for a in one.members for b in other.members)


# -------------------------------------------------------------------------------------------------------------------
def spell(value, kind):
    """An order value as PostgreSQL prints it in UTC and ISO."""
    if value is None or kind != "timestamptz":
        return None if value is None else str(value)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=value)
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    return moment.strftime("%Y-%m-%d %H:%M:%S") + fraction + "+00"


def judge_entry(entry):
    groups = {}
    for row in entry["rows"]:
        if not row.get("excluded"):
            groups.setdefault(tuple(row["chain"]), []).append(row)
    chains = [Chain(entry, list(key), given) for key, given in groups.items()]
    numbers = Numbers(entry)
    step2_formula_mismatch(chains)
    kinds = [column["type"] for column in entry["order"]]
    breaks, drifts = [], []

    def place(chain, index):
        return [spell(value, kind) for value, kind in zip(chain.rows[index].order, kinds)]

    find_misfits(chains)
    for chain in chains:
        chain.numbers = numbers
        step3_form(chain)
        step4_names(chain)
        step5_trials(chain)
        step6_predecessors(chain)
        step7_line(chain)
        step8_branches(chain)
        step9_reordered(chain)
        step10_content(chain)
        step11_assumed(chain)
        step13_no_link(chain)
        step14_merge(chain)
        for one in chain.breaks:
            breaks.append({
                "kind": one.kind, "alternatives": sorted(one.alternatives - {one.kind}), "chain": chain.key,
                "first": place(chain, one.members[0]), "last": place(chain, one.members[-1]), "rows": one.rows})
        for places in chain.drifts:
            drifts.append({"chain": chain.key, "first": place(chain, places[0]), "last": place(chain, places[-1]),
                           "rows": len(places)})
    return {"name": entry["name"], "breaks": breaks, "drifts": drifts}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        entries = json.load(file)
    json.dump([judge_entry(entry) for entry in entries], sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
