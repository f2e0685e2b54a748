"""The directory: search, contacts, groups, presence that moves, and subscriptions that tell of it."""

from __future__ import annotations

import asyncio
import struct
import zlib

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.crowd import label_of, read, send
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.application import Presence
from ucwa_tui.sandbox.colleagues import COLLEAGUES, GROUPS
from ucwa_tui.sandbox.people import ACCOUNTS, ALICE, GUEST, MALLORY, colleague
from ucwa_tui.sandbox.phone_book import PhoneBook
from ucwa_tui.sandbox.photos import portrait
from ucwa_tui.sandbox.presence import shown
from ucwa_tui.sandbox.presence_board import FACETS

BOOK = PhoneBook()
SUBSCRIPTIONS = "{app}/people/presenceSubscriptions"
MEMBERSHIPS = "{app}/people/presenceSubscriptionMemberships"
BOB, DORA, ERIK, KEMAL = (f"sip:{name}@sandbox.example" for name in ("bob", "dora", "erik", "kemal"))


async def search(visitor: Visitor, query: str) -> tuple[list[str], bool]:
    answer = await send(visitor, "GET", f"{{app}}/people/search?{query}")
    assert answer.status == 200, answer
    found = read(visitor, answer)
    more = found.get("moreResultsAvailable")
    assert isinstance(more, bool)
    shown = [*found.embeds("contact"), *found.embeds("distributionGroup")]
    return [(r.text("uri") or "").removeprefix("sip:").split("@")[0] for r in shown], more


@pytest.mark.parametrize(
    ("query", "found", "more"),
    [
        ("query=dora", ["dora"], False),
        ("query=BOB", ["bob", "bob.builder"], False),
        ("query=b%20ba", ["bob.builder"], False),
        ("query=sip:nadia@partner.example", ["nadia"], False),
        ("query=engineering", ["bob", "carol", "jonas", "all-engineering"], False),
        ("query=engineering&limit=2", ["bob", "carol"], True),
        ("query=engineering&limit=4", ["bob", "carol", "jonas", "all-engineering"], False),
        ("query=%E6%9E%97", ["hiroshi"], False),
        ("query=nobody", [], False),
        ("mail=smtp:greta@sandbox.example", ["greta"], False),
        ("QUERY=dora&LIMIT=1&unknown=1", ["dora"], False),
    ],
)
async def test_search(place: Place, payload_format: PayloadFormat, query: str, found: list[str], more: bool) -> None:
    assert await search(await place.alice(payload_format), query) == (found, more)


async def test_an_absent_limit_means_ten(place: Place) -> None:
    alice = await place.alice()
    assert len(COLLEAGUES) >= 15
    found, more = await search(alice, "query=sandbox")
    assert (found, more) == ([], False)
    sandboxed, more = await search(alice, "query=o&limit=100")
    assert not more
    assert "olga" in sandboxed


