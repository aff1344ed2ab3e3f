"""Opens a page in Chromium without a window, uses its filters, and tells as JSON what happened.

    browser.py FILE

Chromium is spoken to over two pipes (its DevTools protocol), so that no port is opened.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path


class Browser:
    def __init__(self, profile):
        to_read, self.to = os.pipe()
        self.back, back_write = os.pipe()
        command = [
            "chromium", "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--disable-gpu",
            "--disable-dev-shm-usage", "--no-first-run", "--disable-component-update", "--disable-background-networking",
        ]
        if os.getuid() == 0:
            command.append("--no-sandbox")
        # By way of high numbers: one of the pipes may have 3 or 4 already.
        actions = [
            (os.POSIX_SPAWN_DUP2, to_read, 103), (os.POSIX_SPAWN_DUP2, back_write, 104),
            (os.POSIX_SPAWN_DUP2, 103, 3), (os.POSIX_SPAWN_DUP2, 104, 4),
            (os.POSIX_SPAWN_OPEN, 2, os.path.join(profile, "errors"), os.O_WRONLY | os.O_CREAT, 0o600),
        ]
        environment = {**os.environ, "HOME": profile, "TMPDIR": profile}
        self.child = os.posix_spawnp(command[0], command + ["about:blank"], environment, file_actions=actions)
        os.close(to_read)
        os.close(back_write)
        self.rest, self.number, self.events, self.session = b"", 0, [], None

    def receive(self):
        while b"\0" not in self.rest:
            piece = os.read(self.back, 1 << 16)
            if not piece:
                raise SystemExit("chromium went away")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def ask(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise SystemExit(str(answer["exceptionDetails"]))
        return answer["result"].get("value")


def main(profile):
    browser = Browser(profile)
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Network", "Log"):
        browser.call(domain + ".enable")
    address = Path(sys.argv[1]).resolve().as_uri()
    browser.events = []
    browser.call("Page.navigate", url=address)
    for _ in range(600):
        if browser.ask("document.readyState === 'complete' && location.protocol === 'file:'"):
            break
        time.sleep(0.1)

    def shown(items):
        return browser.ask(f"[...document.querySelectorAll({items!r})].filter((item) => item.checkVisibility()).length")

    def choose(form, kind="", text=""):
        browser.ask(
            "(([kind, text], form) => { form.elements.kind.value = kind; form.elements.text.value = text;"
            " form.dispatchEvent(new Event('input')); return true; })"
            f"({json.dumps([kind, text])}, document.querySelectorAll('form')[{form}])"
        )

    breaks, controls = "#break-list > li", "#control-list tbody > tr"
    told = {}
    told["breaks"] = [shown(breaks)]
    for choice in ({"kind": "missing-rows"}, {"text": "ID=5003 changed"}, {"text": "no such words"}):
        choose(0, **choice)
        told["breaks"].append(shown(breaks))
    told["said"] = browser.ask("document.querySelector('output').textContent")
    browser.call("Emulation.setEmulatedMedia", media="print")
    told["printed"] = [shown(breaks), shown("form, nav, button")]
    browser.call("Emulation.setEmulatedMedia", media="")
    told["controls"] = [shown(controls)]
    choose(1, kind="fail")
    told["controls"].append(shown(controls))
    told["grounds"] = []
    for scheme in ("light", "dark"):
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        told["grounds"].append(browser.ask("getComputedStyle(document.body).backgroundColor"))
    browser.call("Emulation.setDeviceMetricsOverride", width=360, height=780, deviceScaleFactor=1, mobile=True)
    told["width"] = browser.ask("document.documentElement.scrollWidth")
    # What it wants to say before it goes comes first.
    time.sleep(0.3)
    browser.ask("true")
    said = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
    told["complaints"] = [event["params"] for event in browser.events if event.get("method") in said]
    told["requests"] = [
        event["params"]["request"]["url"] for event in browser.events if event.get("method") == "Network.requestWillBeSent"
    ]
    told["requests"] = ["the page" if url == address else url for url in told["requests"]]
    browser.session = None
    browser.call("Browser.close")
    os.waitpid(browser.child, 0)
    json.dump(told, sys.stdout, sort_keys=True)


folder = tempfile.mkdtemp(prefix="chromium-")
try:
    main(folder)
finally:
    shutil.rmtree(folder, ignore_errors=True)
