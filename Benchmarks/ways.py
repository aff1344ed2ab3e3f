"""Ways to look at every row, which are run and measured."""

import os
import shlex
import statistics
import subprocess
import sys
import time

from tables import say


class Way:
    """A command that looks at every row; each run adds to what was measured."""

    def __init__(self, name, command, environment=None):
        self.name, self.command, self.environment = name, command, environment
        self.forget()

    def forget(self):
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
