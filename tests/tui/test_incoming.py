"""Invitations of others on the screen: said without taking a key, answered with one, told honestly when over."""

from __future__ import annotations

import json

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.workbench.builders import APP, HOST, arrived, event, exchange, resource
from tests.workbench.test_incoming_book import answering, invite
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.reports import ReceivedEvent, RequestFinished
from ucwa_tui.workbench.command import Place

CAROL = f"{HOST}{APP}/communication/messagingInvitations/carol"
WITHDRAWN = Reason("RemoteFailure", "Canceled", "The invitation was withdrawn.")


def rings_in(seq: int, name: str, state: str = "Incoming") -> ReceivedEvent:
    """The conversation of an invitation."""
    href = f"{APP}/communication/conversations/{name}"
    tree = {"rel": "conversation", "state": state, "_links": {"self": {"href": href}}}
    return event(seq, "updated" if seq > 50 else "added", "conversation", href, embedded=resource(tree))


def withdrawn(seq: int, name: str) -> ReceivedEvent:
    return invite(seq, name, "completed", state="Cancelled", status="Failure", reason=WITHDRAWN)


def posts(desk: Desk) -> list[tuple[str, str]]:
    return [(plan.href, plan.body.decode()) for plan in desk.client.plans if plan.method == "POST"]


@pytest.mark.parametrize("size", SIZES)
async def test_it_rings_and_takes_no_key(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("alt+8")
        assert "nobody invites you now" in desk.footer
        await desk.into("subject")
        await desk.report(arrived(invite(1, "carol", subject="Budget"), rings_in(2, "carol")))
        assert "» Carol wants to chat: “Budget” · Alt+8 accepts · Alt+9 declines" in desk.outcome
        await desk.type("ADR")
        assert desk.field("subject").value.endswith("ADR")
        assert posts(desk) == []
        await desk.press("alt+5")
        assert "· A accepts · D declines" in desk.outcome
        assert "You are invited and not in it yet: A accepts, D declines." in desk.words
        assert "F5 send  A accept  D decline  " in desk.footer
        await desk.press("f12")
        assert "You are not in it yet" in desk.footer
        await desk.press("alt+4", "A")
        assert posts(desk) == [(f"{CAROL}/accept", "")]
        assert desk.main.pane.place is Place.MEETING
        await desk.report(answering("accept", f"{CAROL}/accept"), answering("accept", f"{CAROL}/accept", status=204))
        assert "accepts" not in desk.outcome
        done = invite(60, "carol", "completed", state="Connected", status="Success")
        await desk.report(arrived(rings_in(61, "carol", "Connected"), done))
        assert "Carol: connected" in desk.footer
        assert "You are invited" not in desk.words
        assert desk.main.meeting.list.picture is not None
        assert desk.main.meeting.list.picture.href.endswith("/carol")


async def test_declining_says_so_to_all_clients() -> None:
    async with opened(WIDE) as desk:
        await desk.report(arrived(invite(1, "carol")))
        await desk.press("alt+4", "D")
        ((href, body),) = posts(desk)
        assert href == f"{CAROL}/decline"
        assert json.loads(body) == {"reason": "Global"}
        await desk.report(answering("decline", href), answering("decline", href, status=204))
        declined = Reason("LocalFailure", "Declined", None)
        await desk.report(arrived(invite(2, "carol", "completed", state="Declined", status="Failure", reason=declined)))
        assert "Carol: declined" in desk.footer
        assert "✗" not in desk.outcome


async def test_when_the_one_shown_goes_away_the_next_key_asks_again() -> None:
    async with opened(SMALL) as desk:
        await desk.report(arrived(invite(1, "carol"), invite(2, "erik")))
        await desk.press("alt+4")
        assert "» Carol wants to chat · A accepts · D declines · R: 1 more" in desk.outcome
        await desk.report(arrived(withdrawn(3, "carol")))
        assert "Carol: withdrawn by the other side" in desk.footer
        assert "✗ Carol, messages: withdrawn by the other side · R shows it" in desk.outcome
        await desk.press("A")
        assert posts(desk) == []
        assert "The one before is over. Erik wants to chat: A once more" in " ".join(desk.footer.split())
        await desk.press("A")
        assert [href.rpartition("/messagingInvitations/")[2] for href, _ in posts(desk)] == ["erik/accept"]


async def test_the_list_answers_any_of_them_and_keeps_those_that_are_over() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+4", "R")
        assert "nobody has invited you in this session" in desk.footer
        await desk.report(arrived(invite(1, "carol"), invite(2, "erik"), invite(3, "dora", rel="phoneAudioInvitation")))
        await desk.report(arrived(withdrawn(4, "carol"), invite(5, "frank", rel="onlineMeetingInvitation")))
        await desk.press("R")
        assert "✗" not in desk.outcome
        lines = [line for line in desk.lines if "Carol" in line or "Erik" in line or "Dora" in line]
        assert "rings      Dora calls you by phone" in lines[0]
        assert "rings      Erik wants to chat" in lines[1]
        assert "withdrawn  Carol wants to chat" in lines[2]
        await desk.press("G", "a")
        assert posts(desk) == []
        assert "accept (Carol): not sent, it cannot be answered any more: withdrawn by" in desk.words
        await desk.press("R", "g", "d")
        ((href, _),) = posts(desk)
        assert href == f"{HOST}{APP}/communication/onlineMeetingInvitations/frank/decline"
        await desk.report(answering("decline", href))
        await desk.press("R", "f")
        assert desk.main.pane.place is Place.REQUEST
        assert desk.field("reason").value == "Local"
        await desk.press("f5")
        href, body = posts(desk)[-1]
        assert href == f"{HOST}{APP}/communication/messagingInvitations/erik/decline"
        assert json.loads(body) == {"reason": "Local"}


async def test_an_answer_that_comes_too_late_is_explained() -> None:
    async with opened(WIDE) as desk:
        await desk.report(arrived(invite(1, "carol")))
        await desk.press("alt+4", "A")
        sent = exchange(40, status=409, method="POST", url=f"{CAROL}/accept", operation="accept")
        late = Reason("Conflict", "AlreadyExists", None)
        await desk.report(RequestFinished(len(desk.client.plans), sent, reason=late))
        assert "refused 409 Conflict/AlreadyExists. It cannot be answered any more" in " ".join(desk.footer.split())


async def test_names_and_first_messages_are_hostile() -> None:
    async with opened(WIDE) as desk:
        nasty = invite(1, "carol", subject="\x1b]0;owned\x07 [b]now[/b]\u202e")
        await desk.report(arrived(nasty))
        await desk.press("alt+4", "R")
        assert "\x1b" not in desk.text
        assert "\u202e" not in desk.text
        assert "[b]now[/b]" in desk.text
