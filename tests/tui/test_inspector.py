"""The inspector: clients of a sandbox come, do right and wrong, and are looked at one by one, live."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from tests.tui.desk import SHELF, SIZES, SMALL, WIDE, Desk, opened
from tests.tui.test_captures import capture
from ucwa_tui.tui.inspect_app import InspectApp
from ucwa_tui.tui.screens.inspect import InspectScreen
from ucwa_tui.tui.screens.problems import ProblemsScreen
from ucwa_tui.wire.exchange import CapturedMessage, ExchangeState
from ucwa_tui.wire.import_ import read_capture
from ucwa_tui.wire.observed import Observation, ObservationSink, ObservedClient
from ucwa_tui.workbench.commands import COMMANDS

ALICE = ObservedClient(1, "good-bot/2 (x)", "sip:alice@x", endpoint_id="e-1")
EVIL = ObservedClient(2, "ev\x1b[31mil\u202e[bold]x[/]/1", "sip:mal\u202elory@x")


class Source:
    """Something that is watched, in the test's hand."""

    def __init__(self) -> None:
        self.sink: ObservationSink = lambda batch, lost: None
        self.state: Callable[[str], None] = lambda trouble: None
        self.restarted: Callable[[], None] = lambda: None
        self.ended = 0
        self.seq = 0

    def watch(
        self, sink: ObservationSink, state: Callable[[str], None], restarted: Callable[[], None]
    ) -> Callable[[], None]:
        self.sink, self.state, self.restarted = sink, state, restarted
        return self._end

    def _end(self) -> None:
        self.ended += 1

    def tell(self, *observations: Observation, lost: int = 0) -> None:
        self.sink(observations, lost)


def story(client: ObservedClient, first: int = 1, *, end: bool = True) -> list[Observation]:
    """A sign-in, a join, its events, a PUT without If-Match: as a sandbox would tell of it."""
    told: list[Observation] = []
    for exchange in read_capture(capture(), "x.har").exchanges:
        whole = replace(exchange, n=exchange.n + first - 1, state=ExchangeState.DONE)
        running = replace(whole, state=ExchangeState.RUNNING, response=CapturedMessage(), status=None, elapsed=None)
        told.append(Observation(0, client, running))
        if end:
            told.append(Observation(0, client, whole))
    return told


class Viewer(Desk):
    """Somebody before the inspector alone."""

    def __init__(self, app: InspectApp, pilot: Any, source: Source) -> None:
        self.app = app  # type: ignore[assignment]
        self.pilot = pilot
        self.source = source

    async def hear(self, observations: Iterable[Observation], lost: int = 0) -> None:
        """The sandbox tells; all has been shown when this returns."""
        inspector = self.app.inspector
        assert inspector is not None
        version = inspector.inspection.version
        self.source.tell(*observations, lost=lost)
        await self.until(lambda: inspector.inspection.version > version)


@asynccontextmanager
async def inspecting(size: tuple[int, int] = SMALL) -> AsyncIterator[Viewer]:
    source = Source()
    app = InspectApp(SHELF, None, "127.0.0.1:8080", lambda: source)
    async with app.run_test(size=size) as pilot:
        viewer = Viewer(app, pilot, source)
        await viewer.until(lambda: isinstance(app.screen, InspectScreen))
        yield viewer
        assert app.inspector is not None
        app.inspector.close()


def shown(desk: Desk) -> InspectScreen:
    screen = desk.app.screen
    assert isinstance(screen, InspectScreen), screen
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_clients_appear_with_what_they_do_wrong(size: tuple[int, int]) -> None:
    async with inspecting(size) as viewer:
        assert "Nobody has come yet" in viewer.words
        assert "inspect 127.0.0.1:8080 · 0 clients" in viewer.lines[0]
        await viewer.hear(story(ALICE))
        assert "A alice · good" in viewer.words
        assert "✗1" in viewer.lines[0]
        assert "PUT without If-Match" in viewer.words
        assert ("P shows all" in viewer.words) is (size == SMALL)
        await viewer.hear(story(ObservedClient(2, "curl/8"), 5, end=False))
        assert "B somebody · curl" in viewer.words
        assert "2 clients" in viewer.lines[0]
        assert "waits" in viewer.text


@pytest.mark.parametrize("size", SIZES)
async def test_of_many_clients_each_can_be_told_apart(size: tuple[int, int]) -> None:
    async with inspecting(size) as viewer:
        first = story(ALICE)[:1]
        many = [
            replace(first[0], client=ObservedClient(800 + n, f"robot-{n}/1"), exchange=replace(first[0].exchange, n=n))
            for n in range(1, 31)
        ]
        await viewer.hear(many)
        for sign, name in (("ADU", "robot-1/1"), ("ADV", "robot-2/1")):
            assert f"{sign} {name if size == WIDE else f'somebody · {name}'}" in viewer.words
        await viewer.press("2", "home")
        assert "ADU " in viewer.text


