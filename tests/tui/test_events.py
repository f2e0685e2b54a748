"""The events pane: follows the channel until somebody reads, never moves what is being read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual import events as textual_events

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import ended
from tests.workbench.builders import (
    accepted,
    arrived,
    event,
    exchange,
    invitation_event,
    posted,
    waiting,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.event_selection import seq_of
from ucwa_tui.tui.widgets.reader import Reader
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import ChannelGap, ExchangeChanged, ReceivedEvent
from ucwa_tui.workbench.event_log import EventLog


def others(first: int, count: int) -> list[ReceivedEvent]:
    """Events of somebody else's."""
    return [event(seq, "updated", "presence", f"/people/{seq}", sender="people") for seq in range(first, first + count)]


async def with_events(desk: Desk, count: int = 100) -> None:
    """Many events, and the cursor in their pane."""
    await desk.report(arrived(*others(1, count)))
    await desk.press("alt+4")


@pytest.mark.parametrize("size", SIZES)
async def test_the_newest_event_is_kept_in_sight(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_events(desk)
        pane = desk.main.events
        assert pane.list.cursor == 99
        await desk.report(arrived(*others(101, 3)))
        assert pane.list.cursor == 102
        assert "103 · following · all" in desk.text
        last = desk.text_of(pane.list).rstrip().split("\n")[-1]
        assert last.startswith("▸")


@pytest.mark.parametrize("key", ["up", "pageup", "g"])
async def test_moving_up_stops_following_and_end_resumes(key: str) -> None:
    async with opened() as desk:
        await with_events(desk)
        await desk.press(key)
        before = desk.text_of(desk.main.events.list)
        await desk.report(arrived(*others(101, 7)))
        assert desk.text_of(desk.main.events.list) == before
        assert "7 new" in desk.text
        assert "following" not in desk.lines[1]
        await desk.press("end")
        assert desk.main.events.list.cursor == 106
        assert "following" in desk.text
        assert "7 new" not in desk.text
        await desk.report(arrived(*others(108, 1)))
        assert desk.main.events.list.cursor == 107


async def test_the_mouse_wheel_stops_following_too() -> None:
    async with opened(WIDE) as desk:
        await with_events(desk)
        view = desk.main.events.list
        wheel = textual_events.MouseScrollUp(view, 1, 1, 0, -1, 0, False, False, False)
        view.post_message(wheel)
        await desk.settle()
        assert not desk.main.events.following
        before = desk.text_of(view)
        await desk.report(arrived(*others(101, 2)))
        assert desk.text_of(view) == before
        assert "2 new" in desk.text


async def test_pausing_the_view_never_pauses_the_channel() -> None:
    async with opened() as desk:
        await with_events(desk)
        await desk.press("p")
        before = desk.text_of(desk.main.events.list)
        await desk.report(arrived(*others(101, 5)), waiting(ack=9))
        assert desk.text_of(desk.main.events.list) == before
        assert "paused, 5 new" in desk.text
        assert "ack 9" in desk.lines[0]
        assert len(desk.app.controller.session.events) == 105
        assert desk.client.reopened == 0
        await desk.press("space")
        assert "105 · following" in desk.text
        assert desk.main.events.list.cursor == 104


async def test_only_this_invitations_events() -> None:
    async with opened(WIDE) as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(accepted()))
        await desk.report(arrived(*others(1, 4), invitation_event(5, "started"), *others(6, 2)))
        await desk.press("alt+4", "i")
        assert "1 of 7 · following · only yours" in desk.text
        await desk.report(arrived(*others(8, 3), invitation_event(11, "completed", "Connected", status="Success")))
        assert [seq_of(e) for e in desk.main.events.list.items] == [5, 11]
        await desk.press("alt+i")
        assert [seq_of(e) for e in desk.main.events.list.items] == list(range(1, 12))


async def test_events_of_this_invitation_are_marked_with_a_word() -> None:
    async with opened(WIDE) as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(accepted()))
        await desk.report(arrived(*others(1, 1), invitation_event(2, "started")))
        rows = desk.text_of(desk.main.events.list).split("\n")
        assert not rows[0].endswith(("yours", "●"))
        assert rows[1].endswith(("yours", "●"))


async def test_events_that_came_before_the_201_get_their_mark_with_it() -> None:
    async with opened(WIDE) as desk:
        await desk.press("f5")
        await desk.report(posted())
        unknown = invitation_event(1, "started", operation_id=None)
        await desk.report(arrived(unknown))
        await desk.report(*ended(accepted()))
        assert desk.text_of(desk.main.events.list).split("\n")[0].endswith(("yours", "●"))


@pytest.mark.parametrize("size", SIZES)
async def test_enter_shows_the_whole_event(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        reason = Reason("LocalFailure", "Denied", "Not today.")
        await desk.report(arrived(invitation_event(1, "completed", "Disconnected", status="Failure", reason=reason)))
        await desk.press("alt+4", "enter")
        assert desk.app.screen is not desk.main
        assert "Event 1 · completed onlineMeetingInvitation" in desk.text
        reader = desk.app.screen.query_one(Reader)
        whole = " ".join(" ".join(reader.lines.text(y) for y in range(len(reader.lines))).split())
        for word in (
            "in exchange #4, ack 1",
            "status Failure",
            "LocalFailure/Denied Not today.",
            '"operationId": "op-1"',
        ):
            assert word in whole
        assert "status Failure" in desk.box
        await desk.press("end", "g", "j", "escape")
        assert desk.app.screen is desk.main
        assert desk.main.focused is desk.main.events.list


async def test_selecting_stays_while_events_come() -> None:
    async with opened() as desk:
        await with_events(desk, 30)
        await desk.press("up", "up", "up")
        chosen = desk.main.events.selected
        await desk.report(arrived(*others(31, 50)))
        assert desk.main.events.selected is chosen


async def test_the_status_line_tells_the_health_of_the_channel() -> None:
    async with opened(SMALL) as desk:
        from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase

        await desk.report(ChannelChanged(ChannelPhase.WAITING, 7, since=981.0, timeout=180.0))
        assert "ack 7 waiting 20s/180s" in desk.lines[0]
        await desk.report(ChannelChanged(ChannelPhase.RETRYING, 7, note="retry 2 of 5"))
        assert "ack 7 retrying: retry 2 of 5" in desk.lines[0]


async def test_a_flood_is_shown_in_portions_and_nothing_is_lost() -> None:
    async with opened(WIDE) as desk:
        await desk.press("alt+4")
        shown: list[int] = []
        take = desk.main.events.show

        def counted(events: EventLog, gaps: Sequence[ChannelGap] = (), *, marks_changed: bool = False) -> None:
            shown.append(len(events))
            take(events, gaps, marks_changed=marks_changed)

        desk.main.events.show = counted  # type: ignore[method-assign]
        running = exchange(2, purpose=Purpose.EVENTS, state=ExchangeState.RUNNING, status=None)
        goal = desk.app.controller.session.version + 1200
        for seq in range(1, 601):
            desk.client.report(arrived(*others(seq, 1)), ExchangeChanged(running))
        await desk.until(lambda: desk.app.controller.session.version >= goal)
        assert [seq_of(e) for e in desk.main.events.list.items] == list(range(1, 601))
        assert len(shown) < 30
