"""What the world refuses because of how it stands: nobody there, not allowed, too late, done already. A table.

In both formats, over real sockets; nothing that is refused changes the world. The resources beside the main road have
theirs in `test_resource_tables`.
"""

from __future__ import annotations

import asyncio
from itertools import groupby

import pytest

from tests.sandbox.crowd import FORMATS, Given, send
from tests.sandbox.refusal_checks import check_refusal
from tests.sandbox.scenes import NUMBER, set_scene
from tests.sandbox.stage import Stage, stage
from tests.sandbox.world_state import state_of
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.behaviours import BEHAVIOURS
from ucwa_tui.sandbox.error_rows import documented_rows
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.people import ALICE

__all__ = ["stage"]
pytestmark = pytest.mark.asyncio(loop_scope="module")

COMMUNICATION = "{app}/communication"
JOIN = f"{COMMUNICATION}/onlineMeetingInvitations"
MESSAGE = f"{COMMUNICATION}/messagingInvitations"
PHONE = f"{COMMUNICATION}/phoneAudioInvitations"
ASK = f"{COMMUNICATION}/participantInvitations"
FOCUS = "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:"
BOB = "sip:bob@sandbox.example"
LONG = "x" * 51
INVALID = "400 BadRequest/ParameterValidationFailure"
NOT_FOUND = "404 NotFound"
NO_CONVERSATION = "404 NotFound/ConversationNotFound"
EXISTS = "409 Conflict/AlreadyExists"
NO_LEADER = "403 Forbidden/AttendeeNotAllowed"
NO_NUMBER = "400 BadRequest/NormalizationFailed"

