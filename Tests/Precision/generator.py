"""Random chains, random tampering, and the truth about both.

    python3 generator.py --seed 1 --chains 500 --out DIR

writes to DIR: entries.json (the oracle's input, tampered entries and their untampered twins), truth.json, load.sql (for
psql: real tables whose rows' xmins are as near or far as the entries say), unbroken.yml.

Writers are honest up to the twin: rolled-back numbers, ties, several writers at one moment (ids drawn before the lock:
order drift), rows that `where` omits. The tampering happens on a copy. xmin can't be chosen in a real table, so rows of
one virtual xmin are inserted by one transaction, and the numbers in between are spent, up to 150 of them: near (at most
100 apart) stays exactly as near, far stays far.
"""
import argparse
import copy
import json
import os
import random
import uuid

import formulas
import oracle

START = 1_700_000_000_000_000
TAMPERED = 200_000  # virtual xmins of tampering begin here
CAP = 150
WORDS = ["book", "pay", "cancel", "login", "refund", "حجز", "export", "note|pipe", 'say "hi"', "tab\tbed", "", "näh", "𝛑"]
ACTORS = ["ann", "bob", "خالد", "service:cron", "o'neil"]

ORDERS = {
    "id": [("id", "int")],
    "shard": [("shard", "int"), ("id", "int")],
    "placed": [("placed", "timestamptz")],
    "placed-uid": [("placed", "timestamptz"), ("uid", "uuid")],
    "uid": [("uid", "uuid")],
}


class Row:
    """A row of a table under construction; `deleted` rows stay for the truth's sake."""

    def __init__(self, chain, **columns):
        self.chain = chain
        self.__dict__.update(columns)
        self.deleted = False

    def content(self):
        return {name: getattr(self, name) for name in ("actor", "action", "note", "amount", "at", "tenant")}

    def place(self, entry):
        return tuple(getattr(self, name) for name, _ in ORDERS[entry.order])


