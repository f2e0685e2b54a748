"""Several conversations, and people known by name only: what is acted on is what is shown."""

from __future__ import annotations

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.workbench.builders import APP, HOST, arrived, event, exchange, resource
from tests.workbench.meeting_events import conversation, person, person_href
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.reports import ReceivedEvent, RequestFinished

OTHER = f"{APP}/communication/conversations/77"


def other(seq: int, kind: str = "added", state: str = "Conferenced") -> ReceivedEvent:
    """A second conversation changes."""
    tree = {"rel": "conversation", "state": state, "subject": "Board", "_links": {"self": {"href": OTHER}}}
    return event(seq, kind, "conversation", OTHER, embedded=resource(tree) if kind != "deleted" else None)


async def in_two(desk: Desk) -> None:
    """In two meetings, looking at the first."""
    await desk.report(arrived(conversation(1, "added"), person(2, "olga", in_="leaders")))
    await desk.report(arrived(other(3)))
    await desk.press("alt+5")


@pytest.mark.parametrize("size", SIZES)
async def test_leaving_one_meeting_does_not_leave_the_other(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await in_two(desk)
        assert "Harvest plan" in desk.text
        assert "This is one of 2 conversations: c shows the next." in desk.text
        await desk.press("alt+l")
        assert desk.client.plans[-1].href.endswith("/conversations/55")
        assert "Harvest plan" in desk.footer
        await desk.report(arrived(conversation(4, "deleted")))
        assert "Harvest plan" in desk.text_of(desk.main.meeting)
        assert "You are still in 1 conversation: c shows the next." in desk.text
        plans = len(desk.client.plans)
        await desk.press("alt+l")
        assert len(desk.client.plans) == plans
        assert "You are not in “Harvest plan” any more" in desk.footer
        await desk.press("c")
        assert "Board" in desk.text_of(desk.main.meeting)
        assert "This is Board" in desk.footer
        await desk.press("alt+l")
        assert desk.client.plans[-1].href.endswith("/conversations/77")


async def test_the_key_goes_round_and_says_when_there_is_only_one() -> None:
    async with opened(WIDE) as desk:
        await in_two(desk)
        await desk.press("c")
        assert "Board" in desk.text_of(desk.main.meeting)
        await desk.press("alt+k")
        assert "Harvest plan" in desk.text_of(desk.main.meeting)
        await desk.report(arrived(other(5, "deleted")))
        assert "shows the next" not in desk.text
        await desk.press("c")
        assert "there is no other conversation" in desk.footer


async def test_a_meeting_that_comes_after_the_one_shown_has_ended_is_shown() -> None:
    async with opened(SMALL) as desk:
        await desk.report(arrived(conversation(1, "added")))
        await desk.report(arrived(conversation(2, "deleted")))
        await desk.press("alt+5")
        assert "Harvest plan" in desk.text
        await desk.report(arrived(other(3)))
        assert "Board" in desk.text_of(desk.main.meeting)


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_known_by_name_only_is_read(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.report(
            arrived(conversation(1, "added"), *(person(2 + n, f"p{n}", in_="attendees") for n in range(9)))
        )
        assert desk.client.plans == []
        await desk.press("alt+5")
        assert [plan.href for plan in desk.client.plans] == [HOST + person_href("p0")]
        await desk.press("o")
        assert "links not known yet" in desk.footer
        links = {"self": {"href": person_href("p0")}, "promote": {"href": f"{person_href('p0')}/promote"}}
        told = exchange(40, url=HOST + person_href("p0"), purpose=Purpose.LOOK, ticket=1)
        await desk.report(RequestFinished(1, told, resource=resource({"rel": "participant", "_links": links})))
        await desk.press("o")
        assert desk.client.plans[-1].href == f"{HOST}{person_href('p0')}/promote"
        before = len(desk.client.plans)
        await desk.press(*["down"] * 8)
        assert len(desk.client.plans) == before + 3  # the others when these have been answered
        await desk.press("up", "up", "up", "up", "up", "up", "up", "up")
        assert len(desk.client.plans) == before + 3


async def test_a_new_role_is_looked_up_and_a_leader_is_told_no_tale() -> None:
    async with opened(WIDE) as desk:
        me = (person(2, "me", rel="localParticipant", embed=True, local=True), person(3, "me", in_="attendees"))
        await desk.report(arrived(conversation(1, "added"), *me, person(4, "bob", embed=True, in_="attendees")))
        await desk.press("alt+5", "down")
        assert desk.main.meeting.person is not None
        name = desk.main.meeting.person.name
        plans = len(desk.client.plans)
        await desk.report(arrived(person(5, "me", "deleted", in_="attendees"), person(6, "me", in_="leaders")))
        assert len(desk.client.plans) == plans + 1
        bob = exchange(41, url=HOST + person_href("bob"), purpose=Purpose.LOOK, ticket=plans + 1)
        bare = resource({"rel": "participant", "_links": {"self": {"href": person_href("bob")}}})
        await desk.report(RequestFinished(plans + 1, bob, resource=bare))
        assert name == "Bob"
        await desk.press("o")
        assert "you lead this meeting, but the server offers no promote link for Bob" in desk.footer
