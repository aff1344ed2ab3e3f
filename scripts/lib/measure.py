"""Runs commands in turn, several rounds, and prints a Markdown table of their medians.

    python3 measure.py ROUNDS ROWS YARDSTICK NAME COMMAND [NAME COMMAND …]

YARDSTICK is the NAME to whose time the others are compared. Interleaved, so that whatever else the machine does meets
all of them alike. Peak memory is the largest resident size of the process that the command started (for SQL that
runs in the server: of psql).
"""

import os
import statistics
import sys
import time

rounds, rows, yardstick = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
contestants = list(zip(sys.argv[4::2], sys.argv[5::2]))
seconds = {name: [] for name, _ in contestants}
peaks = {name: 0 for name, _ in contestants}


def run(name, command):
    start = time.monotonic()
    child = os.posix_spawn("/bin/bash", ["bash", "-c", command], os.environ)
    _, status, usage = os.wait4(child, 0)
    elapsed = time.monotonic() - start
    if status != 0:
        sys.exit(f"{name} ended with status {os.waitstatus_to_exitcode(status)}")
    return elapsed, usage.ru_maxrss


for number in range(rounds + 1):
    for name, command in contestants:
        elapsed, peak = run(name, command)
        print(f"round {number} of {rounds}: {name}: {elapsed:.2f} s", file=sys.stderr)
        peaks[name] = max(peaks[name], peak)
        if number > 0:  # round 0 warms the caches
            seconds[name].append(elapsed)

base = statistics.median(seconds[yardstick])
print(f"| | median of {rounds}, s | slowest, s | rows/s | × {yardstick} | peak memory, MiB |")
print("| --- | ---: | ---: | ---: | ---: | ---: |")
for name, _ in contestants:
    median = statistics.median(seconds[name])
    print(
        f"| {name} | {median:.2f} | {max(seconds[name]):.2f} | {rows / median:,.0f} | {median / base:.2f} "
        f"| {peaks[name] / 1024:.1f} |"
    )
