"""Large bodies in the exchange pane, from a server on loopback, against a bare viewer in the same run.

Run `python -m tests.benchmarks.bodies [runs] [name of a body ...]`. Enter follows a link to the body through the real
client. Figures are medians over the runs; "worst" is the slowest of all. A key's time goes on to the last byte before
60 ms of silence; where the machine is shared, its processor time says more. Memory is counted from just before Enter.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.screen import Figures, cpu_seconds, press_timed, rss_mb, until_text
from tests.pty.terminal import Terminal
from tests.support.raw_server import RawServer, answer
from tests.support.scripted_server import PASSWORD, USER, FakeUcwa

PLAIN = Path(__file__).with_name("plain_viewer.py")
MB = 1_000_000
_BLOCKS = ("application/json", "application/xml")
REQUEST_ROWS = 30
"""More rows than the request takes below the answer."""
_PANES = {b"\x1b2": r"▸(?:Alt\+)?2", b"\x1b3": r"▸(?:Alt\+)?3"}


@dataclass(frozen=True)
class Body:
    """What is fetched, and how one sees that it is there."""

    name: str
    content_type: str
    make: Callable[[], bytes]
    shown: str
    """On the screen of ours when the first screen is full."""
    shown_plain: str
    """The same for the bare viewer."""
    wanted: str = ""
    """Text to search for."""


def people_json(size: int) -> bytes:
    """Compact JSON of about that many bytes: people with links, as a server would embed them."""
    people: list[str] = []
    total = 0
    while total < size:
        at = f"/ucwa/oauth/v1/applications/101/people/{len(people)}"
        person = {
            "id": len(people),
            "name": f"Person number {len(people)}",
            "uri": f"sip:person{len(people)}@example.test",
            "score": len(people) * 1.25,
            "_links": {"self": {"href": at}, "presence": {"href": f"{at}/presence"}},
            "tags": ["alpha", "beta"],
            "away": len(people) % 2 == 0,
        }
        people.append(json.dumps(person, separators=(",", ":")))
        total += len(people[-1]) + 1
    return f'{{"rel":"people","_embedded":{{"person":[{",".join(people)}]}}}}'.encode()


def people_xml(size: int) -> bytes:
    """The same as XML on one line."""
    people: list[str] = []
    total = 0
    while total < size:
        at = f"/ucwa/oauth/v1/applications/101/people/{len(people)}"
        people.append(
            f'<resource rel="person" href="{at}"><property name="name">Person number {len(people)}</property>'
            f'<property name="uri">sip:person{len(people)}@example.test</property>'
            f'<link rel="presence" href="{at}/presence"/></resource>'
        )
        total += len(people[-1])
    return f'<?xml version="1.0" encoding="utf-8"?><resource rel="people">{"".join(people)}</resource>'.encode()


def lines(count: int) -> bytes:
    """So many short lines."""
    return "".join(f"line {n} of a long text\n" for n in range(count)).encode()


_JSON = (r'"name": "Person number 0"', r'"tags": \[', "Person number 29")
_XML = (r"Person number 0.*people/1", r"Person number 2<", "Person number 29")
BODIES = (
    Body("json 1 k lines", "application/json", lambda: people_json(18_000), *_JSON),
    Body("json 1 MB", "application/json", lambda: people_json(MB), *_JSON),
    Body("json 10 MB", "application/json", lambda: people_json(10 * MB), *_JSON),
    Body("xml 1 MB", "application/xml", lambda: people_xml(MB), *_XML),
    Body("xml 10 MB", "application/xml", lambda: people_xml(10 * MB), *_XML),
    Body("line 5 MB", "text/plain", lambda: b"lorem ipsum " * (5 * MB // 12), r"ipsum.*\n.*ipsum", "lorem", "psum lor"),
    Body("json line 5 MB", "application/json", lambda: b'["%s"]' % (b"x" * 5 * MB), "xxxx", "xxxx", "xxx"),
    Body("lines 1 k", "text/plain", lambda: lines(1_000), "line 5 ", "long text", "line 99"),
    Body("lines 1 M", "text/plain", lambda: lines(1_000_000), "line 5 ", "long text", "line 99"),
    Body(
        "binary 10 MB", "application/octet-stream", lambda: random.Random(1).randbytes(10 * MB), "00000030", "0000030"
    ),
)


def measure_ours(body: Body, data: bytes, figures: Figures) -> None:
    """One run of ucwa-tui."""
    with FakeUcwa() as fake, tempfile.TemporaryDirectory() as folder:
        fake.on("GET", f"{fake.application_path}/policies", answer(200, data, body.content_type))
        secret = Path(folder, "secret")
        secret.write_text(PASSWORD)
        command = [sys.executable, "-m", "ucwa_tui", "--root", fake.root_url, "--user", USER]
        env = {"UCWA_TUI_TEST_HOME": folder, "HOME": folder, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        with Terminal([*command, "--password-file", str(secret)], env=env) as terminal:
            terminal.wait_for("Connected|ack")
            terminal.pump(0.5)
            os.write(terminal.master, b"\x1b3")
            until_text(terminal, _PANES[b"\x1b3"], time.perf_counter())
            terminal.pump(0.3)
            while "/policies" not in _marked(terminal):
                terminal.press("]")
                terminal.pump(0.1)
            _measure_view(terminal, body, figures)
            terminal.press("ctrl+q")


def _marked(terminal: Terminal) -> str:
    """The text of the marked link: what stands out by its background."""
    rows = terminal.screen.buffer
    back = rows[20][78].bg
    marked = [
        rows[y][x].data for y in range(2, 21) for x in range(1, 79) if rows[y][x].bg != back or rows[y][x].reverse
    ]
    return "".join(marked)


def _measure_view(terminal: Terminal, body: Body, figures: Figures) -> None:
    before = rss_mb(terminal.process.pid)
    started = time.perf_counter()
    os.write(terminal.master, b"\r")
    figures.add("first screen ms", until_text(terminal, body.shown, started))
    _switch_panes(terminal, figures, started)
    terminal.pump(1.0)
    figures.add("memory MB", rss_mb(terminal.process.pid) - before)
    figures.add("memory at most MB", _peak_mb(terminal.process.pid) - before)
    figures.add("whole memory MB", rss_mb(terminal.process.pid))
    _quiet(terminal)
    _measure_keys(terminal, figures)
    _measure_breaking(terminal, figures)
    if body.content_type != "application/octet-stream":
        _measure_depths(terminal, figures)
    if body.content_type in _BLOCKS and body.wanted:
        press_timed(terminal, ["]"] * 6 + ["["] * 2, figures, "next link")
        _measure_folding(terminal, figures)
    if body.wanted:
        _measure_search(terminal, body.wanted, figures)


def _switch_panes(terminal: Terminal, figures: Figures, started: float) -> None:
    """There and back between two panes, for the time that the slowest body is laid out in."""
    while time.perf_counter() - started < 4:
        for key, seen in _PANES.items():
            pressed = time.perf_counter()
            os.write(terminal.master, key)
            figures.add("key meanwhile ms", until_text(terminal, seen, pressed))
            terminal.pump(0.03)


def _measure_keys(terminal: Terminal, figures: Figures) -> None:
    press_timed(terminal, ["j"] * 10, figures, "cursor")
    press_timed(terminal, ["pagedown"] * 20, figures, "page down")
    press_timed(terminal, ["pageup"] * 10, figures, "page up")
    for _ in range(3):
        press_timed(terminal, ["end"], figures, "end")
        press_timed(terminal, ["home"], figures, "home")
    press_timed(terminal, ["end"], figures, "end")
    press_timed(terminal, ["k"] * 5, figures, "cursor at the end")
    press_timed(terminal, ["pageup"] * 10, figures, "page at the end")
    press_timed(terminal, ["V", "j", "j", "V"], figures, "select")
    for place in ("50%", "1", "$", "3"):
        for character in f":{place}":
            terminal.press(character)
        press_timed(terminal, ["\r"], figures, "go to line")
    press_timed(terminal, ["home"], figures, "home")


def _measure_breaking(terminal: Terminal, figures: Figures) -> None:
    """Line numbers and wrapping: the whole text is broken otherwise, and comes back as it was."""
    for key, name in (("l", "line numbers"), ("W", "wrap")):
        press_timed(terminal, [key], figures, f"{name} at first")
        _quiet(terminal)
        for _ in range(4):
            press_timed(terminal, [key], figures, name)
            _quiet(terminal)
        press_timed(terminal, [key], figures, name)
        _quiet(terminal)


def _measure_depths(terminal: Terminal, figures: Figures) -> None:
    """Another depth and back; then those that are laid out already, and the same place in them."""
    for key in ("w", "h", "p"):
        press_timed(terminal, [key], figures, "depth at first")
        _quiet(terminal)
    for key in ("w", "p", "w", "p"):
        press_timed(terminal, [key], figures, "depth again")
        _quiet(terminal)
    for _ in range(4):
        press_timed(terminal, ["s"], figures, "same place")
        _quiet(terminal)


def _quiet(terminal: Terminal) -> None:
    """Wait until all is laid out: nothing is written and no processor used."""
    while True:
        cpu = cpu_seconds(terminal.process.pid)
        terminal.pump(0.3)
        if cpu_seconds(terminal.process.pid) - cpu < 0.03:
            return


def _measure_folding(terminal: Terminal, figures: Figures) -> None:
    """The outermost block, all that is in it, and a small one at the end; each folded and unfolded."""
    for _ in range(4):
        press_timed(terminal, ["Z"], figures, "fold all")
        _quiet(terminal)
    press_timed(terminal, ["end"], figures, "end")
    for _ in range(REQUEST_ROWS):
        terminal.press("k")
    terminal.pump(1.0)
    press_timed(terminal, ["z"] * 6, figures, "fold")
    press_timed(terminal, ["home"], figures, "home")


def _measure_search(terminal: Terminal, wanted: str, figures: Figures) -> None:
    terminal.press("/")
    terminal.pump(0.2)
    for character in wanted[:-1]:
        terminal.press(character)
        terminal.pump(0.1)
    terminal.pump(2.0)
    terminal.press("x")
    until_text(terminal, "no hit", time.perf_counter())
    terminal.press("backspace")
    until_text(terminal, r"\b1/\d+ · text", time.perf_counter())
    terminal.press("x")
    until_text(terminal, "no hit", time.perf_counter())
    started = time.perf_counter()
    os.write(terminal.master, b"\x7f")
    figures.add("first hit ms", until_text(terminal, r"\b1/\d", started))
    figures.add("all hits ms", until_text(terminal, r"\b1/\d+ · text", started))
    started = time.perf_counter()
    os.write(terminal.master, b"\x18")
    until_text(terminal, r"\bregex", started)
    figures.add("all hits, regex ms", until_text(terminal, r"\b1/\d+ · regex", started))
    terminal.press("\r")
    terminal.pump(0.3)
    press_timed(terminal, ["n"] * 8 + ["N"] * 4, figures, "next hit")


def _peak_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def measure_plain(body: Body, data: bytes, figures: Figures) -> None:
    """One run of the bare viewer."""
    server = RawServer(lambda received: answer(200, data, body.content_type))
    try:
        with Terminal([sys.executable, str(PLAIN), f"{server.url}/body"]) as terminal:
            terminal.wait_for("plain ready")
            terminal.pump(0.5)
            before = rss_mb(terminal.process.pid)
            started = time.perf_counter()
            os.write(terminal.master, b"\r")
            figures.add("first screen ms", until_text(terminal, body.shown_plain, started))
            terminal.pump(0.5)
            figures.add("memory MB", rss_mb(terminal.process.pid) - before)
            figures.add("memory at most MB", _peak_mb(terminal.process.pid) - before)
            figures.add("whole memory MB", rss_mb(terminal.process.pid))
            press_timed(terminal, ["j"] * 10, figures, "cursor")
            press_timed(terminal, ["pagedown"] * 20, figures, "page down")
    finally:
        server.stop()


def main(runs: int, names: list[str]) -> None:
    """Measure and print a table for each body."""
    for body in BODIES:
        if names and body.name not in names:
            continue
        data = body.make()
        ours, plain = Figures(), Figures()
        for _ in range(runs):
            measure_plain(body, data, plain)
            measure_ours(body, data, ours)
        print(f"{body.name:<24}{'plain':>10}{'ucwa-tui':>10}{'worst':>10}", flush=True)
        for name in ours.samples:
            bare = f"{plain.median(name):>10.1f}" if name in plain.samples else " " * 10
            print(f"  {name:<22}{bare}{ours.median(name):>10.1f}{max(ours.samples[name]):>10.1f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, sys.argv[2:])
