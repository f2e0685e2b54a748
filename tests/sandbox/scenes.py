"""Scenes: who is signed in, in which meeting or conversation, and how the tests name its addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.sandbox.stage import GUARDED, MEETING, PEOPLE, Stage
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.application import Registration
from ucwa_tui.sandbox.people import ALICE

NUMBER = "+493055500999"


async def set_scene(stage: Stage, scene: str, payload_format: PayloadFormat) -> None:
    """Begin anew, with a scene of `SCENES`."""
    stage.reset(payload_format)
    await SCENES[scene](stage)


async def _nobody(stage: Stage) -> None:
    """Signed in, not available."""
    stage.enters("alice")
    stage.enters("bob")


async def _available(stage: Stage) -> None:
    await _nobody(stage)
    for name in ("alice", "bob"):
        await stage.does(name, "POST", "{app}/me/makeMeAvailable", {"supportedModalities": ["Messaging", "PhoneAudio"]})


async def _meeting(stage: Stage) -> None:
    """Alice leads, Bob attends."""
    await _nobody(stage)
    for name in ("alice", "bob"):
        await _joins(stage, name, MEETING.uri)
        stage.names[name[0]] = stage.seat(name).path
    stage.names["invitation"] = stage.seat("alice").invitation.href


async def _leaders(stage: Stage) -> None:
    await _meeting(stage)
    await stage.does("alice", "POST", "{a}/participants/{bob}/promote")


async def _lobby(stage: Stage) -> None:
    """Alice leads, Bob and a guest wait."""
    await _nobody(stage)
    stage.enters("guest")
    for name in ("alice", "bob", "guest"):
        await _joins(stage, name, GUARDED.uri)
        stage.names[name[0]] = stage.seat(name).path
    stage.names["guest"] = stage.seat("guest").person.id
    stage.names["invitation"] = stage.seat("bob").invitation.href


async def _joins(stage: Stage, name: str, uri: str) -> None:
    given = {"onlineMeetingUri": uri, "anonymousDisplayName": name}
    await stage.does(name, "POST", "{app}/communication/onlineMeetingInvitations", given, 201)


async def _talk(stage: Stage) -> None:
    """Both have messaging in the meeting, and Alice has written."""
    await _meeting(stage)
    for side in ("a", "b"):
        who = "alice" if side == "a" else "bob"
        await stage.does(who, "POST", f"{{{side}}}/messaging/messagingInvitations", {"operationId": side}, 201)
    stage.names["message"] = await stage.writes("alice", "{a}/messaging/messages", "Hello")


async def _hushed(stage: Stage) -> None:
    """Only leaders may write, and Alice is the only one."""
    await _talk(stage)
    await stage.does("alice", "POST", "{a}/messaging/disableAudienceMessaging")


async def _phone(stage: Stage) -> None:
    await _meeting(stage)
    given = {"to": "sip:bob@sandbox.example", "phoneNumber": NUMBER}
    await stage.does("alice", "POST", "{a}/phoneAudio/phoneAudioInvitations", given, 201)
    stage.names["invitation"] = next(
        i.href for i in stage.application("alice").invitations.values() if i.rel == "phoneAudioInvitation"
    )


async def _hold(stage: Stage) -> None:
    await _phone(stage)
    await stage.does("alice", "POST", "{a}/phoneAudio/hold")


async def _ringing(stage: Stage) -> None:
    """Alice calls Bob, who has not answered."""
    await _available(stage)
    given = {"to": "sip:bob@sandbox.example", "operationId": "call"}
    await stage.does("alice", "POST", "{app}/communication/messagingInvitations", given, 201)
    stage.names |= {"a": stage.seat("alice").path, "b": stage.seat("bob").path}
    stage.names["outgoing"] = stage.seat("alice").invitation.href
    stage.names["incoming"] = stage.seat("bob").invitation.href


async def _missed(stage: Stage) -> None:
    """Bob has missed Alice's call."""
    await _ringing(stage)
    await stage.does("alice", "POST", "{a}/messaging/terminate")
    stage.names["log"] = _log_of(stage, "bob")


async def _logged(stage: Stage) -> None:
    """Alice and Bob have talked, with a message of hers and a call."""
    await _pair(stage)
    await stage.writes("alice", "{a}/messaging/messages", "Grüße")
    given = {"to": "sip:bob@sandbox.example", "phoneNumber": NUMBER}
    await stage.does("alice", "POST", "{a}/phoneAudio/phoneAudioInvitations", given, 201)
    ringing = [i for i in stage.application("bob").invitations.values() if i.answerable]
    await stage.does("bob", "POST", f"{ringing[0].href}/accept")
    await stage.does("alice", "DELETE", "{a}")
    stage.names["log"] = _log_of(stage, "alice")


