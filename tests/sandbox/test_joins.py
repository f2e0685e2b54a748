"""Every meeting of the directory, in both wire forms: what the POST says, and what the channel tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.sandbox.conftest import Place
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.behaviours import BEHAVIOURS
from ucwa_tui.sandbox.directory import meetings

UriOf = Callable[[str], str]

SUCCEED = ("joins", "lobby", "slow", "early-events", "completed-only", "waiting-guest", "own-lobby", "hostile")
REFUSED = {
    "error-not-found": (404, "NotFound", "DestinationNotFound"),
    "error-forbidden": (403, "Forbidden", None),
    "error-callback-channel": (500, "ServiceFailure", "CallbackChannelError"),
    "error-already-exists": (409, "Conflict", "AlreadyExists"),
    "error-too-many-groups": (409, "Conflict", "TooManyGroups"),
    "error-conflict": (409, "Conflict", None),
    "error-gone": (410, "Gone", "CannotRedirect"),
}


def test_directory_and_behaviours_are_one_to_one() -> None:
    assert sorted(m.behaviour for m in meetings()) == sorted(BEHAVIOURS)
    assert len({m.uri for m in meetings()}) == len(meetings())
    assert all(len(m.uri.rsplit(":", 1)[1]) == 8 for m in meetings())


@pytest.mark.parametrize("word", SUCCEED)
async def test_succeeds(place: Place, uri_of: UriOf, word: str, payload_format: PayloadFormat) -> None:
    visitor = await place.alice(payload_format)
    answer = await visitor.join(uri_of(word), "my-operation")
    assert answer.status == 201
    assert answer.body == b""
    location = answer.header("Location")
    assert location is not None
    assert location.startswith(visitor.join_href + "/")
    event = await visitor.completed()
    assert (event.status, event.reason) == ("Success", None)
    assert event.link.href == location
    assert event.resource is not None
    assert event.resource.text("operationId") == "my-operation"
    assert event.resource.text("state") == "Connected"
    assert event.resource.href("cancel") is None
    assert visitor.latest("conversation").text("state") == "Conferenced"


async def test_the_story_of_a_join(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    visitor = await place.alice(payload_format)
    await visitor.join(uri_of("joins"), subject="Mine", threadId="t-1", importance="urgent")
    await visitor.until(lambda e: e.link.rel == "messaging")
    assert visitor.story() == [
        ("started", "onlineMeetingInvitation", None),
        ("added", "conversation", None),
        ("added", "localParticipant", None),
        ("updated", "conversation", None),
        ("added", "onlineMeeting", "conversation"),
        ("added", "participant", None),
        ("added", "participant", "attendees"),
        ("added", "participantMessaging", "participant"),
        ("added", "participant", None),
        ("added", "participant", "attendees"),
        ("added", "participant", "leaders"),
        ("completed", "onlineMeetingInvitation", None),
        ("updated", "messaging", None),
    ]
    started = visitor.seen[0].resource
    assert started is not None
    wanted = {"state": "Connecting", "subject": "Mine", "threadId": "t-1", "importance": "Urgent"}
    assert {name: started.text(name) for name in wanted} == wanted
    assert started.href("cancel") is not None
    local = visitor.seen[2].resource
    assert local is not None
    assert (local.rel, local.text("name"), local.text("role")) == ("participant", "Alice Arnold", "Leader")
    messaging = visitor.latest("messaging")
    assert messaging.text("state") == "Disconnected"
    assert messaging.href("addMessaging") is not None
    assert visitor.seen[5].link.title == "Dora Diaz"


async def test_every_link_of_a_joined_meeting_leads_somewhere(place: Place, uri_of: UriOf) -> None:
    visitor = await (await place.alice()).joined(uri_of("joins"))
    conversation = visitor.latest("conversation")
    for group in conversation.links:
        if group.rel in ("addParticipant", "disableAudienceMessaging"):  # places to POST to
            continue
        found = await visitor.get(group.links[0].href or "")
        assert found.href() == group.links[0].href
    leaders = await visitor.get(conversation.href("leaders") or "")
    assert leaders.href("participant") == conversation.href("localParticipant")
    for group in visitor.application.links:
        if group.rel not in ("batch", "events", "reportMyNetwork"):
            await visitor.get(group.links[0].href or "")
    for rel in ("me", "people", "onlineMeetings", "communication"):
        for group in visitor.application.embeds(rel)[0].links:
            if not group.rel.startswith(("start", "join", "make", "photo", "search")):
                await visitor.get(group.links[0].href or "")


@pytest.mark.parametrize(("word", "row"), REFUSED.items())
async def test_refused(
    place: Place, uri_of: UriOf, word: str, row: tuple[int, str, str | None], payload_format: PayloadFormat
) -> None:
    visitor = await place.alice(payload_format)
    answer = await visitor.join(uri_of(word))
    reason = visitor.reason(answer)
    assert (answer.status, reason.code, reason.subcode) == row
    assert reason.message
    assert (answer.header("X-Sandbox-Shape") is None) == (word == "error-not-found")


async def test_lobby_shows_on_the_conversation_only(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    visitor = await place.alice(payload_format)
    await visitor.join(uri_of("lobby"))
    waiting = await visitor.until(lambda e: e.link.rel == "conversation" and e.type == "updated")
    assert waiting.resource is not None
    assert waiting.resource.text("state") == "InLobby"
    assert waiting.resource.href("participants") is None
    assert (await visitor.completed()).status == "Success"


@pytest.mark.parametrize(("word", "subcode"), [("rejected", "Denied"), ("ended", "Ended")])
async def test_fails(place: Place, uri_of: UriOf, word: str, subcode: str, payload_format: PayloadFormat) -> None:
    visitor = await place.alice(payload_format)
    assert (await visitor.join(uri_of(word))).status == 201
    event = await visitor.completed()
    assert event.status == "Failure"
    assert event.reason is not None
    assert event.reason.subcode == subcode
    assert event.resource is not None
    assert event.resource.text("state") == "Failed"
    await visitor.until(lambda e: e.type == "deleted" and e.link.rel == "conversation")
    assert visitor.latest("conversation").text("state") == "Disconnected"
    conversation = visitor.latest("conversation").href() or ""
    gone = await visitor.request("GET", conversation)
    assert (gone.status, visitor.reason(gone).subcode) == (404, "ConversationNotFound")


async def test_never_admitted_until_somebody_does(place: Place, uri_of: UriOf) -> None:
    visitor = await place.alice()
    location = (await visitor.join(uri_of("never-admitted"))).header("Location") or ""
    await visitor.until(lambda e: e.resource is not None and e.resource.text("state") == "InLobby")
    assert (await visitor.get(location)).text("state") == "Connecting"
    assert place.sandbox.world.admit_waiting() == 1
    assert (await visitor.completed()).status == "Success"


async def test_everybody_in_a_lobby_can_be_turned_away(place: Place, uri_of: UriOf) -> None:
    visitor = await place.alice()
    await visitor.join(uri_of("never-admitted"))
    await visitor.until(lambda e: e.resource is not None and e.resource.text("state") == "InLobby")
    assert place.sandbox.world.reject_waiting() == 1
    event = await visitor.completed()
    assert (event.status, event.reason and event.reason.label) == ("Failure", "Forbidden/Denied")


async def test_early_events_overtake_the_answer(place: Place, uri_of: UriOf) -> None:
    visitor = await place.alice()
    polled = asyncio.ensure_future(visitor.completed())
    await asyncio.sleep(0.02)
    posted = asyncio.ensure_future(visitor.join(uri_of("early-events")))
    done, _ = await asyncio.wait({polled, posted}, return_when=asyncio.FIRST_COMPLETED)
    assert done == {polled}
    assert visitor.story()[0] == ("started", "onlineMeetingInvitation", None)
    assert (await posted).header("Location") == polled.result().link.href


async def test_completed_only_has_no_started(place: Place, uri_of: UriOf) -> None:
    visitor = await (await place.alice()).joined(uri_of("completed-only"))
    assert "started" not in {e.type for e in visitor.seen}


async def test_hostile_text_arrives_as_it_is(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    visitor = await (await place.alice(payload_format)).joined(uri_of("hostile"))
    event = await visitor.until(lambda e: e.link.rel == "messaging" and e.reason is not None)
    assert event.reason is not None
    name = visitor.latest("onlineMeeting").text("organizerName") or ""
    told = (event.reason.message or "") + name + (visitor.latest("conversation").text("subject") or "")
    escape = "\x1b]52" if payload_format is PayloadFormat.JSON else "\ufffd]52"
    for hostile in (escape, "\x9b", "\u202e", "[bold]", "\n", "\u2028"):
        assert hostile in told


@pytest.mark.parametrize("uri", [None, "", "adhoc", "AdHoc"])
async def test_without_a_uri_a_new_meeting_is_made(place: Place, uri: str | None) -> None:
    visitor = await place.alice()
    values = {} if uri is None else {"onlineMeetingUri": uri}
    assert (await visitor.post(visitor.join_href, operationId="new", **values)).status == 201
    event = await visitor.completed()
    assert event.resource is not None
    made = event.resource.text("onlineMeetingUri") or ""
    assert made.startswith("sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:")
    assert made not in {m.uri for m in meetings()}
    assert visitor.latest("localParticipant").text("role") == "Leader"
    other = await place.visitor().sign_in("bob")
    await other.joined(made)


async def test_start_online_meeting_makes_a_new_one(place: Place) -> None:
    visitor = await place.alice()
    href = visitor.application.embeds("communication")[0].href("startOnlineMeeting") or ""
    assert href.endswith("/communication/onlineMeetingInvitations?onlineMeetingUri=adhoc")
    assert (await visitor.post(href, subject="Fresh")).status == 201
    await visitor.completed()
    assert visitor.latest("onlineMeeting").text("subject") == "Fresh"


async def test_uri_in_the_query_un_encoded(place: Place, uri_of: UriOf) -> None:
    visitor = await place.alice()
    answer = await visitor.post(f"{visitor.join_href}?onlineMeetingUri={uri_of('joins')}", operationId="q")
    assert answer.status == 201
    event = await visitor.completed()
    assert event.resource is not None
    assert event.resource.text("onlineMeetingUri") == uri_of("joins")
    assert event.resource.text("operationId") == "q"


async def test_uri_in_both_places_the_body_wins(place: Place, uri_of: UriOf) -> None:
    visitor = await place.alice()
    href = f"{visitor.join_href}?onlineMeetingUri={uri_of('error-gone')}"
    assert (await visitor.post(href, onlineMeetingUri=uri_of("joins").lower())).status == 201


@pytest.mark.parametrize(
    "uri",
    [
        "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:NOBODY00",
        "sip:alice@sandbox.example",
        "https://meet.sandbox.example/alice/STAND1UP",
        "tel:+15550100",
    ],
)
async def test_unknown_uri(place: Place, uri: str, payload_format: PayloadFormat) -> None:
    visitor = await place.alice(payload_format)
    answer = await visitor.join(uri)
    assert (answer.status, visitor.reason(answer).label) == (404, "NotFound/DestinationNotFound")


async def test_cancel(place: Place, uri_of: UriOf, payload_format: PayloadFormat) -> None:
    visitor = await place.alice(payload_format)
    location = (await visitor.join(uri_of("never-admitted"))).header("Location") or ""
    await visitor.until(lambda e: e.type == "started")
    cancel = (await visitor.get(location)).href("cancel") or ""
    assert (await visitor.request("POST", cancel)).status == 204
    event = await visitor.completed()
    assert (event.status, event.reason and event.reason.subcode) == ("Failure", "Canceled")
    assert (await visitor.get(location)).text("state") == "Cancelled"
    again = await visitor.request("POST", cancel)
    assert again.status == 404


async def test_leave(place: Place, uri_of: UriOf) -> None:
    visitor = await (await place.alice()).joined(uri_of("joins"))
    conversation = visitor.latest("conversation").href() or ""
    assert (await visitor.request("DELETE", conversation)).status == 204
    await visitor.until(lambda e: e.type == "deleted" and e.link.rel == "conversation")
    assert (await visitor.request("GET", conversation)).status == 404
    assert (await visitor.get(f"{visitor.path}/communication/conversations")).href("conversation") is None


async def test_reused_operation_id_is_accepted(place: Place, uri_of: UriOf) -> None:
    visitor = await place.alice()
    for _ in range(2):
        assert (await visitor.join(uri_of("joins"), "same")).status == 201
