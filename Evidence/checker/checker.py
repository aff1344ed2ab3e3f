#!/usr/bin/env python3
"""Checks the folder of an export of Unbroken, without Unbroken and without a database.

    python3 checker.py FOLDER --trust AUTHORITY.pem

Wants Python 3.9 and `openssl` 3.0 or later. Has openssl say who signed `manifest.json`, compares the SHA-256 of every file,
and goes over every row, shown or left out (Documentation/formats/export.md). Exits with 0 where it holds, 1 where it holds
and tells of breaks, 65 where it does not hold, 64 where it was called wrongly.
"""
import argparse
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from datetime import datetime, timezone

FINDINGS = ["unbroken_position", "unbroken_content", "unbroken_link", "unbroken_break", "unbroken_recomputed"]
MARKER = "[masked]"
TYPES = {"id": "int8", "occurred_at": "timestamptz", "user_id": "uuid", "db_user": "text", "ip_address": "inet",
         "table_name": "text", "row_id": "text", "action": "text", "old_data": "jsonb", "new_data": "jsonb",
         "prev_hash": "bytea", "hash": "bytea"}
# The reference audit log's.
REFERENCE = """sha256(prev_hash || convert_to(jsonb_build_array( id,
  to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), user_id::text, db_user, ip_address::text,
  table_name, row_id, action, old_data, new_data )::text, 'UTF8'))"""
SIGNING = {"E-mail Protection", "Any Extended Key Usage", "TLS Web Client Authentication", "1.3.6.1.5.5.7.3.36",
           "1.2.840.113583.1.1.5", "1.3.6.1.4.1.311.10.3.12", "Document Signing"}
CONTENT, SIGNS = {"ok", "fails", "disputed", "unsealed"}, {"Digital Signature", "Non Repudiation"}


class Broken(Exception):
    """Why the export does not hold."""


def check(condition, sentence):
    if not condition:
        raise Broken(sentence)


def openssl(*words):
    return subprocess.run(["openssl", *words], capture_output=True)


def der(data, at):
    """The DER element that begins at a place: its tag, and where its content begins and ends (X.690)."""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start:start + count], "big"), start + count
    check(start + length <= len(data), "manifest.json.p7s is cut off")
    return data[at], start, start + length


def elements(data, at):
    """Where the elements within an element begin."""
    _, start, end = der(data, at)
    while start < end:
        yield start
        start = der(data, start)[2]


def time_stamp(container, trust, scratch):
    """When an authority stamped the signature (CMS, RFC 5652; RFC 3161), in seconds since 1970; None: nobody did."""
    data = open(container, "rb").read()
    check(der(data, 0)[2] == len(data), "bytes follow the signature")
    def parts(at):
        return list(elements(data, at))
    fields = parts(parts(parts(parts(parts(0)[1])[0])[-1])[0])
    (_, start, end), value, token = der(data, fields[-2]), os.path.join(scratch, "value"), os.path.join(scratch, "token")
    open(value, "wb").write(data[start:end])
    for attribute in parts(fields[-1]) if data[fields[-1]] == 0xA1 else ():
        name, values = parts(attribute)
        if data[name:der(data, name)[2]] != bytes.fromhex("060b2a864886f70d010910020e"):
            continue
        open(token, "wb").write(data[parts(values)[0]:der(data, parts(values)[0])[2]])
        text = openssl("ts", "-reply", "-token_in", "-in", token, "-token_out", "-text").stdout.decode()
        told = re.search(r"^Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d+) GMT$", text, re.M)
        check(told, "the time stamp of the signature can't be read")
        moment = datetime.strptime(" ".join(" ".join(told.groups()).split()) + " +0000", "%b %d %H:%M:%S %Y %z")
        at = str(int(moment.timestamp()))
        done = openssl("ts", "-verify", "-token_in", "-in", token, "-data", value, *trust[:2], "-attime", at)
        check(done.returncode == 0, "the time stamp of the signature does not hold")
        return int(at)
    return None


