"""Two exchanges compared on the screen: marks, jumping, hiding, by text and by meaning, and their runs."""

from __future__ import annotations

import json

import pytest

from tests.support.ucwa_bodies import application
from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.workbench.builders import (
    HOST,
    INVITES,
    accepted,
    arrived,
    event,
    exchange,
    invitation_event,
    posted,
    resource,
)
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui import compat
from ucwa_tui.tui.screens.compare import CompareScreen, places
from ucwa_tui.tui.screens.text import TextScreen
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ExchangeChanged


def answered(
    n: int, body: bytes, kind: str = "application/json", url: str = f"{HOST}/ucwa/me", more: str = ""
) -> Exchange:
    """A GET with that answer."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return exchange(n, url=url, response=head.encode() + body, elapsed=0.02)


def tree(**members: object) -> bytes:
    """JSON."""
    return json.dumps(members).encode()


LONG = {f"name{n}": n for n in range(40)}
FIRST = tree(**LONG, state="Connecting", operationId="op-1", last=1)
SECOND = tree(**(LONG | {"name3": "x"}), state="Connected", operationId="op-2", more=True, last=1)


async def comparing(desk: Desk, left: bytes = FIRST, right: bytes = SECOND) -> CompareScreen:
    """Two exchanges, compared from the list."""
    await desk.report(ExchangeChanged(answered(1, left)), ExchangeChanged(answered(2, right)))
    await desk.press("alt+2", "G", "d")
    return await shown(desk)


async def shown(desk: Desk) -> CompareScreen:
    """The comparison, when it is complete."""
    screen = desk.app.screen
    assert isinstance(screen, CompareScreen)
    await desk.until(lambda: not screen.at_work)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_latest_earlier_exchange_is_compared_with(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        screen = await comparing(desk)
        assert (screen.left.n, screen.right.n) == (1, 2)
        assert "compare #1 with #2" in desk.lines[0]
        assert "status same · headers same · body: 2 values differ, 1 line added" in desk.words
        assert "≈" in desk.text
        assert "equal lines" in desk.text
        assert screen.view.side_by_side is (size == WIDE)
        await desk.press("escape")
        assert desk.main.pane is desk.main.exchanges


@pytest.mark.parametrize("size", SIZES)
async def test_n_goes_from_difference_to_difference_and_round_again(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        screen = await comparing(desk)
        assert "3 places differ" in desk.lines[0]
        seen = []
        for key in ("n", "n", "n", "n", "N"):
            await desk.press(key)
            seen.append(desk.lines[0].split("·")[1].strip())
            assert any("▌" in line for line in desk.lines)
        assert seen == [f"place {at} of 3" for at in (1, 2, 3, 1, 3)]
        assert screen.view.at == 2


@pytest.mark.parametrize(
    ("count", "at", "at_work", "words"),
    [
        (0, -1, True, "comparing …"),
        (0, -1, False, "no place differs"),
        (1, -1, False, "1 place differs"),
        (2438, -1, False, "2,438 places differ"),
        (3, -1, True, "3 places differ so far …"),
        (3, 0, True, "place 1 of 3 so far …"),
        (3, 2, False, "place 3 of 3"),
    ],
)
def test_nothing_is_said_to_be_equal_before_all_is_compared(count: int, at: int, at_work: bool, words: str) -> None:
    assert places(count, at, at_work=at_work) == words


async def test_a_change_is_told_by_marks_and_only_its_word_stands_out() -> None:
    async with opened(SMALL) as desk:
        screen = await comparing(desk)
        await desk.press("n", "n")
        assert any('~-   "state": "Connecting"' in line for line in desk.lines)
        assert any('~+   "state": "Connected"' in line for line in desk.lines)
        rows = [screen.view.row(y) for y in range(screen.view.row_count())]
        marked = [text for row in rows for text, style in row if style in ("diff-old", "diff-new")]
        assert "Connecting" in marked
        assert "Connected" in marked


async def test_equal_parts_can_be_seen_and_hidden_again() -> None:
    async with opened(SMALL) as desk:
        screen = await comparing(desk)
        before = screen.view.row_count()
        await desk.press("=")
        assert screen.view.row_count() > before
        assert "equal lines" not in "".join(
            text for y in range(screen.view.row_count()) for text, _ in screen.view.row(y)
        )
        await desk.press("=")
        assert screen.view.row_count() == before


async def test_what_differs_in_every_run_can_be_hidden() -> None:
    async with opened(SMALL) as desk:
        screen = await comparing(desk)
        assert "2 lines differ in every run" in desk.words
        assert "e hide ≈" in desk.lines[-2]
        await desk.press("e")
        assert "≈" not in screen.view.text()
        assert "e show ≈" in desk.lines[-2]


async def test_json_against_xml_is_compared_by_meaning_until_one_wants_the_text() -> None:
    res, other = application("/ucwa/a"), application("/ucwa/a", display_name="Dana R.")
    async with opened(WIDE) as desk:
        await desk.report(
            ExchangeChanged(answered(1, res.json())), ExchangeChanged(answered(2, other.xml(), "application/xml"))
        )
        await desk.press("alt+2", "G", "d")
        await shown(desk)
        assert "compared by meaning: JSON against XML" in desk.text
        assert "body: 1 value differs" in desk.words
        await desk.press("m")
        screen = await shown(desk)
        assert "bodies by text" in desk.lines[0]
        assert "<resource" in screen.view.text()
        await desk.press("m")
        await shown(desk)
        assert "bodies by meaning" in desk.lines[0]


@pytest.mark.parametrize("size", SIZES)
async def test_space_marks_what_others_are_compared_with(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.report(*(ExchangeChanged(answered(n, tree(n=n), url=f"{HOST}/r{n}")) for n in (1, 2, 3)))
        await desk.press("alt+2", "g", "space")
        assert "◉" in desk.text
        await desk.press("G")
        assert "●" in desk.text
        assert "#1 marked" in desk.text
        await desk.press("d")
        screen = await shown(desk)
        assert (screen.left.n, screen.right.n) == (1, 3)
        await desk.press("escape", "enter", "d")
        screen = await shown(desk)
        assert (screen.left.n, screen.right.n) == (1, 3)
        await desk.press("escape", "alt+2", "g", "space")
        assert "●" not in desk.text
        assert "◉" not in desk.text


async def test_where_there_is_nothing_to_compare_with_it_says_so() -> None:
    async with opened(SMALL) as desk:
        await desk.report(ExchangeChanged(answered(1, FIRST)))
        await desk.press("alt+2", "d")
        assert "Nothing to compare with: no earlier exchange is like #1" in desk.words
        assert desk.app.screen is desk.main


async def test_the_comparison_is_copied_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(compat, "write_to_terminal", lambda app, sequence: written.append(sequence))
    async with opened(SMALL) as desk:
        await comparing(desk)
        await desk.press("y")
        assert written
        assert "Comparison copied" in desk.text
        await desk.press("j")
        assert "Comparison copied" not in desk.text


async def test_another_size_is_another_layout_and_back() -> None:
    async with opened(WIDE) as desk:
        screen = await comparing(desk)
        await desk.resize(SMALL)
        assert not screen.view.side_by_side
        assert "2 values differ" in desk.words
        await desk.resize(WIDE)
        assert screen.view.side_by_side


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_stays_text(size: tuple[int, int]) -> None:
    evil = "\x1b]0;owned\x07[bold]\u202e$x"
    async with opened(size) as desk:
        left = json.dumps({"a": evil}, ensure_ascii=False).replace("\\u001b", "\x1b").encode()
        await comparing(desk, left, json.dumps({"b": evil}).encode())
        assert all(line.isprintable() for line in desk.lines)
        await desk.press("m")
        await shown(desk)
        assert all(line.isprintable() for line in desk.lines)
        assert "[bold]" in desk.text


async def test_large_bodies_are_compared_on_a_thread() -> None:
    left = tree(items=[{"n": n, "name": f"somebody {n}"} for n in range(4000)])
    right = tree(items=[{"n": n, "name": f"somebody {n if n % 1000 else 'else'}"} for n in range(4000)])
    async with opened(SMALL) as desk:
        screen = await comparing(desk, left, right)
        assert "body: 4 values differ" in desk.words
        await desk.press("=")
        await desk.until(lambda: screen.view.row_count() > 16_000)
        await desk.press("G")
        assert screen.view.scroll_offset.y > 15_000


@pytest.mark.parametrize("size", SIZES)
async def test_the_runs_of_two_joins_are_compared_step_by_step(size: tuple[int, int]) -> None:
    href = f"{INVITES}/8"
    ended = resource({"rel": "onlineMeetingInvitation", "state": "Failed", "_links": {"self": {"href": href}}})
    second = event(4, "completed", "onlineMeetingInvitation", href, embedded=ended, status="Failure", at=1000.9)
    async with opened(size) as desk:
        await desk.report(
            posted(),
            accepted(),
            arrived(invitation_event(1, "started"), invitation_event(2, "completed", "Connected", status="Success")),
            posted(2, 7, operation_id="op-2"),
            accepted(2, 7, f"{HOST}{INVITES}/8"),
            arrived(second),
        )
        await desk.press("alt+2", "G", "d")
        await shown(desk)
        assert "r runs" in desk.lines[-2]
        await desk.press("r")
        assert isinstance(desk.app.screen, TextScreen)
        assert "runs of #5 and #7" in desk.lines[0] or "runs of #5 and #7" in desk.text
        assert "started onlineMeetingInvitation" in desk.text
        assert "only left" in desk.text
        assert "the right one was" in desk.words
        assert "Success → Failure" in desk.words
        await desk.press("escape")
        assert isinstance(desk.app.screen, CompareScreen)


async def test_runs_need_two_operations() -> None:
    async with opened(SMALL) as desk:
        await desk.report(
            ExchangeChanged(exchange(1, purpose=Purpose.ROOT)), ExchangeChanged(exchange(2, purpose=Purpose.ROOT))
        )
        await desk.press("alt+2", "G", "d")
        await shown(desk)
        assert "r runs" not in desk.text
        await desk.press("r")
        assert "Both have to be the request of an operation" in desk.text


async def test_it_begins_at_the_first_difference_where_that_is_out_of_sight() -> None:
    heads = "".join(f"X-Ms-Request-Id-{n}: {{0}}\r\n" for n in range(3))
    async with opened((80, 16)) as desk:
        await desk.report(
            ExchangeChanged(answered(1, FIRST, more=heads.format("a"))),
            ExchangeChanged(answered(2, SECOND, more=heads.format("a"))),
        )
        await desk.press("alt+2", "G", "d")
        screen = await shown(desk)
        await desk.press("=")
        screen.view.scroll_to(None, 0, animate=False)
        screen.view.at = -1
        await desk.settle()
        assert "name3" not in desk.text
        screen.view.begin_at_difference()
        await desk.settle()
        assert "name3" in desk.text
        assert "place 1 of" in desk.text
