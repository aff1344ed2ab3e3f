"""Formulas and geneses twice: as SQL for unbroken.yml, as Python for the oracle and the generator.

A row's content is a dict: actor, action, note (text), amount (int), at (microseconds since 1970, UTC), tenant.
Hashes of a bytea column are lower-case hex everywhere on this side.
"""
import base64
import datetime
import hashlib
import hmac
import json

SECRET = "precision-key"  # the environment variable UNBROKEN_PRECISION_KEY must hold this
ZERO = "0" * 64


def iso(micros):
    """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=micros)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond:06d}Z"


def concat(*parts):
    """SQL's ||: NULL if any part is."""
    return None if any(part is None for part in parts) else "".join(parts)


def concat_ws(separator, *parts):
    return separator.join(part for part in parts if part is not None)


def digest(algorithm, text, spell):
    return None if text is None else spell(hashlib.new(algorithm, text.encode()).digest())


def base64_lines(raw):
    """encode(…, 'base64') breaks its lines after 76 characters."""
    text = base64.b64encode(raw).decode()
    return "\n".join(text[start:start + 76] for start in range(0, len(text), 76))


def pipe(previous, c):
    return digest("sha256", concat(previous, "|", c["action"], "|", c["actor"], "|", c["note"] or ""), bytes.hex)


def started(previous, c):
    return digest("sha256", concat(previous or "", "|", c["action"], "|", str(c["amount"]), "|", iso(c["at"])), bytes.hex)


def keyed(previous, c):
    text = concat_ws("|", previous, c["actor"], c["action"], str(c["amount"]))
    return hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest()


def jsonb(previous, c):
    text = json.dumps([previous, c["actor"], c["action"], c["amount"], c["note"]], ensure_ascii=False)
    return digest("sha256", text, bytes.hex)


def wide(previous, c):
    return digest("sha512", concat(previous or "start", "|", c["action"], "|", iso(c["at"]), "|", c["actor"]), base64_lines)


def short(previous, c):
    return digest("md5", concat(previous, "|", c["action"], "|", str(c["amount"])), bytes.hex)


def prefixed(previous, c):
    value = digest("sha256", concat(previous, ";", c["actor"], ";", c["action"], ";", str(c["amount"])), bytes.hex)
    return None if value is None else "sha256:" + value.upper()


def binary(previous, c):
    if previous is None:
        return None
    text = c["actor"] + "|" + c["action"] + "|" + str(c["amount"])
    return hashlib.sha256(bytes.fromhex(previous) + text.encode()).hexdigest()


def tenanted(previous, c):
    return digest("sha256", concat(previous, "|", c["tenant"] or "", "|", c["action"], "|", str(c["amount"])), bytes.hex)


def nullable(previous, c):
    """NULL where the note is NULL: such rows are sealed by hand or not at all."""
    return digest("sha256", concat(previous, "|", c["note"], "|", c["action"]), bytes.hex)


TIME = """to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
SHA_HEX = "encode(sha256(convert_to(%s, 'UTF8')), 'hex')"

# name: (Python, SQL with PREV for the link, type of the hash column, name of the genesis)
FORMULAS = {
    "pipe": (pipe, SHA_HEX % "PREV || '|' || action || '|' || actor || '|' || coalesce(note, '')", "text", "zeros"),
    "started": (started, SHA_HEX % f"coalesce(PREV, '') || '|' || action || '|' || amount::text || '|' || {TIME}",
                "text", "none"),
    "keyed": (keyed, "encode(hmac(concat_ws('|', PREV, actor, action, amount::text), audit_key, 'sha256'), 'hex')",
              "text", "none"),
    "jsonb": (jsonb, SHA_HEX % "jsonb_build_array(PREV, actor, action, amount, note)::text", "text", "none"),
    "wide": (wide, f"encode(sha512(convert_to(coalesce(PREV, 'start') || '|' || action || '|' || {TIME} || '|' || "
             "actor, 'UTF8')), 'base64')", "text", "none"),
    "short": (short, "md5(PREV || '|' || action || '|' || amount::text)", "text", "word"),
    "prefixed": (prefixed, "'sha256:' || upper(" + SHA_HEX % "PREV || ';' || actor || ';' || action || ';' || amount::text"
                 + ")", "text", "prefixed zeros"),
    "binary": (binary, "sha256(PREV || convert_to(actor || '|' || action || '|' || amount::text, 'UTF8'))",
               "bytea", "zero bytes"),
    "tenanted": (tenanted, SHA_HEX % "PREV || '|' || coalesce(tenant, '') || '|' || action || '|' || amount::text",
                 "text", "tenant"),
    "nullable": (nullable, SHA_HEX % "PREV || '|' || note || '|' || action", "text", "zeros"),
}

# name: (Python over the chain's first per value, SQL or None)
GENESES = {
    "zeros": (lambda key: ZERO, "repeat('0', 64)"),
    "none": (lambda key: None, None),
    "word": (lambda key: "GENESIS", "'GENESIS'"),
    "prefixed zeros": (lambda key: "sha256:" + ZERO, "'sha256:' || repeat('0', 64)"),
    "zero bytes": (lambda key: ZERO, "decode(repeat('00', 32), 'hex')"),
    "tenant": (lambda key: hashlib.sha256((key or "").encode()).hexdigest(),
               SHA_HEX % "coalesce(tenant, '')"),
}


def formula(name):
    return FORMULAS[name][0]


def genesis(name, key):
    """The link of the first row of the chain with these per values (a list)."""
    return GENESES[name][0](key[0] if key else None)
