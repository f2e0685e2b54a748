"""Filters, states before, relative times, and the ways between events and exchanges, in the events pane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import ended
from tests.tui.test_events import others
from tests.workbench.builders import (
    accepted,
    arrived,
    conversation_event,
    event,
    exchange,
    invitation_event,
    posted,
)
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.event_rows import relative_time
from ucwa_tui.tui.event_selection import seq_of
from ucwa_tui.wire.reports import ChannelGap, ExchangeChanged


def shown(desk: Desk) -> list[int]:
    """Numbers of the rows in the list."""
    return [seq_of(item) for item in desk.main.events.list.items]


async def joined(desk: Desk) -> None:
    """Own events 2 and 3, the conversation's 4 and 5, somebody else's 1 and 6; the cursor among them."""
    await desk.press("f5")
    await desk.report(posted(), *ended(accepted()))
    await desk.report(ExchangeChanged(exchange(4, purpose=Purpose.EVENTS)))
    await desk.report(
        arrived(
            *others(1, 1),
            invitation_event(2, "started"),
            invitation_event(3, "completed", "Connected", status="Success"),
            conversation_event(4, "added", "Connecting"),
            conversation_event(5, "updated", "Conferenced"),
            *others(6, 1),
        )
    )
    await desk.press("alt+4")


@pytest.mark.parametrize("size", SIZES)
async def test_a_filter_works_while_it_is_typed_and_escape_shows_all(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await joined(desk)
        await desk.press("slash")
        await desk.type("conv")
        assert shown(desk) == [4, 5]
        assert "2 of 6 · following · filter conv" in desk.main.events.detail
        await desk.type("ersation -type:completed")
        assert shown(desk) == [2, 4, 5]
        assert "-type:completed" in desk.text
        await desk.press("enter")
        assert "filter: 3 of 6" in desk.text
        assert desk.main.focused is desk.main.events.list
        assert "filter conversation -type:completed" in desk.main.events.detail
        await desk.press("escape")
        assert shown(desk) == [1, 2, 3, 4, 5, 6]
        assert not desk.main.events.line.display
        assert "6 · following · all" in desk.main.events.detail


async def test_a_filter_that_nothing_passes_is_not_taken_for_silence() -> None:
    async with opened() as desk:
        await desk.press("alt+4")
        assert "No events yet" in desk.text
        await joined(desk)
        await desk.press("slash")
        await desk.type("type:nothing-of-the-kind")
        assert shown(desk) == []
        assert "No event passes the filter. Esc shows all." in desk.text
        assert "No events yet" not in desk.text
        await desk.press("enter")
        await desk.report(arrived(*others(7, 1)))
        assert "No event passes the filter" in desk.text
        await desk.press("escape")
        assert shown(desk) == [1, 2, 3, 4, 5, 6, 7]


async def test_escape_while_typing_closes_the_line_too() -> None:
    async with opened() as desk:
        await joined(desk)
        await desk.press("alt+s")
        await desk.type("mine")
        assert shown(desk) == [2, 3]
        await desk.press("escape")
        assert not desk.main.events.line.display
        assert shown(desk) == [1, 2, 3, 4, 5, 6]
        assert desk.main.pane is desk.main.events


async def test_new_events_gaps_and_pauses_respect_the_filter() -> None:
    async with opened(WIDE) as desk:
        await joined(desk)
        await desk.press("slash")
        await desk.type("sender:people")
        assert shown(desk) == [1, 6]
        await desk.press("enter")
        await desk.report(
            arrived(invitation_event(7, "updated"), *others(8, 2)), ChannelGap(1000.2, "resync", "why", 9)
        )
        assert shown(desk) == [1, 6, 8, 9, 9]
        assert "4 of 9, 1 gap" in desk.main.events.detail
        await desk.press("p")
        await desk.report(arrived(*others(10, 2)))
        assert shown(desk) == [1, 6, 8, 9, 9]
        await desk.press("p")
        assert shown(desk)[-2:] == [10, 11]


async def test_nothing_found_says_so_and_typed_doubts_are_told() -> None:
    async with opened() as desk:
        await joined(desk)
        await desk.press("slash")
        await desk.type("typ:updated")
        assert shown(desk) == []
        assert "0 of 6" in desk.main.events.detail
        assert "typ: is no field" in desk.footer
        await desk.press("home", "delete")
        assert "is no field" in desk.footer
        await desk.press("ctrl+u")


async def test_many_events_are_filtered_in_slices_newest_first() -> None:
    async with opened(WIDE) as desk:
        template = event(0, "updated", "presence", "/people/1", sender="people")
        many = [replace(template, seq=n, sender_rel="me" if n % 4 == 0 else "people") for n in range(1, 20_001)]
        await desk.report(arrived(*many))
        await desk.until(lambda: len(desk.main.events.list.items) == 20_000)
        await desk.press("alt+4")
        desk.main.events.set_filter("sender:me")
        assert shown(desk)[-1] == 20_000
        assert 0 < len(shown(desk)) < 1_000
        assert "+ (looking) of 20000" in desk.main.events.detail
        await desk.until(lambda: len(desk.main.events.list.items) == 5_000)
        assert "5000 of 20000" in desk.main.events.detail
        assert shown(desk) == list(range(4, 20_001, 4))
        assert desk.main.events.list.cursor == 4_999
        assert "▸" in desk.text_of(desk.main.events.list).rstrip().split("\n")[-1]


async def test_reading_above_keeps_its_place_while_older_ones_are_found() -> None:
    async with opened(WIDE) as desk:
        await desk.report(arrived(*others(1, 9_000)))
        await desk.until(lambda: len(desk.main.events.list.items) == 9_000)
        await desk.press("alt+4")
        pane = desk.main.events
        pane.set_filter("presence")
        await desk.press("up", "up")
        chosen = pane.selected
        await desk.until(lambda: len(pane.list.items) == 9_000)
        assert pane.selected is chosen
        assert pane.list.scroll_offset.y <= pane.list.cursor < pane.list.scroll_offset.y + pane.list.size.height


async def test_forgotten_events_are_counted() -> None:
    async with opened(WIDE) as desk:
        await desk.report(arrived(*others(301, 20)))
        await desk.press("alt+4")
        assert "20, 300 older forgotten" in desk.main.events.detail


async def test_what_a_state_was_before_is_in_the_row_and_in_the_whole_event() -> None:
    async with opened((200, 45)) as desk:
        await joined(desk)
        assert "Connecting → Connected" in desk.words
        assert "Connecting → Conferenced" in desk.words
        await desk.press("up", "enter")
        assert "Connecting → Conferenced" in desk.box


async def test_where_there_is_little_room_how_it_ended_comes_first() -> None:
    async with opened(SMALL) as desk:
        await joined(desk)
        assert "Connected Success" in desk.text
        assert "→ Conferenced" in desk.text


async def test_from_the_request_to_its_events() -> None:
    async with opened(WIDE) as desk:
        await joined(desk)
        await desk.press("alt+2", "g")
        while desk.main.exchanges.selected is not None and desk.main.exchanges.selected.n != 5:
            await desk.press("down")
        await desk.press("e")
        assert desk.main.pane is desk.main.events
        assert shown(desk) == [2, 3, 4, 5]
        assert "filter request:5" in desk.main.events.detail
        await desk.press("alt+2", "enter", "alt+e")
        assert desk.main.pane is desk.main.events


async def test_an_exchange_without_events_says_so() -> None:
    async with opened(WIDE) as desk:
        await desk.report(ExchangeChanged(exchange(1)))
        await desk.press("alt+2", "e")
        assert desk.main.pane is desk.main.exchanges
        assert "No events belong to exchange #1" in desk.footer


async def test_from_an_event_to_its_p_get_and_to_its_events() -> None:
    async with opened(WIDE) as desk:
        await joined(desk)
        await desk.press("x")
        assert desk.main.pane is desk.main.exchange
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 4
        await desk.press("e")
        assert desk.main.events.filter_text == "exchange:4"
        assert len(shown(desk)) == 6
        await desk.report(arrived(replace(others(7, 1)[0], exchange=99)))
        await desk.press("escape", "end", "x")
        assert "#99 is no longer kept" in desk.footer


async def test_times_can_be_counted_from_the_request() -> None:
    async with opened(WIDE) as desk:
        await joined(desk)
        await desk.press("t")
        assert "+0.100" in desk.text_of(desk.main.events.list)
        assert "relative times" in desk.main.events.detail
        await desk.press("alt+d")
        assert "+0.100" not in desk.text_of(desk.main.events.list)


@pytest.mark.parametrize(
    ("seconds", "width", "told"),
    [
        (0.1, 12, "+0.100"),
        (-2.5, 8, "-2.500"),
        (999.9994, 8, "+999.999"),
        (4000, 8, "+1:06:40"),
        (-90000, 9, "-25:00:00"),
    ],
)
def test_relative_times_fit(seconds: float, width: int, told: str) -> None:
    assert relative_time(seconds, width) == told.rjust(width)
