"""Bodies that take a while to lay out: the first lines at once, and every key answered meanwhile."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.tui.desk import SIZES, SMALL, Desk, opened
from tests.tui.test_exchanges import me
from tests.workbench.builders import exchange
from ucwa_tui.tui import depths, exchange_text
from ucwa_tui.tui.exchange_text import Growth, exchange_growth, is_large
from ucwa_tui.tui.slices import Slices
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ExchangeChanged

PEOPLE = [{"n": n, "name": f"Person {n}", "_links": {"self": {"href": f"/ucwa/p/{n}"}}} for n in range(4000)]
BODY = json.dumps({"rel": "people", "person": PEOPLE, "last": "the end"}, separators=(",", ":")).encode()


def large(n: int = 3, body: bytes = BODY, content_type: str = "application/json") -> Exchange:
    """An exchange with a body of some hundred kilobytes."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return exchange(n, response=head + body)


async def laid_out(desk: Desk) -> None:
    """Wait until nothing is laid out or searched for any more."""
    pane = desk.main.exchange
    await desk.until(lambda: "laying out" not in pane.detail and not pane.reader.searching)


async def with_large(desk: Desk, shown: Exchange) -> None:
    """Show it, and wait until all of it is there."""
    await desk.report(ExchangeChanged(shown))
    await desk.press("alt+3")
    await laid_out(desk)


class Gate:
    """Lets through the first slice of a large exchange, and the others when it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        self.ended = threading.Event()
        monkeypatch.setattr(depths, "exchange_growth", self._growth)

    def _growth(self, exchange: Exchange, **how: Any) -> Iterator[Growth]:
        growth = exchange_growth(exchange, **how)
        if not is_large(exchange):
            yield from growth
            return
        try:
            yield next(growth)
            self.opened.wait(30)
            yield from growth
        finally:
            self.ended.set()


@pytest.mark.parametrize("size", SIZES)
async def test_keys_are_answered_while_the_rest_is_laid_out(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    async with opened(size) as desk:
        await desk.report(ExchangeChanged(large()))
        await desk.press("alt+3")
        pane = desk.main.exchange
        await desk.until(lambda: '"name": "Person 0"' in desk.text)
        assert "laying out" in pane.detail
        assert "the end" not in desk.text
        before = len(pane.reader.lines)
        await desk.press("pagedown")
        assert pane.reader.scroll_offset.y > 0
        await desk.press("]", "]")
        assert pane.marked_link is not None
        assert pane.marked_link.href == "/ucwa/p/1"
        await desk.press("alt+2")
        assert desk.main.pane is desk.main.exchanges
        await desk.press("alt+3")
        top = pane.reader.scroll_offset.y
        gate.opened.set()
        await laid_out(desk)
        assert len(pane.reader.lines) > before + 20_000
        assert pane.reader.scroll_offset.y == top
        assert len(pane.links) == 2000
        await desk.press("end")
        assert '"last": "the end"' in desk.text


async def test_what_is_no_longer_wanted_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    async with opened() as desk:
        await desk.report(ExchangeChanged(large()))
        await desk.press("alt+3")
        pane = desk.main.exchange
        await desk.until(lambda: "Person 0" in desk.text)
        await desk.report(ExchangeChanged(me(4)))
        assert "laying out" not in pane.detail
        gate.opened.set()
        await desk.until(gate.ended.is_set)
        assert "Person" not in "".join(pane.reader.lines.text(y) for y in range(len(pane.reader.lines)))


@pytest.mark.parametrize("depth", ["p", "m", "w"])
async def test_nothing_of_a_large_body_is_lost_in_any_view(depth: str) -> None:
    async with opened() as desk:
        await with_large(desk, large())
        await desk.press(depth)
        await laid_out(desk)
        lines = desk.main.exchange.reader.lines
        text = "".join(lines.text(y) for y in range(len(lines)))
        assert "".join(BODY.decode().split()) in "".join(text.split()).replace("␍␊", "")
        assert "link" not in desk.main.exchange.detail
        assert len(desk.main.exchange.links) == 2000


async def test_broken_json_is_shown_as_sent_with_the_reason() -> None:
    async with opened() as desk:
        await with_large(desk, large(body=BODY[:-1]))
        reader = desk.main.exchange.reader
        assert any(reader.lines.text(y).startswith("shown as sent: line 1") for y in range(8))
        assert '{"rel":"people","person":[' in desk.text


async def test_what_is_large_only_when_decompressed_is_laid_out_on_a_thread_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed = gzip.compress(BODY, mtime=0)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
    shown = exchange(3, response=head + b"Content-Length: %d\r\n\r\n" % len(packed) + packed)
    assert len(packed) < exchange_text.LARGE < len(BODY)
    gate = Gate(monkeypatch)
    async with opened() as desk:
        await desk.report(ExchangeChanged(shown))
        await desk.press("alt+3")
        await desk.until(lambda: '"name": "Person 0"' in desk.text)
        assert f"decompressed (gzip): {len(packed)} bytes became {len(BODY)}" in desk.text
        assert "laying out" in desk.main.exchange.detail
        gate.opened.set()
        await laid_out(desk)
        assert len(desk.main.exchange.links) == 2000


async def test_searching_a_large_body() -> None:
    async with opened() as desk:
        await with_large(desk, large())
        pane = desk.main.exchange
        await desk.press("/")
        await desk.type("person 39")
        await desk.press("enter")
        await laid_out(desk)
        assert "1/111 'person 39'" in pane.detail
        assert '"name": "Person 39"' in desk.text
        await desk.press("n")
        assert "2/111 'person 39'" in pane.detail
        assert '"name": "Person 390"' in desk.text
        await desk.press("N", "N")
        assert "111/111" in pane.detail
        await desk.press("m")
        await laid_out(desk)
        assert " 'person 39'" in pane.detail
        await desk.press("/")
        await desk.type("nowhere at all")
        await desk.press("enter")
        await laid_out(desk)
        assert "'nowhere at all' does not occur" in desk.footer


async def test_a_search_that_a_row_breaks_in_two_is_found() -> None:
    body = b"x" * 100_000 + b"needle" + b"x" * 100_000
    async with opened() as desk:
        await with_large(desk, large(body=body, content_type="text/plain"))
        desk.main.exchange.reader.search("eedl")
        await laid_out(desk)
        assert desk.main.exchange.reader.hits == 1


async def test_wide_characters_are_not_cut_off_at_the_edge() -> None:
    async with opened(SMALL) as desk:
        await with_large(desk, large(body=("日本語" * 20_000).encode(), content_type="text/plain; charset=utf-8"))
        lines = desk.main.exchange.reader.lines
        row = next(y for y in range(len(lines)) if lines.text(y).startswith("日"))
        width = desk.main.exchange.reader.text_width
        assert len(lines.text(row)) == width // 2
        assert lines.text(row) in desk.text.replace(" ", "")


async def test_what_goes_wrong_on_the_thread_is_raised_on_the_loop() -> None:
    async with opened() as desk:
        raised: list[BaseException] = []

        def work() -> Iterator[int]:
            yield 1
            raise OSError("gone")

        loop = asyncio.get_running_loop()
        before = loop.get_exception_handler()
        loop.set_exception_handler(lambda _, context: raised.append(context["exception"]))
        try:
            slices = Slices(work(), lambda results, ended: None)
            await desk.until(lambda: bool(raised))
        finally:
            loop.set_exception_handler(before)
        assert isinstance(raised[0], OSError)
        assert not slices.at_work
