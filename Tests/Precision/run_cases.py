"""Drives the hand-reasoned cases of test_cases.py through the tool.

    python3 run_cases.py --unbroken PATH [--keep DIR]

The database is libpq's own (PG* environment); schema `cases` is made anew. xmin can't be chosen in a real table, so rows
of one virtual xmin are inserted by one transaction, and the numbers in between are spent, up to 150 of them. Cases in
which the xmin is unknown are left out: a real table always has it. Exit 1 if a case differs, 2 if the tool gave no verdict.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import formulas
import oracle
import test_cases

CAP = 150
TYPES = {"int": "bigint", "text": "text", "timestamptz": "timestamptz", "uuid": "uuid"}


def literal(value):
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def moment(micros):
    return "NULL" if micros is None else "'" + oracle.spell(micros, "timestamptz") + "'"


def hash_literal(value, kind):
    return f"decode({literal(value)}, 'hex')" if kind == "bytea" else literal(value)


def cases():
    """(name, entry, wanted breaks, wanted drifts) of every case whose xmins are known."""
    for name, _, options, tamper, expected, drifts in test_cases.CASES:
        entry, wanted = test_cases.finished(name, options, tamper, expected)
        if all(row["xmin"] is not None for row in entry["rows"]):
            yield name, entry, wanted, drifts


def sql(given):
    out = ["\\set ON_ERROR_STOP on", "SET client_min_messages = warning;", "SET TimeZone = 'UTC';",
           "CREATE EXTENSION IF NOT EXISTS pgcrypto;", "DROP SCHEMA IF EXISTS cases CASCADE;", "CREATE SCHEMA cases;",
           """CREATE PROCEDURE cases.spend(count int) LANGUAGE plpgsql AS $$ BEGIN
               FOR i IN 1..count LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$;"""]
    moments = {}
    for name, entry, _, _ in given:
        kind = formulas.FORMULAS[entry["formula"]][2]
        order = ", ".join(f"{column['name']} {TYPES[column['type']]}" for column in entry["order"])
        link = f", prev {kind}" if entry["stored"] else ""
        out.append(f"CREATE TABLE cases.{name} (tenant text, {order}, moment timestamptz, actor text, action text, note text, "
                   f"amount bigint, at timestamptz, excluded boolean{link}, hash {kind});")
        for row in entry["rows"]:
            content = row["content"]
            values = [literal(row["chain"][0] if entry["per"] else content["tenant"])] + [literal(value) for value in row["order"]] + [moment(row["time"])]
            values += [literal(content[column]) for column in ("actor", "action", "note", "amount")]
            values += [moment(content["at"]), "true" if row["excluded"] else "false"]
            values += [hash_literal(row["prev"], kind)] if entry["stored"] else []
            values += [hash_literal(row["hash"], kind)]
            moments.setdefault(row["xmin"], []).append(f"INSERT INTO cases.{name} VALUES ({', '.join(values)});")
    last = None
    for xmin, insertions in sorted(moments.items()):
        if last is not None and xmin - last > 1:
            out.append(f"CALL cases.spend({min(xmin - last, CAP) - 1});")
        last = xmin
        out += ["BEGIN;"] + insertions + ["COMMIT;"]
    return "\n".join(out) + "\n"


def yaml(name, entry):
    _, expression, _, genesis = formulas.FORMULAS[entry["formula"]]
    lines = [f"  - name: {name}", f"    table: cases.{name}", "    hash: hash", "    settings: {TimeZone: UTC}",
             f"    order: [{', '.join(column['name'] for column in entry['order'])}]"]
    if any(row["time"] is not None for row in entry["rows"]):
        lines.append("    time: moment")
    if entry["stored"]:
        lines.append("    previous: prev")
    if entry["per"]:
        lines.append("    per: [tenant]")
    if any(row["excluded"] for row in entry["rows"]):
        lines.append("    where: not excluded")
    start = formulas.GENESES[genesis][1]
    if start:
        lines += ["    genesis: |", "      " + (start if entry["per"] else start.replace("coalesce(tenant, '')", "''"))]
    lines += ["    formula: |", "      " + expression.replace("PREV", "prev" if entry["stored"] else "previous")]
    if entry["formula"] == "keyed":
        lines.append('    secrets: {audit_key: "env:UNBROKEN_PRECISION_KEY"}')
    return "\n".join(lines) + "\n"


def said(chain):
    return [{"kind": one["kind"], "alternatives": sorted(one["alternatives"]), "chain": list(one["chain"].values()),
             "first": list(one["first"].values()), "last": list(one["last"].values()), "rows": one["rows"]}
            for one in chain["breaks"]]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--unbroken", required=True)
    arguments.add_argument("--keep")
    given = arguments.parse_args()
    chosen = list(cases())
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or temporary
        os.makedirs(folder, exist_ok=True)
        for name, text in (("load.sql", sql(chosen)),
                           ("unbroken.yml", "chains:\n" + "".join(yaml(name, entry) for name, entry, _, _ in chosen))):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        subprocess.run(["psql", "-X", "-q", "-f", os.path.join(folder, "load.sql")], check=True, timeout=300,
                       stdout=subprocess.DEVNULL)
        output = os.path.join(folder, "tool.json")
        verify = subprocess.run(
            [given.unbroken, "verify", "--config", os.path.join(folder, "unbroken.yml"), "--format", "json", "--output", output],
            env=dict(os.environ, UNBROKEN_PRECISION_KEY=formulas.SECRET), timeout=300, stderr=subprocess.PIPE)
        if verify.returncode not in (0, 1, 2):
            print(f"unbroken verify ended with {verify.returncode}: {verify.stderr.decode()}", file=sys.stderr)
            return 2
        with open(output, encoding="utf-8") as file:
            chains = {chain["name"]: chain for chain in json.load(file)["chains"]}
    wrong = 0
    for name, entry, wanted, drifts in chosen:
        found = said(chains[name])
        drifted = any(finding["kind"] == "order-drift" for finding in chains[name]["findings"])
        if test_cases.in_order(found) != test_cases.in_order(wanted) or drifted != bool(drifts):
            wrong += 1
            print(f"-- {name}", "   wanted:", *wanted, "   found:", *found, sep="\n     ")
            print("   drift wanted:", bool(drifts), "found:", drifted)
    print(f"{len(chosen) - wrong} of {len(chosen)} cases as reasoned by hand, {len(test_cases.CASES) - len(chosen)} left out")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
