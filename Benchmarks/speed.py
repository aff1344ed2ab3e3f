"""How long it takes to verify the travel log, beside the C program, psql and what people use."""

import json
import os
import subprocess
import sys

from results import Line, against, turn_by_turn
from setting import RUNS
from tables import HERE, configuration, psql
from ways import Way, take_turns

COLUMNS = ("columns: {id: bigint, occurred_at: timestamptz, user_id: uuid, db_user: text, ip_address: inet,"
           " table_name: text, row_id: text, action: text, old_data: jsonb, new_data: jsonb, prev_hash: bytea,"
           " hash: bytea}")


class Speed:
    def __init__(self, setting):
        self.setting = setting
        self.one, self.two = setting.verify("--jobs", "1"), setting.verify("--jobs", "2")
        self.reading = Way("`psql`, binary COPY", psql("-f", os.path.join(HERE, "copy.sql")))

    def connections(self):
        """The same rows over one connection and two; with the calendar and JSON. Also of use to what comes after."""
        report = self.setting.file("report.json")
        c_one = Way("C, one connection", [self.setting.yardstick, "one"])
        c_two = Way("C, two connections", [self.setting.yardstick, "two"])
        as_json = self.setting.verify("--jobs", "1", "--format", "json", "--output", report, name="`--format json`")
        for way in (self.reading, c_one):
            way.run()  # warms the caches
            way.forget()
        take_turns(RUNS, self.reading, c_one, self.one, as_json, c_two, self.two)
        self.check(report)
        ours, theirs = (way.median_cpu / self.setting.rows * 1e6 for way in (self.one, c_one))
        lines = [
            against("one connection", self.one, c_one, most=1.10, label="one connection, beside C"),
            against("two connections", self.two, c_two, most=1.10, label="two connections, beside C"),
            Line("client CPU a row, one connection", f"{ours:.2f} µs", f"{c_one.name}: {theirs:.2f} µs",
                 turn_by_turn(self.one.cpu, c_one.cpu), most=1.25, label="client CPU, beside C"),
        ]
        return lines, against("month calendar and JSON", as_json, self.one, most=1.10,
                              label="calendar and JSON, beside without")

    def check(self, report):
        """A time is of no worth if what was to be done in it was not done."""
        with open(report, encoding="utf-8") as file:
            verification = json.load(file)
        chain = verification["chains"][0]
        if verification["verdict"] != "intact" or chain["verified"] != self.setting.rows:
            sys.exit(f"bench: {chain['verified']} rows of {self.setting.rows} were verified: {verification['verdict']}")
        if not chain.get("months") and not verification.get("months"):
            sys.exit("bench: the JSON holds no 'months', so the calendar's cost can't be measured")

    def stream(self):
        """The same rows from a file, on one core. No server is told of, so that none can help."""
        path = self.setting.file("audit_log.copy")
        rows = "(TABLE public.audit_log ORDER BY id)"
        subprocess.run(psql("-c", rf"\copy {rows} TO '{path}' (FORMAT binary)"), check=True)
        core = ["taskset", "-c", str(max(os.sched_getaffinity(0)))]
        c_stream = Way("C, the same file", [*core, self.setting.yardstick, "stream", path])
        ours = self.setting.verify(
            "--stream", path, name="`unbroken verify --stream`",
            path=configuration(self.setting.work, "audit_log", COLUMNS, name="stream"),
            environment={key: value for key, value in os.environ.items() if not key.startswith("PG")})
        ours.command = [*core, *ours.command]
        take_turns(RUNS, c_stream, ours)
        os.remove(path)
        return against("from a saved stream, one core", ours, c_stream, most=1.25, label="saved stream, beside C")

    def export(self):
        """Every row as CSV with what is found of it, beside the same rows by psql and a verification, one after the other."""
        ours, theirs = self.setting.file("export.csv"), self.setting.file("psql.csv")
        rows = "(SELECT * FROM public.audit_log ORDER BY id)"
        copying = Way("`psql`, CSV", psql("-c", rf"\copy {rows} TO '{theirs}' (FORMAT csv, HEADER)"))
        verifying, export = self.setting.verify(), self.setting.export(ours)
        take_turns(5, copying, verifying, export)
        both = Way("`psql`, CSV, and then `unbroken verify`", [])
        both.seconds = [one + other for one, other in zip(copying.seconds, verifying.seconds, strict=True)]
        for path in (ours, theirs):
            os.remove(path)
        return against("every row as CSV, with what is found of it", export, both, most=1.30,
                       label="export, beside psql and verify")

    def today(self):
        """Beside psql: unbroken, and how people do it today."""
        loop = os.path.join(HERE, "python_loop.py")
        slow = [
            Way("SQL with `lag()` and `sha256()`", psql("-f", os.path.join(HERE, "set_based.sql"))),
            Way("PL/pgSQL loop", psql("-f", os.path.join(HERE, "loop.sql"))),
            Way("Python loop (hashlib, psycopg 3 as Debian has it)", ["/usr/bin/python3", loop]),
        ]
        take_turns(1, *slow)
        return [
            against(self.one.name, self.one, self.reading, aim=1.0, label="one connection, beside psql COPY"),
            against(self.two.name, self.two, self.reading, aim=0.7, label="two connections, beside psql COPY"),
            *(against(way.name, way, self.reading) for way in slow),
        ]