def signer(folder, trust, scratch):
    """Who signed manifest.json, and at which moment that is judged."""
    container, person = os.path.join(folder, "manifest.json.p7s"), os.path.join(scratch, "signer.pem")
    try:
        stamped = time_stamp(container, trust, scratch)
    except (IndexError, ValueError) as trouble:
        raise Broken("manifest.json.p7s is no signature") from trouble
    done = openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", container, "-content",
                   os.path.join(folder, "manifest.json"), *trust, "-purpose", "any", "-signer", person,
                   "-attime", str(stamped or int(datetime.now().timestamp())), "-out", os.devnull)
    check(done.returncode == 0, "the signature does not hold: " + done.stderr.decode(errors="replace").strip()[-200:])
    uses = openssl("x509", "-in", person, "-noout", "-ext", "extendedKeyUsage,keyUsage,basicConstraints").stdout.decode()
    listed = {key: set(line.split(", ")) for key, line in re.findall(r"X509v3 ([\w ]+?):(?: critical)?\s*\n\s+(.*)", uses)}
    allowed = listed.get("Extended Key Usage", SIGNING)
    isnt = {"TLS Web Client Authentication"} if "TLS Web Server Authentication" in allowed else set()
    check(allowed & SIGNING - isnt, "the signer's certificate is not for signing documents")
    check(listed.get("Key Usage", SIGNS) & SIGNS, "the signer's certificate is not for signing")
    check("CA:TRUE" not in listed.get("Basic Constraints", ()), "the signer's certificate is an authority's")
    subject = openssl("x509", "-in", person, "-noout", "-subject", "-nameopt", "multiline,utf8,-esc_msb").stdout.decode()
    names = re.findall(r"^\s+commonName\s+= (.*)$", subject, re.M)
    return (names or [None])[-1], stamped


def cells(stream):
    """The records of CSV (RFC 4180). An empty cell is None, a quoted one is text; Python's csv tells the two not apart."""
    row, text, at = [], "", 0
    cell = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n)')
    while True:
        found = cell.match(text, at)
        if not found:
            more = stream.read(max(1 << 20, len(text) - at))
            if not more:
                check(at == len(text) and not row, "a file of rows is cut off, or is no CSV")
                return
            text, at = text[at:] + more, 0
            continue
        quoted, bare, end = found.groups()
        row.append(quoted.replace('""', '"') if quoted is not None else bare or None)
        at = found.end()
        if end != ",":
            yield row
            row = []


def records(folder, name, names):
    """The records of a file of rows, each by the names of its columns."""
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as stream:
        if name.endswith(".jsonl"):
            for line in iter(stream.readline, ""):
                pairs = json.loads(line, object_pairs_hook=list)
                check([key for key, _ in pairs] == names, f"{name}: a line has other members than the manifest says")
                yield {key: value if value is None else str(value) for key, value in pairs}
            return
        rows = cells(stream)
        check(next(rows, None) == names, f"{name} does not begin with the columns that the manifest says")
        for row in rows:
            check(len(row) == len(names), f"{name}: a row has {len(row)} cells instead of {len(names)}")
            yield dict(zip(names, row))


def recomputed(row):
    """The hash that the reference formula gives, as the column prints it, None for NULL; '' where it is not known here."""
    stamp, address = row["occurred_at"], row["ip_address"]
    if row["prev_hash"] is None:
        return None
    if stamp is not None:
        found = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00", stamp)
        if not found:
            return ""
        stamp = f"{found[1]}T{found[2]}.{found[3] or '':0<6}Z"
    if address is not None and "/" not in address:
        address += "/128" if ":" in address else "/32"
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

    def text(value):  # as PostgreSQL's escape_json writes it
        return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'
    texts = [stamp, row["user_id"], row["db_user"], address, row["table_name"], row["row_id"], row["action"]]
    values = [row["id"]] + [None if value is None else text(value) for value in texts] + [row["old_data"], row["new_data"]]
    array = ", ".join("null" if value is None else value for value in values)
    return "\\x" + hashlib.sha256(bytes.fromhex(row["prev_hash"][2:]) + f"[{array}]".encode()).hexdigest()


