"""The filter of the exchanges pane: while it is typed, with the mark, with the keys that act on a row, with many."""

from __future__ import annotations

import pytest

from tests.tui.desk import SIZES, WIDE, Desk, opened
from tests.workbench.builders import HOST, exchange
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.reports import ExchangeChanged

_BODY = b'{"subject":"Figures"}'


def shown(desk: Desk) -> list[int]:
    """Numbers of the rows in the list."""
    return [listed.n for listed in desk.main.exchanges.list.items]


def titled(desk: Desk) -> str:
    """What the pane's title says."""
    return desk.main.exchanges.detail


def selected(desk: Desk) -> int | None:
    """Number of the selected exchange."""
    chosen = desk.main.exchanges.selected
    return chosen.n if chosen is not None else None


def answered(n: int, status: int = 200, **more: object) -> Exchange:
    """A GET of me with an answer."""
    response = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n" % status + _BODY
    fields = {"url": f"{HOST}/ucwa/me", "request": b"GET /ucwa/me HTTP/1.1\r\nHost: h\r\n\r\n", **more}
    return exchange(n, status=status, response=response, **fields)  # type: ignore[arg-type]


async def listed(desk: Desk) -> None:
    """Five exchanges; the cursor is in the list, on the newest."""
    await desk.report(
        *(
            ExchangeChanged(one)
            for one in (
                answered(1),
                answered(2, 404, url=f"{HOST}/ucwa/people"),
                answered(3, method="POST", url=f"{HOST}/ucwa/invitations", request=b"POST / HTTP/1.1\r\n\r\nHello"),
                exchange(4, purpose=Purpose.EVENTS, status=None, state=ExchangeState.RUNNING, url=f"{HOST}/events"),
                answered(5, 404),
            )
        )
    )
    await desk.press("alt+2")


@pytest.mark.parametrize("size", SIZES)
async def test_it_works_while_it_is_typed_and_escape_shows_all(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await listed(desk)
        await desk.press("slash")
        await desk.type("status:4xx")
        assert shown(desk) == [2, 5]
        assert titled(desk) == "2 of 5 · filter status:4xx"
        await desk.type(" -path:me")
        assert shown(desk) == [2]
        await desk.type("eting")
        assert shown(desk) == [2, 5]
        assert "filter: 2 of 5" in desk.text
        assert "status:4xx -path:meeting" in desk.text
        await desk.press("enter")
        assert desk.main.focused is desk.main.exchanges.list
        assert desk.main.exchanges.line.display
        await desk.press("escape")
        assert shown(desk) == [1, 2, 3, 4, 5]
        assert titled(desk) == "5"
        assert "filter:" not in desk.text


async def test_the_selection_stays_goes_to_a_neighbour_and_comes_back() -> None:
    async with opened(WIDE) as desk:
        await listed(desk)
        await desk.press("g", "down", "down")
        pane = desk.main.exchanges
        await desk.press("slash")
        await desk.type("status:4")
        assert selected(desk) == 2
        assert desk.main.exchange.exchange is pane.selected
        await desk.type("99")
        assert shown(desk) == []
        assert selected(desk) is None
        assert "No exchange passes the filter. Esc shows all." in desk.text
        assert "no exchange is selected" in desk.main.situation().why_no_replay
        await desk.press("escape")
        assert selected(desk) == 3
        assert desk.main.exchange.exchange is pane.selected
        await desk.press("/")
        await desk.type("verb:POST")
        assert "verb: is no field" in desk.footer


async def test_the_mark_and_the_keys_act_on_what_is_filtered() -> None:
    async with opened(WIDE) as desk:
        await listed(desk)
        await desk.press("g", "space", "slash")
        await desk.type("status:404")
        await desk.press("enter", "end")
        assert titled(desk) == "2 of 5 · #1 marked, hidden · filter status:404"
        await desk.press("d")
        assert "#1" in desk.text
        assert "#5" in desk.text
        assert desk.app.screen is not desk.main
        await desk.press("escape", "up", "y")
        assert "PowerShell" in desk.text
        await desk.press("escape", "e")
        assert "No events belong to exchange #2" in desk.footer
        await desk.press("r")
        assert "#2 GET" in desk.text
        await desk.press("escape", "enter")
        assert desk.main.pane is desk.main.exchange
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 2


async def test_an_exchange_that_changes_comes_and_goes_and_a_link_to_a_hidden_one_shows_all() -> None:
    async with opened(WIDE) as desk:
        await listed(desk)
        await desk.press("slash")
        await desk.type("-status:running -status:404")
        await desk.press("enter")
        assert shown(desk) == [1, 3]
        await desk.report(ExchangeChanged(answered(4)), ExchangeChanged(answered(6, 404)))
        assert shown(desk) == [1, 3, 4]
        desk.main.exchanges.open_number(6)
        await desk.settle()
        assert shown(desk) == [1, 2, 3, 4, 5, 6]
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 6


async def test_ten_thousand_are_filtered_and_read_beside() -> None:
    async with opened(WIDE) as desk:
        for n in range(1, 10_001):
            one = answered(n, 404 if n % 10 == 0 else 200)
            desk.main.controller.session.exchange_log.put(one)
        await desk.report(ExchangeChanged(answered(10_001)))
        await desk.press("alt+2", "slash")
        await desk.type("status:404")
        assert len(shown(desk)) == 1_000
        assert "1000 of 10001" in titled(desk)
        await desk.type(" text:figures")
        await desk.until(lambda: len(shown(desk)) == 1_000)
        await desk.until(lambda: titled(desk).startswith("1000 of 10001 ·"))
        assert shown(desk) == list(range(10, 10_001, 10))
        await desk.type("x")
        await desk.until(lambda: titled(desk).startswith("0 of 10001 ·"))
        await desk.press("escape")
        assert len(shown(desk)) == 10_001
