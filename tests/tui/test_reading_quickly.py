"""What a key in a text does not do: paint twice, lay out again what is laid out, read a long answer for a name."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.scrollbar import ScrollBar

from tests.tui.desk import opened
from tests.tui.test_large_bodies import BODY, Gate, laid_out, large, with_large
from tests.tui.test_reading import line_with, with_body
from tests.workbench.builders import exchange
from ucwa_tui.document.folding import Folds
from ucwa_tui.tui import laid_out as texts
from ucwa_tui.tui.exchange_text import ExchangeText
from ucwa_tui.tui.laid_out import KeptText, LaidOutTexts
from ucwa_tui.tui.slices import Slices
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.workbench import link_choice

CUT = b'{"short": 1, "long": "' + b"word " * 200 + b'", "end": true}'


async def test_the_title_changes_with_the_lines() -> None:
    async with opened() as desk:
        reader = await with_body(desk)
        pane = desk.main.exchange
        reader.search("needle")
        assert "1/1 'needle'" in pane.detail, "before anything can be painted"
        reader.search('"')
        reader.action_hit(1)
        before = pane.detail
        reader.action_hit(1)
        assert pane.detail != before
        reader.toggle_selection()
        assert "1 line selected" in pane.detail


async def test_a_notice_goes_together_with_what_the_key_does(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as desk:
        await with_body(desk)
        desk.main.say("read me")
        cleared: list[int] = []
        row = desk.main.exchange.reader
        monkeypatch.setattr(desk.main.footer, "clear", lambda: cleared.append(row.cursor))
        await desk.press("j")
        assert cleared[0] == 0, "just before the action"
        assert row.cursor == 1


async def test_the_scroll_bar_is_painted_where_it_looks_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[tuple[float, int]] = []
    render = ScrollBar.render

    def count(bar: ScrollBar) -> object:
        painted.append((bar.position, bar.window_virtual_size))
        return render(bar)

    monkeypatch.setattr(ScrollBar, "render", count)
    async with opened() as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        bar = reader.vertical_scrollbar
        assert bar.window_virtual_size == reader.row_count()
        painted.clear()
        await desk.press("pagedown", "pagedown")
        assert not painted, "two pages of tens of thousands of lines"
        assert bar.position == reader.scroll_offset.y > 0
        await desk.press("end")
        assert painted == [(reader.max_scroll_y, reader.row_count())]
        await desk.press("Z")
        await desk.until(lambda: bool(reader.folds))
        assert bar.window_virtual_size == reader.row_count() < 100


async def test_a_depth_that_is_laid_out_already_is_there_at_once() -> None:
    async with opened() as desk:
        await with_large(desk, large())
        pane = desk.main.exchange
        pretty = pane.text
        await desk.press("w")
        await laid_out(desk)
        wire = pane.text
        assert wire is not pretty
        await desk.press("p")
        assert pane.text is pretty
        assert '"name": "Person 0"' in desk.text
        assert len(pane.links) == 2000
        await desk.press("w")
        assert pane.text is wire
        await desk.press("l")
        await laid_out(desk)
        assert pane.text is not wire
        await desk.press("l")
        assert pane.text is wire
        await desk.report(ExchangeChanged(large(4)))
        await laid_out(desk)
        assert len(pane._laid_out) == 1, "those of another exchange are forgotten"


async def test_what_was_read_stays_until_its_line_is_there_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as desk:
        await with_large(desk, large())
        pane = desk.main.exchange
        target = line_with(pane.reader, '"name": "Person 3000"')
        pane.reader.move_to(target)
        gate = Gate(monkeypatch)
        await desk.press("l")
        await desk.until(lambda: pane.text is not None and len(pane.text.lines) > 0)
        assert "laying out" in pane.detail
        assert '"name": "Person 3000"' in desk.text
        assert f"{target - 2} " in desk.text, "with its number already"
        gate.opened.set()
        await laid_out(desk)
        assert pane.reader.lines is pane.text.lines if pane.text is not None else False
        assert '"name": "Person 3000"' in pane.reader.lines.text(pane.reader.cursor)


def test_texts_are_kept_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST", 25)
    monkeypatch.setattr(ExchangeText, "size", property(lambda text: 10))
    shelf, one, other = LaidOutTexts(), exchange(1), exchange(2)
    kept = {how: KeptText(ExchangeText(), False) for how in "abcd"}
    for how in "abcd":
        shelf.keep(one, how, kept[how])
    assert shelf.get(one, "a") is None, "the one shown, and room for two more"
    assert shelf.get(one, "b") is kept["b"]
    shelf.keep(one, "a", kept["a"])
    assert shelf.get(one, "c") is None, "seen longest ago"
    assert shelf.get(one, "b") is kept["b"]
    assert shelf.get(replace(one), "b") is None
    shelf.keep(other, "a", kept["a"])
    assert (len(shelf), shelf.get(one, "b")) == (1, None)


async def test_a_filter_and_revealed_secrets_are_kept_nowhere() -> None:
    async with opened() as desk:
        await with_body(desk)
        pane = desk.main.exchange
        assert len(pane._laid_out) == 1
        await desk.press("x", "t")
        assert len(pane._laid_out) == 2, "not what it means, which may become another thing"
        await desk.press("p", "f")
        await desk.type("$.two")
        await desk.until(lambda: pane.filter.word != "")
        assert len(pane._laid_out) == 2


async def test_links_of_a_long_answer_are_named_without_reading_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(message: object) -> str:
        raise AssertionError("reads the whole answer while a key waits")

    monkeypatch.setattr(link_choice, "READABLE", len(BODY) // 2)
    monkeypatch.setattr(link_choice, "body_text", never)
    packed = gzip.compress(BODY, mtime=0)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
    for n, shown in (
        (3, large()),
        (4, exchange(4, response=head + b"Content-Length: %d\r\n\r\n" % len(packed) + packed)),
    ):
        async with opened() as desk:
            await with_large(desk, shown)
            await desk.press("]", "]")
            assert "link 2/2000 self" in desk.main.exchange.detail, n


async def test_folding_that_takes_long_says_so() -> None:
    async with opened() as desk:
        await with_large(desk, large())
        reader = desk.main.exchange.reader
        folded: list[Folds] = []
        reader.fold_all(folded.append)
        assert "folding …" in desk.main.exchange.detail
        await desk.until(lambda: bool(folded))
        assert reader.folds
        assert "folding" not in desk.main.exchange.detail


async def test_work_that_is_given_up_before_it_begins_never_does() -> None:
    began: list[int] = []

    def work() -> Iterator[int]:
        began.append(1)
        yield 1

    slices = Slices(work(), lambda results, ended: None, after=0.001)
    slices.cancel()
    await asyncio.sleep(0.01)
    assert not began


async def test_lines_that_fit_are_not_broken_and_others_are() -> None:
    async with opened() as desk:
        reader = await with_body(desk)
        assert reader.row_count() == len(reader.lines)
    async with opened() as desk:
        reader = await with_body(desk, CUT)
        assert reader.row_count() == len(reader.lines) + 1000 // reader.text_width
