"""What becomes of time, memory and allocations with more rows and more chains, in the tables of tables.py."""

import os
import statistics

from results import Line, against, timed
from setting import RUNS
from tables import ask, growth, many_chains, room
from ways import take_turns


def chains(setting):
    """Many chains in one table beside one chain, with the same columns and rows."""
    count = many_chains(setting.rows)
    single = setting.verify_made("one_chain", "one chain", "--jobs", "2", lines=["per: [tenant]"])
    many = setting.verify_made("many_chains", f"{count:,} chains", "--jobs", "2", lines=["per: [tenant]"])
    take_turns(RUNS, single, many)
    each = (many.peak - single.peak) * 2**20 / count
    peaks = f"peaks: {many.peak:.1f} and {single.peak:.1f} MiB"
    return [
        against(f"{count:,} chains in one table", many, single, most=1.3, label=f"{count:,} chains, beside one"),
        Line("memory for each chain more", f"{each:.0f} bytes", peaks, each, unit="bytes", most=200),
    ]


def empty(setting):
    """The line for an empty table, and the seconds of processor time that a run over one takes: what starting up costs."""
    way = setting.verify_made("empty_log", "an empty table", lines=["allow_empty: true"])
    take_turns(20, way)
    milliseconds = [1000 * value for value in way.seconds]
    median = statistics.median(milliseconds)
    measured = f"{median:.0f} ms ({min(milliseconds):.0f} to {max(milliseconds):.0f})"
    return Line("`unbroken verify` of an empty table", measured, value=median, unit="ms", most=100), way.median_cpu


class Growth:
    """From an eighth of the rows to twice as many, with one job and two; what starting up costs is no cost of a row."""

    def __init__(self, setting, start):
        self.start = start
        self.sizes = growth(setting.rows)
        self.ways = {jobs: [setting.verify_made(f"log_{size}", f"{size:,} rows, --jobs {jobs}", "--jobs", str(jobs))
                            for size in self.sizes] for jobs in (1, 2)}
        take_turns(5, *(way for ways in self.ways.values() for way in ways))

    def by_jobs(self, quantity):
        return {jobs: [quantity(size, way) for size, way in zip(self.sizes, ways)] for jobs, ways in self.ways.items()}

    @property
    def cpu(self):
        """Microseconds of the client's for each row, by jobs."""
        return self.by_jobs(lambda size, way: (way.median_cpu - self.start) / size * 1e6)

    @property
    def speed(self):
        """Millions of rows a second, by jobs."""
        return self.by_jobs(lambda size, way: size / way.median / 1e6)

    def shares(self, jobs):
        """Each size's processor time a row beside the mean of all sizes, the median of the turns."""
        turns = [[(cpu - self.start) / size for size, cpu in zip(self.sizes, cpus)]
                 for cpus in zip(*(way.cpu for way in self.ways[jobs]), strict=True)]
        by_size = zip(*([cpu / statistics.mean(turn) for cpu in turn] for turn in turns))
        return [statistics.median(shares) for shares in by_size]

    def lines(self):
        for jobs, cpus in self.cpu.items():
            mean = statistics.mean(cpus)
            bound = {"least": 0.90, "most": 1.10} if jobs == 1 else {}
            for size, cpu, speed, share in zip(self.sizes, cpus, self.speed[jobs], self.shares(jobs)):
                measured = f"{cpu:.2f} µs of client CPU a row; {1e6 * speed:,.0f} rows a second"
                beside = f"the mean of these five: {mean:.2f} µs; {1e3 * self.start:.0f} ms of starting up left out"
                yield Line(f"growth: {size:,} rows, `--jobs {jobs}`", measured, beside, share, **bound)


def allocations(setting):
    few, many = growth(setting.rows)[0], setting.rows
    for jobs in (1, 2):
        first, second = (count_allocations(setting, size, jobs) for size in (few, many))
        each = (second - first) / (many - few) * 1000
        counts = f"{first:,} for {few:,} rows, {second:,} for {many:,}"
        yield Line(f"allocations per million further rows, `--jobs {jobs}`", f"{each * 1000:,.0f}", counts, each,
                   unit="a thousand rows", most=1)


def count_allocations(setting, size, jobs):
    path = setting.file("allocations")
    way = setting.verify_made(f"log_{size}", f"{size:,} rows, allocations counted", "--jobs", str(jobs))
    way.environment = dict(setting.made, LD_PRELOAD=setting.allocations, ALLOCATIONS=path)
    take_turns(1, way)
    with open(path, encoding="utf-8") as file:
        counts = {function: int(count) for function, count in map(str.split, file)}
    os.remove(path)
    return sum(count for function, count in counts.items() if function != "free")


def memory(setting, peak):
    """What the runs over the travel log needed at most, and one over a table far larger."""
    yield Line(f"peak memory, {setting.rows:,} rows", f"{peak:.1f} MiB", value=peak, unit="MiB", most=64)
    what = f"peak memory, {setting.large:,} rows"
    if ask("SELECT to_regclass('public.large_log')", setting.made) == "":
        needed, free = (number / 2**30 for number in room(setting.rows, setting.large))
        yield Line(what, f"no room: {needed:.0f} GiB needed, {free:.0f} GiB free", unit="MiB", most=64)
        return
    way = setting.verify_made("large_log", f"{setting.large:,} rows, --jobs 2", "--jobs", "2")
    take_turns(1, way)
    beside = f"{way.peak / peak:.2f} × that of {setting.rows:,} rows; it took {timed(way)}"
    yield Line(what, f"{way.peak:.1f} MiB", beside, way.peak, unit="MiB", most=64)
