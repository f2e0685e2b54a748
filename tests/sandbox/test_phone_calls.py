"""Phone audio as far as signalling goes: between two people, in a meeting, and beside messaging."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.test_calling import (
    BOB,
    NEVER_CAPTURED,
    available,
    both_over,
    connected,
    ended,
    invited,
    start,
)
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.request_plan import PayloadFormat

NUMBER = "+49 (89) 1234-567"


async def calling(place: Place, payload_format: PayloadFormat) -> tuple[Visitor, Visitor]:
    """Alice and Bob in a telephone call."""
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    answer = await start(alice, rel="startPhoneAudio", phoneNumber=NUMBER)
    assert answer.status == 201
    assert answer.header(NEVER_CAPTURED) is not None
    invitation = await invited(bob, "phoneAudioInvitation")
    assert (await bob.post(invitation.href("accept") or "")).status == 204
    for visitor in (alice, bob):
        assert (await ended(visitor)).status == "Success"
    return alice, bob


async def test_calling_somebody(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await calling(place, payload_format)
    for visitor in (alice, bob):
        assert visitor.latest("phoneAudio").text("state") == "Connected"
        assert visitor.latest("conversation").text("state") == "Connected"
        assert visitor.latest("conversation").get("activeModalities") == ("Audio",)
    outgoing = alice.latest("phoneAudioInvitation")
    assert (outgoing.text("phoneNumber"), outgoing.text("state")) == ("+49891234567", "Connected")
    stopped = await alice.post(alice.latest("phoneAudio").href("stopPhoneAudio") or "")
    assert stopped.status == 204
    await both_over(alice, bob)


async def test_hold_and_resume(place: Place, payload_format: PayloadFormat) -> None:
    alice, _ = await calling(place, payload_format)
    for verb, other in (("holdPhoneAudio", "resumePhoneAudio"), ("resumePhoneAudio", "holdPhoneAudio")):
        href = alice.latest("phoneAudio").href(verb) or ""
        alice.seen.clear()
        answer = await alice.post(href)
        assert answer.status == 204
        assert answer.header(NEVER_CAPTURED) is not None
        await alice.until(lambda e: e.link.rel == "phoneAudio")
        assert alice.latest("phoneAudio").href(other) is not None
        assert (await alice.post(href)).status == 404


async def test_the_call_is_declined(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    await start(alice, rel="startPhoneAudio", phoneNumber=NUMBER)
    await bob.post((await invited(bob, "phoneAudioInvitation")).href("decline") or "")
    event = await ended(alice)
    assert event.reason is not None
    assert event.reason.subcode == "Declined"
    await both_over(alice, bob)


async def test_the_caller_hangs_up_before_anybody_answers(place: Place) -> None:
    alice, bob = await available(place, "alice"), await available(place, "bob")
    await start(alice, rel="startPhoneAudio", phoneNumber=NUMBER)
    await invited(bob, "phoneAudioInvitation")
    await alice.until(lambda e: e.link.rel == "phoneAudio")
    assert (await alice.post(alice.latest("phoneAudioInvitation").href("cancel") or "")).status == 204
    event = await ended(bob)
    assert event.reason is not None
    assert event.reason.subcode == "Canceled"


async def test_the_number_may_come_from_communication(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.visitor(payload_format).sign_in("alice")
    me = alice.application.embeds("me")[0]
    assert (await alice.post(me.href("makeMeAvailable") or "", phoneNumber="tel:+4989123")).status == 204
    await available(place, "bob")
    location = (await start(alice, rel="startPhoneAudio")).header("Location") or ""
    assert (await alice.get(location)).text("phoneNumber") == "+4989123"


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"phoneNumber": NUMBER}, "BadRequest/ParameterValidationFailure"),
        ({"to": BOB}, "BadRequest/NormalizationFailed"),
        ({"to": BOB, "phoneNumber": "the red one"}, "BadRequest/NormalizationFailed"),
        ({"to": BOB, "phoneNumber": NUMBER, "operationId": "o" * 51}, "BadRequest/ParameterValidationFailure"),
    ],
)
@pytest.mark.parametrize("operation", ["startPhoneAudio", "addPhoneAudio"])
async def test_refused(
    place: Place, payload_format: PayloadFormat, operation: str, values: dict[str, str], label: str
) -> None:
    alice = await available(place, "alice", payload_format)
    if operation == "addPhoneAudio":
        await alice.joined(next(place.sandbox.world.rooms()).meeting.uri)
        href = (await alice.get(alice.latest("conversation").href("phoneAudio") or "")).href(operation)
    else:
        href = (await alice.get(alice.path)).embeds("communication")[0].href(operation)
    answer = await alice.post(href or "", **values)
    assert (answer.status, alice.reason(answer).label) == (400, label)


async def test_a_guest_calls_nobody(place: Place) -> None:
    guest = await place.visitor().sign_in(meeting=next(place.sandbox.world.rooms()).meeting.uri)
    answer = await guest.post(f"{guest.path}/communication/phoneAudioInvitations", to=BOB, phoneNumber=NUMBER)
    assert answer.status == 403


async def test_in_a_meeting(place: Place, uri_of: Callable[[str], str], payload_format: PayloadFormat) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("joins"))
    conversation = alice.latest("conversation")
    phone = await alice.get(conversation.href("phoneAudio") or "")
    assert phone.text("state") == "Disconnected"
    add = phone.href("addPhoneAudio") or ""
    answer = await alice.post(add, to="sip:alice@sandbox.example", phoneNumber=NUMBER, operationId="p")
    assert answer.status == 201
    again = await alice.post(add, to="sip:alice@sandbox.example", phoneNumber=NUMBER)
    assert (again.status, alice.reason(again).label) == (409, "Conflict/AlreadyExists")
    done = await alice.until(lambda e: e.type == "completed" and e.link.rel == "phoneAudioInvitation")
    assert (done.status, done.link.href) == ("Success", answer.header("Location"))
    assert alice.latest("conversation").get("activeModalities") == ("Audio",)
    stop = alice.latest("phoneAudio").href("stopPhoneAudio") or ""
    assert (await alice.post(stop)).status == 204
    assert (await alice.get(phone.href() or "")).text("state") == "Disconnected"
    assert (await alice.get(conversation.href() or "")).text("state") == "Conferenced"
    assert (await alice.post(stop)).status == 404


async def test_a_call_that_is_stopped_while_it_connects(place: Place, uri_of: Callable[[str], str]) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    phone = await alice.get(alice.latest("conversation").href("phoneAudio") or "")
    await alice.post(phone.href("addPhoneAudio") or "", to="sip:alice@sandbox.example", phoneNumber=NUMBER)
    await alice.until(lambda e: e.link.rel == "phoneAudio")
    assert (await alice.post(alice.latest("phoneAudioInvitation").href("cancel") or "")).status == 204
    done = await alice.until(lambda e: e.type == "completed" and e.link.rel == "phoneAudioInvitation")
    assert done.resource is not None
    assert (done.status, done.resource.text("state")) == ("Failure", "Cancelled")


async def test_adding_a_telephone_to_messaging_and_the_other_way_round(
    place: Place, payload_format: PayloadFormat
) -> None:
    alice, bob = await connected(place, payload_format)
    phone = await alice.get(alice.latest("conversation").href("phoneAudio") or "")
    assert (await alice.post(phone.href("addPhoneAudio") or "", to=BOB, phoneNumber=NUMBER)).status == 201
    invitation = await invited(bob, "phoneAudioInvitation")
    assert invitation.href("conversation") == bob.latest("conversation").href()
    await bob.post(invitation.href("accept") or "")
    await alice.until(lambda e: e.type == "completed" and e.link.rel == "phoneAudioInvitation")
    assert alice.latest("conversation").get("activeModalities") == ("Messaging", "Audio")
    await alice.post(alice.latest("messaging").href("stopMessaging") or "")
    stopped = await bob.until(lambda e: e.link.rel == "messaging" and e.reason is not None)
    assert stopped.resource is not None
    add = stopped.resource.href("addMessaging") or ""
    assert (await bob.get(bob.latest("conversation").href() or "")).text("state") == "Connected"
    alice.seen.clear()
    assert (await bob.post(add)).status == 201
    again = await invited(alice)
    await alice.post(again.href("decline") or "")
    await alice.until(lambda e: e.type == "completed" and e.link.rel == "messagingInvitation")
    still = await alice.get(again.href("conversation") or "")
    assert (still.text("state"), still.get("activeModalities")) == ("Connected", ("Audio",))
