"""`python -m tests.screenshots` makes the pictures; `--check` fails where they differ from those that are there."""

from __future__ import annotations

import argparse
import asyncio
import html
import itertools
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from textual.pilot import Pilot

from tests.screenshots.steady import NOW, SteadyClient, SteadySandbox
from tests.screenshots.wrong_client import wrong_client
from tests.support.launching import launch
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.tui.application import UcwaApp
from ucwa_tui.tui.capture_app import CaptureApp
from ucwa_tui.tui.screens.capture import CaptureScreen
from ucwa_tui.workbench.opened_capture import open_data
from ucwa_tui.workbench.state import Session
from ucwa_tui.workbench.themes import load_themes

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
PATIENCE = 20.0
"""Seconds for anything to happen."""
QUIET = 1.2
"""Seconds without a new report after which a run has said what it has to say."""


Shots: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Names of pictures in the order in which they are taken, each with the keys that are pressed before."""


@dataclass(frozen=True, slots=True)
class Run:
    """A join, and the pictures that are taken when it is over."""

    behaviour: str
    size: tuple[int, int]
    shots: Shots
    payload_format: PayloadFormat = PayloadFormat.JSON
    theme: str = "ucwa-dark"


@dataclass(frozen=True, slots=True)
class CaptureRun:
    """A capture of a client that goes wrong, opened."""

    size: tuple[int, int]
    shots: Shots


RUNS = (
    Run(
        "joins",
        (120, 40),
        (
            ("joined", ()),
            ("sign-in", ("alt+h",)),
            ("explain", ("escape", "alt+3", "x")),
            ("meeting", ("p", "alt+5", "alt+m")),
        ),
    ),
    Run("lobby", (120, 40), (("lobby", ()), ("timeline", ("alt+4", "L")))),
    Run("error-not-found", (120, 40), (("error", ()),)),
    Run("joins", (120, 40), (("xml", ()),), PayloadFormat.XML, "ucwa-light"),
    Run(
        "joins",
        (80, 24),
        (
            ("small", ()),
            ("depth-wire", ("alt+3", "w")),
            ("depth-message", ("m",)),
            ("depth-hex", ("h",)),
            ("depth-timing", ("t",)),
            ("depth-connection", ("o",)),
            ("tree", ("p", "T")),
            ("copy", ("escape", "y")),
        ),
    ),
    Run("joins", (120, 40), (("compare", ("f2", "f7", "f5", "alt+3", "d")),)),
)
CAPTURE = CaptureRun((120, 40), (("capture", ()), ("problems", ("P",))))


async def until(pilot: Pilot[int], holds: Callable[[], bool], what: str) -> None:
    """Let the program run until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"waited {PATIENCE:.0f} s in vain for {what}")
        await pilot.pause(0.02)


async def quiet(pilot: Pilot[int], session: Session) -> None:
    """Let the run say what it has to say."""
    seen, since = session.version, time.monotonic()
    while time.monotonic() - since < QUIET:
        await pilot.pause(0.05)
        if session.version != seen:
            seen, since = session.version, time.monotonic()


async def take(run: Run) -> dict[str, str]:
    """Run the program, join, and give the screens as SVG by their names."""
    made: dict[str, str] = {}
    numbers = itertools.count(1)
    options = launch(payload_format=run.payload_format, theme=run.theme)
    app = UcwaApp(
        options,
        load_themes(Path(os.devnull)),
        client=SteadyClient,
        sandbox=SteadySandbox,
        clock=lambda: NOW,
        new_id=lambda: f"{next(numbers):02d}cb7404e0a247d5a2d4eb0376a47dbf",
    )
    async with app.run_test(size=run.size) as pilot:
        session = app.controller.session
        await until(pilot, lambda: session.channel is not None and session.channel.ack is not None, "the event channel")
        sandbox = app.controller.sandbox
        assert sandbox is not None
        meeting = next(m for m in sandbox.meetings if m.behaviour == run.behaviour)
        draft = app.controller.draft.with_value("onlineMeetingUri", meeting.uri)
        app.controller.draft = draft.with_value("subject", "Strategy for the next quarter")
        app.presenter.draft_changed(app.main)
        await pilot.press("f5")
        await until(pilot, lambda: session.current is not None and session.current.http_status is not None, "an answer")
        await quiet(pilot, session)
        for name, keys in run.shots:
            for key in keys:
                await pilot.press(key)
                await quiet(pilot, session)
            made[name] = self_contained(app.export_screenshot(title="ucwa-tui"))
        await app.action_quit()
    return made


async def take_capture(run: CaptureRun) -> dict[str, str]:
    """Open the capture, and give the screens as SVG by their names."""
    made: dict[str, str] = {}
    app = CaptureApp(load_themes(Path(os.devnull)), "ucwa-dark", "bot.har", open_data(wrong_client(), "bot.har"))
    async with app.run_test(size=run.size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen), "the capture")
        for name, keys in run.shots:
            await pilot.press(*keys)
            await pilot.pause(QUIET)
            made[name] = self_contained(app.export_screenshot(title="ucwa-tui"))
        app.exit()
    return made


def self_contained(svg: str) -> str:
    """The picture loads no font from anywhere, and no viewer can lose the blanks at the start of a run of text."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    return re.sub(r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>((?:&#160;)+)([^<]+)<', _without_blanks, svg)


def _without_blanks(found: re.Match[str]) -> str:
    blanks, text = len(found[5]) // len("&#160;"), found[6]
    cell = float(found[3]) / (blanks + len(html.unescape(text)))
    x, length = float(found[1]) + blanks * cell, float(found[3]) - blanks * cell
    return f'x="{x:.1f}" y="{found[2]}" textLength="{length:.1f}"{found[4]}>{text}<'


def same_as_before(name: str, svg: str) -> bool:
    """Whether the file holds this very picture."""
    path = FOLDER / f"{name}.svg"
    return path.is_file() and path.read_text(encoding="utf-8") == svg


def main() -> int:
    """Make or check; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 where a picture differs")
    check = parser.parse_args().check
    os.environ["TZ"] = "UTC"
    time.tzset()
    different: list[str] = []
    taken = 0
    makers = [*(partial(take, run) for run in RUNS), partial(take_capture, CAPTURE)]
    for make in makers:
        made = asyncio.run(make())
        if check and not all(same_as_before(name, svg) for name, svg in made.items()):
            # A machine under load can bring two steps in one answer: only a difference that stays is one.
            made = asyncio.run(make())
        for name, svg in made.items():
            taken += 1
            if not same_as_before(name, svg):
                different.append(name)
                if not check:
                    (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")
    told = f"differ: {', '.join(different)}" if different else f"all {taken} as they are in {FOLDER.name}/"
    sys.stdout.write(f"screenshots: {told}\n")
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())