@pytest.mark.parametrize("size", SIZES)
async def test_one_client_can_be_looked_at_by_itself(size: tuple[int, int]) -> None:
    async with inspecting(size) as viewer:
        await viewer.hear([*story(ALICE), *story(ObservedClient(2, "curl/8"), 5)])
        await viewer.press("2")
        assert len(shown(viewer).exchanges.list.items) == 8
        assert "B   8✗PUT" in viewer.text
        await viewer.press("1", "down", "enter")
        screen = shown(viewer)
        assert screen.inspected.client == ALICE
        await viewer.until(lambda: screen.pane.number == 2)
        assert [e.n for e in screen.exchanges.list.items] == [1, 2, 3, 4]
        assert "A alice · good-bot/2 of 2" in viewer.lines[0]
        assert "4✗PUT" in viewer.text
        await viewer.press("4")
        assert "completed onlineMe" in viewer.words
        await viewer.press("C")
        await viewer.until(lambda: shown(viewer).inspected.client == ObservedClient(2, "curl/8"))
        assert shown(viewer).pane.number == 4
        await viewer.press("escape", "escape")
        await viewer.until(lambda: shown(viewer).inspected.client is None)


async def test_what_comes_is_shown_live_and_can_be_held() -> None:
    async with inspecting() as viewer:
        first, *rest = story(ALICE)
        await viewer.hear([first])
        await viewer.press("C", "2")
        await viewer.until(lambda: shown(viewer).inspected.client == ALICE)
        screen = shown(viewer)
        assert len(screen.exchanges.list.items) == 1
        await viewer.press("K")
        assert "HELD" in viewer.lines[0]
        await viewer.hear(rest)
        assert len(screen.exchanges.list.items) == 1
        await viewer.press("K")
        assert "HELD" not in viewer.lines[0]
        assert len(screen.exchanges.list.items) == 4


async def test_problems_lead_to_the_exchange() -> None:
    async with inspecting() as viewer:
        await viewer.hear(story(ALICE))
        await viewer.press("P")
        assert isinstance(viewer.app.screen, ProblemsScreen)
        assert "PUT without If-Match" in viewer.words
        await viewer.press("enter")
        assert shown(viewer).pane.number == 3
        assert "428" in viewer.text


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_that_a_client_says_acts_on_the_screen(size: tuple[int, int]) -> None:
    async with inspecting(size) as viewer:
        await viewer.hear(story(EVIL))
        for key in ("down", "enter", "4", "5", "P", "escape", "1"):
            await viewer.press(key)
            bad = [c for c in viewer.text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn")]
            assert bad == []
        assert "[bold]x[/]" in viewer.text or "‹U+202E›" in viewer.text


async def test_a_sandbox_that_goes_away_and_comes_back_begins_anew() -> None:
    async with inspecting() as viewer:
        await viewer.hear(story(ALICE))
        await viewer.press("C")
        await viewer.until(lambda: shown(viewer).inspected.client == ALICE)
        viewer.source.state("nobody listens there: start `ucwa-tui sandbox`")
        await viewer.until(lambda: "NOT CONNECTED" in viewer.lines[0])
        assert "nobody listens there" in viewer.words
        viewer.source.state("")
        viewer.source.restarted()
        await viewer.until(lambda: shown(viewer).inspected.client is None)
        assert "0 clients" in viewer.lines[0]
        await viewer.hear(story(ObservedClient(1, "new/1"), 1), lost=3)
        assert "A somebody · new/1" in viewer.words
        assert "3 exchanges are missing" in viewer.words


async def test_every_command_can_be_tried() -> None:
    """Nothing sends, and nothing breaks."""
    async with inspecting() as viewer:
        await viewer.hear(story(ALICE))
        await viewer.press("C", "2")
        for entry in COMMANDS:
            if entry.id not in ("quit", "leave-capture", "page", "edit-body", "palette"):
                await shown(viewer).action_run(entry.id)
                await viewer.settle()
                while not isinstance(viewer.app.screen, InspectScreen):
                    viewer.app.pop_screen()
                    await viewer.settle()


async def test_the_embedded_sandbox_is_watched_above_the_live_session() -> None:
    async with opened(WIDE) as desk:
        await desk.press("alt+2", "I")
        screen = shown(desk)
        assert len(desk.sandbox.sinks) == 1
        assert "live: goes on" in desk.lines[0]
        desk.sandbox.sinks[0](tuple(story(ALICE)), 0)
        await desk.until(lambda: "A alice · good" in desk.words)
        await desk.press("I")
        assert screen.pane.number == 1
        await desk.press("q")
        assert desk.app.screen is desk.main
        await desk.press("I")
        assert "A alice · good" in desk.words
        assert len(desk.sandbox.sinks) == 1


async def test_a_capture_has_no_clients_to_watch_and_hold_is_for_the_inspector() -> None:
    async with opened() as desk:
        await desk.press("alt+2", "K")
        assert "only where the clients of a sandbox are watch" in " ".join(" ".join(desk.lines[-2:]).split())
