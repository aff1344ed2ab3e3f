"""Reads a page on standard input as a browser would, and tells as JSON what it holds and what is wrong with it."""

import base64
import hashlib
import json
import re
import sys
import unicodedata
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "hr"}
FOREIGN = {"src", "srcset", "action", "formaction", "data", "poster", "background", "style", "xlink:href", "ping"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.problems, self.ids, self.references = [], [], [], set(), []
        self.headings, self.text, self.raw, self.policy = [], [], {}, ""

    def handle_starttag(self, tag, attributes, closed=False):
        names = [name for name, _ in attributes]
        self.tags.append(tag + " " + " ".join(names))
        if len(set(names)) < len(names):
            self.problems.append(f"{tag}: an attribute twice")
        values = dict(attributes)
        for name, value in attributes:
            if name in FOREIGN or name.startswith("on"):
                self.problems.append(f"{tag}: {name}")
            if name in ("aria-labelledby", "aria-describedby", "for"):
                self.references += (value or "").split()
            if name == "href":
                self.references.append(value[1:])
                if not value.startswith("#"):
                    self.problems.append(f"{tag}: href {value}")
            if name == "id":
                if value in self.ids:
                    self.problems.append(f"id {value} twice")
                self.ids.add(value)
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])
        if tag == "th" and "scope" not in values:
            self.problems.append("th without scope")
        if self.open and self.open[-1] == "table" and tag == "thead" and self.tags[-2].split()[0] != "caption":
            self.problems.append("table without caption")
        if tag not in VOID and not closed:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes, closed=True)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> where it does not belong")

    def handle_data(self, data):
        tag = self.open[-1] if self.open else ""
        if tag in ("script", "style"):
            kind = "facts" if tag == "script" and self.tags[-1] == "script type id" else tag
            self.raw.setdefault(kind, []).append(data)
            return
        self.text.append(data)
        if any(re.fullmatch("h[1-6]", name) for name in self.open):
            self.headings[-1][1] += data

    def handle_comment(self, data):
        self.problems.append("a comment")


source = sys.stdin.buffer.read().decode("utf-8")
page = Page()
page.feed(source)
page.close()
problems = page.problems
problems += [f"{tag} is not closed" for tag in page.open]
problems += [f"nothing has the id {name}" for name in page.references if name not in page.ids]
steering = {c for c in source if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Co")} - {"\u200c", "\u200d"}
problems += [f"U+{ord(c):04X}" for c in sorted(steering)]
levels = [level for level, _ in page.headings]
problems += [f"a heading of level {b} below one of {a}" for a, b in zip([0] + levels, levels) if b > a + 1]
raw = {name: "".join(pieces) for name, pieces in page.raw.items()}
for name in ("style", "script"):
    digest = base64.b64encode(hashlib.sha256(raw[name].encode()).digest()).decode()
    if f"{name}-src 'sha256-{digest}'" not in page.policy:
        problems.append(f"the policy does not name the {name}")
if "default-src 'none'" not in page.policy or "unsafe" in page.policy:
    problems.append("the policy lets something in")
if "url(" in raw["style"] or "@import" in raw["style"]:
    problems.append("the style asks for something")
json.dump(
    {
        "problems": problems,
        "tags": page.tags,
        "headings": [f"{level} {text}" for level, text in page.headings],
        "text": " ".join("".join(page.text).split()),
        "facts": json.loads(raw["facts"]),
    },
    sys.stdout,
)
