"""What a key costs: the bytes a terminal would get, and how often it gets some. Counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.app import App

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.test_events import others, with_events
from tests.workbench.builders import arrived, waiting

MOST_FOR_A_LETTER = 3000
MOST_FOR_A_MOVE = 4000


class Painted:
    """What was painted meanwhile."""

    def __init__(self) -> None:
        self.bytes: list[int] = []
        """Of each update."""
        self.whole = 0
        """Updates of the whole screen."""


@contextmanager
def painted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Painted]:
    """Count what is painted meanwhile; without a terminal Textual renders updates only to throw them away."""
    found = Painted()

    def count(app: App[Any], screen: object, renderable: object) -> None:
        if not isinstance(renderable, CompositorUpdate) or app._batch_count:
            return
        found.whole += isinstance(renderable, LayoutUpdate)
        found.bytes.append(len(renderable.render_segments(desk.app.console).encode()))

    with monkeypatch.context() as patch:
        patch.setattr(App, "_display", count)
        yield found


@pytest.mark.parametrize("size", SIZES)
async def test_a_letter_in_a_field(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(size) as desk:
        await desk.into("subject")
        await desk.press("a")
        for key in ("b", "c", "backspace"):
            with painted(desk, monkeypatch) as found:
                await desk.press(key)
            assert found.whole == 0
            assert 0 < sum(found.bytes) < MOST_FOR_A_LETTER, found.bytes


async def test_moving_in_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(SMALL) as desk:
        await with_events(desk)
        await desk.press("up", "up")
        for key in ("up", "k", "down"):
            with painted(desk, monkeypatch) as found:
                await desk.press(key)
            assert found.whole == 0
            assert 0 < sum(found.bytes) < MOST_FOR_A_MOVE, found.bytes


async def test_events_that_nobody_looks_at_cost_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(WIDE) as desk:
        await with_events(desk)
        await desk.press("g")
        with painted(desk, monkeypatch) as found:
            await desk.report(arrived(*others(101, 5)))
        assert found.whole == 0
        assert 0 < sum(found.bytes) < 1000, found.bytes


async def test_the_same_news_again_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(WIDE) as desk:
        await desk.report(waiting())
        with painted(desk, monkeypatch) as found:
            await desk.report(waiting())
            desk.main.presenter.session_changed(desk.main)
            await desk.settle()
        assert found.bytes == []
