"""Turns what the benchmarks of Benchmarks/Micro measured into tables in Markdown.

    micro.py FILE VERSION…      (FILE: their output in the format jmh, one run behind the other; called by
                                scripts/microbench)
"""

import json
import os
import platform
import sys
import time

# How many operations one measurement takes together (Benchmarks/Micro/Benchmarks.swift).
OPERATIONS = 1000
DIGESTS = "SHA-256 of "
RIVALS = ["SHA256 functions", "the room OpenSSL", "EVP fetched once"]


def runs(file):
    """For each run, nanoseconds an operation by the benchmarks' names."""
    found = []
    with open(file) as lines:
        for line in lines:
            # A benchmark that failed is left out, and 'swift package benchmark' ends well all the same.
            if " failed with " in line or line.startswith("Throughput metric must be present"):
                sys.exit(f"microbench: {line.strip()}")
            if line.startswith("[{"):
                found.append(dict(map(figures, json.loads(line))))
    if not found or any(run.keys() != found[0].keys() for run in found):
        sys.exit("microbench: the benchmarks did not give all figures")
    return found


def figures(element):
    name = element["benchmark"].removeprefix("package.benchmark.Micro.").replace("_", " ")
    metric = element["secondaryMetrics"]["Time (wall clock)"]
    if metric["scoreUnit"] != "μs":
        sys.exit(f"microbench: '{name}' was measured in {metric['scoreUnit']}")
    return name, metric["scorePercentiles"]["50.0"] * 1000 / OPERATIONS


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
    every = runs(sys.argv[1])
    # What else this computer does only ever adds.
    found = {name: min(run[name] for run in every) for name in every[0]}
    print(f"""# What the parts cost

One core, everything in memory. A run is the median of half a second; of {len(every)} runs that took turns the fastest
stands here, and the slowest beside it tells how quiet the computer was. Made by `scripts/microbench -n {len(every)}`.

| operation | per second | ns each | slowest run |
| --- | ---: | ---: | ---: |""")
    others = [name for name in found if not name.startswith(DIGESTS)]
    groups = ["rows", "walk", "merge"]
    for name in sorted(others, key=lambda name: (groups.index(name.split(":")[0]), -found[name])):
        slowest = max(run[name] for run in every)
        print(f"| {name} | {1e9 / found[name]:,.0f} | {figure(found[name])} | {figure(slowest)} |")
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
