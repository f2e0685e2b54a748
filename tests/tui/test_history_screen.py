"""The history on the screen: kept while one works, there again after a restart, filtered, opened, deleted."""

from __future__ import annotations

import asyncio
import os
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from textual._context import active_app

from tests.tui.desk import NOW, SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import ended
from tests.workbench.builders import accepted, exchange, refused
from ucwa_tui.tui.history_rows import entries_of, moment, passing
from ucwa_tui.tui.screens.capture import CaptureScreen
from ucwa_tui.tui.screens.history import HistoryScreen
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.workbench.history import HistoryShelf
from ucwa_tui.workbench.history_entries import HistoryLine, HistoryList, HistoryRun
from ucwa_tui.workbench.history_file import HistoryFile
from ucwa_tui.workbench.launch import LaunchOptions

OLD = HistoryRun("old", NOW - 86_400.0, "lab", "pool.contoso.example", "bob", False, "0.1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A history with one run of yesterday: a GET and a POST that was refused."""
    path = tmp_path / "state" / "history.sqlite"
    with HistoryFile(path) as history:
        history.add([(OLD, exchange(1, response=b"HTTP/1.1 200 OK\r\n\r\n")), (OLD, refused(404).exchange)])
    return path


def history(desk: Desk) -> HistoryScreen:
    screen = desk.app.screen
    assert isinstance(screen, HistoryScreen), screen
    return screen


async def shows_history(desk: Desk, rows: int) -> HistoryScreen:
    await desk.press("alt+2", "H")
    await desk.until(lambda: len(history(desk).list.entries) == rows)
    return history(desk)


@pytest.mark.parametrize("size", SIZES)
async def test_runs_and_exchanges_are_listed_and_open_offline(size: tuple[int, int], file: Path) -> None:
    async with opened(size, history=file) as desk:
        await desk.report(*ended(refused(404)))
        screen = await shows_history(desk, 5)
        assert "sandbox · dana@example.test 1 exchange" in desk.words
        assert "goes on" in desk.words
        assert "lab: pool.contoso.example · bob 2 exchanges" in desk.words
        assert "2 runs, 3 exchanges" in desk.words
        await desk.press("end", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, CaptureScreen))
        assert "· 2 exchanges · history" in desk.lines[0]
        assert desk.app.screen.exchange.exchange is not None  # type: ignore[attr-defined]
        assert desk.app.screen.exchange.exchange.n == 1  # type: ignore[attr-defined]
        await desk.press("q")
        assert history(desk) is screen
        assert screen.list.cursor == 4
        await desk.press("escape")
        assert desk.app.screen is desk.main


async def test_the_filter_narrows_while_typing_and_looks_into_bodies(file: Path) -> None:
    async with opened(SMALL, history=file) as desk:
        screen = await shows_history(desk, 3)
        await desk.press("slash")
        await desk.type("404")
        assert [entry.line.n for entry in screen.list.entries if entry.line is not None] == [refused(404).exchange.n]
        assert "1 of 2" in desk.words
        await desk.press("ctrl+u")
        await desk.type("NotFoundInAnyBody")
        assert "Nothing passes the filter." in desk.words
        await desk.press("escape")
        assert len(screen.list.entries) == 3
        assert screen.list.has_focus
        await desk.press("slash")
        await desk.type("http/1.1 200")
        await desk.until(lambda: bool(screen.list.entries))
        await desk.press("escape", "escape")
        assert desk.app.screen is desk.main


async def test_one_a_run_or_everything_is_deleted_after_a_question(file: Path) -> None:
    shelf = HistoryShelf(file)
    async with opened(SMALL, history=file) as desk:
        screen = await shows_history(desk, 3)
        await desk.press("end", "x")
        assert "It is wiped from the file" in desk.box
        await desk.press("escape")
        assert len(shelf.list().lines) == 2
        await desk.press("x", "e")
        await desk.until(lambda: len(screen.list.entries) == 2)
        assert len(shelf.list().lines) == 1
        await desk.press("home", "delete")
        assert "exchange" not in desk.box.partition("It is wiped")[0].replace("1 exchange", "")
        await desk.press("e")
        assert len(shelf.list().lines) == 1
        await desk.press("r")
        await desk.until(lambda: not screen.list.entries)
        assert "Nothing has been kept yet." in desk.words
        assert shelf.list().runs == ()


async def test_deleting_everything(file: Path) -> None:
    async with opened(SMALL, history=file) as desk:
        screen = await shows_history(desk, 3)
        await desk.press("x", "A")
        await desk.until(lambda: not screen.list.entries)
        assert HistoryShelf(file).list().lines == ()


