"""What was measured, as one table in Markdown."""

import os
import platform
import statistics
import time
from dataclasses import dataclass


@dataclass
class Line:
    """One line of the table. Its value is a ratio, or has a unit; without a bound it is only told."""

    what: str
    measured: str
    beside: str = ""
    value: float | None = None  # None: not measured
    unit: str = ""  # empty: a ratio
    least: float | None = None
    most: float | None = None
    aim: float | None = None  # what we would like, where nothing is promised
    label: str = ""  # its name in the picture

    @property
    def is_bounded(self):
        return self.most is not None

    @property
    def is_kept(self):
        return self.value is not None and self.value <= self.most and (self.least is None or self.value >= self.least)

    @property
    def cells(self):
        ratio = f"{self.value:.2f}" if self.value is not None and not self.unit else ""
        if self.aim is not None:
            return [self.what, self.measured, self.beside, ratio, f"aim: {self.aim:.2f}", ""]
        if not self.is_bounded:
            return [self.what, self.measured, self.beside, ratio, "", ""]
        bound = f"{self.most:g} {self.unit}" if self.unit else f"{self.most:.2f}"
        if self.least is not None:
            bound = f"{self.least:.2f} to {bound}"
        kept = "not measured" if self.value is None else "yes" if self.is_kept else "**no**"
        return [self.what, self.measured, self.beside, ratio, bound, kept]


def timed(way):
    """The median, and from the fastest to the slowest run."""
    if len(way.seconds) == 1:
        return f"{way.median:.2f} s (one run)"
    return f"{way.median:.2f} s ({min(way.seconds):.2f} to {max(way.seconds):.2f})"


def turn_by_turn(ours, theirs):
    """The median of the ratios of each turn: what slows the computer down for a turn slows both sides of its ratio."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def against(what, way, other, **more):
    """One way's wall-clock time beside another's, of the same turns or of one run."""
    theirs = other.seconds if len(other.seconds) == len(way.seconds) else [other.median] * len(way.seconds)
    return Line(what, timed(way), f"{other.name}: {timed(other)}", turn_by_turn(way.seconds, theirs), **more)


def computer():
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB memory"


def page(introduction, lines, notes):
    table = [["what", "measured", "beside", "ratio", "at most", "kept"], ["---", "---", "---", "---:", "---:", "---"]]
    rows = "\n".join("| " + " | ".join(cells) + " |" for cells in table + [line.cells for line in lines])
    facts = notes + [computer(), f"{platform.system()} {platform.release().split('-')[0]}",
                     time.strftime("%Y-%m-%d", time.gmtime())]
    return (f"# How fast it is\n\n{introduction}\n\n{rows}\n\n![The ratios, and the growth](results.svg)\n\n"
            + "\n".join(f"- {fact}" for fact in facts) + "\n")
