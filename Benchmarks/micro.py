"""Turns what the benchmarks of Benchmarks/Micro measured into tables in Markdown.

    micro.py FILE VERSION…      (FILE: their output in the format jmh; called by scripts/microbench)
"""

import json
import platform
import os
import sys
import time

# How many operations one measurement takes together (Benchmarks/Micro/Benchmarks.swift).
OPERATIONS = 1000
DIGESTS = "SHA-256 of "
RIVALS = ["SHA256 functions", "the room OpenSSL", "EVP fetched once"]


def results(file):
    """Medians in nanoseconds an operation, by the benchmarks' names."""
    with open(file) as lines:
        elements = [element for line in lines if line.startswith("[{") for element in json.loads(line)]
    prefix = "package.benchmark.Micro."
    found = {}
    for element in elements:
        name = element["benchmark"].removeprefix(prefix).replace("_", " ")
        metric = element["secondaryMetrics"]["Time (wall clock)"]
        if metric["scoreUnit"] != "μs":
            sys.exit(f"microbench: '{name}' was measured in {metric['scoreUnit']}")
        found[name] = metric["scorePercentiles"]["50.0"] * 1000 / OPERATIONS
    if not found:
        sys.exit("microbench: the benchmarks gave no figures")
    return found


def computer():
    model = platform.machine()
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {len(os.sched_getaffinity(0))} cores"


def figure(nanoseconds):
    return f"{nanoseconds:,.0f}" if nanoseconds >= 100 else f"{nanoseconds:.1f}"


def main():
    found = results(sys.argv[1])
    print("""# What the parts cost

One core, everything in memory, medians of the runs that fit in a second. Made by `scripts/microbench`.

| operation | per second | ns each |
| --- | ---: | ---: |""")
    others = [name for name in found if not name.startswith(DIGESTS)]
    groups = ["rows", "walk", "merge"]
    for name in sorted(others, key=lambda name: (groups.index(name.split(":")[0]), -found[name])):
        print(f"| {name} | {1e9 / found[name]:,.0f} | {figure(found[name])} |")
    print("""
A row is read from PostgreSQL's COPY format, rendered, hashed and compared with the hash that it stores; the formulas
are in `Micro/Formulas/FormulaShape.swift`. A segment that is merged has eight rows.

## One SHA-256

`SHA256_*` are OpenSSL's low-level functions, as `Sources/OpenSSL` calls them; the room adds its interface to them. EVP
has its digest fetched once and its context used again (`EVP_MD_fetch`, `EVP_DigestInit_ex2`).

| message | `SHA256_*`, ns | the room, ns | EVP, ns | EVP beside `SHA256_*` | `SHA256_*`, MB/s |
| --- | ---: | ---: | ---: | ---: | ---: |""")
    lengths = sorted({int(name.split()[2]) for name in found if name.startswith(DIGESTS)})
    for length in lengths:
        low, room, evp = (found[f"{DIGESTS}{length} bytes: {rival}"] for rival in RIVALS)
        print(f"| {length:,} bytes | {figure(low)} | {figure(room)} | {figure(evp)} "
              f"| {evp / low:.2f} | {length / low * 1000:,.0f} |")
    print()
    for version in sys.argv[2:]:
        print(f"- {version}")
    print(f"- {computer()}")
    print(f"- {platform.system()} {platform.release().split('-')[0]}")
    print(f"- {time.strftime('%Y-%m-%d', time.gmtime())}")


main()
