"""Ways to look at every row, which are run and measured, and the tables that they look at."""

import os
import shlex
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TRAVEL = os.path.join(HERE, "..", "Fixtures", "travel")


def say(text):
    print(text, file=sys.stderr, flush=True)


def psql(*arguments):
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments]


def ask(sql):
    return subprocess.run(psql("-A", "-t", "-c", sql), check=True, capture_output=True, text=True).stdout.strip()


class Way:
    """A command that looks at every row; each run adds to what was measured."""

    def __init__(self, name, command, environment=None):
        self.name, self.command, self.environment = name, command, environment
        self.seconds, self.cpu, self.peak = [], [], 0.0

    def run(self):
        began = time.perf_counter()
        child = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.stderr.buffer.write(output[-2000:])
            sys.exit(f"bench: '{self.name}' ended with exit status {child.returncode}: {shlex.join(self.command)}")
        self.seconds.append(seconds)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.peak = max(self.peak, usage.ru_maxrss / 1024)

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def median_cpu(self):
        return statistics.median(self.cpu)


def take_turns(runs, *ways):
    """Runs the ways by turns, so that whatever slows this computer down for a while slows all of them."""
    for turn in range(runs):
        for way in ways:
            way.run()
            say(f"run {turn + 1}: {way.seconds[-1]:8.3f} s  {way.name}")


def make_table(yardstick, name, rows, chains=None):
    """Makes a table like audit_log whose chain holds; with chains given also a column tenant."""
    say(f"Making {rows:,} rows of {name} …")
    columns = "LIKE public.audit_log" + ("" if chains is None else ", tenant bigint NOT NULL")
    counts = [str(rows)] if chains is None else [str(rows), str(chains)]
    # One transaction, and frozen: nothing goes to the write-ahead log, and no run pays for hint bits.
    writer = subprocess.Popen([yardstick, "make", *counts], stdout=subprocess.PIPE)
    reader = subprocess.run(
        psql("-1", "-c", f"CREATE TABLE public.{name} ({columns})",
             "-c", rf"\copy public.{name} FROM pstdin (FORMAT binary, FREEZE)",
             "-c", f"ALTER TABLE public.{name} ADD PRIMARY KEY (id)"), stdin=writer.stdout)
    writer.stdout.close()
    if writer.wait() != 0 or reader.returncode != 0:
        sys.exit(f"bench: the table {name} could not be filled; the last words stand above")
    settle(name)


def settle(name):
    """So that no run pays for what the loading left to do."""
    subprocess.run(psql("-c", f"ANALYZE public.{name}", "-c", "CHECKPOINT"), check=True)


def drop_table(name):
    subprocess.run(psql("-c", f"DROP TABLE public.{name}"), check=True)


def configuration(folder, table, *lines, name=None):
    """Writes the configuration of the travel log for another table, with more lines for its chain; gives its path."""
    with open(os.path.join(TRAVEL, "unbroken.yml"), encoding="utf-8") as file:
        text = file.read()
    line = "    table: public.audit_log\n"
    if text.count(line) != 1:
        sys.exit("bench: Fixtures/travel/unbroken.yml names its table in a way that is not expected here")
    path = os.path.join(folder, f"{name or table}.yml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(line, f"    table: public.{table}\n" + "".join(f"    {more}\n" for more in lines)))
    return path
