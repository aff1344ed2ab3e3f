"""The tables that yardstick makes, beside the travel log: for growth, for many chains, for memory.

    tables.py YARDSTICK ROWS LARGE      makes them in the database that the PG* environment names, which has audit_log
"""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TRAVEL = os.path.join(os.path.dirname(HERE), "Fixtures", "travel")


def say(text):
    print(text, file=sys.stderr, flush=True)


def psql(*arguments):
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments]


def ask(sql, environment=None):
    return subprocess.run(psql("-A", "-t", "-c", sql), env=environment, check=True, capture_output=True,
                          text=True).stdout.strip()


def growth(rows):
    """The numbers of rows of the tables log_N, each twice the one before."""
    return [rows // 8, rows // 4, rows // 2, rows, rows * 2]


def many_chains(rows):
    return max(2, rows // 20)


def room(rows, large):
    """Bytes that the tables and what comes with them take at most; and those that are free, in the folder of work."""
    return (12 * rows + large) * 1000 + 2**31, shutil.disk_usage(os.environ["PGHOST"]).free


def make(yardstick, name, rows, chains=None):
    """A table like audit_log whose chain holds; with chains given also a column tenant."""
    columns = "LIKE public.audit_log" + ("" if chains is None else ", tenant bigint NOT NULL")
    counts = [str(rows)] if chains is None else [str(rows), str(chains)]
    # One transaction, and frozen: nothing goes to the write-ahead log, and no run pays for hint bits.
    writer = subprocess.Popen([yardstick, "make", *counts], stdout=subprocess.PIPE)
    reader = subprocess.run(
        psql("-1", "-c", f"CREATE TABLE public.{name} ({columns})",
             "-c", rf"\copy public.{name} FROM pstdin (FORMAT binary, FREEZE)",
             "-c", f"ALTER TABLE public.{name} ADD PRIMARY KEY (id)",
             "-c", f"ANALYZE public.{name}"), stdin=writer.stdout)
    writer.stdout.close()
    if writer.wait() != 0 or reader.returncode != 0:
        sys.exit(f"bench: the table {name} could not be filled; the last words stand above")


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


def main():
    yardstick, rows, large = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    needed, free = room(rows, large)
    subprocess.run(psql("-c", "CREATE TABLE public.empty_log (LIKE public.audit_log, PRIMARY KEY (id))"), check=True)
    make(yardstick, "one_chain", rows, 1)
    make(yardstick, "many_chains", rows, many_chains(rows))
    for size in growth(rows):
        make(yardstick, f"log_{size}", size)
    if free >= needed:
        make(yardstick, "large_log", large)


if __name__ == "__main__":
    main()