Case = tuple[str, str, str, str, Given | None, str]
"""Scene, who, method, address, body, row."""
CASES: tuple[Case, ...] = (
    ("nobody", "alice", "POST", JOIN, {"onlineMeetingUri": f"{FOCUS}N0B0DY00"}, "404 NotFound/DestinationNotFound"),
    ("nobody", "alice", "POST", JOIN, {"onlineMeetingUri": f"{FOCUS}TESTR00M", "operationId": LONG}, INVALID),
    ("nobody", "alice", "POST", JOIN, {"importance": "Huge"}, INVALID),
    ("nobody", "alice", "POST", JOIN, {"subject": "x" * 251}, INVALID),
    ("nobody", "alice", "POST", "/ucwa/oauth/v1/applications", {"culture": "en-US"}, INVALID),
    ("nobody", "alice", "GET", "{app}/events?timeout=1", None, INVALID),
    ("nobody", "alice", "GET", "{app}/events?ack=first", None, INVALID),
    ("nobody", "alice", "GET", "{app}/communication/conversations/none", None, NO_CONVERSATION),
    *(("nobody", "alice", "POST", target, {}, INVALID) for target in (MESSAGE, PHONE, ASK)),
    ("nobody", "alice", "POST", MESSAGE, {"to": "somebody"}, INVALID),
    ("nobody", "alice", "POST", MESSAGE, {"to": BOB, "operationId": LONG}, INVALID),
    ("nobody", "alice", "POST", PHONE, {"to": BOB}, NO_NUMBER),
    ("nobody", "alice", "POST", PHONE, {"to": BOB, "phoneNumber": "none"}, NO_NUMBER),
    ("nobody", "alice", "POST", f"{ASK}?conversation=none", {"to": BOB}, NO_CONVERSATION),
    *(("nobody", "alice", "GET", f"{target}/none", None, NOT_FOUND) for target in (JOIN, MESSAGE, PHONE, ASK)),
    *(
        ("nobody", "alice", "POST", f"{target}/none/{verb}", None, NOT_FOUND)
        for target in (JOIN, MESSAGE, PHONE)
        for verb in ("accept", "decline", "cancel")
    ),
    (
        "crowded",
        "alice",
        "POST",
        "/ucwa/oauth/v1/applications",
        {"culture": "en-US", "userAgent": "x", "endpointId": "one more"},
        "410 Gone/TooManyApplications",
    ),
    # a guest's ticket opens one meeting, and nothing beyond it
    (
        "lobby",
        "guest",
        "POST",
        JOIN,
        {"onlineMeetingUri": f"{FOCUS}TESTR00M", "anonymousDisplayName": "Gus"},
        "403 Forbidden",
    ),
    ("lobby", "guest", "POST", JOIN, {"onlineMeetingUri": f"{FOCUS}L0CKED00"}, INVALID),
    ("lobby", "guest", "POST", MESSAGE, {"to": BOB}, "403 Forbidden"),
    ("lobby", "guest", "POST", PHONE, {"to": BOB, "phoneNumber": NUMBER}, "403 Forbidden"),
    ("lobby", "guest", "POST", "{app}/me/makeMeAvailable", None, "403 Forbidden/AnonymousNotAllowed"),
    ("lobby", "guest", "POST", "{app}/me/reportMyActivity", None, "403 Forbidden/AnonymousNotAllowed"),
    # who waits is in no meeting yet
    *(
        ("lobby", "bob", "GET", f"{{b}}/{part}", None, NOT_FOUND)
        for part in ("onlineMeeting", "participants", "attendees", "leaders", "lobby", "participants/{guest}")
    ),
    *(
        ("lobby", "bob", "POST", f"{{b}}/participants/{{{whom}}}/{verb}", None, row)
        for whom, verb, row in (
            ("alice", "eject", NO_LEADER),
            ("alice", "demote", NO_LEADER),
            ("bob", "admit", NO_LEADER),
            ("guest", "admit", NOT_FOUND),
        )
    ),
    ("lobby", "bob", "POST", "{b}/messaging/messagingInvitations", {"operationId": "m"}, NO_CONVERSATION),
    (
        "lobby",
        "bob",
        "POST",
        "{b}/phoneAudio/phoneAudioInvitations",
        {"to": BOB, "phoneNumber": NUMBER},
        NO_CONVERSATION,
    ),
    *(("lobby", "alice", "POST", f"{{a}}/participants/{{guest}}/{v}", None, NOT_FOUND) for v in ("promote", "eject")),
    # attendees govern nobody, and leaders only where there is something to do
    *(
        ("meeting", "bob", "POST", f"{{b}}/participants/{{alice}}/{verb}", None, NO_LEADER)
        for verb in ("admit", "reject", "promote", "demote", "eject")
    ),
    ("demoted", "bob", "POST", "{b}/participants/{alice}/eject", None, NO_LEADER),
    *(
        ("meeting", "alice", "POST", f"{{a}}/participants/{{bob}}/{verb}", None, NOT_FOUND)
        for verb in ("admit", "reject", "demote")
    ),
    *(
        ("leaders", "bob", "POST", f"{{b}}/participants/{{alice}}/{verb}", None, NOT_FOUND)
        for verb in ("promote", "demote", "eject")
    ),
    ("leaders", "alice", "POST", "{a}/participants/{bob}/promote", None, NOT_FOUND),
    *(
        ("meeting", "alice", method, f"{{a}}/participants/nobody@sandbox.example{rest}", None, NOT_FOUND)
        for method, rest in (("GET", ""), ("GET", "/messaging"), ("POST", "/promote"), ("POST", "/eject"))
    ),
    # modalities
    ("meeting", "alice", "GET", "{a}/participants/{bob}/messaging", None, NOT_FOUND),
    ("meeting", "alice", "GET", "{a}/messaging/messages/1", None, NOT_FOUND),
    ("meeting", "alice", "POST", "{a}/messaging/messagingInvitations", {"operationId": LONG}, INVALID),
    ("meeting", "alice", "POST", "{a}/messaging/terminate", None, NOT_FOUND),
    ("meeting", "alice", "POST", "{a}/messaging/typing", None, NOT_FOUND),
    ("meeting", "alice", "POST", "{a}/messaging/messages", {"x": "1"}, "415 UnsupportedMediaType"),
    ("talk", "alice", "POST", "{a}/messaging/messagingInvitations", {"operationId": "m"}, EXISTS),
    ("talk", "alice", "GET", "{a}/messaging/messages/99", None, NOT_FOUND),
    ("talk", "alice", "POST", "{a}/messaging/messages", {"x": "1"}, "415 UnsupportedMediaType"),
    ("meeting", "alice", "POST", "{a}/phoneAudio/phoneAudioInvitations", {"phoneNumber": NUMBER}, INVALID),
    ("meeting", "alice", "POST", "{a}/phoneAudio/phoneAudioInvitations", {"to": BOB, "phoneNumber": "x"}, NO_NUMBER),
    *(
        ("meeting", "alice", "POST", f"{{a}}/phoneAudio/{verb}", None, NOT_FOUND)
        for verb in ("terminate", "hold", "resume")
    ),
    ("phone", "alice", "POST", "{a}/phoneAudio/phoneAudioInvitations", {"to": BOB, "phoneNumber": NUMBER}, EXISTS),
    ("phone", "alice", "POST", "{a}/phoneAudio/resume", None, NOT_FOUND),
    ("hold", "alice", "POST", "{a}/phoneAudio/hold", None, NOT_FOUND),
    # who may write
    ("meeting", "bob", "POST", "{b}/messaging/disableAudienceMessaging", None, NO_LEADER),
    ("meeting", "alice", "POST", "{a}/messaging/enableAudienceMessaging", None, NOT_FOUND),
    ("hushed", "alice", "POST", "{a}/messaging/disableAudienceMessaging", None, NOT_FOUND),
    ("hushed", "bob", "POST", "{b}/messaging/typing", None, NO_LEADER),
    ("pair", "alice", "POST", "{a}/messaging/disableAudienceMessaging", None, NOT_FOUND),
    # invitations: each side has its verbs, once
    ("asked", "alice", "POST", f"{ASK}?conversation={{conversation}}", {"to": BOB}, EXISTS),
    ("meeting", "alice", "POST", "{invitation}/cancel", None, NOT_FOUND),
    *(("ringing", "alice", "POST", f"{{outgoing}}/{verb}", None, NOT_FOUND) for verb in ("accept", "decline")),
    ("ringing", "bob", "POST", "{incoming}/cancel", None, NOT_FOUND),
    ("ringing", "bob", "POST", "{incoming}/decline", {"reason": "Bored"}, INVALID),
    *(("pair", "bob", "POST", f"{{incoming}}/{verb}", None, EXISTS) for verb in ("accept", "decline")),
    ("pair", "alice", "POST", "{outgoing}/cancel", None, NOT_FOUND),
    ("pair", "alice", "GET", "{a}/onlineMeeting", None, NOT_FOUND),
    ("pair", "alice", "GET", "{a}/lobby", None, NOT_FOUND),
    *(("declined", "bob", "POST", f"{{incoming}}/{verb}", None, EXISTS) for verb in ("accept", "decline")),
    ("declined", "alice", "POST", "{outgoing}/cancel", None, NOT_FOUND),
    ("declined", "alice", "GET", "{a}", None, NO_CONVERSATION),
    # what happened is known to those who were there
    *(
        ("logged", "alice", method, f"{{log}}{rest}", None, NOT_FOUND)
        for method, rest in (
            ("POST", "/markAsRead"),
            ("GET", "/recipients/{alice}"),
            ("GET", "/transcripts/0"),
            ("GET", "/transcripts/3"),
            ("GET", "/transcripts/first"),
            ("GET", "/transcripts/1/audio"),
            ("GET", "/transcripts/2/message"),
        )
    ),
    ("logged", "alice", "GET", "{log}/transcripts?from=0", None, INVALID),
    ("logged", "alice", "GET", "{app}/communication/conversationLogs?limit=101", None, INVALID),
    ("logged", "alice", "POST", "{log}/continueMessaging", {"operationId": LONG}, INVALID),
    ("logged", "alice", "POST", "{log}/continuePhoneAudio", {"operationId": "p"}, NO_NUMBER),
    *(
        ("nobody", "alice", method, f"{{app}}/communication/conversationLogs/none{rest}", None, NOT_FOUND)
        for method, rest in (
            ("GET", ""),
            ("DELETE", ""),
            ("POST", "/markAsRead"),
            ("POST", "/continueMessaging"),
            ("GET", "/transcripts"),
        )
    ),
    *(
        ("lobby", "guest", "GET", f"{{app}}/communication/{part}", None, "403 Forbidden/AnonymousNotAllowed")
        for part in ("missedItems", "conversationLogs", "conversationLogs/none")
    ),
    # what is over is over
    *(
        ("left", "alice", "GET", f"{{a}}{part}", None, NO_CONVERSATION)
        for part in (
            "",
            "/onlineMeeting",
            "/participants",
            "/participants/{bob}",
            "/messaging",
            "/messaging/messages/1",
        )
    ),
    *(
        ("left", "alice", "POST", f"{{a}}/{part}", None, NO_CONVERSATION)
        for part in ("participants/{bob}/promote", "messaging/terminate", "messaging/typing", "phoneAudio/terminate")
    ),
    ("left", "alice", "DELETE", "{a}", None, NO_CONVERSATION),
)