def is_masked(row, masks):
    """Whether a marker stands in the place of a masked value, or perhaps of a part of it."""
    for mask in masks:
        found = re.match(r'"((?:[^"]|"")*)"|[^.]+', mask)
        value = row[found[0] if found[1] is None else found[1].replace('""', '"')] or ""
        if value == MARKER or found[0] != mask and f'"{MARKER}"' in value:
            return True
    return False


def walk(folder, manifest):
    """Goes over every row; gives what was counted."""
    chain, count = manifest["chain"], {"content": 0, "masked": 0, "broken": 0, "disputed": 0}
    link_name, hash_name = chain["previous"], chain["hash"]
    types = {column["name"]: column["type"] for column in chain["columns"]}

    def spelled(hash):
        return "\\x" + hash if hash is not None and types[hash_name] == "bytea" else hash
    findings = (["unbroken_chain"] if chain["per"] else []) + FINDINGS
    shown = records(folder, manifest["evidence"], [column["name"] for column in chain["columns"]] + findings)
    hidden = [file["name"] for file in manifest["files"] if file["role"] == "left-out"]
    seals = [name for name in (link_name, hash_name) if name]
    left = records(folder, hidden[0], seals + findings[:-1]) if hidden else iter(())
    state = [{"next": r["first"], "tip": spelled(r["entering"]), "rows": 0, "leftOut": 0} for r in manifest["ranges"]]
    is_reference = (REFERENCE.split() == chain["formula"].split() and chain["whyNotRecomputed"] is None
                    and all(types[name] == type for name, type in TYPES.items()))
    check(not is_reference or all(r["entering"] == 64 * "0" for r in manifest["ranges"] if r["first"] == 1),
          "the genesis is not the one that enters the range")
    all_named = manifest["log"]["breaksNamed"] == manifest["log"]["breakCount"]

    def seal(text, column=hash_name):
        return text.rstrip(" ") if text is not None and types[column].startswith("bpchar") else text

    def place(row):
        number, position = row.get("unbroken_chain", "1"), row["unbroken_position"]
        check(re.fullmatch("[1-9][0-9]* [1-9][0-9]*", f"{number} {position}"), "a position is no number")
        return state[int(number) - 1], int(position)

    heads = [next(shown, None), next(left, None)]
    while heads[0] or heads[1]:
        index = next((i for i, row in enumerate(heads) if row and place(row)[0]["next"] == place(row)[1]), None)
        check(index is not None, "a row is missing, doubled or moved: "
              + ", ".join(f"position {at['next']} comes next" for at in state[:3]))
        row, (at, position) = heads[index], place(heads[index])
        own, content, link = seal(row[hash_name]), row["unbroken_content"], row["unbroken_link"]
        check((content == "unsealed") == (own is None), f"row {position} is sealed, or not, other than it says")
        if link_name and own is not None:
            check((seal(row[link_name], link_name) == at["tip"]) == (link == "ok"), f"row {position}: its link is not what it says")
            check(link in ("ok", "elsewhere", "fails", "disputed"), f"row {position}: its link is called {link}")
        else:
            check(link == "none", f"row {position}: its link is called {link}")
        check(content in CONTENT or content == "elsewhere" and not link_name, f"row {position} is called {content}")
        if index == 0 and own is not None:
            told = seal(row["unbroken_recomputed"])
            check(content not in ("ok", "elsewhere") or told == own, f"row {position}: another hash is told as recomputed")
            if is_reference and is_masked(row, manifest["request"]["mask"]):
                count["masked"] += 1
            elif is_reference and (found := recomputed(row)) != "":
                check((found == own) == (content == "ok"), f"row {position}: its content is not what it says")
                check(content not in ("fails", "disputed") or told == found, f"row {position}: another hash is told")
                count["content"] += 1
        named, fails = row["unbroken_break"] is not None, "fails" in (content, link)
        check(named or not all_named or not fails and content != "unsealed", f"row {position} belongs to no break")
        count["broken"] += named or not all_named and (content != "ok" or link == "fails")
        count["disputed"] += "disputed" in (content, link)
        at["next"], at["tip"] = position + 1, at["tip"] if own is None else own
        at["rows" if index == 0 else "leftOut"] += 1
        heads[index] = next((shown, left)[index], None)
    for at, told in zip(state, manifest["ranges"]):
        check(at["next"] == told["last"] + 1 and at["tip"] == spelled(told["leaving"]) and at["rows"] == told["rows"]
              and at["leftOut"] == told["leftOut"], "a range does not end where the manifest says")
    check(count["broken"] == manifest["brokenRows"] and count["disputed"] == manifest["disputedRows"],
          "other rows belong to breaks than the manifest says")
    return count, is_reference


