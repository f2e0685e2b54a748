"""What lies over the events pane: saved filters, the timeline, the whole event; and the keys for one invitation."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import ended
from tests.tui.test_event_filters import joined, shown
from tests.tui.test_events import others
from tests.workbench.builders import (
    accepted,
    arrived,
    conversation_event,
    event,
    exchange,
    post,
    posted,
    refused,
    resource,
)
from ucwa_tui.protocol.event_codec import encode_events
from ucwa_tui.protocol.events import EventsAnswer, Sender
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.workbench.saved_filters import SavedFilters


async def test_a_saved_filter_is_used_combined_saved_and_deleted(tmp_path: Path) -> None:
    path = tmp_path / "filters.json"
    async with opened(filters=SavedFilters(path)) as desk:
        await joined(desk)
        await desk.press("F")
        assert "Saved filters" in desk.text
        assert "@yours" in desk.text
        assert "of the invitations that you made" in desk.box
        await desk.press("enter")
        assert shown(desk) == [2, 3]
        assert desk.main.events.filter_text == "@yours"
        await desk.press("F", "end", "minus")
        assert desk.main.events.filter_text == "@yours -@this-conversation"
        assert shown(desk) == []
        await desk.press("slash", "ctrl+u")
        await desk.type("@yours type:completed")
        assert shown(desk) == [3]
        await desk.press("enter", "F", "s")
        await desk.type("done")
        await desk.press("enter")
        assert "Saved: @done" in desk.box
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text())["filters"] == {"done": "@yours type:completed"}
        await desk.press("enter")
        assert shown(desk) == [3]
        await desk.press("F", "d")
        assert "Deleted: @done" in desk.box
        await desk.press("end", "d")
        assert "comes with the program" in desk.box
        await desk.press("escape")
        assert desk.main.focused is desk.main.events.list
        assert SavedFilters(path).own == {}


async def test_a_name_being_typed_hides_nothing_and_is_told() -> None:
    async with opened() as desk:
        await joined(desk)
        await desk.press("slash")
        await desk.type("@yo")
        assert len(shown(desk)) == 6
        assert "no filter of that name" in desk.footer
        await desk.type("urs")
        assert shown(desk) == [2, 3]


async def test_one_key_shows_an_events_invitation_or_conversation() -> None:
    async with opened(WIDE) as desk:
        await joined(desk)
        await desk.press("up", "v")
        assert shown(desk) == [2, 3]
        await desk.press("c")
        assert shown(desk) == [2, 3, 4, 5]
        await desk.press("escape", "end", "c")
        assert "is of no conversation" in desk.footer
        await desk.press("v")
        assert "has to do with no invitation" in desk.footer
        assert len(shown(desk)) == 6


@pytest.mark.parametrize("size", SIZES)
async def test_the_timeline_shows_steps_and_goes_to_one(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await joined(desk)
        await desk.report(ExchangeChanged(post(5, 1, status=201)))
        await desk.press("L")
        for words in ("Timeline · joinOnlineMeeting op-1 · succeeded", "started Connecting", "conversation", "+0.100"):
            assert words in desk.text
        assert "POST joinOnline" in desk.text
        assert "since POST" in desk.box
        await desk.press("down", "down", "down")
        assert "event 3" in desk.box
        await desk.press("enter")
        selected = desk.main.events.selected
        assert selected is not None
        assert shown(desk)[desk.main.events.list.cursor] == 3
        await desk.press("L", "enter")
        assert desk.main.pane is desk.main.exchange
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 5


async def test_several_requests_have_their_own_timelines() -> None:
    async with opened(WIDE) as desk:
        await joined(desk)
        await desk.report(
            posted(ticket=2, n=9, operation_id="op-2"),
            ExchangeChanged(post(9, 2, status=403, operation_id="op-2")),
            refused(403, ticket=2, n=9),
        )
        await desk.press("end", "L")
        assert "Timeline (2 of 2) · joinOnlineMeeting op-2 · refused" in desk.text
        await desk.press("right")
        assert "no later request" in desk.box
        await desk.press("left")
        assert "Timeline (1 of 2) · joinOnlineMeeting op-1" in desk.text
        assert "completed Connecting" in desk.text
        await desk.press("escape", "up", "L")  # of the event under the cursor
        assert "Timeline (1 of 2)" in desk.text


async def test_a_timeline_is_exported_and_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    async with opened(WIDE) as desk:
        await joined(desk)
        await desk.press("L", "e")
        assert "timeline-op-1.md" in desk.text
        await desk.press("ctrl+u")
        target = tmp_path / "new" / "story.csv"
        await desk.paste(str(target))
        await desk.press("enter")
        assert "Make the folder?" in desk.text
        await desk.press("enter")
        await desk.until(lambda: "saved the timeline to" in desk.box)
        assert target.read_text().startswith("time,since_post")
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        await desk.press("e", "ctrl+u")
        await desk.paste(str(target / "below.md"))
        await desk.press("enter")
        assert "is no folder: nothing can be put below it" in desk.box
        before = target.read_bytes()
        await desk.press("ctrl+u")
        await desk.paste(str(target))
        await desk.press("enter")
        assert "Overwrite the file?" in desk.text
        await desk.press("escape")
        assert "the file is as it was" in desk.box
        assert target.read_bytes() == before
        await desk.press("y")
        assert "Timeline as Markdown copied" in desk.box


async def test_without_a_request_there_is_no_timeline() -> None:
    async with opened() as desk:
        await desk.report(arrived(*others(1, 3)))
        await desk.press("alt+4", "L")
        assert "no invitation yet" in desk.footer


async def with_p_get(desk: Desk, *, kept: bool = True) -> None:
    """An event, and the P-GET that brought it."""
    body = resource({"rel": "participant", "name": "Lena", "role": "Leader"})
    told = event(7, "updated", "participant", "/p/lena", embedded=body, sender="conversation")
    before = resource({"rel": "participant", "name": "Lena", "role": "Attendee"})
    earlier = event(6, "added", "participant", "/p/lena", embedded=before, sender="conversation")
    answer = EventsAnswer(None, None, senders=(Sender(told.sender_rel, told.sender_href, (told.event,)),))
    data = encode_events(answer, PayloadFormat.JSON)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    if kept:
        await desk.report(ExchangeChanged(exchange(4, purpose=Purpose.EVENTS, response=head.encode() + data)))
    await desk.report(arrived(earlier, told))
    await desk.press("alt+4", "end")


@pytest.mark.parametrize("size", SIZES)
async def test_a_whole_event_shows_what_changed_and_its_own_text(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_p_get(desk)
        assert any(words in desk.text for words in ("role: Attendee → Leader", "role → Leader", "role changed"))
        await desk.press("enter")
        assert "role Attendee → Leader" in desk.box
        assert "as received in #4, cut out of its body" in desk.box
        assert "raw P-GET #4" in desk.box
        await desk.press("y")
        assert "Event 7 as received copied" in desk.footer
        await desk.press("enter", "x")
        assert desk.main.pane is desk.main.exchange


async def test_where_the_p_get_is_gone_it_is_written_again_and_says_so() -> None:
    async with opened(WIDE) as desk:
        await with_p_get(desk, kept=False)
        await desk.press("enter")
        assert "as written again from what was understood" in desk.box
        await desk.press("escape", "y")
        assert "Event 7, written again copied" in desk.footer
        await desk.press("enter", "x")
        assert "no longer kept" in desk.footer


async def test_several_changed_properties_are_named_or_counted() -> None:
    async with opened((100, 30)) as desk:
        first = resource({"rel": "conversation", "subject": "A" * 40, "importance": "Normal", "audience": "x"})
        second = resource({"rel": "conversation", "subject": "B" * 40, "importance": "Urgent", "audience": "y"})
        await desk.report(
            arrived(
                event(1, "added", "conversation", "/c", embedded=first),
                event(2, "updated", "conversation", "/c", embedded=second),
                conversation_event(3, "added", "Connecting"),
            )
        )
        await desk.press("alt+4")
        assert "3 properties changed" in desk.text or "subject, importance, audience changed" in desk.text


async def test_the_oldest_of_very_many_are_read_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with opened(SMALL) as desk:
        log = desk.app.controller.session.event_log
        log._max_memory = 200_000
        await desk.report(*ended(accepted()))
        await desk.report(arrived(*others(1, 3_000)))
        log.settle()
        await desk.press("alt+4", "g")
        block = log._blocks[0]
        assert block is not None
        assert block.events is None
        assert shown(desk)[:3] == [1, 2, 3]
        await desk.press("enter")
        assert "Event 1 ·" in desk.text
        await desk.press("escape", "slash")
        await desk.type("href:/people/17")
        await desk.until(lambda: "looking" not in desk.main.events.detail)
        assert shown(desk) == [17, *range(170, 180), *range(1700, 1800)]
        assert desk.main.events.detail.startswith("111 of 3000")
