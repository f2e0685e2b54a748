"""An application on a screen of a given size, over a scripted client, with the few things that tests do to it."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from tests.tui.fakes import ScriptedClient, ScriptedSandbox
from tests.workbench.builders import signed_in, waiting
from ucwa_tui.tui.application import UcwaApp
from ucwa_tui.tui.screens.main import MainScreen
from ucwa_tui.tui.widgets.choice_field import ChoiceField
from ucwa_tui.tui.widgets.field_row import FieldRow
from ucwa_tui.tui.widgets.line_view import LineView
from ucwa_tui.tui.widgets.painted import Painted, Rows
from ucwa_tui.wire.reports import Report
from ucwa_tui.workbench.launch import LaunchOptions
from ucwa_tui.workbench.themes import ThemeShelf, load_themes

SMALL = (80, 24)
WIDE = (120, 40)
SIZES = (SMALL, WIDE)
NOW = 1003.0
"""What the application's clock always says."""
PATIENCE = 30.0
"""Seconds after which something that ought to happen has not happened."""
ROUNDS = 6
"""What a message makes necessary (a layout, a callback after it, a message from there) takes a round each."""
SHELF = load_themes()


def application(
    client: ScriptedClient,
    sandbox: ScriptedSandbox,
    options: LaunchOptions | None = None,
    shelf: ThemeShelf = SHELF,
    **more: Any,
) -> UcwaApp:
    """An application over these; its operation ids are op-1, op-2, ..."""
    ids = itertools.count(1)
    return UcwaApp(
        options or LaunchOptions(),
        shelf,
        client=lambda: client,
        sandbox=lambda: sandbox,
        clock=lambda: NOW,
        new_id=lambda: f"op-{next(ids)}",
        **more,
    )


def _ready() -> int:
    """How much the loop could go on with at once; asyncio tells nobody, so its queue is looked at."""
    return len(asyncio.get_running_loop()._ready)  # type: ignore[attr-defined]