def _by_scene() -> list[tuple[str, tuple[Case, ...]]]:
    """What is refused changes nothing, so that one scene does for all of its cases."""
    ordered = sorted(CASES, key=lambda case: case[0])
    return [(scene, tuple(cases)) for scene, cases in groupby(ordered, key=lambda case: case[0])]


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(("scene", "cases"), _by_scene(), ids=[scene for scene, _ in _by_scene()])
async def test_refused(stage: Stage, payload_format: PayloadFormat, scene: str, cases: tuple[Case, ...]) -> None:
    await set_scene(stage, scene, payload_format)
    before = state_of(stage.world)
    for _, name, method, target, given, row in cases:
        who = stage.of(name)
        answer = await send(who, method, target.format(app=who.path, **stage.names), given)
        said = f"{method} {target}: {answer.status} {answer.plain!r}"
        assert answer.status == int(row[:3]), said
        check_refusal(who, answer, row)
        assert state_of(stage.world) == before, said


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_meetings_that_refuse_everybody_have_all_rows_of_a_join(
    stage: Stage, payload_format: PayloadFormat
) -> None:
    await set_scene(stage, "nobody", payload_format)
    alice, found = stage.of("alice"), set()
    for word, behaviour in BEHAVIOURS.items():
        if behaviour.refused is None:
            continue
        meeting = Meeting("REFUSES0", "It refuses everybody", word, "made for this test", ALICE)
        stage.world.open_room(meeting)
        before = state_of(stage.world)
        row = f"{behaviour.refused.status} {behaviour.refused.reason.label}"
        check_refusal(alice, await alice.join(meeting.uri), row, behaviour.refused.reason.message or "")
        assert state_of(stage.world) == before
        found.add(row)
    assert found == set(documented_rows("joinOnlineMeeting", "POST"))


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_a_second_reader_takes_the_channel(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "nobody", payload_format)
    alice, channel = stage.of("alice"), stage.application("alice").channel
    first = asyncio.ensure_future(alice.poll_raw())
    await stage.place.eventually(lambda: channel.waiting)
    lower = await alice.request("GET", f"{alice.next}&priority=-1")
    check_refusal(alice, lower, "409 Conflict/PGetReplaced")
    second = asyncio.ensure_future(alice.request("GET", alice.next))
    check_refusal(alice, await first, "409 Conflict/PGetReplaced")
    stage.world.end(stage.application("alice"))
    check_refusal(alice, await second, "404 NotFound/ApplicationNotFound")


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_a_message_that_cannot_be_sent(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "talk", payload_format)
    alice, target = stage.of("alice"), f"{stage.names['a']}/messaging/messages"
    before = state_of(stage.world)
    for body, query, row in (
        (b"\xff\xfe", "", "400 BadRequest/DeserializationFailure"),
        (b"x", f"?operationId={LONG}", INVALID),
    ):
        answer = await alice.request("POST", target + query, body, Content_Type="text/plain")
        check_refusal(alice, answer, row)
        assert state_of(stage.world) == before
    await stage.does("alice", "POST", "{a}/messaging/terminate")
    check_refusal(alice, await alice.request("POST", target, b"x", Content_Type="text/plain"), NOT_FOUND)


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_an_application_that_has_ended(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "meeting", payload_format)
    alice = stage.of("alice")
    assert (await alice.request("DELETE", alice.path)).status == 204
    before = state_of(stage.world)
    for method, part in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/me"),
        ("GET", "/events?ack=1"),
        ("PUT", "/communication"),
    ):
        check_refusal(alice, await alice.request(method, alice.path + part), "404 NotFound/ApplicationNotFound")
        assert state_of(stage.world) == before
