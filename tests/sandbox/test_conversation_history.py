"""What is kept of conversations: who took part, what was written, what was missed, and going on with one."""

from __future__ import annotations

import pytest

from tests.sandbox.crowd import FORMATS, texts
from tests.sandbox.scenes import set_scene
from tests.sandbox.stage import MEETING, PEOPLE, Stage, stage
from ucwa_tui.protocol.payload import Number, Resource
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox import archive, history

__all__ = ["stage"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
LOGS = "/communication/conversationLogs"


def _figures(shown: Resource) -> list[int | str | None]:
    """All logs, missed ones, unread ones."""
    names = ("conversationLogsCount", "missedConversationsCount", "unreadMissedConversationsCount")
    values = [shown.get(name) for name in names]
    return [int(value.literal) if isinstance(value, Number) else None for value in values]


async def _logs(stage: Stage, name: str) -> list[Resource]:
    """Somebody's logs as they are linked to."""
    who = stage.of(name)
    listed = await who.get(who.path + LOGS)
    return [await who.get(link.href or "") for g in listed.links if g.rel == "conversationLog" for link in g.links]


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_a_talk_of_two_is_found_by_both(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "logged", payload_format)
    for name, other in (("alice", "bob"), ("bob", "alice")):
        (log,) = await _logs(stage, name)
        who, incoming = stage.of(name), name == "bob"
        assert [log.text(n) for n in ("direction", "status", "type", "previewMessage")] == [
            "Incoming" if incoming else "Outgoing",
            "Archived",
            "MessageLog",
            "Grüße",
        ]
        assert (texts(log.get("modalities")), log.href("markAsRead")) == (["Messaging", "Audio"], None)
        (recipient,) = log.embeds("conversationLogRecipient")
        assert recipient.text("sipUri") == PEOPLE[other].uri
        assert (await who.get(recipient.href("contact") or "")).text("name") == PEOPLE[other].name

        page = await who.get(log.href("conversationLogTranscripts") or "")
        message, call = page.embeds("conversationLogTranscript")
        assert (message.href("me"), message.href("contact")) == (
            (None, f"{who.path}/people/{PEOPLE[other].id}") if incoming else (f"{who.path}/me", None)
        )
        text = await who.get(message.embeds("messageTranscript")[0].href() or "")
        assert text.href("plainMessage") == "data:text/plain;charset=utf-8,Gr%c3%bc%c3%9fe"
        assert call.embeds("audioTranscript")[0].text("duration") == "00:00:02"


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_a_call_that_nobody_took_is_missed_until_it_is_read(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "missed", payload_format)
    bob = stage.of("bob")
    told = await bob.until(lambda e: e.link.rel == "missedItems")
    assert told.resource is not None
    assert (told.type, _figures(told.resource)) == ("updated", [1, 1, 1])
    ((log,), (outgoing,)) = await _logs(stage, "bob"), await _logs(stage, "alice")
    assert (log.text("status"), outgoing.text("status")) == ("Missed", "Archived")
    assert (await bob.request("POST", log.href("markAsRead") or "")).status == 204
    assert (await bob.get(log.href() or "")).href("markAsRead") is None
    await bob.poll()
    assert _figures(bob.latest("missedItems")) == [1, 1, 0]
    assert (await bob.request("DELETE", log.href() or "")).status == 204
    await bob.poll()
    assert _figures(await bob.get(f"{bob.path}/communication/missedItems")) == [0, 0, 0]
    assert _figures(bob.latest("missedItems")) == [0, 0, 0]
    assert await _logs(stage, "bob") == []


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_a_call_that_was_declined_was_not_missed(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "declined", payload_format)
    assert [log.text("status") for log in await _logs(stage, "bob")] == ["Archived"]


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_messaging_goes_on_in_the_same_thread(stage: Stage, payload_format: PayloadFormat) -> None:
    await set_scene(stage, "logged", payload_format)
    alice, bob = stage.of("alice"), stage.of("bob")
    (log,) = await _logs(stage, "alice")
    await stage.does("alice", "POST", log.href("continueMessaging") or "", {"operationId": "again"}, 201)
    rings = await bob.get(stage.seat("bob").invitation.href)
    assert rings.text("threadId") == log.text("threadId")
    await stage.does("bob", "POST", rings.href("accept") or "")
    await stage.does("alice", "DELETE", stage.seat("alice").path)
    newest, oldest = await _logs(stage, "alice")
    assert newest.text("threadId") == oldest.text("threadId")
    limited = await alice.get(f"{alice.path}{LOGS}?limit=1")
    assert limited.href("conversationLog") == newest.href()


@pytest.mark.parametrize("payload_format", FORMATS)
async def test_a_meeting_with_two_clients_of_one_user(stage: Stage, payload_format: PayloadFormat) -> None:
    """One log, each message once, there when the last client has left; long ones come in pages."""
    await set_scene(stage, "talk", payload_format)
    second = stage.enters_too("alice")
    assert (await second.join(MEETING.uri)).status == 201
    stage.clock.move(2.0)
    (seat,) = stage.world.applications[second.path.rsplit("/", 1)[1]].conversations.values()
    assert (await second.post(f"{seat.path}/messaging/messagingInvitations", operationId="2")).status == 201
    stage.clock.move(2.0)
    for _ in range(20):
        await stage.writes("bob", "{b}/messaging/messages", "more")
    await stage.does("alice", "DELETE", "{a}")
    assert await _logs(stage, "alice") == []
    await second.request("DELETE", second.path)
    (log,) = await _logs(stage, "alice")
    assert (log.text("type"), log.text("previewMessage")) == ("ConferenceLog", "Hello")
    assert (
        log.href("continueMessaging"),
        log.text(
            "onlineMeetingUri",
        ),
    ) == (None, stage.seat("bob").room.meeting.uri)
    alice = stage.of("alice")
    first = await alice.get(log.href("conversationLogTranscripts") or "")
    following = await alice.get(first.href("nextConversationLogTranscripts") or "")
    assert [len(page.embeds("conversationLogTranscript")) for page in (first, following)] == [20, 1]
    assert (following.rel, following.href("nextConversationLogTranscripts")) == ("nextConversationLogTranscripts", None)


async def test_there_is_an_end_to_what_is_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_scene(stage, "nobody", PayloadFormat.JSON)
    monkeypatch.setattr(archive, "MOST_LOGS", 2)
    monkeypatch.setattr(archive, "MOST_CHARACTERS", 25)
    monkeypatch.setattr(history, "MOST_LINES", 3)
    given = {"onlineMeetingUri": "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:TESTR00M"}
    seen = []
    for turn in range(4):
        await stage.does("alice", "POST", "{app}/communication/onlineMeetingInvitations", given, 201)
        stage.names["a"] = stage.seat("alice").path
        await stage.does("alice", "POST", "{a}/messaging/messagingInvitations", {"operationId": "m"}, 201)
        for line in range(5 if turn == 3 else 1):
            await stage.writes("alice", "{a}/messaging/messages", f"number {line}")
        await stage.does("alice", "DELETE", "{a}")
        seen.append(len(stage.world.archive.of(PEOPLE["alice"])))
    assert seen == [1, 2, 2, 1]  # the last one needs all the room there is
    (log,) = stage.world.archive.of(PEOPLE["alice"])
    assert [line.text for line in log.lines] == ["number 2", "number 3", "number 4"]
    assert (log.line(2), log.line(3)) == (None, log.lines[0])
