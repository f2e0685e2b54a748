"""Meetings that clients schedule: they are kept, changed under conditions, and can really be joined."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.sandbox.conftest import Place
from tests.sandbox.crowd import Given, label_of, put_property, read, send, texts
from tests.sandbox.visitor import Visitor
from ucwa_tui.protocol.join_page import read_page
from ucwa_tui.protocol.payload import Resource, Timestamp
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox import my_meetings
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.people import ALICE, BOB, CAROL, GUEST, Person

MEETINGS = "{app}/onlineMeetings/myOnlineMeetings"
START = 1_767_603_600.0
HOUR_OF_ALICE: Given = {
    "subject": "Quarter",
    "description": "Figures",
    "accessLevel": "invited",
    "attendees": ["sip:bob@sandbox.example", "nadia@partner.example"],
    "leaders": ["sip:carol@sandbox.example"],
    "entryExitAnnouncement": "Enabled",
    "automaticLeaderAssignment": "Disabled",
    "lobbyBypassForPhoneUsers": "Enabled",
    "phoneUserAdmission": "Enabled",
    "expirationTime": "2026-02-07T01:17:18.000Z",
}


async def schedule(visitor: Visitor, given: Given) -> Resource:
    answer = await send(visitor, "POST", MEETINGS, given)
    assert answer.status == 201, answer
    made = read(visitor, answer)
    assert answer.header("ETag") == f'"{made.text("etag")}"'
    return made


def put_body(meeting: Resource, **changes: str) -> Given:
    kept = {p.name: p.value for p in meeting.properties if isinstance(p.value, str)}
    lists = {name: texts(meeting.get(name)) for name in ("attendees", "leaders")}
    return {**kept, **lists, **changes}


async def test_schedule(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    made = await schedule(alice, HOUR_OF_ALICE)
    assert made.rel == "myOnlineMeeting"
    assert {n: made.text(n) for n in ("subject", "description", "accessLevel", "entryExitAnnouncement")} == {
        "subject": "Quarter",
        "description": "Figures",
        "accessLevel": "Invited",
        "entryExitAnnouncement": "Enabled",
    }
    assert made.get("attendees") == ("sip:bob@sandbox.example", "sip:nadia@partner.example")
    assert made.get("leaders") == ("sip:carol@sandbox.example",)
    assert made.get("lobbyBypassForPhoneUsers") == made.get("phoneUserAdmission") == "Enabled"
    expires = made.get("expirationTime")
    assert isinstance(expires, Timestamp)
    assert expires.ticks == 1_770_427_038 * 10_000_000
    key = made.text("onlineMeetingId") or ""
    assert made.text("onlineMeetingUri") == f"sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:{key}"
    assert (made.text("joinUrl") or "").endswith(f"/meet/alice/{key}")
    assert made.text("organizerUri") == "sip:alice@sandbox.example"
    assert (made.href("onlineMeetingExtensions") or "").endswith(f"{key}/extensions")
    again = await alice.request("GET", made.href() or "")
    assert read(alice, again) == made
    listed = await alice.get(f"{alice.path}/onlineMeetings/myOnlineMeetings")
    assert made in listed.embeds("myOnlineMeeting")
    assert [m.rel for m in listed.embeds("myAssignedOnlineMeeting")] == ["myAssignedOnlineMeeting"]


async def test_defaults(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    said = await alice.get(f"{alice.path}/onlineMeetings/defaultValues")
    answer = await send(alice, "POST", f"{MEETINGS}?telemetryId=1", {"attendanceAnnouncementsStatus": "Enabled"})
    made = read(alice, answer)
    for name in ("accessLevel", "automaticLeaderAssignment", "lobbyBypassForPhoneUsers"):
        assert made.text(name) == said.text(name)
    assert (made.text("subject"), made.text("entryExitAnnouncement")) == ("", "Enabled")
    expires = made.get("expirationTime")
    assert isinstance(expires, Timestamp)
    assert 8 * 3600 <= expires.ticks / 10_000_000 - START <= 8 * 3600 + 600


@pytest.mark.parametrize(
    ("given", "bad"),
    [
        ({"accessLevel": "Nobody"}, {"accessLevel"}),
        (
            {"automaticLeaderAssignment": "Some", "phoneUserAdmission": "x"},
            {"automaticLeaderAssignment", "phoneUserAdmission"},
        ),
        (
            {"entryExitAnnouncement": "Loud", "lobbyBypassForPhoneUsers": "x"},
            {"entryExitAnnouncement", "lobbyBypassForPhoneUsers"},
        ),
        ({"expirationTime": "tomorrow"}, {"expirationTime"}),
        ({"expirationTime": "2024-12-01T00:00:00Z"}, {"expirationTime"}),
        ({"expirationTime": "2036-03-01T00:00:00Z"}, {"expirationTime"}),
        ({"attendees": ["sip:a@b", "not an address"]}, {"attendees"}),
        ({"leaders": ["tel:+1"]}, {"leaders"}),
    ],
)
async def test_bad_settings(place: Place, payload_format: PayloadFormat, given: Given, bad: set[str]) -> None:
    alice = await place.alice(payload_format)
    before = len((await alice.get(f"{alice.path}/onlineMeetings/myOnlineMeetings")).embeds("myOnlineMeeting"))
    answer = await send(alice, "POST", MEETINGS, given)
    assert label_of(alice, answer) == "400 BadRequest/ParameterValidationFailure"
    assert dict(alice.reason(answer).parameters).keys() == bad
    after = await alice.get(f"{alice.path}/onlineMeetings/myOnlineMeetings")
    assert len(after.embeds("myOnlineMeeting")) == before


async def test_too_many(place: Place, payload_format: PayloadFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(my_meetings, "MAX_SCHEDULED", 2)
    alice = await place.alice(payload_format)
    for _ in range(2):
        await schedule(alice, {"subject": "x"})
    answer = await send(alice, "POST", MEETINGS, {"subject": "x"})
    assert label_of(alice, answer) == "409 Conflict/TooManyOnlineMeetings"


async def test_put(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    made = await schedule(alice, HOUR_OF_ALICE)
    href, etag = made.href() or "", made.text("etag") or ""
    body = put_body(made, subject="Other")
    assert label_of(alice, await send(alice, "PUT", href, body)) == "428 PreconditionRequired"
    assert label_of(alice, await send(alice, "PUT", href, body, If_Match='"1"')) == "412 PreconditionFailed"
    without = {k: v for k, v in body.items() if k != put_property(made)}
    missing = await send(alice, "PUT", href, without, If_Match=f'"{etag}"')
    assert label_of(alice, missing) == "400 BadRequest/ParameterValidationFailure"
    assert dict(alice.reason(missing).parameters).keys() == {put_property(made)}
    assert (await alice.get(href)).text("subject") == "Quarter"
    answer = await send(alice, "PUT", href, body, If_Match=f'"{etag}"')
    changed = read(alice, answer)
    assert (answer.status, changed.text("subject"), changed.text("description")) == (200, "Other", "Figures")
    assert changed.text("etag") != etag
    assert answer.header("ETag") == f'"{changed.text("etag")}"'
    assert changed.text("onlineMeetingId") == made.text("onlineMeetingId")
    assert put_property(changed) == put_property(made)
    # what is not said gets its default: a PUT replaces everything
    bare = {put_property(made): "please pass this in a PUT request"}
    emptied = read(alice, await send(alice, "PUT", href, bare, If_Match="*"))
    assert (emptied.get("attendees"), emptied.text("accessLevel")) == ((), "SameEnterprise")


async def test_a_whole_meeting_can_be_put_back(place: Place) -> None:
    alice = await place.alice()
    made = await schedule(alice, HOUR_OF_ALICE)
    raw = await alice.request("GET", made.href() or "")
    back = await alice.request("PUT", made.href() or "", raw.body, If_Match=raw.header("ETag") or "")
    assert (back.status, read(alice, back)) == (200, made)


async def test_if_none_match(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    made = await schedule(alice, HOUR_OF_ALICE)
    for tag in (f'"{made.text("etag")}"', f'W/"{made.text("etag")}"', f'"1", {made.text("etag")}', "*"):
        answer = await send(alice, "GET", made.href() or "", If_None_Match=tag)
        assert (answer.status, answer.body) == (304, b"")
    assert (await send(alice, "GET", made.href() or "", If_None_Match='"1"')).status == 200


async def test_delete(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    made = await schedule(alice, {"subject": "Short"})
    uri, href = made.text("onlineMeetingUri") or "", made.href() or ""
    assert label_of(alice, await send(alice, "DELETE", href, If_Match='"1"')) == "412 PreconditionFailed"
    bob = await (await place.visitor(payload_format).sign_in("bob")).joined(uri)
    assert (await send(alice, "DELETE", href)).status == 204
    over = await bob.until(lambda e: e.type == "deleted" and e.link.rel == "conversation")
    assert over.link.href
    assert label_of(alice, await send(alice, "GET", href)) == "404 NotFound"
    assert label_of(alice, await send(alice, "DELETE", href)) == "404 NotFound"
    assert label_of(bob, await bob.join(uri)) == "404 NotFound/DestinationNotFound"


async def test_nobody_else_can_touch_it(place: Place) -> None:
    alice = await place.alice()
    made = await schedule(alice, HOUR_OF_ALICE)
    bob = await place.visitor().sign_in("bob")
    href = (made.href() or "").replace(alice.path, bob.path)
    for method in ("GET", "DELETE"):
        assert label_of(bob, await send(bob, method, href)) == "404 NotFound"
    assert label_of(bob, await send(bob, "PUT", href, {}, If_Match="*")) == "404 NotFound"


async def test_it_is_listed_has_a_page_and_can_be_joined(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    made = await schedule(alice, {"subject": "Open house", "accessLevel": "Everyone"})
    uri = made.text("onlineMeetingUri") or ""
    root = await alice.get(place.root)
    listed = (await alice.get(root.href("sandbox:meetings") or "")).embeds("sandbox:meeting")
    assert [m.text("subject") for m in listed if m.text("uri") == uri] == ["Open house"]
    assert (await alice.get(listed[-1].href() or "")).text("joinUrl") == made.text("joinUrl")
    page = await alice.calls.request("GET", urlsplit(made.text("joinUrl") or "").path, {"Accept": "text/html"})
    assert read_page(page.body.decode()).conference_uri == uri
    guest = await place.visitor(payload_format).sign_in(meeting=uri)
    await guest.joined(uri, anonymousDisplayName="Gast")
    await alice.joined(uri)
    assert alice.latest("onlineMeeting").text("joinUrl") == made.text("joinUrl")
    assert alice.latest("conversation").text("subject") == "Open house"


async def test_the_access_level_keeps_people_in_the_lobby_until_it_changes(place: Place) -> None:
    alice = await place.alice()
    made = await schedule(alice, {"accessLevel": "Locked", "attendees": ["sip:bob@sandbox.example"]})
    bob = await place.visitor().sign_in("bob")
    assert (await bob.join(made.text("onlineMeetingUri") or "")).status == 201
    await bob.until(lambda e: e.resource is not None and e.resource.text("state") == "InLobby")
    body = put_body(made, accessLevel="Invited")
    assert (await send(alice, "PUT", made.href() or "", body, If_Match=made.text("etag") or "")).status == 200
    assert (await bob.completed()).status == "Success"


async def test_the_assigned_meeting(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    meetings = alice.application.embeds("onlineMeetings")[0]
    href = meetings.href("myAssignedOnlineMeeting") or ""
    mine = await alice.get(href)
    assert (mine.rel, mine.text("onlineMeetingRel")) == ("myAssignedOnlineMeeting", "myAssignedOnlineMeeting")
    eligible = await alice.get(meetings.href("onlineMeetingEligibleValues") or "")
    assert eligible.href("myAssignedOnlineMeeting") == href
    changed = await send(alice, "PUT", href, put_body(mine, subject="Mine"), If_Match=mine.text("etag") or "")
    assert read(alice, changed).text("subject") == "Mine"
    await alice.joined(mine.text("onlineMeetingUri") or "")
    assert (await send(alice, "DELETE", href)).status == 204
    assert (await alice.get(href)).text("subject") == ""
    other = await place.alice(payload_format)
    assert other.application.embeds("onlineMeetings")[0].href("myAssignedOnlineMeeting") == href.replace(
        alice.path, other.path
    )


async def test_extensions(place: Place, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    made = await schedule(alice, {"subject": "x"})
    base = made.href("onlineMeetingExtensions") or ""
    given = {"id": "notes", "type": "RoamedOrganizerData", "colour": "blue"}
    answer = await send(alice, "POST", base, given)
    kept = read(alice, answer)
    assert (answer.status, kept.text("id"), kept.text("colour")) == (201, "notes", "blue")
    assert answer.header("X-Sandbox-Shape") is not None
    assert label_of(alice, await send(alice, "POST", base, given)) == "409 Conflict/AlreadyExists"
    bad = await send(alice, "POST", base, {"type": "Other"})
    assert label_of(alice, bad) == "400 BadRequest/ParameterValidationFailure"
    href, body = kept.href() or "", {put_property(kept): "please pass this in a PUT request", "colour": "red"}
    assert label_of(alice, await send(alice, "PUT", href, body)) == "428 PreconditionRequired"
    assert label_of(alice, await send(alice, "PUT", href, body, If_Match="1")) == "412 PreconditionFailed"
    changed = await send(alice, "PUT", href, body, If_Match=kept.text("etag") or "")
    assert (changed.status, read(alice, changed).text("colour")) == (200, "red")
    listed = await alice.get(base)
    assert [e.text("colour") for e in listed.embeds("onlineMeetingExtension")] == ["red"]
    whole = await alice.get(made.href() or "")
    assert [e.text("id") for e in whole.embeds("onlineMeetingExtension")] == ["notes"]
    assert (await alice.get(href)).text("type") == "Undefined"
    assert (await send(alice, "DELETE", href)).status == 204
    assert label_of(alice, await send(alice, "GET", href)) == "404 NotFound"


FEDERATED = Person("Nadia", "sip:nadia@partner.example", network="Federated")


@pytest.mark.parametrize(
    ("level", "waiting"),
    [
        ("Everyone", set()),
        ("SameEnterprise", {FEDERATED, GUEST}),
        ("Invited", {CAROL, FEDERATED, GUEST}),
        ("Locked", {BOB, CAROL, FEDERATED, GUEST}),
    ],
)
def test_who_waits(level: str, waiting: set[Person]) -> None:
    invited = ("SIP:Bob@sandbox.example", FEDERATED.uri, GUEST.uri)
    meeting = Meeting("ABCDEFGH", "", "joins", "", ALICE, level, attendees=invited)
    assert {p for p in (ALICE, BOB, CAROL, FEDERATED, GUEST) if meeting.keeps_waiting(p)} == waiting


@pytest.mark.parametrize(
    ("assignment", "leaders"),
    [
        ("Disabled", {ALICE, CAROL}),
        ("SameEnterprise", {ALICE, BOB, CAROL}),
        ("Everyone", {ALICE, BOB, CAROL, FEDERATED, GUEST}),
    ],
)
def test_who_leads(assignment: str, leaders: set[Person]) -> None:
    meeting = Meeting("ABCDEFGH", "", "joins", "", ALICE, leader_uris=(CAROL.uri,), automatic_leaders=assignment)
    assert {p for p in (ALICE, BOB, CAROL, FEDERATED, GUEST) if meeting.leads(p)} == leaders