async def test_contacts_and_groups(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    people = alice.application.embeds("people")[0]
    contacts = (await alice.get(people.href("myContacts") or "")).embeds("contact")
    assert [c.text("uri") for c in contacts] == [c.person.uri for c in BOOK.contacts_of(ALICE)]
    assert ALICE.uri not in [c.text("uri") for c in contacts]
    etag = contacts[0].text("etag")
    assert (await send(alice, "GET", contacts[0].href() or "", If_None_Match=f'"{etag}"')).status == 304
    groups = await alice.get(people.href("myGroups") or "")
    named = {g.text("id"): g for e in groups.embedded for g in e.resources}
    assert set(named) == {g.id for g in GROUPS}
    for group in GROUPS:
        inside = named[group.id].href("groupContacts") or named[group.id].href("expandDistributionGroup") or ""
        found = [c.text("uri") for c in (await alice.get(inside)).embeds("contact")]
        assert found == [c.person.uri for c in BOOK.members_of(group, ALICE)]
    memberships = await alice.get(people.href("myGroupMemberships") or "")
    each = memberships.embeds("myGroupMembership")
    assert len(each) == sum(len(c.groups) for c in BOOK.contacts_of(ALICE))
    one = await alice.get(f"{people.href('myGroupMemberships')}?groupId=pinned")
    assert {m.href("pinnedGroup") for m in one.embeds("myGroupMembership")} == {named["pinned"].href()}


async def test_a_photo(place: Place) -> None:
    alice = await place.alice()
    href = (await alice.get(f"{alice.path}/people/dora@sandbox.example")).href("contactPhoto") or ""
    answer = await alice.request("GET", href, Accept="image/*")
    assert (answer.status, answer.header("Content-Type")) == (200, "image/png")
    assert struct.unpack(">II", answer.body[16:24]) == (48, 48)
    large = await alice.request("GET", f"{href}?size=hr96x96")
    assert struct.unpack(">II", large.body[16:24]) == (96, 96)
    again = await alice.request("GET", href, If_None_Match=answer.header("ETag") or "")
    assert (again.status, again.body) == (304, b"")
    head = await alice.request("HEAD", href)
    assert (head.status, head.header("Content-Length"), head.body) == (200, str(len(answer.body)), b"")


def test_a_portrait_is_a_whole_picture() -> None:
    data = portrait("dora@sandbox.example", 64)
    length = struct.unpack(">I", data[data.index(b"IDAT") - 4 :][:4])[0]
    start = data.index(b"IDAT") + 4
    assert len(zlib.decompress(data[start : start + length])) == 64 * 65
    assert data == portrait("DORA@sandbox.example", 64) != portrait("erik@sandbox.example", 64)


def test_a_day_is_made_of_known_states() -> None:
    for entry in COLLEAGUES:
        before = None
        for minute in range(1440):
            availability, activity, since = entry.state(1_767_571_200.0 + 60 * minute + 1)
            assert availability
            assert activity
            assert since <= 1_767_571_200.0 + 60 * minute + 1
            before = availability
        assert before is not None
    assert len({c.person.id for c in COLLEAGUES}) == len(COLLEAGUES)
    assert {g for c in COLLEAGUES for g in c.groups} <= {g.id for g in GROUPS}


@pytest.mark.parametrize(
    ("chosen", "silent", "wanted"),
    [
        ("Online", 0, ("Online", "Available")),
        ("Online", 300, ("Online", "Available")),
        ("Online", 301, ("IdleOnline", "Inactive")),
        ("Online", 601, ("Away", "Away")),
        ("Busy", 301, ("IdleBusy", "Inactive")),
        ("Busy", 601, ("Away", "Away")),
        ("DoNotDisturb", 9999, ("DoNotDisturb", "Do not disturb")),
        ("Offwork", 0, ("Away", "Off work")),
    ],
)
def test_presence_decays(chosen: str, silent: float, wanted: tuple[str, str]) -> None:
    assert shown(Presence(chosen, reported_at=1000.0), 1000.0 + silent) == wanted


async def let_pass(place: Place, visitor: Visitor, seconds: float) -> None:
    """Let sandbox time pass while the visitor waits for events, of which there has to be one: nobody is absent."""
    application = place.sandbox.world.application(visitor.application.text("id") or "")
    assert application is not None
    waiting = asyncio.ensure_future(visitor.poll())
    await place.eventually(lambda: application.channel.waiting)
    place.sandbox.world.clock.skip(seconds)
    place.sandbox.world.board.tick()
    await asyncio.wait_for(waiting, 10)


async def subscribe(visitor: Visitor, *uris: str, minutes: str = "10") -> str:
    answer = await send(visitor, "POST", SUBSCRIPTIONS, {"uris": uris, "duration": minutes})
    assert answer.status == 201, answer
    made = read(visitor, answer)
    assert made.rel == "presenceSubscription"
    return made.href() or ""


async def available(place: Place, name: str, payload_format: PayloadFormat = PayloadFormat.JSON) -> Visitor:
    visitor = await place.visitor(payload_format).sign_in(name)
    assert (await send(visitor, "POST", "{app}/me/makeMeAvailable", {})).status == 204
    return visitor


async def test_another_users_presence_is_told(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    await subscribe(alice, BOB)
    await alice.until(lambda e: e.link.rel == "contactPresence")
    assert alice.story()[:3] == [
        ("added", "presenceSubscription", None),
        ("added", "contact", "subscribedContacts"),
        ("updated", "contactPresence", "contact"),
    ]
    href = alice.seen[2].link.href
    assert (await alice.get(href)).text("availability") == "Offline"

    async def next_state(said: str) -> None:
        alice.seen.clear()
        await alice.until(lambda e: e.link.rel == "contactPresence" and e.link.href == href)
        assert (await alice.get(href)).text("availability") == said

    bob = await available(place, "bob")
    await next_state("Online")
    await send(bob, "POST", "{app}/me/presence", {"availability": "DoNotDisturb"})
    await next_state("DoNotDisturb")
    alice.seen.clear()
    await send(bob, "POST", "{app}/me/note", {"message": "In the lab"})
    told = await alice.until(lambda e: e.link.rel == "contactNote")
    assert (await alice.get(told.link.href)).text("message") == "In the lab"
    await send(bob, "POST", "{app}/me/location", {"location": "Lab 3"})
    told = await alice.until(lambda e: e.link.rel == "contactLocation")
    assert (await alice.get(told.link.href)).text("location") == "Lab 3"
    await bob.request("DELETE", bob.path)
    await next_state("Offline")


async def test_the_answer_with_news_of_contacts_is_marked(place: Place) -> None:
    alice = await place.alice()
    await subscribe(alice, DORA)
    raw = await alice.poll_raw()
    assert raw.header("X-Sandbox-Shape") is not None
    assert raw.json["sender"][0]["rel"] == "people"


async def test_the_directory_moves(place: Place) -> None:
    alice, world = await place.alice(), place.sandbox.world
    href = await subscribe(alice, ERIK)
    await alice.until(lambda e: e.link.rel == "contactPresence")
    entry = BOOK.find(ERIK)
    assert entry is not None
    seen = set()
    for _ in range(6):
        alice.seen.clear()
        before, minutes = entry.state(world.clock.now())[0], 1
        while entry.state(world.clock.now() + 60 * minutes)[0] == before:
            minutes += 1
        assert (await send(alice, "POST", f"{href}?duration=30")).status == 200
        await let_pass(place, alice, 60 * minutes)
        told = await alice.until(lambda e: e.link.rel == "contactPresence")
        assert told.link.href.endswith("/people/erik@sandbox.example/presence")
        seen.add((await alice.get(told.link.href)).text("availability"))
    assert seen == {"Online", "DoNotDisturb", "Away"}


async def test_decay_is_told_and_activity_brings_it_back(place: Place) -> None:
    alice = await place.alice()
    bob = await available(place, "bob")
    await subscribe(alice, BOB, minutes="30")
    await alice.until(lambda e: e.link.rel == "contactPresence")

    async def told(said: str) -> None:
        event = await alice.until(lambda e: e.link.rel == "contactPresence")
        assert (await alice.get(event.link.href)).text("availability") == said
        alice.seen.clear()

    for seconds, said in ((310, "IdleOnline"), (310, "Away")):
        alice.seen.clear()
        await let_pass(place, alice, seconds)
        await told(said)
    assert (await send(bob, "POST", "{app}/me/reportMyActivity")).status == 204
    assert (await bob.get(f"{bob.path}/me/presence")).text("availability") == "Online"
    await told("Online")


async def test_what_one_application_publishes_the_users_others_show(place: Place) -> None:
    first = await available(place, "alice")
    second = await available(place, "alice")
    await second.until(lambda e: e.link.rel == "communication")
    second.seen.clear()
    await send(first, "POST", "{app}/me/note", {"message": "both"})
    told = await second.until(lambda e: e.link.rel == "note")
    assert (told.type, (await second.get(told.link.href)).text("message")) == ("updated", "both")


async def test_a_subscription_lives_as_long_as_it_says(place: Place, payload_format: PayloadFormat) -> None:
    alice, world = await place.alice(payload_format), place.sandbox.world
    href = await subscribe(alice, KEMAL)
    await alice.until(lambda e: e.link.rel == "contactNote")
    extended = await send(alice, "POST", f"{href}?duration=13")
    assert (extended.status, read(alice, extended).href()) == (200, href)
    await let_pass(place, alice, 650)
    assert (await send(alice, "GET", href)).status == 200
    world.clock.skip(140)
    assert label_of(alice, await send(alice, "GET", href)) == "404 NotFound"
    assert label_of(alice, await send(alice, "POST", f"{href}?duration=11")) == "404 NotFound"
    await alice.until(lambda e: e.type == "deleted" and e.link.rel == "presenceSubscription")
    story = alice.story()
    assert ("updated", "presenceSubscription", None) in story
    assert story[-2:] == [("deleted", "contact", "subscribedContacts"), ("deleted", "presenceSubscription", None)]


async def test_delete_a_subscription(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    first, second = await subscribe(alice, DORA, KEMAL), await subscribe(alice, KEMAL)
    people = f"{alice.path}/people"
    assert len((await alice.get(f"{people}/presenceSubscriptions")).embeds("presenceSubscription")) == 2
    assert (await send(alice, "DELETE", first)).status == 204
    await alice.until(lambda e: e.type == "deleted" and e.link.rel == "presenceSubscription")
    gone = [e.link.href for e in alice.seen if e.type == "deleted"]
    assert gone == [f"{people}/dora@sandbox.example", first]
    assert (await send(alice, "GET", second)).status == 200
    watched = await alice.get(f"{people}/subscribedContacts")
    assert watched.href("contact") == f"{people}/kemal@sandbox.example"


async def test_memberships(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    href = await subscribe(alice, DORA)
    members = (await alice.get(href)).href("memberships") or ""
    assert (await alice.get(href)).href("addToPresenceSubscription") == members
    added = await send(alice, "POST", members, {"contactUris": [KEMAL, DORA, "lena@sandbox.example"]})
    each = read(alice, added).embeds("presenceSubscriptionMembership")
    assert added.status == 201
    assert [(m.href("contact") or "").rsplit("/", 1)[1].split("@")[0] for m in each] == ["kemal", "lena"]
    assert {m.href("presenceSubscription") for m in each} == {href}
    listed = (await alice.get(members)).embeds("presenceSubscriptionMembership")
    assert len(listed) == 3
    assert (await alice.get(each[0].href() or "")).href("contact") == each[0].href("contact")
    assert (await send(alice, "DELETE", each[0].href() or "")).status == 204
    assert label_of(alice, await send(alice, "GET", each[0].href() or "")) == "404 NotFound"
    # without a subscription named, the newest one takes it
    assert (await send(alice, "POST", MEMBERSHIPS, {"contactUris": [KEMAL]})).status == 201
    too_many = [f"sip:a{n}@b" for n in range(98)]
    over = await send(alice, "POST", members, {"contactUris": too_many})
    assert label_of(alice, over) == "403 Forbidden/LimitExceeded"


async def test_subscribe_to_a_group(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    group = await alice.get(f"{alice.path}/people/groups/customers")
    href = group.href("subscribeToGroupPresence") or ""
    made = await send(alice, "POST", href, {"duration": "30"})
    assert made.status == 201
    members = await alice.get(read(alice, made).href("memberships") or "")
    assert len(members.embeds("presenceSubscriptionMembership")) == 4


async def test_the_contact_list_subscription(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    people = alice.application.embeds("people")[0]
    href = people.href("myContactsAndGroupsSubscription") or ""
    before = await alice.get(href)
    assert before.text("state") == "Disconnected"
    start = before.href("startOrRefreshSubscriptionToContactsAndGroups") or ""
    started = await send(alice, "POST", start, {"duration": "60"})
    assert (started.status, read(alice, started).text("state")) == (201, "Connected")
    told = await alice.until(lambda e: e.link.rel == "myContactsAndGroupsSubscription")
    assert told.resource is not None
    assert told.resource.text("state") == "Connected"
    stop = before.href("stopSubscriptionToContactsAndGroups") or ""
    assert (await send(alice, "POST", stop)).status == 204
    assert (await alice.get(href)).text("state") == "Disconnected"
    await send(alice, "POST", f"{start}?duration=60")
    await alice.poll()
    await let_pass(place, alice, 31 * 60)
    assert (await alice.get(href)).text("state") == "Disconnected"


async def test_a_long_absence_drops_subscriptions(place: Place) -> None:
    alice, world = await place.alice(), place.sandbox.world
    await subscribe(alice, DORA, minutes="30")
    await alice.poll()
    world.clock.skip(301)
    assert (await alice.poll()).resume is not None
    listed = await alice.get(f"{alice.path}/people/presenceSubscriptions")
    assert listed.embeds("presenceSubscription") == ()


async def test_nothing_is_told_that_nobody_asked_for(place: Place) -> None:
    alice = await place.alice()
    await subscribe(alice, DORA)
    await alice.until(lambda e: e.link.rel == "contactNote")
    alice.seen.clear()
    await available(place, "bob")
    await subscribe(alice, KEMAL)
    await alice.until(lambda e: e.link.rel == "contactNote")
    await asyncio.sleep(0)
    assert not any("bob@" in e.link.href for e in alice.seen)


def test_whoever_has_an_account_can_be_found() -> None:
    new, guest = colleague("zoe", "Zoë"), GUEST
    book = PhoneBook([ALICE, new, guest])
    assert (book.find("SIP:Zoe@sandbox.example"), book.find(guest.uri)) == (book.entries[-1], None)
    assert book.entries[:-1] == COLLEAGUES
    assert new in [c.person for c in book.contacts_of(ALICE)]
    assert ALICE in [c.person for c in book.contacts_of(new)]
    assert MALLORY not in [c.person for g in GROUPS for c in book.members_of(g, ALICE)]


def test_every_facet_is_a_link_of_a_contact() -> None:
    from ucwa_tui.sandbox.contacts import CONTACT_LINKS

    assert {(f.rel, f.segment) for f in FACETS} <= CONTACT_LINKS.items()
    assert {a.person.id for a in ACCOUNTS} <= {c.person.id for c in COLLEAGUES}