async def test_what_one_program_has_seen_the_next_one_opens(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    async with opened(SMALL, history=path) as desk:
        await desk.report(ExchangeChanged(exchange(1, state=ExchangeState.RUNNING)))
        await desk.report(*ended(accepted()))
        desk.app.close_history(30.0)
    (run,) = HistoryShelf(path).list().runs
    assert (run.server, run.user, run.sandbox) == ("127.0.0.1:8080", "dana@example.test", True)
    async with opened(WIDE, history=path) as desk:
        screen = await shows_history(desk, 2)
        assert screen.list.entries[1].line is not None
        assert screen.list.entries[1].line.n == accepted().exchange.n


@pytest.mark.parametrize("kept", [True, False])
async def test_a_profile_may_want_nothing_kept(tmp_path: Path, kept: bool) -> None:
    path = tmp_path / "history.sqlite"
    async with opened(SMALL, history=path, options=LaunchOptions(history=kept)) as desk:
        await desk.report(*ended(accepted()))
        desk.app.close_history(30.0)
    assert path.exists() is kept


async def test_without_a_history_nothing_is_written(tmp_path: Path) -> None:
    async with opened(SMALL) as desk:
        await desk.report(*ended(accepted()))
        assert desk.app.history is None
    assert os.listdir(tmp_path) == []


async def test_trouble_is_said_and_nothing_ends(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    async with opened(SMALL, history=tmp_path / "state" / "history.sqlite") as desk:
        await desk.report(*ended(accepted()))
        await desk.until(lambda: "The history cannot be written" in desk.words)
        await desk.press("f5")
        assert "The history cannot be written" in desk.words  # no answer pushes it away
        await desk.press("alt+2", "H")
        await desk.until(lambda: "Nothing can be kept at the moment" in desk.words)
        assert "Errno" not in desk.words
        assert "The history cannot be written: " in desk.words
        assert "in memory, to go in as soon as that works." in desk.words
        (tmp_path / "state").unlink()
        await desk.press("escape")
        assert desk.app.screen is desk.main
        assert "The history" not in desk.words  # it has been read
        await desk.press("H")
        await desk.until(lambda: len(history(desk).list.entries) > 1)
        assert "The history is written again; nothing is missing in it." in desk.words
        assert "secrets masked" in desk.words
        await desk.press("escape")
        await desk.until(lambda: "written again" in desk.words)
        await desk.press("escape")
        assert "written again" not in desk.words


async def test_trouble_is_said_in_the_applications_own_context(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A notice has a timer; without the application in its context quitting would end in a traceback."""
    said: list[object] = []
    async with opened(SMALL) as desk:
        monkeypatch.setattr(desk.app.presenter, "put_above", lambda _, text: said.append((text, active_app.get(None))))
        await asyncio.to_thread(Context().run, desk.app._tell_of_history, "trouble")
        await desk.until(lambda: bool(said))
        assert said == [("trouble", desk.app)]


@pytest.fixture
def unreadable(tmp_path: Path) -> Path:
    """A folder where the file ought to be."""
    path = tmp_path / "history.sqlite"
    path.mkdir()
    return path


async def test_what_cannot_be_read_is_told_in_full(unreadable: Path) -> None:
    async with opened(SMALL, history=unreadable) as desk:
        await desk.press("alt+2", "H")
        await desk.until(lambda: "What was kept cannot be read: the reason stands below." in desk.words)
        assert "The history cannot be used: " in desk.words
        await desk.press("enter")
        assert "The history cannot be used: " in desk.words


HOSTILE = "\x1b[2J\x07\u202e\x9b"


def line(n: int, **more: Any) -> HistoryLine:
    plain: dict[str, Any] = {
        "run": "old",
        "n": n,
        "started_at": NOW,
        "method": "GET",
        "url": f"https://h.example/{n}",
        "status": 200,
        "operation": "",
        "purpose": "get",
        "state": "done",
        "weight": 100,
    }
    return HistoryLine(**(plain | more))


def test_a_run_is_shown_only_with_something_of_it() -> None:
    other = HistoryRun("new", NOW, "", "", "", True, "0.1")
    listed = HistoryList((other, OLD), (line(1, run="new"), line(3), line(2, status=404)))
    entries = entries_of(listed)
    assert [(e.run.uid, e.line.n if e.line else None) for e in entries] == [
        ("new", None),
        ("new", 1),
        ("old", None),
        ("old", 3),
        ("old", 2),
    ]
    assert entries[2].count == 2

    def found(text: str, *bodies: tuple[str, int]) -> list[tuple[str, int | None]]:
        return [(e.run.uid, e.line.n if e.line else None) for e in passing(entries, text, frozenset(bodies))]

    assert found("404 LAB") == [("old", None), ("old", 2)]
    assert found("sandbox") == [("new", None), ("new", 1)]
    assert found("text in a body", ("old", 3)) == [("old", None), ("old", 3)]
    assert found("nothing") == []
    assert found(moment(NOW, "%Y-%m-%d")) == found("  ") == found("")


async def test_nothing_of_it_acts_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    run = HistoryRun("r", NOW, HOSTILE, HOSTILE, HOSTILE, False, HOSTILE)
    with HistoryFile(path) as history_file:
        history_file.add([(run, exchange(1, url=f"https://h.example/{HOSTILE}"))])
    async with opened(SMALL, history=path) as desk:
        await shows_history(desk, 2)
        for keys in (("end",), ("x",), ("escape",)):
            await desk.press(*keys)
            assert not set(HOSTILE) & set(desk.text) - set("[2J")
