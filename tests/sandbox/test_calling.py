"""Two people directly: startMessaging with its invitation at both ends, and every way in which it can go."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.raw_client import RawAnswer
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.body_codec import decode_resource
from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.colleagues import COLLEAGUES
from ucwa_tui.sandbox.people import MANNERS

BOB = "sip:bob@sandbox.example"
NEVER_CAPTURED = "X-Sandbox-Shape"


def completed(event: Event) -> bool:
    return event.type == "completed" and event.link.rel.endswith("Invitation")


async def available(
    place: Place, user: str, payload_format: PayloadFormat = PayloadFormat.JSON, *modalities: str
) -> Visitor:
    """Somebody who can be called."""
    visitor = await place.visitor(payload_format).sign_in(user)
    names = modalities or ("Messaging", "PhoneAudio")
    body = json.dumps({"supportedModalities": names})
    answer = await visitor.request(
        "POST", visitor.application.embeds("me")[0].href("makeMeAvailable") or "", body, Content_Type="application/json"
    )
    assert answer.status == 204
    return visitor


async def start(visitor: Visitor, to: str = BOB, rel: str = "startMessaging", **values: str) -> RawAnswer:
    """POST to a start link, read anew: makeMeAvailable changes what there is."""
    whole = await visitor.get(visitor.path)
    return await visitor.post(whole.embeds("communication")[0].href(rel) or "", to=to, operationId="call", **values)


async def invited(visitor: Visitor, rel: str = "messagingInvitation") -> Resource:
    """The invitation that comes in."""
    event = await visitor.until(lambda e: e.type == "started" and e.link.rel == rel)
    assert event.resource is not None
    assert event.resource.text("direction") == "Incoming"
    return event.resource


async def ended(visitor: Visitor) -> Event:
    """How the invitation ended."""
    event = await visitor.until(completed)
    assert event.resource is not None
    return event


async def connected(place: Place, payload_format: PayloadFormat = PayloadFormat.JSON) -> tuple[Visitor, Visitor]:
    """Alice and Bob in a conversation."""
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    assert (await start(alice)).status == 201
    assert (await bob.post((await invited(bob)).href("accept") or "")).status == 204
    await ended(alice)
    await ended(bob)
    return alice, bob


async def write(visitor: Visitor, text: str) -> RawAnswer:
    href = visitor.latest("messaging").href("sendMessage") or ""
    return await visitor.request("POST", href, text, Content_Type="text/plain")


async def test_the_story_of_both_sides(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    alice.seen.clear()
    bob.seen.clear()
    answer = await start(alice, subject="Lunch", importance="urgent")
    assert (answer.status, answer.body) == (201, b"")
    invitation = await invited(bob)
    caller = invitation.embeds("from")[0]
    assert (caller.rel, caller.text("name"), caller.text("role")) == ("participant", "Alice Arnold", None)
    assert invitation.href("from") == caller.href()
    assert (invitation.text("subject"), invitation.text("importance")) == ("Lunch", "Urgent")
    assert (invitation.text("operationId"), invitation.href("cancel")) == (None, None)
    await bob.until(lambda e: e.link.rel == "participant")
    assert bob.latest("conversation").text("state") == "Incoming"
    assert bob.latest("conversation").get("activeModalities") == ("Messaging",)
    assert (await bob.post(invitation.href("accept") or "")).status == 204
    taken, made = await ended(bob), await ended(alice)
    assert (taken.status, made.status) == ("Success", "Success")
    assert made.link.href == answer.header("Location")
    assert made.resource is not None
    assert made.resource.text("operationId") == "call"
    assert [p.text("uri") for p in made.resource.embeds("acceptedByParticipant")] == [BOB]
    for visitor in (alice, bob):
        conversation = visitor.latest("conversation")
        assert (conversation.text("state"), conversation.get("activeModalities")) == ("Connected", ("Messaging",))
        assert conversation.href("onlineMeeting") is None
        assert conversation.href("addParticipant") is not None
        assert visitor.latest("messaging").text("state") == "Connected"
    story = [s for s in bob.story() if s[1] not in ("me", "communication", "presence", "note", "location")]
    assert story == [
        ("started", "messagingInvitation", None),
        ("added", "conversation", None),
        ("added", "localParticipant", None),
        ("added", "participant", None),
        ("updated", "messagingInvitation", None),
        ("updated", "messaging", None),
        ("added", "participantMessaging", "localParticipant"),
        ("updated", "conversation", None),
        ("added", "participantMessaging", "participant"),
        ("completed", "messagingInvitation", None),
    ]
    assert alice.latest("conversation").text("threadId") == bob.latest("conversation").text("threadId")


async def test_messages_both_ways_and_typing(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await connected(place, payload_format)
    for writer, reader, name in ((alice, bob, "Alice Arnold"), (bob, alice, "Bob Brandt")):
        reader.seen, looked = [e for e in reader.seen if e.link.rel != "message"], len(writer.seen)
        assert (await writer.request("POST", writer.latest("messaging").href("setIsTyping") or "")).status == 204
        typing = await reader.until(lambda e: e.in_ is not None and e.in_.rel == "typingParticipants")
        assert typing.link.title in ("Alice Arnold", "Bob Brandt")
        sent = await write(writer, "Über 5 €")
        received = await reader.until(lambda e: e.link.rel == "message")
        assert received.resource is not None
        assert received.resource.href("plainMessage") == "data:text/plain;charset=utf-8,%c3%9cber+5+%e2%82%ac"
        participant = received.resource.link("participant")
        assert participant is not None
        assert participant.title == name
        own = await writer.until(
            lambda e, after=looked, of=writer: e.link.rel == "message" and e in of.seen[after:]  # type: ignore[misc]
        )
        assert (own.status, own.link.href) == ("Success", sent.header("Location"))


async def test_typing_ends_by_itself(place: Place) -> None:
    alice, bob = await connected(place)
    assert (await bob.request("POST", bob.latest("messaging").href("setIsTyping") or "")).status == 204
    listed = alice.latest("messaging").href("typingParticipants") or ""
    await alice.until(lambda e: e.in_ is not None and e.in_.rel == "typingParticipants" and e.type == "added")
    assert (await alice.get(listed)).href("participant") is not None
    await alice.until(lambda e: e.in_ is not None and e.in_.rel == "typingParticipants" and e.type == "deleted")
    assert (await alice.get(listed)).href("participant") is None


async def test_the_first_message_travels_with_the_invitation(place: Place) -> None:
    alice, bob = await available(place, "alice"), await available(place, "bob")
    text = "data:text/plain;charset=utf-8,Hi+Bob"
    body = json.dumps({"to": BOB, "operationId": "1", "_links": {"message": {"href": text}}})
    href = alice.application.embeds("communication")[0].href("startMessaging") or ""
    assert (await alice.request("POST", href, body, Content_Type="application/json")).status == 201
    invitation = await invited(bob)
    assert invitation.href("message") == text
    await bob.post(invitation.href("accept") or "")
    received = await bob.until(lambda e: e.link.rel == "message")
    assert received.resource is not None
    assert received.resource.href("plainMessage") == text


@pytest.mark.parametrize("reason", ["", "Local", "global", "Unknown"])
async def test_decline(place: Place, payload_format: PayloadFormat, reason: str) -> None:
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    await start(alice)
    href = (await invited(bob)).href("decline") or ""
    assert (await bob.post(href, **({"reason": reason} if reason else {}))).status == 204
    here, there = await ended(bob), await ended(alice)
    assert here.resource is not None
    assert (here.status, here.resource.text("state")) == ("Failure", "Declined")
    assert there.reason is not None
    assert there.resource is not None
    assert (there.reason.code, there.reason.subcode) == ("RemoteFailure", "Declined")
    assert (there.status, there.resource.text("state")) == ("Failure", "Failed")
    await both_over(alice, bob)


async def both_over(*visitors: Visitor) -> None:
    for visitor in visitors:
        gone = await visitor.until(lambda e: e.link.rel == "conversation" and e.type == "deleted")
        assert (await visitor.request("GET", gone.link.href)).status == 404


@pytest.mark.parametrize("way", ["cancel", "stop", "conversation", "application"])
async def test_the_caller_gives_up(place: Place, payload_format: PayloadFormat, way: str) -> None:
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    await start(alice)
    await invited(bob)
    outgoing = await alice.until(lambda e: e.type == "started" and e.link.rel == "messagingInvitation")
    await alice.until(lambda e: e.link.rel == "messaging")
    assert outgoing.resource is not None
    match way:
        case "cancel":
            assert (await alice.post(outgoing.resource.href("cancel") or "")).status == 204
        case "stop":
            assert (await alice.post(alice.latest("messaging").href("stopMessaging") or "")).status == 204
        case "conversation":
            assert (await alice.request("DELETE", outgoing.resource.href("conversation") or "")).status == 204
        case _:
            assert (await alice.request("DELETE", alice.path)).status == 204
    there = await ended(bob)
    assert there.reason is not None
    assert there.resource is not None
    assert (there.reason.code, there.reason.subcode) == ("RemoteFailure", "Canceled")
    assert there.resource.href("accept") is None
    late = await bob.post(f"{there.link.href}/accept")
    assert (late.status, bob.reason(late).label) == (409, "Conflict/AlreadyExists")
    await both_over(bob)
    if way != "application":
        here = await ended(alice)
        assert here.resource is not None
        assert here.reason is not None
        assert (here.resource.text("state"), here.reason.subcode) == ("Cancelled", "Canceled")
        await both_over(alice)


async def test_nobody_answers(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    await start(alice)
    await invited(bob)
    here, there = await ended(alice), await ended(bob)
    assert here.reason is not None
    assert there.reason is not None
    assert (here.reason.subcode, there.reason.subcode) == ("Timeout", "Missed")
    await both_over(alice, bob)


@pytest.mark.parametrize("accepting", [0, 1, 2])
async def test_it_rings_everywhere_and_the_first_one_has_it(
    place: Place, payload_format: PayloadFormat, accepting: int
) -> None:
    alice = await available(place, "alice", payload_format)
    endpoints = [await available(place, "bob", payload_format) for _ in range(3)]
    await start(alice)
    invitations = [await invited(bob) for bob in endpoints]
    first = endpoints.pop(accepting)
    hrefs = [i.href("accept") or "" for i in invitations]
    assert (await first.post(hrefs.pop(accepting))).status == 204
    assert (await ended(first)).status == "Success"
    assert (await ended(alice)).status == "Success"
    for other, href in zip(endpoints, hrefs, strict=True):
        event = await ended(other)
        assert event.reason is not None
        assert event.resource is not None
        assert event.reason.subcode == "ConnectedElsewhere"
        assert (event.resource.href("acceptedByContact") or "").endswith("/people/bob@sandbox.example")
        assert (await other.post(href)).status == 409
        await both_over(other)


async def test_accepting_at_the_same_time_has_one_winner(place: Place) -> None:
    alice = await available(place, "alice")
    endpoints = [await available(place, "bob") for _ in range(3)]
    await start(alice)
    hrefs = [(await invited(bob)).href("accept") or "" for bob in endpoints]
    answers = await asyncio.gather(*(bob.post(href) for bob, href in zip(endpoints, hrefs, strict=True)))
    assert sorted(a.status for a in answers) == [204, 409, 409]
    assert [(await ended(bob)).status for bob in endpoints].count("Success") == 1


async def test_declining_here_lets_the_others_ring(place: Place) -> None:
    alice = await available(place, "alice")
    first, second = await available(place, "bob"), await available(place, "bob")
    await start(alice)
    await first.post((await invited(first)).href("decline") or "", reason="Local")
    assert (await ended(first)).status == "Failure"
    await second.post((await invited(second)).href("accept") or "")
    assert (await ended(alice)).status == "Success"


async def test_declining_everywhere_silences_the_others(place: Place) -> None:
    alice = await available(place, "alice")
    first, second = await available(place, "bob"), await available(place, "bob")
    await start(alice)
    await first.post((await invited(first)).href("decline") or "", reason="Global")
    for visitor in (first, second, alice):
        event = await ended(visitor)
        assert event.reason is not None
        assert event.reason.subcode == "Declined"


@pytest.mark.parametrize("way", ["stop", "conversation", "application", "vanish"])
async def test_one_ends_it_for_both(place: Place, payload_format: PayloadFormat, way: str) -> None:
    alice, bob = await connected(place, payload_format)
    match way:
        case "stop":
            assert (await alice.post(alice.latest("messaging").href("stopMessaging") or "")).status == 204
        case "conversation":
            assert (await alice.request("DELETE", alice.latest("conversation").href() or "")).status == 204
        case "application":
            assert (await alice.request("DELETE", alice.path)).status == 204
        case _:
            waiting = asyncio.ensure_future(bob.poll())  # whoever waits is not idle
            await place.eventually(lambda: any(a.channel.waiting for a in place.sandbox.world.applications.values()))
            await alice.close()
            place.sandbox.world.clock.skip(901)
            await waiting
    told = await bob.until(lambda e: e.link.rel == "messaging" and e.reason is not None)
    assert told.reason is not None
    assert told.resource is not None
    assert (told.reason.subcode, told.resource.text("state")) == ("Ended", "Disconnected")
    await both_over(bob)
    if way in ("stop", "conversation"):
        await both_over(alice)


@pytest.mark.parametrize(
    ("to", "seconds", "outcome"),
    [
        ("sip:dora@sandbox.example", 1, "Success"),
        ("DORA@Sandbox.Example", 1, "Success"),
        ("sip:erik@sandbox.example", 1, "Declined"),
        ("sip:olga@sandbox.example", 30, "Timeout"),
        ("sip:carol@sandbox.example", 0, "TemporarilyUnavailable"),
        ("sip:nobody@sandbox.example", 0, "DestinationNotFound"),
    ],
)
async def test_people_without_a_client(place: Place, to: str, seconds: int, outcome: str) -> None:
    alice = await available(place, "alice")
    started = place.sandbox.world.clock.now()
    assert (await start(alice, to)).status == 201
    event = await ended(alice)
    assert (event.reason.subcode if event.reason else event.status) == outcome
    assert place.sandbox.world.clock.now() - started >= seconds


async def test_dora_answers_between_two_as_well(place: Place) -> None:
    alice = await available(place, "alice")
    await start(alice, "sip:dora@sandbox.example")
    await ended(alice)
    await write(alice, "Tea?")
    answer = await alice.until(lambda e: e.resource is not None and e.resource.text("direction") == "Incoming")
    assert answer.resource is not None
    assert "Tea" in (answer.resource.href("plainMessage") or "")


@pytest.mark.parametrize("why", ["not available", "another modality", "do not disturb"])
async def test_who_cannot_be_reached(place: Place, why: str) -> None:
    alice = await available(place, "alice")
    subcode = "TemporarilyUnavailable"
    if why == "not available":
        await place.visitor().sign_in("bob")
    elif why == "another modality":
        await available(place, "bob", PayloadFormat.JSON, "PhoneAudio")
    else:
        bob = await available(place, "bob")
        me = (await bob.get(bob.path)).embeds("me")[0]
        assert (await bob.post(me.href("presence") or "", availability="DoNotDisturb")).status == 204
        subcode = "DoNotDisturb"
    await start(alice)
    event = await ended(alice)
    assert event.reason is not None
    assert event.reason.subcode == subcode


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, {"to"}),
        ({"to": "  "}, {"to"}),
        ({"to": "Bob"}, {"to"}),
        ({"to": BOB, "subject": "s" * 251}, {"subject"}),
        ({"to": BOB, "operationId": "o" * 51, "importance": "Mild"}, {"operationId", "importance"}),
    ],
)
async def test_what_start_messaging_refuses(
    place: Place, payload_format: PayloadFormat, values: dict[str, str], named: set[str]
) -> None:
    alice = await available(place, "alice", payload_format)
    answer = await alice.post(alice.application.embeds("communication")[0].href("startMessaging") or "", **values)
    reason = alice.reason(answer)
    assert (answer.status, reason.label) == (400, "BadRequest/ParameterValidationFailure")
    assert dict(reason.parameters).keys() == named


async def test_a_guest_calls_nobody(place: Place, payload_format: PayloadFormat) -> None:
    uri = next(place.sandbox.world.rooms()).meeting.uri
    guest = await place.visitor(payload_format).sign_in(meeting=uri)
    answer = await start(guest)
    assert (answer.status, guest.reason(answer).label) == (403, "Forbidden")
    assert answer.header(NEVER_CAPTURED) is not None


async def test_what_answering_refuses(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    answer = await start(alice)
    own = answer.header("Location") or ""
    invitation = await invited(bob)
    wrong = await bob.post(invitation.href("decline") or "", reason="Mood")
    assert dict(bob.reason(wrong).parameters).keys() == {"reason"}
    assert (await alice.post(f"{own}/accept")).status == 404
    assert (await bob.post(f"{invitation.href()}/cancel")).status == 404
    assert (await bob.post(f"{(invitation.href() or '')[:-4]}0000/accept")).status == 404
    assert (await bob.post((invitation.href() or "").replace("messaging", "phoneAudio") + "/accept")).status == 404
    assert (await bob.post(invitation.href("accept") or "")).status == 204
    assert (await bob.post(invitation.href("accept") or "")).status == 409
    assert (await bob.post(invitation.href("decline") or "")).status == 409


async def test_an_invitation_can_be_read_and_both_ends_agree(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await available(place, "alice", payload_format), await available(place, "bob", payload_format)
    location = (await start(alice)).header("Location") or ""
    invitation = await invited(bob)
    incoming, outgoing = await bob.get(invitation.href() or ""), await alice.get(location)
    for name in ("threadId", "subject", "importance", "state"):
        assert incoming.text(name) == outgoing.text(name)
    assert (incoming.text("direction"), outgoing.text("direction")) == ("Incoming", "Outgoing")
    assert outgoing.href("cancel") is not None


async def test_a_failure_is_marked_as_never_captured(place: Place) -> None:
    alice = await available(place, "alice")
    await start(alice, "sip:nobody@sandbox.example")
    while True:
        raw = await alice.poll_raw()
        alice.next = decode_resource(raw.plain, PayloadFormat.JSON).href("next") or ""
        if b'"Failure"' in raw.plain:
            break
    assert raw.header(NEVER_CAPTURED) is not None


async def test_a_message_that_is_not_fetched_is_reported(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await connected(place, payload_format)
    await write(alice, "Are you there?")
    event = await alice.until(lambda e: e.link.rel == "message")
    assert event.status == "Failure"
    assert event.resource is not None
    assert event.resource.text("status") == "Failed"
    bob_there = event.resource.link("failedDeliveryParticipant")
    assert bob_there is not None
    assert bob_there.title == "Bob Brandt"
    assert (await alice.get(event.link.href)).text("status") == "Failed"
    assert (await bob.until(lambda e: e.link.rel == "message")).status == "Success"


async def test_every_link_of_both_sides_leads_somewhere(place: Place, payload_format: PayloadFormat) -> None:
    alice, bob = await connected(place, payload_format)
    for visitor in (alice, bob):
        conversation = await visitor.get(visitor.latest("conversation").href() or "")
        participants = {e.link.href for e in visitor.seen if e.link.rel in ("participant", "localParticipant")}
        assert len(participants) == 2
        walked = [conversation, *[await visitor.get(href) for href in sorted(participants)]]
        walked += [await visitor.get(visitor.latest(rel).href() or "") for rel in ("messaging", "messagingInvitation")]
        for resource in walked:
            for group in resource.links:
                if group.rel in ("addParticipant", "sendMessage", "setIsTyping", "stopMessaging"):
                    continue
                found = await visitor.get(group.links[0].href or "")
                assert found.href() == group.links[0].href, group.rel


@pytest.mark.parametrize("left", [0, 1])
async def test_a_client_that_rings_goes_away(place: Place, left: int) -> None:
    alice = await available(place, "alice")
    endpoints = [await available(place, "bob") for _ in range(1 + left)]
    await start(alice)
    hrefs = [(await invited(bob)).href("accept") or "" for bob in endpoints]
    assert (await endpoints[0].request("DELETE", endpoints[0].path)).status == 204
    if left:
        assert (await endpoints[1].post(hrefs[1])).status == 204
        assert (await ended(alice)).status == "Success"
    else:
        event = await ended(alice)
        assert event.reason is not None
        assert event.reason.subcode == "TemporarilyUnavailable"


async def test_calling_oneself_rings_at_the_other_client(place: Place) -> None:
    here, there = await available(place, "alice"), await available(place, "alice")
    await start(here, "sip:alice@sandbox.example")
    await there.post((await invited(there)).href("accept") or "")
    assert (await ended(here)).status == "Success"
    await write(here, "Note to self")
    assert (await there.until(lambda e: e.link.rel == "message")).status == "Success"


async def test_names_and_texts_that_xml_cannot_carry(place: Place) -> None:
    alice, bob = await available(place, "alice"), await available(place, "bob", PayloadFormat.XML)
    body = '{"to":"sip:bob@sandbox.example","subject":"a\\u0001b\\ud800","operationId":"\\u0002"}'
    href = alice.application.embeds("communication")[0].href("startMessaging") or ""
    assert (await alice.request("POST", href, body, Content_Type="application/json")).status == 201
    assert (await invited(bob)).text("subject") == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    ("states", "outcome"), [({"Online", "Busy"}, "Success"), ({"Away", "Offline", "BeRightBack"}, "Unavailable")]
)
async def test_people_of_the_directory_take_calls_as_their_day_goes(
    place: Place, states: set[str], outcome: str
) -> None:
    world = place.sandbox.world
    alice = await available(place, "alice")
    now = world.clock.now()
    unscripted = (c for c in COLLEAGUES if c.person.id.split("@")[0] not in MANNERS)
    without = [c for c in unscripted if world.account(c.person.uri) is None]
    # the rest of what they do now is longer than this test
    someone = next(c for c in without if {c.state(now)[0], c.state(now + 120)[0]} <= states)
    assert (await start(alice, someone.person.uri)).status == 201
    event = await ended(alice)
    assert outcome in ((event.reason.subcode or "") if event.reason else event.status or "")
    assert event.resource is not None
    assert event.resource.href("to") == f"{alice.path}/people/{someone.person.id}"