class Entry:
    def __init__(self, rng, number, many, unknown_xmin):
        self.rng = rng
        self.number = number
        self.many = many
        self.formula = rng.choice([name for name in formulas.FORMULAS if name != "nullable"] + ["nullable"] * (rng.random() < .3))
        self.stored = rng.random() < 0.65
        self.order = rng.choice(["id"] * 5 + ["shard", "placed", "placed-uid", "uid"])
        self.has_time = rng.random() < 0.85
        self.has_xmin = not (unknown_xmin and rng.random() < 0.25)
        self.filters = rng.random() < 0.3
        self.gaps = rng.choice([0, 0, 0.05, 0.3])
        self.number_per_chain = many and rng.random() < 0.4
        self.drifty = rng.random() < 0.3
        self.step = rng.choice([1, 1, 1, 10])
        self.chains = []  # lists of rows in the order of their links
        self.others = []  # rows that `where` omits
        self.drifts = []  # groups of rows that honest writers left out of order

    # ------------------------------------------------------------------------------------------------ honest writing
    def fresh(self, tenant, **given):
        rng = self.rng
        columns = dict(
            tenant=tenant, actor=rng.choice(ACTORS), action=rng.choice(WORDS) + str(rng.randrange(1000)),
            amount=rng.randrange(-10**6, 10**6), note=rng.choice(["", "a", "b\\c", "long " * 5, None]), kind="event",
            prev=None, hash=None)
        if self.formula == "nullable" and columns["note"] is None:
            columns["note"] = "-"
        columns.update(given)
        return Row(**columns)

    def seal(self, row, link, **changes):
        row.prev = link
        content = row.content()
        content.update(changes)
        row.hash = formulas.formula(self.formula)(link, content)

    def genesis(self, key):
        return formulas.genesis(formulas.FORMULAS[self.formula][3], key)

    def key(self, tenant):
        return [tenant] if self.many else []

    def write(self, lengths):
        rng = self.rng
        tenants = [None if index == 1 else f"tenant {index}" for index in range(len(lengths))]
        if not self.many:
            tenants = ["solo"]
        self.chains = [[] for _ in lengths]
        turns = [index for index, length in enumerate(lengths) for _ in range(length)]
        if rng.random() < 0.7:
            rng.shuffle(turns)
        clock, x = START + rng.randrange(10**14), rng.randrange(1000, 20_000)
        numbers, placed = {}, clock
        for index in turns:
            if rng.random() < 0.6:
                clock += rng.randrange(1, 3_000_000)
                x += rng.randrange(0, 4)
                if self.order != "placed" or rng.random() > 0.4:
                    placed = clock
            else:
                clock += rng.randrange(60_000_000, 10**11)
                x += rng.choice([1, 2, 5, 130])
                placed = clock
            self.omit(tenants, numbers, index, clock, placed, x)
            row = self.fresh(tenants[index], chain=index, at=clock, x=x, **self.next_place(numbers, index, placed))
            chain = self.chains[index]
            self.seal(row, chain[-1].hash if chain else self.genesis(self.key(tenants[index])))
            chain.append(row)
        if self.drifty:
            self.drift()

    def next_place(self, numbers, index, placed):
        rng = self.rng
        counter = index if self.number_per_chain else "all"
        while True:
            numbers[counter] = numbers.get(counter, 0) + self.step
            if rng.random() >= self.gaps:
                break
        number = numbers[counter]
        uid = str(uuid.UUID(int=(placed << 64) + (number << 40) + rng.getrandbits(40)))
        return dict(id=number, shard=number // 50, placed=placed, uid=uid)

    def omit(self, tenants, numbers, index, clock, placed, x):
        while self.filters and self.rng.random() < 0.1:
            self.others.append(self.fresh(
                tenants[index], chain=index, at=clock, x=x, kind="heartbeat", **self.next_place(numbers, index, placed)))

    def drift(self):
        """Two or three writers drew their numbers before the lock: numbers in another order than links."""
        for chain in self.chains:
            index = 1
            while index < len(chain) - 2:
                group = chain[index:index + self.rng.choice([2, 2, 3])]
                near = (all(a.x - b.x <= 90 and abs(a.at - b.at) < 9_000_000 for a in group for b in group)
                        and len({row.place(self) for row in group}) == len(group))
                if near and self.rng.random() < 0.1:
                    places = [self.take_place(row) for row in group]
                    self.rng.shuffle(places)
                    for row, place in zip(group, places):
                        row.__dict__.update(place)
                    self.drifts.append(group)
                    index += 4
                index += 1

    @staticmethod
    def take_place(row):
        return dict(id=row.id, shard=row.shard, placed=row.placed, uid=row.uid)

    # ----------------------------------------------------------------------------------------------------------- output
    def name(self, twin):
        return f"{'u' if twin else 't'}{self.number:04d}"

    def rows(self):
        """All rows that exist, in the order in which they are written."""
        everything = [row for chain in self.chains for row in chain if not row.deleted] + self.others
        return sorted(everything, key=lambda row: row.x)

    def json(self, twin):
        return {
            "name": self.name(twin), "per": ["tenant"] if self.many else [],
            "order": [{"name": name, "type": kind} for name, kind in ORDERS[self.order]],
            "stored": self.stored, "formula": self.formula, "genesis": formulas.FORMULAS[self.formula][3],
            "rows": [{
                "chain": self.key(row.tenant), "order": list(row.place(self)), "time": row.at if self.has_time else None,
                "xmin": row.x if self.has_xmin else None, "prev": row.prev if self.stored else None, "hash": row.hash,
                "content": row.content(), "excluded": row.kind == "heartbeat"} for row in self.rows()]}

    def yaml(self, twin):
        _, sql, _, genesis = formulas.FORMULAS[self.formula]
        lines = [f"  - name: {self.name(twin)}", f"    table: precision.{self.name(twin)}",
                 f"    order: [{', '.join(name for name, _ in ORDERS[self.order])}]"]
        if self.has_time:
            lines.append("    time: at")
        if self.stored:
            lines.append("    previous: prev")
        lines.append("    hash: hash")
        if self.many:
            lines.append("    per: [tenant]")
        if self.filters:
            lines.append("    where: \"kind <> 'heartbeat'\"")
        if formulas.GENESES[genesis][1]:
            expression = formulas.GENESES[genesis][1]
            # A genesis may use the columns of `per` only; a single chain has none.
            lines.append("    genesis: |\n      " + (expression if self.many else expression.replace("coalesce(tenant, '')", "''")))
        lines.append("    formula: |\n      " + sql.replace("PREV", "prev" if self.stored else "previous"))
        lines.append("    settings: {TimeZone: UTC}")
        if self.formula == "keyed":
            lines.append('    secrets: {audit_key: "env:UNBROKEN_PRECISION_KEY"}')
        return "\n".join(lines)


# ---------------------------------------------------------------------------------------------------------- tampering
class Vandal:
    """Tampers with one chain of an entry and keeps what it did."""

    def __init__(self, entry, chain_index):
        self.entry = entry
        self.rng = entry.rng
        self.index = chain_index
        self.chain = entry.chains[chain_index]
        self.tip = self.chain[-1]
        self.touched = set()
        self.done = []
        self.x = TAMPERED + 200 * self.rng.randrange(100)
        self.frozen_from = None  # rows from here on don't fit the formula

    # helpers ---------------------------------------------------------------------------------------------------------
    def alive(self):
        return sorted((row for row in self.chain if not row.deleted), key=lambda row: row.place(self.entry))

    def record(self, kind, must, zone=(), accept=(), why="", tip=False):
        """must: groups of rows of which one at least lies in a break; zone: rows where a break is explained."""
        zone = list(zone) + [row for group in must for row in group]
        self.touched.update(zone)
        self.done.append(dict(kind=kind, must=must, zone=zone, accept=set(accept) | {kind}, why=why))
        if self.frozen_from and not self.entry.stored:
            self.done[-1]["accept"].add("formula-mismatch")
        return True

    def pick(self, low, high, span=1):
        """Start of `span` rows within indices [low, high) of the living that nothing has touched; most often far away."""
        rows = self.alive()
        spots = []
        distance = 4 if self.rng.random() < 0.85 else 0
        busy = {index for index, row in enumerate(rows) if row in self.touched}
        for start in range(low, min(high, len(rows)) - span + 1):
            around = range(start - distance, start + span + distance)
            if not busy.intersection(around) and not (self.frozen_from and self.frozen_from in rows[:start + span + 4]):
                spots.append(start)
        return (rows, self.rng.choice(spots)) if spots else (rows, None)

    def stamp(self, *rows):
        self.x += self.rng.choice([0, 1, 400])
        for row in rows:
            row.x = self.x

    def random_digest(self, like):
        rng, value = self.rng, like
        while value == like:
            head, colon, rest = like.rpartition(":")
            alphabet = "0123456789abcdef"
            if rest == rest.upper() and colon:
                alphabet = alphabet.upper()
            elif not all(letter in alphabet for letter in rest):
                raw = bytes(rng.randrange(256) for _ in range(64))
                return formulas.base64_lines(raw)
            value = head + colon + "".join(rng.choice(alphabet) for _ in rest)
        return value

    def change(self, row, sealing=False):
        """Changes content so that the formula's value changes."""
        row.action = self.rng.choice(WORDS) + "#" + str(self.rng.randrange(10**6))
        if self.rng.random() < 0.3:
            row.actor, row.amount = "mallory", row.amount + 1
        if self.entry.formula == "nullable" and not sealing and self.rng.random() < 0.5:
            row.note = None  # the formula is NULL then

    def neighbours(self, *rows):
        living = self.alive()
        indices = [living.index(row) for row in rows if row in living]
        return [living[i + d] for i in indices for d in (-1, 1) if 0 <= i + d < len(living)]

    def put_between(self, row, before, after):
        """A place behind `before` and before `after` (None: the end); False if there is none."""
        entry, rng = self.entry, self.rng
        row.__dict__.update(entry.take_place(before))
        if entry.order in ("id", "shard"):
            everything = [other for chain in entry.chains for other in chain] + entry.others
            if after is None:
                row.id = max(other.id for other in everything) + 1 + rng.randrange(2)
                row.shard = max(row.id // 50, before.shard)
                return True
            taken = {other.id for other in everything if not other.deleted}
            free = [number for number in range(before.id + 1, min(after.id, before.id + 200)) if number not in taken]
            if free:
                row.id = rng.choice(free)
            elif rng.random() < 0.3:
                row.id = before.id  # a second row with the same number
            else:
                return False
            return True
        low = before.placed
        high = low + 2_000_000 if after is None else after.placed
        row.placed = rng.randrange(low, high + 1) if high >= low else low
        below = uuid.UUID(before.uid).int
        above = below + (1 << 84) if after is None else uuid.UUID(after.uid).int
        if above - below < 2:
            return False
        row.uid = str(uuid.UUID(int=rng.randrange(below + 1, above)))
        if entry.order == "placed":
            return True
        top = (1 << 200,) if after is None else after.place(entry)
        return before.place(entry) < row.place(entry) and (after is None or row.place(entry) < top)

    # the kinds -------------------------------------------------------------------------------------------------------
    def altered_content(self):
        rows, at = self.pick(0, 10**6, span := self.rng.choice([1, 1, 1, 2, 4]))
        if at is None:
            return False
        target = rows[at:at + span]
        for row in target:
            self.change(row)
        if self.entry.stored and span == 1 and self.rng.random() < 0.2:  # and its link, for another row's
            other = self.rng.choice(rows)
            if other is not target[0] and other.hash:
                target[0].prev = other.hash
                self.stamp(*target)
                return self.record("altered-content", [target])
        self.stamp(*target)
        if self.entry.stored:
            return self.record("altered-content", [[row] for row in target])
        return self.record("altered-content", [[row] for row in target], accept=self.no_link(target[0], rows[0]),
                           why="no link stored")

    def no_link(self, row, first):
        return {"missing-head"} if row is first else {"missing-rows"}

    def altered_hash(self):
        rows, at = self.pick(0, 10**6)
        if at is None:
            return False
        row = rows[at]
        row.hash = self.random_digest(row.hash)
        self.stamp(row)
        accept = set()
        if row is self.tip or row is rows[-1]:
            accept = {"altered-content"} if self.entry.stored else {"altered-content", "missing-rows", "missing-head"}
        return self.record("altered-hash", [[row]], accept=accept, why="no successor vouches")

    def altered_link(self):
        if not self.entry.stored:
            return False
        rows, at = self.pick(0, 10**6)
        if at is None:
            return False
        row, real = rows[at], rows[at].prev
        others = [other.hash for other in rows if other.hash is not None and other is not row]
        row.prev = self.rng.choice([self.random_digest(row.hash)] + ([self.rng.choice(others)] if others else []) + [None])
        if row.prev == real:
            row.prev = self.random_digest(row.hash)
        if formulas.formula(self.entry.formula)(row.prev, row.content()) == row.hash:
            row.prev = real
            return False
        self.stamp(row)
        return self.record("altered-link", [[row]])

    def rewritten_row(self):
        rows, at = self.pick(0, len(self.alive()) - 1)
        if at is None or rows[at + 1] in self.touched or rows[at] is self.tip:
            return False
        row, following = rows[at], rows[at + 1]
        if self.links_out_of_order([row, following]):
            return False
        self.change(row, sealing=True)
        self.entry.seal(row, row.prev)
        self.stamp(row)
        if self.entry.stored:
            return self.record("rewritten-row", [[row, following]], accept={("gap", row, following, "missing-rows")},
                               why="a gap in the order behind it")
        return self.record("rewritten-row", [[row, following]], zone=[following],
                           accept={"altered-content", "missing-rows"}, why="no link stored")

    def missing_rows(self):
        span = self.rng.choice([1, 1, 2, 5, 12])
        rows, at = self.pick(1, len(self.alive()) - 1, span)
        if at is None or rows[at + span] in self.touched or rows[at - 1] in self.touched:
            return False
        if self.links_out_of_order(rows[at - 1:at + span + 1]):
            return False
        if any(row is self.tip for row in rows[at:at + span]):
            return False
        for row in rows[at:at + span]:
            row.deleted = True
        before, after = rows[at - 1], rows[at + span]
        accept = {("no gap", before, after, "rewritten-row")} if self.entry.stored else {"altered-content"}
        return self.record("missing-rows", [[before, after]], accept=accept,
                           why="no gap in the order" if self.entry.stored else "no link stored")

    def missing_head(self):
        span = self.rng.choice([1, 1, 2, 5])
        rows = self.alive()
        if len(rows) <= span or any(row in self.touched for row in rows[:span + 1]):
            return False
        if rows[:span] != [row for row in self.chain if not row.deleted][:span] or self.frozen_from in rows[:span + 2]:
            return False
        for row in rows[:span]:
            row.deleted = True
        return self.record("missing-head", [[rows[span]]], accept=set() if self.entry.stored else {"altered-content"},
                           why="no link stored")

    def inserted_row(self):
        return self.rng.choice([self.forged, self.forged, self.copied, self.copied, self.stray, self.garbage, self.crossed])()

    def forged(self):
        rows, at = self.pick(0, len(self.alive()) - 1)
        if at is None or rows[at + 1] in self.touched or rows[at] is self.tip:
            return False
        parent, following = rows[at], rows[at + 1]
        length = self.rng.choice([1, 1, 2, 3])
        link, branch, before = parent.hash, [], parent
        for _ in range(length):
            row = self.entry.fresh(parent.tenant, chain=self.index, at=following.at + self.rng.choice([1, 10**12]), x=0)
            if not self.put_between(row, before, following):
                break
            self.entry.seal(row, link)
            link, before = row.hash, row
            branch.append(row)
        if not branch or (self.entry.order in ("id", "shard") and len({row.place(self.entry) for row in branch}) < len(branch)):
            return False
        self.stamp(*branch)
        self.chain += branch
        return self.record("inserted-row", [[*branch, following]], zone=self.rest(rows, at, len(branch)),
                           accept={("near", branch[0], following, "forked-chain")}, why="as near as a concurrent writer's row")

    def rest(self, rows, at, length):
        """Where the branch is as long as the rest of the chain either may be the line."""
        tail = rows[at + 1:]
        return tail if len(tail) <= length + 3 else tail[:1]

    def copied(self):
        rows, at = self.pick(0, len(self.alive()))
        source_spot = self.pick(0, len(self.alive()))[1]
        if at is None or source_spot is None or rows[source_spot] in self.touched:
            return False
        source, before = rows[source_spot], rows[at]
        beside = self.neighbours(source) + [source]
        if any(row in group for group in self.entry.drifts for row in beside):
            return False  # its place would not tell it from its copy
        self.touched.update(beside)
        after = rows[at + 1] if at + 1 < len(rows) else None
        if after in self.touched or (after is not None and self.frozen_from is after):
            return False
        if not self.entry.stored and abs(at - source_spot) > 55:
            return False
        row = copy.copy(source)
        if not self.put_between(row, before, after):
            return False
        self.stamp(row)
        self.chain.append(row)
        zone = [before] + ([after] if after else []) + [source]
        return self.record("inserted-row", [[row, source]], zone=zone)

    def stray(self):
        """A row with a hash that holds, over a link that is no row's."""
        return self.alien(lambda row: self.entry.seal(row, self.random_digest(self.chain[0].hash or "0" * 64)), set())

    def garbage(self):
        """A row that links to the row before, with a hash from nowhere."""
        def finish(row, before):
            row.prev, row.hash = before.hash, self.random_digest(before.hash)
        return self.alien(finish, {"altered-content"}, "a row whose content fails")

    def crossed(self):
        """A copy from another chain of the table."""
        others = [row for chain in self.entry.chains for row in chain[:20]
                  if row.chain != self.index and row.hash and not row.deleted]
        if not others:
            return False
        source = self.rng.choice(others)
        if formulas.formula(self.entry.formula)(source.prev, source.content()) != source.hash:
            return False

        def finish(row, before):
            for name in ("actor", "action", "amount", "note", "at", "prev", "hash"):
                setattr(row, name, getattr(source, name))
        first = min(self.alive(), key=lambda row: self.chain.index(row))
        beginning = source.prev == self.entry.genesis(self.entry.key(first.tenant))
        return self.alien(finish, set(), "a first row of another chain, as near as a concurrent writer's",
                          near_to=first if beginning else None)

    def alien(self, finish, accept, why="", near_to=None):
        rows, at = self.pick(0, len(self.alive()) - 1)
        if at is None or rows[at + 1] in self.touched or rows[at].hash is None or rows[at] is self.tip:
            return False
        before, after = rows[at], rows[at + 1]
        row = self.entry.fresh(before.tenant, chain=self.index, at=before.at + self.rng.choice([1, 10**12]), x=0)
        finish(row) if finish.__code__.co_argcount == 1 else finish(row, before)
        if not self.put_between(row, before, after):
            return False
        self.stamp(row)
        self.chain.append(row)
        if not self.entry.stored:
            accept = set()
        elif formulas.formula(self.entry.formula)(row.prev, row.content()) != row.hash:
            accept, why = {"altered-content"}, "a row whose content fails"
        if after is rows[-1]:
            accept = accept | {"missing-rows", "rewritten-row", "altered-content"}
        if near_to is not None:
            accept = accept | {("near", row, near_to, "forked-chain")}
        return self.record("inserted-row", [[row]], zone=[before, after], accept=accept, why=why)

    def forked_chain(self):
        rows, at = self.pick(0, len(self.alive()) - 2)
        if at is None or any(row in self.touched for row in rows[at + 1:at + 3]) or rows[at + 1] is self.tip:
            return False
        if rows[at] not in self.chain[:-1] or self.chain[self.chain.index(rows[at]) + 1] is not rows[at + 1]:
            return False
        parent, following = rows[at], rows[at + 1]
        link, branch, before = parent.hash, [], self.rng.choice([parent, following])
        for step in range(self.rng.choice([1, 1, 2, 3])):
            spot = rows.index(before) if before in rows else None
            after = rows[spot + 1] if spot is not None and spot + 1 < len(rows) else rows[at + 2] if before not in rows and \
                branch_behind(self.entry, before, rows[at + 1]) else following
            row = self.entry.fresh(parent.tenant, chain=self.index, at=following.at + self.rng.randrange(-10**6, 2 * 10**6),
                                   x=following.x + self.rng.randrange(0, 30))
            if not self.put_between(row, before, after):
                break
            self.entry.seal(row, link)
            link, before = row.hash, row
            branch.append(row)
        if not branch or len({row.place(self.entry) for row in branch}) < len(branch):
            return False
        self.chain += branch
        return self.record("forked-chain", [[*branch, following]],
                           zone=self.rest(rows, at, len(branch)) + rows[at + 1:at + 3])

    def reordered_rows(self):
        return self.rng.choice([self.swap, self.swap, self.rotate, self.move])()

    def exchange(self, rows, target, places, groups):
        if len({row.place(self.entry) for row in target}) < len(target):
            return False
        for row, place in zip(target, places):
            row.__dict__.update(place)
        self.stamp(*[row for row in target])
        drift = "order-drift" if not self.entry.has_xmin or rows[-1] in target or rows[0] in target else None
        return self.record("reordered-rows", groups, zone=target, accept={drift} - {None}, why="near, and nobody behind it")

    def swap(self):
        distance = self.rng.choice([1, 1, 2, 5, 7, 8, 12, 40])
        rows, at = self.pick(0, 10**6, distance + 1)
        if at is None:
            return False
        stretch = rows[at:at + distance + 1]
        one, other = stretch[0], stretch[-1]
        if one.place(self.entry) == other.place(self.entry) or self.links_out_of_order(stretch):
            return False
        places = [self.entry.take_place(row) for row in stretch]
        places[0], places[-1] = places[-1], places[0]
        return self.exchange(rows, stretch, places, [[one], [other]])

    def links_out_of_order(self, stretch):
        order = {row: index for index, row in enumerate(self.chain)}
        indices = [order[row] for row in stretch]
        return indices != list(range(indices[0], indices[0] + len(indices)))

    def rotate(self):
        span = self.rng.choice([3, 4, 6, 8, 9, 14])
        rows, at = self.pick(0, 10**6, span)
        if at is None or self.links_out_of_order(rows[at:at + span]):
            return False
        stretch = rows[at:at + span]
        places = [self.entry.take_place(row) for row in stretch]
        by = self.rng.randrange(1, span)
        return self.exchange(rows, stretch, places[by:] + places[:by], [stretch])

    def move(self):
        span = self.rng.choice([3, 6, 12, 25])
        rows, at = self.pick(0, 10**6, span)
        if at is None or self.links_out_of_order(rows[at:at + span]):
            return False
        stretch = rows[at:at + span]
        places = [self.entry.take_place(row) for row in stretch]
        places = places[1:] + places[:1] if self.rng.random() < 0.5 else places[-1:] + places[:-1]
        moved = stretch[-1] if places[0] == self.entry.take_place(stretch[1]) else stretch[0]
        return self.exchange(rows, stretch, places, [stretch if span <= 8 else [moved]])

    def unsealed_row(self):
        rows, at = self.pick(0, 10**6, span := self.rng.choice([1, 1, 2, 3]))
        if at is None:
            return False
        for row in rows[at:at + span]:
            row.hash = None
        self.stamp(*rows[at:at + span])
        return self.record("unsealed-row", [[row] for row in rows[at:at + span]])

    def malformed_hash(self):
        rows, at = self.pick(0, 10**6)
        if at is None:
            return False
        row = rows[at]
        variants = [row.hash[:-2], row.hash + "00", ""]
        if self.entry.formula != "binary":
            head, colon, rest = row.hash.rpartition(":")
            variants += [head + colon + rest.swapcase(), "sha1:" + rest, "x" * len(row.hash), "deadbeef"]
            if self.entry.formula == "wide":  # these are base64 too
                variants = [value for value in variants if value not in (head + colon + rest.swapcase(), "x" * len(row.hash))]
        row.hash = self.rng.choice(variants)
        self.stamp(row)
        return self.record("malformed-hash", [[row]])

    def formula_mismatch(self):
        """Another formula from a row on; before any other tampering."""
        if self.done or len(self.chain) < 22 or any(row in group for group in self.entry.drifts for row in self.chain):
            return False
        if [row for row in self.alive()] != self.chain:
            return False
        start = self.rng.choice([0, self.rng.randrange(0, len(self.chain) - 20)])
        previous = self.chain[start].prev
        for row in self.chain[start:]:
            self.entry.seal(row, previous, action=row.action + "'", at=row.at + 1)
            previous = row.hash
        self.frozen_from = self.chain[start]
        rows = self.chain[start:]
        return self.record("formula-mismatch", [[row] for row in rows])


def branch_behind(entry, row, other):
    return row.place(entry) > other.place(entry)


KINDS = ["altered_content", "altered_hash", "altered_link", "rewritten_row", "missing_rows", "missing_head", "inserted_row",
         "inserted_row", "forked_chain", "reordered_rows", "unsealed_row", "malformed_hash"]


def tamper(entry):
    """The truth: for each chain its places (spelled, in order) and what was done, by index into them."""
    vandals = []
    for index in range(len(entry.chains)):
        vandal = Vandal(entry, index)
        if entry.rng.random() < 0.07:
            vandal.formula_mismatch()
        if entry.rng.random() < 0.9:
            wanted = len(vandal.done) + entry.rng.randrange(1, 6)
            for _ in range(30):
                if len(vandal.done) < wanted:
                    getattr(vandal, entry.rng.choice(KINDS))()
        vandals.append(vandal)
    numbers = numbers_of(entry)
    return [truth_of(vandal, numbers) for vandal in vandals]


def numbers_of(entry):
    rows = entry.rows()
    table = [row.id for row in rows]
    chains = {}
    for row in rows:
        chains.setdefault(row.tenant, set()).add(row.id)
    return set(table), len(set(table)) < len(table), chains


def has_gap(entry, numbers, before, after):
    if ORDERS[entry.order][-1][1] != "int":
        return False
    table, twice, chains = numbers
    taken = chains[before.tenant] if twice and entry.many else table
    return any(number not in taken for number in range(before.id + 1, after.id))


def accepted(vandal, numbers, item):
    """Kinds that are as good as the true one, under a condition on the finished table."""
    entry = vandal.entry
    if isinstance(item, str):
        return item
    condition, one, other, kind = item
    if condition == "gap":
        return kind if has_gap(entry, numbers, one, other) else None
    if condition == "no gap":
        return kind if not has_gap(entry, numbers, one, other) else None
    near_time = not entry.has_time or abs(one.at - other.at) <= 10_000_000
    near_x = not entry.has_xmin or abs(one.x - other.x) <= 100
    return kind if near_time and near_x else None


def truth_of(vandal, numbers):
    entry = vandal.entry
    kinds = [kind for _, kind in ORDERS[entry.order]]
    places = sorted({row.place(entry) for row in vandal.alive()})
    at = {place: index for index, place in enumerate(places)}
    drifts = [sorted({at[row.place(entry)] for row in group if not row.deleted})
              for group in entry.drifts if group[0].chain == vandal.index]

    def spots(rows):
        return sorted({at[row.place(entry)] for row in rows if not row.deleted})

    done = [{
        "kind": one["kind"], "must": [found for found in map(spots, one["must"]) if found], "zone": spots(one["zone"]),
        "accept": sorted({accepted(vandal, numbers, item) for item in one["accept"]} - {None}), "why": one["why"]}
        for one in vandal.done]
    return {
        "chain": entry.key(entry_tenant(vandal)), "stored": entry.stored, "drifts": drifts, "tamperings": done,
        "places": [[oracle.spell(value, kind) for value, kind in zip(place, kinds)] for place in places]}


def entry_tenant(vandal):
    return vandal.chain[0].tenant


def make(rng, count, unknown_xmin):
    """(entry, twin) pairs with `count` chains in all."""
    pairs, number = [], 0
    while count > 0:
        many = rng.random() < 0.3
        chains = min(count, rng.randrange(2, 25)) if many else 1
        entry = Entry(rng, number, many, unknown_xmin)
        entry.write([rng.choice([rng.randrange(1, 12), rng.randrange(1, 60), rng.randrange(1, 401)]) for _ in range(chains)])
        twin = copy.deepcopy(entry)
        truth = {"name": entry.name(False), "chains": tamper(entry)}
        pairs.append((entry, twin, truth))
        count -= chains
        number += 1
    return pairs


# ---------------------------------------------------------------------------------------------------------------- SQL
def copy_text(value):
    if value is None:
        return "\\N"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def sql(pairs):
    out = ["\\set ON_ERROR_STOP on", "SET client_min_messages = warning;", "SET synchronous_commit = off;",
           "SET TimeZone = 'UTC';", "SET DateStyle = 'ISO';", "CREATE EXTENSION IF NOT EXISTS pgcrypto;",
           "DROP SCHEMA IF EXISTS precision CASCADE;", "CREATE SCHEMA precision;",
           "CREATE UNLOGGED TABLE precision.stage (vx int, entry text, tenant text, shard int, id bigint, placed timestamptz, "
           "uid uuid, at timestamptz, actor text, action text, amount bigint, note text, kind text, prev text, hash text, "
           "number bigserial);"]
    columns = "vx, entry, tenant, shard, id, placed, uid, at, actor, action, amount, note, kind, prev, hash"
    staged, moments = [], set()
    for entry, twin, _ in pairs:
        kind = formulas.FORMULAS[entry.formula][2]
        for one, is_twin in ((entry, False), (twin, True)):
            link = f", prev {kind}" if entry.stored else ""
            out.append(f"CREATE TABLE precision.{one.name(is_twin)} (tenant text, shard int, id bigint, placed timestamptz, "
                       f"uid uuid, at timestamptz, actor text, action text, amount bigint, note text, kind text{link}, "
                       f"hash {kind});")
            for row in one.rows():
                moments.add(row.x)
                staged.append("\t".join(copy_text(value) for value in (
                    row.x, one.name(is_twin), row.tenant, row.shard, row.id, oracle.spell(row.placed, "timestamptz"), row.uid,
                    oracle.spell(row.at, "timestamptz"), row.actor, row.action, row.amount, row.note, row.kind,
                    row.prev if entry.stored else None, row.hash)))
    out.append(f"COPY precision.stage ({columns}) FROM stdin;")
    out += staged + ["\\."]
    out.append("CREATE INDEX ON precision.stage (vx, entry); ANALYZE precision.stage;")
    out.append(f"""
CREATE PROCEDURE precision.load() LANGUAGE plpgsql AS $$
DECLARE
    moment record;
    target record;
    last int;
BEGIN
    FOR moment IN SELECT vx FROM precision.stage GROUP BY vx ORDER BY vx LOOP
        -- numbers that nobody used in between, so that far stays far
        FOR i IN 2 .. least(moment.vx - last, {CAP}) LOOP
            PERFORM pg_current_xact_id();
            COMMIT;
        END LOOP;
        last := moment.vx;
        FOR target IN SELECT entry FROM precision.stage WHERE vx = moment.vx GROUP BY entry LOOP
            EXECUTE precision.insertion(target.entry) USING moment.vx, target.entry;
        END LOOP;
        COMMIT;
    END LOOP;
END $$;
CREATE FUNCTION precision.insertion(entry text) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT format('INSERT INTO precision.%I (%s) SELECT %s FROM precision.stage WHERE vx = $1 AND entry = $2 ORDER BY number',
        entry, string_agg(attname, ', ' ORDER BY attnum),
        string_agg(CASE WHEN atttypid = 'bytea'::regtype THEN format('decode(%s, ''hex'')', attname) ELSE attname END,
            ', ' ORDER BY attnum))
    FROM pg_attribute WHERE attrelid = format('precision.%I', entry)::regclass AND attnum > 0 $$;
CALL precision.load();
DROP TABLE precision.stage;
""")
    return "\n".join(out)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--chains", type=int, default=500)
    arguments.add_argument("--out", required=True)
    given = arguments.parse_args()
    pairs = make(random.Random(given.seed), given.chains, unknown_xmin=False)
    os.makedirs(given.out, exist_ok=True)

    def write(name, text):
        with open(os.path.join(given.out, name), "w", encoding="utf-8") as file:
            file.write(text)

    entries = [one.json(is_twin) for entry, twin, _ in pairs for one, is_twin in ((entry, False), (twin, True))]
    write("entries.json", json.dumps(entries, ensure_ascii=False))
    write("truth.json", json.dumps([truth for _, _, truth in pairs], ensure_ascii=False))
    write("load.sql", sql(pairs))
    write("unbroken.yml", "chains:\n" + "\n".join(
        one.yaml(is_twin) for entry, twin, _ in pairs for one, is_twin in ((entry, False), (twin, True))) + "\n")


if __name__ == "__main__":
    main()
