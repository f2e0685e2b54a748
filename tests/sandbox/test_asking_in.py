"""addParticipant: a third person is asked in, and two people who talk become a meeting by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.test_calling import NEVER_CAPTURED, available, connected, invited, write
from tests.sandbox.test_people_in_a_meeting import about, add_messaging
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.request_plan import PayloadFormat

CAROL = "sip:carol@sandbox.example"


async def ask(visitor: Visitor, to: str = CAROL, **values: str) -> Event:
    """Ask somebody in, and wait for how it ends."""
    href = visitor.latest("conversation").href("addParticipant") or ""
    answer = await visitor.post(href, to=to, operationId="ask", **values)
    assert answer.status == 201
    assert answer.header(NEVER_CAPTURED) is not None
    started = await visitor.until(lambda e: e.link.href == answer.header("Location"))
    assert started.type == "started"
    return started


async def outcome(visitor: Visitor) -> Event:
    return await visitor.until(lambda e: e.type == "completed" and e.link.rel == "participantInvitation")


async def test_two_become_three(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await connected(place, payload_format)
    carol = await available(place, "carol", payload_format)
    await ask(alice)
    for visitor in (alice, bob):
        await visitor.until(lambda e: e.type == "added" and e.link.rel == "onlineMeeting")
        assert visitor.latest("conversation").text("state") == "Conferenced"
    invitation = await invited(carol, "onlineMeetingInvitation")
    caller = invitation.embeds("from")[0]
    assert caller.text("name") == "Alice Arnold"
    assert invitation.href("from") == caller.href()
    assert invitation.text("onlineMeetingUri") == alice.latest("onlineMeeting").text("onlineMeetingUri")
    assert (await carol.post(invitation.href("accept") or "")).status == 204
    assert (await carol.completed()).status == "Success"
    assert (await outcome(alice)).status == "Success"
    for visitor in (alice, bob):
        await visitor.until(about("added", "Carol Costa", "attendees"))
    await carol.until(about("added", "Alice Arnold", "leaders"))
    await add_messaging(carol)
    await write(carol, "Hello, you two")
    for visitor in (alice, bob):
        await visitor.until(lambda e: e.link.rel == "message")
    assert (await alice.request("DELETE", alice.latest("conversation").href() or "")).status == 204
    await carol.until(about("deleted", "Alice Arnold"))
    assert (await bob.get(bob.latest("conversation").href() or "")).text("state") == "Conferenced"


async def test_what_became_a_meeting_can_be_joined(place: Place) -> None:
    alice, _ = await connected(place)
    await ask(alice, "sip:dora@sandbox.example")
    assert (await outcome(alice)).status == "Success"
    await alice.until(about("added", "Dora Diaz", "attendees"))
    carol = await place.visitor().sign_in("carol")
    await carol.joined(alice.latest("onlineMeeting").text("onlineMeetingUri") or "")
    await alice.until(about("added", "Carol Costa"))


@pytest.mark.parametrize(
    ("to", "subcode"),
    [
        ("sip:erik@sandbox.example", "Declined"),
        ("sip:olga@sandbox.example", "Timeout"),
        ("sip:bob@sandbox.example", "TemporarilyUnavailable"),
        ("sip:nobody@sandbox.example", "DestinationNotFound"),
    ],
)
async def test_who_does_not_come(
    place: Place, uri_of: Callable[[str], str], payload_format: PayloadFormat, to: str, subcode: str
) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("slow"))
    if subcode == "Declined":
        to = "sip:bob@sandbox.example"
        bob = await available(place, "bob", payload_format)
        await ask(alice, to)
        await bob.post((await invited(bob, "onlineMeetingInvitation")).href("decline") or "")
    else:
        await ask(alice, to)
    event = await outcome(alice)
    assert event.reason is not None
    assert event.resource is not None
    assert (event.status, event.resource.text("state"), event.reason.subcode) == ("Failure", "Failed", subcode)


async def test_who_is_asked_in_does_not_wait_in_the_lobby(place: Place, uri_of: Callable[[str], str]) -> None:
    uri = uri_of("waiting-guest")
    leader = await (await place.visitor().sign_in("carol")).joined(uri)
    locked = place.sandbox.world.room(uri)
    assert locked is not None
    alice = await available(place, "alice")
    assert (await leader.post(leader.latest("conversation").href("addParticipant") or "", to="x")).status == 400
    await ask(leader, "sip:alice@sandbox.example")
    await alice.post((await invited(alice, "onlineMeetingInvitation")).href("accept") or "")
    assert (await alice.completed()).status == "Success"


async def test_it_can_be_cancelled(place: Place, uri_of: Callable[[str], str]) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    bob = await available(place, "bob")
    started = await ask(alice, "sip:bob@sandbox.example")
    await invited(bob, "onlineMeetingInvitation")
    assert started.resource is not None
    assert (await alice.post(started.resource.href("cancel") or "")).status == 204
    gone = await bob.until(lambda e: e.type == "completed")
    assert gone.reason is not None
    assert gone.reason.subcode == "Canceled"
    assert (await outcome(alice)).status == "Failure"


@pytest.mark.parametrize(
    ("values", "status", "label"),
    [
        ({}, 400, "BadRequest/ParameterValidationFailure"),
        ({"to": CAROL, "operationId": "o" * 51}, 400, "BadRequest/ParameterValidationFailure"),
        ({"to": "sip:dora@sandbox.example"}, 409, "Conflict/AlreadyExists"),
    ],
)
async def test_refused(
    place: Place,
    uri_of: Callable[[str], str],
    payload_format: PayloadFormat,
    values: dict[str, str],
    status: int,
    label: str,
) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("joins"))
    answer = await alice.post(alice.latest("conversation").href("addParticipant") or "", **values)
    assert (answer.status, alice.reason(answer).label) == (status, label)


async def test_a_conversation_that_is_over_takes_nobody_in(place: Place, uri_of: Callable[[str], str]) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    conversation = alice.latest("conversation")
    await alice.request("DELETE", conversation.href() or "")
    answer = await alice.post(conversation.href("addParticipant") or "", to=CAROL)
    assert (answer.status, alice.reason(answer).label) == (404, "NotFound/ConversationNotFound")