class Desk:
    """What somebody sits at: keys go in, text comes out."""

    def __init__(self, app: UcwaApp, pilot: Pilot[int], client: ScriptedClient, sandbox: ScriptedSandbox) -> None:
        self.app = app
        self.pilot = pilot
        self.client = client
        self.sandbox = sandbox

    @property
    def main(self) -> MainScreen:
        """The main screen, whatever lies over it."""
        return self.app.main

    async def until(self, done: Callable[[], bool], *, settle: bool = True) -> None:
        """Wait for something that happens by itself; then until all is painted, where there still is a screen."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not done():
            assert asyncio.get_running_loop().time() < deadline, f"did not happen:\n{self.text}"
            await asyncio.sleep(0.005)
        if settle:
            await self.settle()

    async def settle(self) -> None:
        """Let every widget deal with what it was sent, and everything be laid out and painted.

        What Textual's own pause does, without its waiting for an idle processor and without asking each widget.
        """
        for _ in range(ROUNDS):
            await self._quiet()
            while self.app._running and self.app.keys.holding:  # noqa: ASYNC110  # no event tells of it
                await asyncio.sleep(0)
            if not self.app._running:
                return
            self.app.screen._on_timer_update()
            if not _ready():
                return

    async def _quiet(self) -> None:
        """Until nothing can go on but what waits for time, a socket or a thread."""
        await asyncio.sleep(0)
        while _ready():  # noqa: ASYNC110  # no event tells of it
            await asyncio.sleep(0)

    async def report(self, *reports: Report) -> None:
        """The client reports; everything has been shown when this returns."""
        session = self.app.controller.session
        goal = session.version + len(reports)
        self.client.report(*reports)
        await self.until(lambda: session.version >= goal)

    async def press(self, *keys: str) -> None:
        """Press keys by name, one after the other, each when the one before has been dealt with."""
        for key in keys:
            self.send(_character_to_key(key) if len(key) == 1 else key, key if len(key) == 1 else None)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text where the cursor is, as fast as somebody can."""
        for character in text:
            self.send(_character_to_key(character), character)
        await self.settle()

    def send(self, key: str, character: str | None) -> None:
        """Send a key and do not wait for anything."""
        event = events.Key(key, character)
        event.set_sender(self.app)
        assert self.app._driver is not None
        self.app._driver.process_message(event)

    async def paste(self, text: str) -> None:
        """Paste a text at once, as a terminal with bracketed paste does."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def resize(self, size: tuple[int, int]) -> None:
        """Another terminal size."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    @property
    def strips(self) -> list[Strip]:
        """What is painted, line by line."""
        return list(self.app.screen._compositor.render_strips())

    @property
    def lines(self) -> list[str]:
        """The screen as text."""
        return [strip.text for strip in self.strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The screen as words with single blanks, so that a broken sentence can be found."""
        return " ".join(self.text.replace("│", " ").split())

    def text_of(self, widget: Widget) -> str:
        """What is painted where a widget is; what it would paint where it is out of sight or lies below a box."""
        if widget.screen is self.app.screen and widget.is_mounted:
            place = self.app.screen.find_widget(widget)
            if place.region and place.visible_region == place.region:
                x, y = place.region.shrink(widget.styles.gutter).offset
                width, height = widget.scrollable_content_region.size
                return "\n".join(strip.crop(x, x + width).text.rstrip() for strip in self.strips[y : y + height])
        return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))

    @property
    def box(self) -> str:
        """What the box over the main screen says, as words."""
        painted = [w for w in self.app.screen.query(Painted) if isinstance(w, Rows | LineView)]
        return " ".join(" ".join(self.text_of(widget) for widget in painted).split())

    @property
    def tab(self) -> str:
        """Number and name of the pane that the strip of the small screen marks; empty where there is no strip."""
        found = re.search(r"▸(?:Alt\+)?(\d \w+)", self.lines[1]) if self.main.is_small else None
        return found[1] if found else ""

    @property
    def footer(self) -> str:
        """The last line."""
        return self.text_of(self.main.footer)

    @property
    def outcome(self) -> str:
        """The rows about the last request, as words."""
        return " ".join(self.text_of(self.main.outcome).split())

    @property
    def preview(self) -> list[str]:
        """All lines of the preview, also those out of sight."""
        lines = self.main.request.preview.lines
        return [lines.text(y) for y in range(len(lines))]

    def field(self, name: str) -> FieldRow:
        """A row of the form."""
        row = self.main.request.row(name)
        assert row is not None, f"no row {name}"
        return row

    async def into(self, name: str) -> FieldRow:
        """Put the cursor into a row of the form, at the end of its text."""
        row = self.field(name)
        row.focus_inside()
        await self.settle()
        if not isinstance(row, ChoiceField):
            await self.press("end")
        return row

    async def fill(self, name: str, text: str) -> FieldRow:
        """Empty a text field and paste a text into it."""
        row = await self.into(name)
        await self.press("ctrl+u")
        if text:
            await self.paste(text)
        return row

    def findings(self, name: str) -> str:
        """What is painted below a field."""
        return " ".join(" ".join(self.text_of(self.field(name)).split("\n")[1:]).split())


@asynccontextmanager
async def at_work(app: UcwaApp, size: tuple[int, int]) -> AsyncIterator[Desk]:
    """An application over a real client, as soon as its event channel waits; it is stopped on the way out."""
    try:
        async with app.run_test(size=size) as pilot:
            desk = Desk(app, pilot, ScriptedClient(), ScriptedSandbox())
            await desk.until(lambda: "ack 1 waiting" in desk.text)
            yield desk
    finally:
        app.backend.stop(2.0)


@asynccontextmanager
async def opened(
    size: tuple[int, int] = SMALL,
    *,
    reports: Iterable[Report] | None = None,
    options: LaunchOptions | None = None,
    sandbox: ScriptedSandbox | None = None,
    shelf: ThemeShelf = SHELF,
    ready: Callable[[ScriptedClient], bool] = lambda client: bool(client.targets),
    **more: Any,
) -> AsyncIterator[Desk]:
    """Open the application; it is signed in when this returns, unless other `reports` are wanted.

    `ready` says from what the client was asked whether it is up; `more` goes to the application.
    """
    client = ScriptedClient()
    box = sandbox or ScriptedSandbox()
    app = application(client, box, options, shelf, **more)
    try:
        async with app.run_test(size=size) as pilot:
            desk = Desk(app, pilot, client, box)
            await desk.until(lambda: ready(client) or bool(app.presenter.problem))
            start = (signed_in(), waiting()) if reports is None else tuple(reports)
            if start:
                await desk.report(*start)
            yield desk
    finally:
        app.backend.stop()
