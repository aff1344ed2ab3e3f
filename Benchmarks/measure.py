"""Measures everything that is promised about speed, and writes results.md and results.svg into the folder of work.

Called by scripts/bench, which made the server (told by the PG* environment) with the databases travel and made
(tables.py), and the C programs.
"""

import statistics
import subprocess
import time

import growth
from picture import draw
from results import page
from setting import RUNS, Setting
from speed import Speed
from tables import ask, say


def notes(setting):
    version = subprocess.run([setting.unbroken, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    settings = ", ".join(f"{name} = {ask(f'SHOW {name}')}" for name in ("shared_buffers", "work_mem", "wal_level"))
    return [version, f"PostgreSQL {ask('SHOW server_version').split()[0]}: {settings}"]


def introduction(setting):
    size = ask("SELECT pg_size_pretty(pg_table_size('public.audit_log'))")
    return f"""\
{setting.rows:,} rows of `Fixtures/travel` ({size}), over a Unix socket, warm caches. Medians of {RUNS} runs that took
turns, with the fastest and the slowest (growth: 5 runs; the slow ways at the end: 1; an empty table: 20). A ratio is the
median of the turns' ratios: what slows the computer down for a while slows both sides of it. The tables for growth, chains
and large memory come from `yardstick make`; the C program is `yardstick.c`. Made by
`scripts/bench -n {setting.rows} -m {setting.large}`."""


def write(setting, lines, grown):
    with open(setting.file("results.md"), "w", encoding="utf-8") as file:
        file.write(page(introduction(setting), lines, notes(setting)))
    mean = statistics.mean(grown.cpu[1])
    bars = [line for line in lines if line.label]
    with open(setting.file("results.svg"), "w", encoding="utf-8") as file:
        file.write(draw(bars, grown.sizes, grown.cpu, grown.speed, (0.9 * mean, 1.1 * mean)))


def main():
    began = time.monotonic()
    setting = Setting.of_the_command_line()
    speed = Speed(setting)
    lines, calendar = speed.connections()
    lines += [speed.stream(), speed.export(), calendar]
    today = speed.today()
    empty, start = growth.empty(setting)
    lines += [*growth.chains(setting), empty]
    grown = growth.Growth(setting, start)
    lines += [*grown.lines(), *growth.allocations(setting)]
    lines += [*growth.memory(setting, max(speed.one.peak, speed.two.peak)), *today]
    write(setting, lines, grown)
    bounded = [line for line in lines if line.is_bounded]
    missed = [line.what for line in bounded if not line.is_kept]
    say(f"Measured in {(time.monotonic() - began) / 60:.0f} minutes.")
    say(f"{len(bounded) - len(missed)} of {len(bounded)} bounds are kept. Not kept: {'; '.join(missed) or 'none'}.")


main()
