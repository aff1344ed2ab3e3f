"""What is measured with what: the commands, the databases, the numbers of rows."""

import argparse
import os
from dataclasses import dataclass

from tables import TRAVEL, configuration
from ways import Way

RUNS = 9  # more than the five that are asked for: computers that others share are uneven


@dataclass
class Setting:
    unbroken: str
    yardstick: str
    allocations: str  # the library that counts them
    work: str  # a folder
    rows: int
    large: int

    @classmethod
    def of_the_command_line(cls):
        parser = argparse.ArgumentParser()
        for name in ("unbroken", "yardstick", "allocations", "work"):
            parser.add_argument(f"--{name}", required=True)
        for name in ("rows", "large"):
            parser.add_argument(f"--{name}", required=True, type=int)
        return cls(**vars(parser.parse_args()))

    @property
    def made(self):
        """The environment in which the tables of tables.py are found."""
        return dict(os.environ, PGDATABASE="made")

    def file(self, name):
        return os.path.join(self.work, name)

    def verify(self, *arguments, name=None, path=None, **more):
        """The travel log by unbroken, or what the configuration at the path names."""
        path = path or os.path.join(TRAVEL, "unbroken.yml")
        name = name or f"`{' '.join(['unbroken verify', *arguments])}`"
        return Way(name, [self.unbroken, "verify", "--config", path, *arguments], **more)

    def export(self, path):
        """Every row of the travel log into a file, by unbroken."""
        configured = os.path.join(TRAVEL, "unbroken.yml")
        return Way("`unbroken export --all`",
                   [self.unbroken, "export", "--config", configured, "--all", "--quiet", "--output", path])

    def verify_made(self, table, name, *arguments, lines=()):
        """A table of tables.py by unbroken; lines are more of its configuration."""
        return self.verify(*arguments, name=name, path=configuration(self.work, table, *lines), environment=self.made)
