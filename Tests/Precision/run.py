"""One judged run of the tool: generate, load, verify, compare.

    PGHOST=… PGDATABASE=… python3 run.py --unbroken PATH [--seed N] [--chains 500] [--keep DIR]

The PG* environment names an empty database in which the schema `precision` is made anew. Exit 1 if the judge finds fault, 2 if
the tool gave no verdict.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import formulas

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--unbroken", required=True)
    arguments.add_argument("--seed", default="1")
    arguments.add_argument("--chains", default="500")
    arguments.add_argument("--keep")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or temporary

        def script(name, *rest):
            return subprocess.run([sys.executable, os.path.join(HERE, name), *rest], timeout=600)

        script("generator.py", "--seed", given.seed, "--chains", given.chains, "--out", folder).check_returncode()
        subprocess.run(["psql", "-X", "-q", "-f", os.path.join(folder, "load.sql")], check=True, timeout=300,
                       stdout=subprocess.DEVNULL)
        verify = subprocess.run(
            [given.unbroken, "verify", "--config", os.path.join(folder, "unbroken.yml"), "--format", "json",
             "--output", os.path.join(folder, "tool.json")],
            env=dict(os.environ, UNBROKEN_PRECISION_KEY=formulas.SECRET), timeout=300)
        if verify.returncode not in (0, 1, 2):
            print(f"unbroken verify ended with {verify.returncode}", file=sys.stderr)
            return 2
        return script("judge.py", folder, "--tool", os.path.join(folder, "tool.json")).returncode


if __name__ == "__main__":
    sys.exit(main())