def main(folder, trust, scratch):
    for name in ("manifest.json", "manifest.json.p7s"):
        path = os.path.join(folder, name)
        check(os.path.lexists(path), f"there is no {name}: it is no export, or nobody signed it")
        check(stat.S_ISREG(os.lstat(path).st_mode), f"{name} is no plain file")
    person, stamped = signer(folder, trust, scratch)
    manifest = json.load(open(os.path.join(folder, "manifest.json"), encoding="utf-8"))
    check(manifest["format"] == "unbroken-export/1", f"it is {manifest['format']}, which this does not read")
    check(person is None or manifest["signer"] == person, f"it names another signer than {person}, who signed it")
    listed = {file["name"]: file for file in manifest["files"]}
    check(len(listed) == len(manifest["files"]) and [name for name, file in listed.items() if file["role"] == "evidence"]
          == [manifest["evidence"]], "it does not say which file is the evidence, or names one twice")
    foreign = sorted(set(os.listdir(folder)) ^ (set(listed) | {"manifest.json", "manifest.json.p7s"}))
    check(not foreign, f"these are missing, or not listed in the manifest: {foreign}")
    for name, file in listed.items():
        path = os.path.join(folder, name)
        check(stat.S_ISREG(os.lstat(path).st_mode) and os.path.getsize(path) == file["bytes"], f"{name} was changed")
        digest = hashlib.sha256()
        with open(path, "rb") as stream:
            for piece in iter(lambda: stream.read(1 << 20), b""):
                digest.update(piece)
        check(digest.hexdigest() == file["sha256"], f"{name} was changed")
    count, is_reference = walk(folder, manifest)
    verdict = "broken" if count["broken"] else "unmet" if count["disputed"] or not manifest["rows"] + manifest["leftOut"] else "intact"
    check(manifest["verdict"] == verdict and not (count["disputed"] and manifest["log"]["verdict"] == "intact")
          and all(manifest[key] == sum(r[key] for r in manifest["ranges"]) for key in ("rows", "leftOut")),
          "the manifest contradicts itself")
    when = datetime.fromtimestamp(stamped, timezone.utc).isoformat() if stamped else "today: it bears no time stamp"
    print(f"It holds: signed by {person or 'a certificate without a name'}, judged at {when}.\n{manifest['rows']} rows shown, "
          f"{manifest['leftOut']} left out, none that the table held between them missing; breaks: {count['broken']} rows.")
    print(f"{count['content']} rows were recomputed, {count['masked']} have masked values." if is_reference else
          "Content was not recomputed: it takes the reference audit log's formula and all of its columns.")
    return 1 if count["broken"] else 0


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder")
    words.add_argument("--trust", required=True, help="certificates of authorities that are trusted, PEM")
    words.error = lambda trouble: (print(f"checker.py: {trouble}", file=sys.stderr), sys.exit(64))
    given = words.parse_args()
    all(map(os.path.exists, (given.folder, given.trust))) or words.error("FOLDER or AUTHORITY.pem is not there")
    trust = ["-CAfile", given.trust, "-no-CApath", "-no-CAstore"]
    with tempfile.TemporaryDirectory() as room:
        try:
            sys.exit(main(given.folder, trust, room))
        except Broken as trouble:
            print(f"It does not hold: {trouble}.", file=sys.stderr)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as trouble:
            print(f"It does not hold: it is not what an export is ({type(trouble).__name__}).", file=sys.stderr)
        sys.exit(65)
