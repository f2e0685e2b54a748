"""The same bodies, machine and run in posting, a generic HTTP client on Textual, beside ours and the bare viewer.

Run `python -m tests.benchmarks.posting /path/to/posting [runs] [name of a body ...]`. Install posting into an
environment of its own; where it crashes on JSON, `pip install tree-sitter==0.25.2` there. Figures are medians; memory
is that of the whole process at the end, as posting has no moment before its request that would compare.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

from tests.benchmarks.bodies import BODIES, Body, measure_ours, measure_plain
from tests.benchmarks.screen import Figures, press_timed, rss_mb, until_text
from tests.pty.terminal import Terminal
from tests.support.raw_server import RawServer, answer

LONGEST = 60.0
"""Seconds that are waited for a body to be there; where it takes longer, this is what the table tells."""
SEEN = {
    "application/json": r'"rel": "people"|xxxx',
    "application/xml": r"<\?xml version",
    "text/plain": "lorem ipsum",
}
COMPARED = ("first screen ms", "cursor ms", "page down ms", "page down bytes", "whole memory MB")


def measure_posting(program: str, body: Body, data: bytes, figures: Figures) -> None:
    """One run of posting: the URL is typed, Enter sends, keys go to the body of the answer."""
    server = RawServer(lambda received: answer(200, data, body.content_type))
    try:
        with tempfile.TemporaryDirectory() as folder:
            env = {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
            env["POSTING_TEXT_INPUT__BLINKING_CURSOR"] = "false"  # else it is never silent
            with Terminal([program, "--collection", folder], env=env) as terminal:
                terminal.wait_for("Send", 30)
                terminal.pump(2.0)
                for character in f"{server.url}/body":
                    terminal.press(character)
                terminal.pump(0.5)
                started = time.perf_counter()
                os.write(terminal.master, b"\r")
                seen = SEEN[body.content_type]
                try:
                    figures.add("first screen ms", until_text(terminal, seen, started, patience=LONGEST))
                except SystemExit:  # it is still at work: the time is a lower bound, and no key is answered
                    figures.add("first screen ms", LONGEST * 1000)
                    figures.add("whole memory MB", rss_mb(terminal.process.pid))
                    return
                terminal.pump(2.0)
                terminal.press("ctrl+o", "a", "tab")
                terminal.pump(1.0)
                press_timed(terminal, ["down"] * 5, figures, "cursor", patience=3.0)
                press_timed(terminal, ["pagedown"] * 5, figures, "page down", patience=3.0)
                figures.add("whole memory MB", rss_mb(terminal.process.pid))
    finally:
        server.stop()


def main(program: str, runs: int, names: list[str]) -> None:
    """Measure and print a table for each body that posting shows as text."""
    print(f"| body | figure | plain | posting | ucwa-tui |\n|---|---|{'---:|' * 3}", flush=True)
    for body in BODIES:
        if body.content_type not in SEEN or (names and body.name not in names):
            continue
        data = body.make()
        plain, posting, ours = Figures(), Figures(), Figures()
        for _ in range(runs):
            measure_plain(body, data, plain)
            measure_posting(program, body, data, posting)
            measure_ours(body, data, ours)
        for name in COMPARED:
            told = [f"{f.median(name):,.1f}" if name in f.samples else "" for f in (plain, posting, ours)]
            print(f"| {body.name} | {name} | {' | '.join(told)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3, sys.argv[3:])
