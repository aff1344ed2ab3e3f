"""Measures everything that is promised about speed, and writes results.md and results.svg into the folder of work.

Called by scripts/bench, which made the server (told by the PG* environment), the travel log in it and the C programs.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

from picture import draw
from results import Line, against, page, timed
from ways import HERE, TRAVEL, Way, ask, configuration, drop_table, make_table, psql, say, take_turns

RUNS = 5
COLUMNS = ("columns: {id: bigint, occurred_at: timestamptz, user_id: uuid, db_user: text, ip_address: inet, table_name: text, "
           "row_id: text, action: text, old_data: jsonb, new_data: jsonb, prev_hash: bytea, hash: bytea}")


def words():
    parser = argparse.ArgumentParser()
    for name in ("unbroken", "yardstick", "allocations", "work"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("rows", "large"):
        parser.add_argument(f"--{name}", required=True, type=int)
    return parser.parse_args()


class Bench:
    def __init__(self, given):
        self.unbroken, self.yardstick, self.allocations = given.unbroken, given.yardstick, given.allocations
        self.work, self.rows, self.large = given.work, given.rows, given.large
        self.travel = os.path.join(TRAVEL, "unbroken.yml")

    def verify(self, *arguments, name=None, path=None, **more):
        name = name or " ".join(["`unbroken verify", *arguments]) + "`"
        return Way(name, [self.unbroken, "verify", "--config", path or self.travel, *arguments], **more)

    def measure_connections(self):
        """The same rows over one connection and two, beside the C program and psql; with the calendar and JSON."""
        report = os.path.join(self.work, "report.json")
        one, two = self.verify("--jobs", "1"), self.verify("--jobs", "2")
        c_one = Way("C, one connection", [self.yardstick, "one"])
        c_two = Way("C, two connections", [self.yardstick, "two"])
        as_json = self.verify("--jobs", "1", "--format", "json", "--output", report, name="`--format json`")
        reading = Way("`psql`, binary COPY", psql("-f", os.path.join(HERE, "copy.sql")))
        for way in (reading, c_one):
            subprocess.run(way.command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)  # warms the caches
        take_turns(RUNS, reading, c_one, one, c_two, two, as_json)
        self.check(report)
        self.one, self.two, self.reading = one, two, reading
        a_row = [f"{way.median_cpu / self.rows * 1e6:.2f} µs" for way in (one, c_one)]
        return [
            against("one connection", one, c_one, most=1.10, label="one connection, beside C"),
            against("two connections", two, c_two, most=1.10, label="two connections, beside C"),
            Line("client CPU a row, one connection", a_row[0], f"{c_one.name}: {a_row[1]}", one.median_cpu / c_one.median_cpu,
                 most=1.25, label="client CPU, beside C"),
            against("month calendar and JSON", as_json, one, most=1.10, label="calendar and JSON, beside without"),
        ]

    def check(self, report):
        """A time is of no worth if what was to be done in it was not done."""
        with open(report, encoding="utf-8") as file:
            verification = json.load(file)
        chain = verification["chains"][0]
        if verification["verdict"] != "intact" or chain["verified"] != self.rows:
            sys.exit(f"bench: {chain['verified']} rows of {self.rows} were verified, with the verdict {verification['verdict']}")
        if not chain.get("months") and not verification.get("months"):
            sys.exit("bench: the JSON holds no 'months', so the calendar's cost can't be measured")

    def measure_stream(self):
        """The same rows from a file, on one core. No server is told of, so that none can help."""
        path = os.path.join(self.work, "audit_log.copy")
        subprocess.run(psql("-c", rf"\copy (TABLE public.audit_log ORDER BY id) TO '{path}' (FORMAT binary)"), check=True)
        core = ["taskset", "-c", str(max(os.sched_getaffinity(0)))]
        alone = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        ours = self.verify("--stream", path, path=configuration(self.work, "audit_log", COLUMNS, name="stream"), environment=alone,
                           name="`unbroken verify --stream`")
        c_stream = Way("C, the same file", [*core, self.yardstick, "stream", path])
        ours.command = [*core, *ours.command]
        take_turns(RUNS, c_stream, ours)
        os.remove(path)
        return [against("from a saved stream, one core", ours, c_stream, most=1.25, label="saved stream, beside C")]

    def measure_slow(self):
        """How it is done today."""
        set_based = Way("SQL with `lag()` and `sha256()`", psql("-f", os.path.join(HERE, "set_based.sql")))
        loop = Way("PL/pgSQL loop", psql("-f", os.path.join(HERE, "loop.sql")))
        python = Way("Python loop (psycopg 3, hashlib)", ["/usr/bin/python3", os.path.join(HERE, "python_loop.py")])
        take_turns(2, set_based, loop)
        take_turns(1, python)
        return [
            against(self.one.name, self.one, self.reading, aim=1.0, label="one connection, beside psql COPY"),
            against(self.two.name, self.two, self.reading, aim=0.7, label="two connections, beside psql COPY"),
            *(against(way.name, way, self.reading) for way in (set_based, loop, python)),
        ]

    def measure_chains(self):
        """Many chains in one table beside one chain, with the same columns and rows."""
        count = max(2, self.rows // 20)
        ways = []
        for name, chains in (("one_chain", 1), ("many_chains", count)):
            make_table(self.yardstick, name, self.rows, chains)
            title = "one chain" if chains == 1 else f"{chains:,} chains"
            ways.append(self.verify("--jobs", "2", name=title, path=configuration(self.work, name, "per: [tenant]")))
        single, many = ways
        take_turns(RUNS, single, many)
        drop_table("one_chain")
        drop_table("many_chains")
        more = max(0.0, many.peak - single.peak) * 2**20 / count
        return [
            against(f"{count:,} chains in one table", many, single, most=1.3, label=f"{count:,} chains, beside one"),
            Line("memory for each chain more", f"{more:.0f} bytes", f"peaks: {many.peak:.1f} and {single.peak:.1f} MiB", more,
                 unit="bytes", most=200),
        ]

    def measure_empty(self):
        subprocess.run(psql("-c", "CREATE TABLE public.empty_log (LIKE public.audit_log, PRIMARY KEY (id))"), check=True)
        way = self.verify(name="an empty table", path=configuration(self.work, "empty_log", "allow_empty: true"))
        take_turns(20, way)
        milliseconds = [1000 * value for value in way.seconds]
        median = statistics.median(milliseconds)
        return [Line("`unbroken verify` of an empty table", f"{median:.0f} ms ({min(milliseconds):.0f} to {max(milliseconds):.0f})",
                     value=median, unit="ms", most=100)]

    def measure_growth(self):
        """From an eighth of the rows to twice as many, with one job and two; then allocations, in tables that are there."""
        self.sizes = [self.rows // 8, self.rows // 4, self.rows // 2, self.rows, self.rows * 2]
        self.growth = {1: [], 2: []}
        paths = []
        for size in self.sizes:
            make_table(self.yardstick, f"log_{size}", size)
            paths.append(configuration(self.work, f"log_{size}"))
            for jobs, ways in self.growth.items():
                ways.append(self.verify("--jobs", str(jobs), path=paths[-1], name=f"{size:,} rows, --jobs {jobs}"))
        take_turns(3, *(way for ways in self.growth.values() for way in ways))
        lines = []
        for jobs, cpus in self.cpu_a_row().items():
            mean = statistics.mean(cpus)
            for size, way, cpu in zip(self.sizes, self.growth[jobs], cpus):
                bound = {"least": 0.90, "most": 1.10} if jobs == 1 else {}
                lines.append(Line(f"growth: {size:,} rows, `--jobs {jobs}`",
                                  f"{cpu:.2f} µs of client CPU a row; {size / way.median:,.0f} rows a second",
                                  f"the mean of these five: {mean:.2f} µs", cpu / mean, **bound))
        lines += [self.count_allocations(jobs, self.sizes[0], self.sizes[3]) for jobs in (1, 2)]
        for size in self.sizes:
            drop_table(f"log_{size}")
        return lines

    def cpu_a_row(self):
        """Microseconds, by jobs."""
        return {jobs: [way.median_cpu / size * 1e6 for size, way in zip(self.sizes, ways)] for jobs, ways in self.growth.items()}

    def count_allocations(self, jobs, few, many):
        counts = []
        for size in (few, many):
            path = os.path.join(self.work, "allocations")
            environment = dict(os.environ, LD_PRELOAD=self.allocations, ALLOCATIONS=path)
            self.verify("--jobs", str(jobs), path=os.path.join(self.work, f"log_{size}.yml"), environment=environment,
                        name=f"allocations, {size:,} rows, --jobs {jobs}").run()
            with open(path, encoding="utf-8") as file:
                numbers = {name: int(number) for name, number in (line.split() for line in file)}
            os.remove(path)
            counts.append(sum(number for name, number in numbers.items() if name != "free"))
        each = (counts[1] - counts[0]) / (many - few) * 1000
        return Line(f"allocations per million further rows, `--jobs {jobs}`", f"{each * 1000:,.0f}",
                    f"{counts[0]:,} for {few:,} rows, {counts[1]:,} for {many:,}", each, unit="a thousand rows", most=1)

    def measure_memory(self):
        """What the other runs needed at most, and one over a table far larger."""
        peak = max(way.peak for way in (self.one, self.two))
        lines = [Line(f"peak memory, {self.rows:,} rows", f"{peak:.1f} MiB", value=peak, unit="MiB", most=64)]
        what = f"peak memory, {self.large:,} rows"
        needed, free = self.large * 1000 + 2**31, shutil.disk_usage(self.work).free
        if free < needed:
            return lines + [Line(what, f"no room: {needed / 2**30:.0f} GiB needed, {free / 2**30:.0f} GiB free", unit="MiB", most=64)]
        make_table(self.yardstick, "large_log", self.large)
        way = self.verify("--jobs", "2", name=f"{self.large:,} rows, --jobs 2", path=configuration(self.work, "large_log"))
        take_turns(1, way)
        drop_table("large_log")
        beside = f"{way.peak / peak:.2f} × that of {self.rows:,} rows; {timed(way)}"
        return lines + [Line(what, f"{way.peak:.1f} MiB", beside, way.peak, unit="MiB", most=64)]

    def notes(self):
        version = subprocess.run([self.unbroken, "--version"], check=True, capture_output=True, text=True).stdout.strip()
        settings = ", ".join(f"{name} = {ask(f'SHOW {name}')}" for name in ("shared_buffers", "work_mem", "wal_level"))
        return [version, f"PostgreSQL {ask('SHOW server_version').split()[0]}: {settings}"]

    def write(self, lines):
        size = ask("SELECT pg_size_pretty(pg_table_size('public.audit_log'))")
        introduction = (
            f"{self.rows:,} rows of `Fixtures/travel` ({size}), over a Unix socket, warm caches. Medians of {RUNS} runs that took turns, "
            f"with the fastest and the slowest\n(growth: 3 runs, SQL: 2, Python: 1; an empty table: 20). Growth, chains and the largest table "
            f"are made by `yardstick make`. The C program is\n`yardstick.c`. Made by `scripts/bench -n {self.rows} -m {self.large}`.")
        with open(os.path.join(self.work, "results.md"), "w", encoding="utf-8") as file:
            file.write(page(introduction, lines, self.notes()))
        cpus = self.cpu_a_row()
        mean = statistics.mean(cpus[1])
        speed = {jobs: [size / way.median / 1e6 for size, way in zip(self.sizes, ways)] for jobs, ways in self.growth.items()}
        named = lambda curves: [("1 job" if jobs == 1 else f"{jobs} jobs", values) for jobs, values in curves.items()]
        with open(os.path.join(self.work, "results.svg"), "w", encoding="utf-8") as file:
            file.write(draw([line for line in lines if line.label], self.sizes, named(cpus), named(speed), (0.9 * mean, 1.1 * mean)))

    def run(self):
        began = time.monotonic()
        lines = self.measure_connections()
        lines[3:3] = self.measure_stream()
        slow = self.measure_slow()
        lines += self.measure_chains() + self.measure_empty() + self.measure_growth() + self.measure_memory() + slow
        self.write(lines)
        say(f"Measured in {(time.monotonic() - began) / 60:.0f} minutes.")
        missed = [line.what for line in lines if line.is_bounded and not line.is_kept]
        bounded = sum(line.is_bounded for line in lines)
        say(f"{bounded - len(missed)} of {bounded} bounds are kept." + (f" Not kept: {'; '.join(missed)}." if missed else ""))


Bench(words()).run()
