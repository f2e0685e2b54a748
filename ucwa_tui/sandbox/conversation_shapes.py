"""The resources of a conversation as one client sees them.

Source: UCWA reference, "conversation", "participant", "localParticipant", "onlineMeeting", "attendees", "lobby".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox.shapes import Href, number, resource, titled

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation
    from ucwa_tui.sandbox.modality import Modality
    from ucwa_tui.sandbox.people import Person
    from ucwa_tui.sandbox.room import Member

COLLECTIONS = ("participants", "attendees", "leaders", "lobby")
_RINGING = ("Connecting", "Incoming")
"""State of a modality, and of the conversation, while a client is called."""


def conversation(seat: Conversation) -> Resource:
    """The conversation; what belongs to a meeting is linked only while the client is in it."""
    path = seat.path
    links: dict[str, Href | Sequence[Href] | None] = {"messaging": seat.messaging.path}
    links["phoneAudio"] = seat.phone_audio.path
    if seat.inside or not seat.room.private:
        links["localParticipant"] = titled(seat.own_href, seat.person.name)
    if seat.inside:
        links["addParticipant"] = f"{seat.application.communication_path}/participantInvitations?conversation={seat.id}"
    if seat.conferenced:
        links |= {rel: f"{path}/{rel}" for rel in ("onlineMeeting", *COLLECTIONS)}
        if seat.member.leads:
            verb = "disableAudienceMessaging" if seat.room.audience_may_write else "enableAudienceMessaging"
            links[verb] = f"{seat.messaging.path}/{verb}"
    used: dict[str, Modality] = {"Messaging": seat.messaging, "Audio": seat.phone_audio}
    # what somebody is called with counts before it is accepted, as captured
    active: tuple[Value, ...] = tuple(
        name for name, modality in used.items() if modality.connected or (modality.state, seat.state) == _RINGING
    )
    properties: dict[str, Value] = {
        "state": seat.state,
        "threadId": seat.thread_id,
        "subject": seat.subject,
        "activeModalities": active,
        "importance": seat.importance,
        "recording": False,
    }
    if seat.conferenced:
        properties["audienceMessaging"] = "Enabled" if seat.room.audience_may_write else "Disabled"
        properties["participantCount"] = number(sum(not m.waiting for m in seat.room.members.values()))
    return resource("conversation", path, properties, links)


def participant(seat: Conversation, member: Member) -> Resource:
    """Somebody, with the links that this client may use on them."""
    person = member.person
    if seat.room.private:
        return somebody(seat, person, talks=member.talks)
    own = person.id == seat.person.id
    href = seat.participant_href(person)
    base = seat.application.path
    governs = seat.member.leads and not own and not member.organizer
    properties: dict[str, Value] = {
        "sourceNetwork": person.network,
        "anonymous": person.anonymous,
        "name": person.name,
        "uri": person.uri,
        "role": member.role,
        "organizer": member.organizer,
        "inLobby": True if member.waiting else None,
        "local": True if own else None,
    }
    known = None if person.anonymous else f"{base}/people/{person.id}"
    links: dict[str, Href | Sequence[Href] | None] = {
        "conversation": seat.path,
        "me": f"{base}/me" if own else None,
        "contact": known,
        "contactPresence": f"{known}/presence" if known else None,
        "participantMessaging": f"{href}/messaging" if member.talks else None,
        "admit": f"{href}/admit" if governs and member.waiting else None,
        "reject": f"{href}/reject" if governs and member.waiting else None,
        "eject": f"{href}/eject" if governs and not member.waiting else None,
        "promote": f"{href}/promote" if governs and not member.waiting and not member.leads else None,
        "demote": f"{href}/demote" if governs and not member.waiting and member.leads else None,
    }
    return resource("participant", href, properties, links)


def somebody(seat: Conversation, person: Person, *, talks: bool = False) -> Resource:
    """A participant of a conversation that is no meeting: no role, nothing to govern."""
    href, base = seat.participant_href(person), seat.application.path
    own = person.id == seat.person.id
    known = None if person.anonymous or own else f"{base}/people/{person.id}"
    properties: dict[str, Value] = {
        "sourceNetwork": person.network,
        "anonymous": person.anonymous,
        "name": person.name,
        "uri": person.uri,
    }
    links: dict[str, Href | Sequence[Href] | None] = {
        "conversation": seat.path,
        "me": f"{base}/me" if own else None,
        "contact": known,
        "contactPresence": f"{known}/presence" if known else None,
        "participantMessaging": f"{href}/messaging" if talks else None,
    }
    return resource("participant", href, properties, links)


def collection(seat: Conversation, rel: str) -> Resource:
    """Participants, attendees, leaders or those in the lobby."""
    members = [m for m in seat.room.visible_to(seat.member) if rel in (m.collection, "participants")]
    if rel == "participants":
        members = [m for m in members if not m.waiting and m.person.id != seat.person.id]
    links = [titled(seat.participant_href(m.person), m.person.name) for m in members]
    return resource(rel, f"{seat.path}/{rel}", None, {"participant": links})


def online_meeting(seat: Conversation) -> Resource:
    """The meeting as somebody inside sees it."""
    meeting = seat.room.meeting
    inside = [m for m in seat.room.members.values() if not m.waiting]
    properties: dict[str, Value] = {
        "accessLevel": meeting.access_level,
        "attendees": tuple(m.person.uri for m in inside if not m.leads),
        "conferenceId": meeting.conference_id,
        "description": "",
        "entryExitAnnouncement": "Disabled",
        "hostingNetwork": "SameEnterprise",
        "joinUrl": meeting.join_url(seat.application.base_url),
        "largeMeeting": "Disabled",
        "leaders": tuple(m.person.uri for m in inside if m.leads),
        "lobbyBypassForPhoneUsers": "Disabled",
        "onlineMeetingId": meeting.id,
        "onlineMeetingUri": meeting.uri,
        "organizerName": meeting.organizer.name,
        "organizerUri": meeting.organizer.uri,
        "phoneUserAdmission": "Disabled",
        "subject": meeting.subject,
    }
    links: dict[str, Href | Sequence[Href] | None] = {
        "conversation": seat.path,
        "organizer": f"{seat.application.path}/people/{meeting.organizer.id}",
        "phoneDialInInformation": f"{seat.application.path}/onlineMeetings/phoneDialInInformation",
    }
    return resource("onlineMeeting", f"{seat.path}/onlineMeeting", properties, links)
