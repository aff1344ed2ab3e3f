"""Measures ways to verify the travel log beside reading it, and prints a table in Markdown.

    measure.py UNBROKEN ROWS RUNS LOOP_RUNS      (the server by the PG* environment; called by scripts/bench)

The ways take turns, so that whatever slows this computer down for a while slows all of them.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TRAVEL = os.path.join(HERE, "..", "Fixtures", "travel")


def psql(*arguments):
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments]


def ask(sql):
    return subprocess.run(psql("-A", "-t", "-c", sql), check=True, capture_output=True, text=True).stdout.strip()


class Way:
    """One way to look at every row."""

    def __init__(self, name, command, runs):
        self.name, self.command, self.runs = name, command, runs
        self.seconds, self.cpu, self.memory = [], [], 0

    def run(self):
        began = time.perf_counter()
        child = subprocess.Popen(
            self.command, cwd=TRAVEL, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.stderr.buffer.write(output[-2000:])
            sys.exit(f"bench: '{self.name}' ended with exit status {child.returncode}")
        self.seconds.append(time.perf_counter() - began)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.memory = max(self.memory, usage.ru_maxrss)

    @property
    def median(self):
        return statistics.median(self.seconds)


def computer():
    model = platform.machine()
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB memory"


def main():
    unbroken, rows, runs, loop_runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    file = lambda name: os.path.join(HERE, name)
    ways = [
        Way("`psql`, binary COPY to /dev/null", psql("-f", file("copy.sql")), runs),
        Way("`unbroken verify`", [unbroken, "verify"], runs),
        Way("SQL with `lag()` and `sha256()`", psql("-f", file("set_based.sql")), runs),
        Way("PL/pgSQL loop", psql("-f", file("loop.sql")), loop_runs),
    ]
    yardstick, ours = ways[0], ways[1]
    subprocess.run(yardstick.command, check=True, stdin=subprocess.DEVNULL)  # warms the caches
    for turn in range(runs):
        for way in ways:
            if turn < way.runs:
                way.run()
                print(f"run {turn + 1}: {way.seconds[-1]:8.2f} s  {way.name}", file=sys.stderr)

    size = ask("SELECT pg_size_pretty(pg_table_size('public.audit_log'))")
    version = subprocess.run([unbroken, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"""# How fast it is

{rows:,} rows of `Fixtures/travel` ({size}), one connection over a Unix socket, warm caches. Medians of {runs} runs that
took turns ({loop_runs} for the PL/pgSQL loop). Made by `scripts/bench -n {rows}`.

| | seconds | fastest to slowest | beside psql | rows a second |
| --- | ---: | ---: | ---: | ---: |""")
    for way in ways:
        print(f"| {way.name} | {way.median:.2f} | {min(way.seconds):.2f} to {max(way.seconds):.2f} "
              f"| {way.median / yardstick.median:.2f} | {rows / way.median:,.0f} |")
    # A child's peak counts what this program held when it forked.
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"""
Peak memory of `unbroken verify`: {ours.memory / 1024:.1f} MiB resident (anything under {floor:.0f} MiB would show as that).
Its own processor time: {statistics.median(ours.cpu):.2f} s, where psql took {statistics.median(yardstick.cpu):.2f} s; the rest is the server's.

- {version}
- PostgreSQL {ask("SHOW server_version").split()[0]}, shared_buffers = {ask("SHOW shared_buffers")}
- {computer()}
- {platform.system()} {platform.release().split("-")[0]}
- {time.strftime("%Y-%m-%d", time.gmtime())}""")


main()
