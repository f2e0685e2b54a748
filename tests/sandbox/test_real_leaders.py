"""Where a real leader is, nobody scripted decides; what leaders do is seen by everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.test_people_in_a_meeting import about, add_messaging, guest, person
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.behaviours import LOBBY_WAIT
from ucwa_tui.sandbox.people import ALICE

UriOf = Callable[[str], str]


def led_by_alice(place: Place, uri: str) -> None:
    """Make Alice a leader of a meeting whose lobby is scripted."""
    room = place.sandbox.world.room(uri)
    assert room is not None
    room.meeting = replace(room.meeting, leaders=(ALICE,))


async def waiting(visitor: Visitor, uri: str) -> Visitor:
    assert (await visitor.join(uri)).status == 201
    await visitor.until(lambda e: e.resource is not None and e.resource.text("state") == "InLobby")
    return visitor


@pytest.mark.parametrize(
    ("word", "verb", "status"),
    [("lobby", "reject", "Failure"), ("rejected", "admit", "Success"), ("lobby", "admit", "Success")],
)
async def test_the_real_leader_decides(
    place: Place, uri_of: UriOf, word: str, verb: str, status: str, payload_format: PayloadFormat
) -> None:
    uri = uri_of(word)
    led_by_alice(place, uri)
    alice = await (await place.alice(payload_format)).joined(uri)
    bob = await waiting(await place.visitor(payload_format).sign_in("bob"), uri)
    await alice.until(about("added", "Bob Brandt", "lobby"))
    await place.sandbox.world.clock.sleep(3 * LOBBY_WAIT)
    assert (await bob.get(bob.latest("conversation").href() or "")).text("state") == "InLobby"
    assert (await alice.post((await person(alice, "Bob Brandt")).href(verb) or "")).status == 204
    assert (await bob.completed()).status == status


@pytest.mark.parametrize(("word", "status"), [("lobby", "Success"), ("rejected", "Failure")])
async def test_the_script_goes_on_when_the_leader_leaves(place: Place, uri_of: UriOf, word: str, status: str) -> None:
    uri = uri_of(word)
    led_by_alice(place, uri)
    alice = await (await place.alice()).joined(uri)
    bob = await waiting(await place.visitor().sign_in("bob"), uri)
    assert (await alice.request("DELETE", alice.latest("conversation").href() or "")).status == 204
    assert (await bob.completed()).status == status


async def test_a_leader_who_waits_elsewhere_does_not_count(place: Place, uri_of: UriOf) -> None:
    await (await place.alice()).joined(uri_of("waiting-guest"))
    bob = await (await place.visitor().sign_in("bob")).joined(uri_of("lobby"))
    assert bob.latest("conversation").text("state") == "Conferenced"


@pytest.mark.parametrize("verb", ["admit", "reject"])
async def test_in_her_own_lobby_alice_decides_about_everybody(place: Place, uri_of: UriOf, verb: str) -> None:
    uri = uri_of("own-lobby")
    bob = await waiting(await place.visitor().sign_in("bob"), uri)
    alice = await (await place.alice()).joined(uri)
    zoe = await guest(place, uri, "Zoë")
    for name in ("Bob Brandt", "Zoë"):
        await alice.until(about("added", name, "lobby"))
        assert (await alice.post((await person(alice, name)).href(verb) or "")).status == 204
    expected = "Success" if verb == "admit" else "Failure"
    assert [(await visitor.completed()).status for visitor in (bob, zoe)] == [expected] * 2


async def test_everybody_sees_a_role_change(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    uri = uri_of("joins")
    alice = await (await place.alice(payload_format)).joined(uri)
    bob = await (await place.visitor(payload_format).sign_in("bob")).joined(uri)
    zoe = await guest(place, uri, "Zoë", payload_format)
    await zoe.completed()
    await alice.until(about("added", "Bob Brandt"))
    for verb, before, after in (("promote", "attendees", "leaders"), ("demote", "leaders", "attendees")):
        for visitor in (alice, bob, zoe):
            visitor.seen = [e for e in visitor.seen if e.type == "added" and e.in_ is None]
        assert (await alice.post((await person(alice, "Bob Brandt")).href(verb) or "")).status == 204
        for visitor in (alice, bob, zoe):
            await visitor.until(about("deleted", "Bob Brandt", before))
            await visitor.until(about("added", "Bob Brandt", after))
    role = (await zoe.get((await person(zoe, "Bob Brandt")).href() or "")).text("role")
    assert role == "Attendee"


async def test_who_leaves_while_typing_types_no_more(place: Place, uri_of: UriOf) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    bob = await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    for visitor in (alice, bob):
        await add_messaging(visitor)
    assert (await bob.post(bob.latest("messaging").href("setIsTyping") or "")).status == 204
    await alice.until(about("added", "Bob Brandt", "typingParticipants"))
    assert (await bob.request("DELETE", bob.path)).status == 204
    await alice.until(about("deleted", "Bob Brandt"))
    story = [e for e in alice.seen if about("deleted", "Bob Brandt", "typingParticipants")(e)]
    assert len(story) == 1


async def test_messages_reach_guests_too_and_come_from_them(place: Place, uri_of: UriOf) -> None:
    uri = uri_of("joins")
    alice = await (await place.alice()).joined(uri)
    zoe = await guest(place, uri, "Zoë", PayloadFormat.XML)
    await zoe.completed()
    for visitor in (alice, zoe):
        await add_messaging(visitor)
    for writer, reader, text in ((alice, zoe, "Welcome"), (zoe, alice, "Thanks")):
        href = writer.latest("messaging").href("sendMessage") or ""
        assert (await writer.request("POST", href, text, Content_Type="text/plain")).status == 201
        came = await reader.until(
            lambda e, text=text: (  # type: ignore[misc]
                e.link.rel == "message"
                and e.resource is not None
                and (e.resource.href("plainMessage") or "").endswith(f",{text}")
            )
        )
        assert came.resource is not None
        assert (came.resource.href("contact") is None) is (writer is zoe)


async def test_typing_is_seen_again_after_messaging_was_off(place: Place, uri_of: UriOf) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    bob = await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    for visitor in (alice, bob):
        await add_messaging(visitor)
    types = bob.latest("messaging").href("setIsTyping") or ""
    for _ in range(2):
        assert (await bob.post(types)).status == 204
        await alice.until(about("added", "Bob Brandt", "typingParticipants"))
        assert (await alice.post(alice.latest("messaging").href("stopMessaging") or "")).status == 204
        await alice.until(lambda e: e.link.rel == "participantMessaging" and e.type == "deleted")
        alice.seen = [e for e in alice.seen if e.link.rel == "messaging"][-1:]
        await add_messaging(alice)