def _log_of(stage: Stage, name: str) -> str:
    """The path of somebody's newest log."""
    log = stage.world.archive.of(PEOPLE[name])[0]
    return f"{stage.of(name).path}/communication/conversationLogs/{log.id}"


async def _pair(stage: Stage) -> None:
    """Alice and Bob talk without a meeting."""
    await _ringing(stage)
    await stage.does("bob", "POST", "{incoming}/accept")


async def _asked(stage: Stage) -> None:
    """Alice, in a meeting with Bob, asks Olga in, who lets it ring."""
    await _meeting(stage)
    conversation = stage.seat("alice").id
    target = f"{{app}}/communication/participantInvitations?conversation={conversation}"
    await stage.does("alice", "POST", target, {"to": "sip:olga@sandbox.example"}, 201)
    stage.names["conversation"] = conversation
    stage.names["asking"] = next(
        i.href for i in stage.application("alice").invitations.values() if i.rel == "participantInvitation"
    )


async def _watching(stage: Stage) -> None:
    """Alice has subscribed to Dora's presence."""
    await _available(stage)
    given = {"uris": ["sip:dora@sandbox.example"], "duration": "10"}
    await stage.does("alice", "POST", "{app}/people/presenceSubscriptions", given, 201)
    stage.names["subscription"] = next(iter(stage.application("alice").subscriptions.held))
    stage.names["watched"] = f"{stage.names['subscription']},dora@sandbox.example"


async def _listening(stage: Stage) -> None:
    """Alice has subscribed to her contacts and groups."""
    await _available(stage)
    target = "{app}/people/contactsAndGroupsSubscription/startOrRefresh"
    await stage.does("alice", "POST", target, {"duration": "30"}, 201)


async def _forwarding(stage: Stage) -> None:
    """Nobody's calls arrive where they should; Carol is there, who has delegates and a team."""
    await _available(stage)
    stage.enters("carol")
    base = "{app}/me/callForwardingSettings"
    for name in ("alice", "carol"):
        await stage.does(name, "POST", f"{base}/immediateForwardSettings/immediateForwardToVoicemail")
        given = {"target": "sip:dora@sandbox.example", "ringDelay": "15"}
        await stage.does(name, "POST", f"{base}/unansweredCallSettings/unansweredCallToContact", given)


async def _short_list(stage: Stage) -> None:
    """Without the distribution group in Alice's contact list."""
    await _nobody(stage)
    remove = "{app}/people/groups/all-engineering/removeFromContactList"
    await stage.does("alice", "POST", remove, {"groupId": "all-engineering"})


async def _scheduled(stage: Stage) -> None:
    """Alice has scheduled a meeting, with an extension."""
    await _available(stage)
    await stage.does("alice", "POST", "{app}/onlineMeetings/myOnlineMeetings", {"subject": "Plans"}, 201)
    room = next(r for r in stage.world.rooms_of(ALICE) if r.meeting.scheduled)
    stage.names["meeting"] = room.meeting.id
    target = "{app}/onlineMeetings/myOnlineMeetings/{meeting}/extensions"
    await stage.does("alice", "POST", target, {"id": "notes", "type": "RoamedOrganizerData", "text": "x"}, 201)


async def _left(stage: Stage) -> None:
    """Alice has left the meeting; the addresses in it are still known."""
    await _talk(stage)
    await stage.does("alice", "DELETE", "{a}")


async def _demoted(stage: Stage) -> None:
    """Bob was a leader."""
    await _leaders(stage)
    await stage.does("alice", "POST", "{a}/participants/{bob}/demote")


async def _declined(stage: Stage) -> None:
    """Bob has not taken Alice's call."""
    await _ringing(stage)
    await stage.does("bob", "POST", "{incoming}/decline")


async def _crowded(stage: Stage) -> None:
    """Alice has as many applications as anybody may have."""
    await _nobody(stage)
    owner, most = stage.application("alice").owner, stage.world.limits.applications_per_user
    for number in range(most - 1):
        stage.world.create(owner, Registration("en-US", "tests", f"number {number}"), stage.base)


SCENES: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "nobody": _nobody,
    "available": _available,
    "meeting": _meeting,
    "leaders": _leaders,
    "lobby": _lobby,
    "talk": _talk,
    "hushed": _hushed,
    "phone": _phone,
    "hold": _hold,
    "ringing": _ringing,
    "missed": _missed,
    "logged": _logged,
    "pair": _pair,
    "asked": _asked,
    "watching": _watching,
    "listening": _listening,
    "forwarding": _forwarding,
    "short list": _short_list,
    "scheduled": _scheduled,
    "left": _left,
    "demoted": _demoted,
    "declined": _declined,
    "crowded": _crowded,
}
