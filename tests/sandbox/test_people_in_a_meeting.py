"""Several clients in one meeting: they see each other, wait in lobbies, govern, and talk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.echo import ANSWERS_AFTER

UriOf = Callable[[str], str]


def about(kind: str, title: str, collection: str | None = None) -> Callable[[Event], bool]:
    def fits(event: Event) -> bool:
        return (event.type, event.link.rel, event.link.title, event.in_.rel if event.in_ else None) == (
            kind,
            "participant",
            title,
            collection,
        )

    return fits


async def guest(place: Place, uri: str, name: str, payload_format: PayloadFormat = PayloadFormat.JSON) -> Visitor:
    visitor = await place.visitor(payload_format).sign_in(meeting=uri)
    assert (await visitor.join(uri, anonymousDisplayName=name)).status == 201
    return visitor


async def person(viewer: Visitor, title: str) -> Resource:
    """Somebody as a viewer sees them now."""
    link = next(e.link for e in reversed(viewer.seen) if e.link.title == title)
    return await viewer.get(link.href)


async def test_two_clients_see_each_other(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("joins"))
    bob = await (await place.visitor(payload_format).sign_in("bob")).joined(uri_of("joins"))
    await alice.until(about("added", "Bob Brandt"))
    await alice.until(about("added", "Bob Brandt", "attendees"))
    assert about("added", "Alice Arnold", "leaders")(await bob.until(about("added", "Alice Arnold", "leaders")))
    await bob.request("DELETE", bob.latest("conversation").href() or "")
    await alice.until(about("deleted", "Bob Brandt", "attendees"))
    await alice.until(about("deleted", "Bob Brandt"))


@pytest.mark.parametrize("way", ["delete application", "expiry"])
async def test_a_client_that_ends_leaves_the_meeting(place: Place, uri_of: UriOf, way: str) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    bob = await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    if way == "expiry":
        place.sandbox.world.end(place.sandbox.world.applications[bob.path.rsplit("/", 1)[1]])
    else:
        assert (await bob.request("DELETE", bob.path)).status == 204
    await alice.until(about("deleted", "Bob Brandt"))


async def test_a_person_with_two_clients_is_one_participant(place: Place, uri_of: UriOf) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    first = await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    await first.request("DELETE", first.path)
    carol = await (await place.visitor().sign_in("carol")).joined(uri_of("joins"))
    await alice.until(about("added", "Carol Costa"))
    assert sum(about("added", "Bob Brandt")(e) for e in alice.seen) == 1
    assert not any(about("deleted", "Bob Brandt")(e) for e in alice.seen)
    await carol.until(about("added", "Bob Brandt"))


@pytest.mark.parametrize("verb", ["admit", "reject"])
async def test_the_waiting_guest(place: Place, uri_of: UriOf, verb: str, payload_format: PayloadFormat) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("waiting-guest"))
    await alice.until(about("added", "Gus Guest", "lobby"))
    gus = await person(alice, "Gus Guest")
    assert gus.get("inLobby") in (True, "True")
    assert (await alice.request("POST", gus.href(verb) or "")).status == 204
    await alice.until(about("deleted", "Gus Guest", "lobby"))
    if verb == "admit":
        await alice.until(about("added", "Gus Guest", "attendees"))
        after = await person(alice, "Gus Guest")
        assert after.href("admit") is None
        assert after.href("reject") is None
        assert (await alice.request("POST", after.href("eject") or "")).status == 204
        await alice.until(about("deleted", "Gus Guest", "attendees"))
    assert (await alice.request("POST", gus.href(verb) or "")).status == 404


async def test_the_guest_comes_again_for_the_next_join(place: Place, uri_of: UriOf) -> None:
    for _ in range(2):
        alice = await (await place.alice()).joined(uri_of("waiting-guest"))
        await alice.until(about("added", "Gus Guest", "lobby"))
        assert place.sandbox.world.admit_waiting() == 1
        await alice.request("DELETE", alice.path)


@pytest.mark.parametrize(("verb", "status"), [("admit", "Success"), ("reject", "Failure")])
async def test_a_real_guest_waits_for_a_real_leader(
    place: Place, uri_of: UriOf, verb: str, status: str, payload_format: PayloadFormat
) -> None:
    uri = uri_of("waiting-guest")
    alice = await (await place.alice(payload_format)).joined(uri)
    zoe = await guest(place, uri, "Zoë", payload_format)
    await zoe.until(lambda e: e.resource is not None and e.resource.text("state") == "InLobby")
    await alice.until(about("added", "Zoë", "lobby"))
    await alice.request("POST", (await person(alice, "Zoë")).href(verb) or "")
    event = await zoe.completed()
    assert event.status == status
    assert event.resource is not None
    assert event.resource.text("anonymousDisplayName") == "Zoë"


async def test_attendees_do_not_see_the_lobby(place: Place, uri_of: UriOf) -> None:
    uri = uri_of("waiting-guest")
    alice = await (await place.alice()).joined(uri)
    anna = await guest(place, uri, "Anna")
    await alice.until(about("added", "Anna", "lobby"))
    assert place.sandbox.world.admit_waiting() >= 1
    await anna.completed()
    await guest(place, uri, "Zoë")
    await alice.until(about("added", "Zoë", "lobby"))
    seen = await person(anna, "Alice Arnold")
    assert all(seen.href(verb) is None for verb in ("admit", "reject", "eject", "promote", "demote"))
    assert (await anna.get(anna.latest("conversation").href("lobby") or "")).href("participant") is None
    await alice.request("POST", (await person(alice, "Anna")).href("promote") or "")
    await anna.until(about("added", "Zoë", "lobby"))
    await anna.until(about("added", "Anna", "leaders"))


async def test_eject_a_real_client(place: Place, uri_of: UriOf) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    bob = await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    await alice.until(about("added", "Bob Brandt"))
    await alice.request("POST", (await person(alice, "Bob Brandt")).href("eject") or "")
    event = await bob.until(lambda e: e.link.rel == "conversation" and e.reason is not None)
    assert event.reason is not None
    assert event.reason.subcode == "Ejected"
    denied = await bob.request("POST", f"{alice.path}/me/makeMeAvailable")
    assert denied.status == 401


async def test_only_leaders_govern(place: Place, uri_of: UriOf) -> None:
    await (await place.alice()).joined(uri_of("joins"))
    bob = await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    dora = await person(bob, "Dora Diaz")
    assert (await bob.request("POST", f"{dora.href()}/eject")).status == 403


async def add_messaging(visitor: Visitor) -> None:
    await visitor.until(lambda e: e.link.rel == "messaging")
    answer = await visitor.post(visitor.latest("messaging").href("addMessaging") or "", operationId="im-1")
    assert answer.status == 201
    done = await visitor.until(lambda e: e.type == "completed" and e.link.rel == "messagingInvitation")
    assert (done.status, done.link.href) == ("Success", answer.header("Location"))
    assert done.resource is not None
    assert done.resource.text("operationId") == "im-1"


async def test_messages(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("joins"))
    bob = await (await place.visitor(payload_format).sign_in("bob")).joined(uri_of("joins"))
    for visitor in (alice, bob):
        await add_messaging(visitor)
        assert visitor.latest("conversation").get("activeModalities") == ("Messaging",)
    messaging = bob.latest("messaging")
    assert messaging.get("negotiatedMessageFormats") == ("Plain",)
    assert (await bob.request("POST", messaging.href("setIsTyping") or "")).status == 204
    typing = await alice.until(lambda e: e.in_ is not None and e.in_.rel == "typingParticipants")
    assert typing.link.title == "Bob Brandt"
    sent = await bob.request("POST", messaging.href("sendMessage") or "", "What's up?\r\n", Content_Type="text/plain")
    assert sent.status == 201
    received = (await alice.until(lambda e: e.link.rel == "message")).resource
    own = await bob.until(lambda e: e.link.rel == "message")
    assert (own.type, own.status, own.link.href) == ("completed", "Success", sent.header("Location"))
    assert received is not None
    assert received.text("direction") == "Incoming"
    assert received.href("plainMessage") == "data:text/plain;charset=utf-8,What%27s+up%3f%0d%0a"
    assert (await alice.get(received.href() or "")).text("direction") == "Incoming"
    assert (await bob.request("POST", messaging.href("stopMessaging") or "")).status == 204
    await bob.until(lambda e: e.link.rel == "participantMessaging" and e.type == "deleted")
    assert bob.latest("messaging").href("addMessaging") is not None
    assert (await bob.get(bob.latest("conversation").href() or "")).text("state") == "Conferenced"


async def test_messaging_rules(place: Place, uri_of: UriOf) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    await alice.until(lambda e: e.link.rel == "messaging")
    base = alice.latest("messaging").href() or ""
    add = alice.latest("messaging").href("addMessaging") or ""
    early = await alice.request("POST", f"{base}/messages", "hi", Content_Type="text/plain")
    assert early.status == 404
    too_long = await alice.post(add, operationId="x" * 51)
    assert dict(alice.reason(too_long).parameters).keys() == {"operationId"}
    await add_messaging(alice)
    assert (await alice.post(add)).status == 409
    assert (await alice.request("POST", f"{base}/messages", "{}", Content_Type="application/json")).status == 415


@pytest.mark.parametrize("sent", ["charset=utf-8,Hi+there", "base64,SGkgdGhlcmU="])
async def test_first_message_travels_with_add_messaging(place: Place, uri_of: UriOf, sent: str) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    await add_messaging(alice)
    bob = await (await place.visitor().sign_in("bob")).joined(uri_of("joins"))
    await bob.until(lambda e: e.link.rel == "messaging")
    body = f'{{"operationId":"1","_links":{{"message":{{"href":"data:text/plain;{sent}"}}}}}}'
    assert (await bob.request("POST", bob.latest("messaging").href("addMessaging") or "", body)).status == 201
    await bob.until(lambda e: e.link.rel == "message")
    received = await alice.until(lambda e: e.link.rel == "message")
    assert received.resource is not None
    assert received.resource.href("plainMessage") == "data:text/plain;charset=utf-8,Hi+there"


async def test_a_first_message_that_xml_cannot_carry_blocks_nothing(place: Place, uri_of: UriOf) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    await alice.until(lambda e: e.link.rel == "messaging")
    body = '{"operationId":"\\u0001","_links":{"message":{"href":"data:text/plain,\\u0001\\ud800"}}}'
    assert (await alice.request("POST", alice.latest("messaging").href("addMessaging") or "", body)).status == 201
    alice.format = PayloadFormat.XML
    done = await alice.until(lambda e: e.type == "completed" and e.link.rel == "messagingInvitation")
    assert done.resource is not None
    assert done.resource.text("operationId") == "\ufffd"


async def test_somebody_answers(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("joins"))
    await add_messaging(alice)
    dora = await person(alice, "Dora Diaz")
    assert (await alice.get(dora.href("participantMessaging") or "")).rel == "participantMessaging"
    messages = alice.latest("messaging").href("sendMessage") or ""
    for _ in range(9):
        assert (await alice.request("POST", messages, "Hello " * 99, Content_Type="text/plain")).status == 201
    typing = await alice.until(lambda e: e.in_ is not None and e.in_.rel == "typingParticipants")
    assert typing.link.title == "Dora Diaz"
    answer = await alice.until(lambda e: e.resource is not None and e.resource.text("direction") == "Incoming")
    assert answer.resource is not None
    participant = answer.resource.link("participant")
    assert participant is not None
    assert participant.title == "Dora Diaz"
    assert (answer.resource.href("plainMessage") or "").startswith(
        "data:text/plain;charset=utf-8,Alice%2c+you+wrote%3a+Hello"
    )
    await alice.until(lambda e: e.type == "deleted" and e.in_ is not None and e.in_.rel == "typingParticipants")
    await place.eventually(lambda: len(incoming(place)) == 5)  # a flood is not answered by a flood


def incoming(place: Place) -> list[Resource]:
    """The messages that clients have received."""
    seats = [s for a in place.sandbox.world.applications.values() for s in a.conversations.values()]
    kept = [m for s in seats for m in s.messaging.messages.values()]
    return [m for m in kept if m.text("direction") == "Incoming"]


async def test_whoever_is_gone_answers_nothing(place: Place, uri_of: UriOf) -> None:
    alice = await (await place.alice()).joined(uri_of("joins"))
    await add_messaging(alice)
    assert (await alice.request("POST", (await person(alice, "Dora Diaz")).href("eject") or "")).status == 204
    messages = alice.latest("messaging").href("sendMessage") or ""
    assert (await alice.request("POST", messages, "Anybody?", Content_Type="text/plain")).status == 201
    await alice.until(lambda e: e.link.rel == "message")
    await place.sandbox.world.clock.sleep(ANSWERS_AFTER + 1)
    assert incoming(place) == []


async def test_promote_and_demote_move_somebody_between_the_lists(
    place: Place, uri_of: UriOf, payload_format: PayloadFormat
) -> None:
    alice = await (await place.alice(payload_format)).joined(uri_of("waiting-guest"))
    for verb, before, after in (("promote", "attendees", "leaders"), ("demote", "leaders", "attendees")):
        erik = await person(alice, "Erik Engel")
        other = {"promote": "demote", "demote": "promote"}[verb]
        assert erik.href(other) is None
        alice.seen.clear()
        assert (await alice.request("POST", erik.href(verb) or "")).status == 204
        await alice.until(about("deleted", "Erik Engel", before))
        await alice.until(about("added", "Erik Engel", after))
        changed = await alice.until(about("updated", "Erik Engel"))
        assert changed.resource is not None
        assert changed.resource.href(other) is not None
