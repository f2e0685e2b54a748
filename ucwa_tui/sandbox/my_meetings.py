"""myOnlineMeetings: schedule, list, read, change and delete meetings, which can be joined as every other one.

Source: UCWA reference, "myOnlineMeetings", "myOnlineMeeting", "myAssignedOnlineMeeting"; captured meeting resources.
Decisions where the documentation is silent: deleting a meeting ends it for those who are in it; deleting the assigned
one brings back its first settings; people who wait are let in when a change of the access level opens the door.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid5

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content, resource_answer
from ucwa_tui.sandbox.application import PUT_SENTENCE
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.meeting_extensions import extension_resource, extensions_path
from ucwa_tui.sandbox.meeting_input import described
from ucwa_tui.sandbox.meetings import Meeting, assigned_meeting, meeting_key
from ucwa_tui.sandbox.preconditions import demand_if_match, demand_put_property, tagged
from ucwa_tui.sandbox.room import Room
from ucwa_tui.sandbox.shapes import date, resource
from ucwa_tui.sandbox.validation import Fields

MAX_SCHEDULED = 200
"""Scheduled meetings of one user."""
_NAMES = UUID("6f3c1d0a-52c7-4d1e-9a57-0c6f0b0e5f11")


def get_my_online_meetings(call: Call) -> Answer:
    """Everything that the user organizes, embedded."""
    mine = call.world.meetings_of(call.identity.person)
    embedded: dict[str, list[Resource]] = {"myAssignedOnlineMeeting": [], "myOnlineMeeting": []}
    for meeting in mine:
        embedded[_rel(meeting)].append(_meeting(call, meeting))
    shown = {rel: found for rel, found in embedded.items() if found}
    return call.give(resource("myOnlineMeetings", _list_path(call), None, None, shown))


def post_my_online_meetings(call: Call) -> Answer:
    """Schedule a meeting: 201 with the meeting, which is there from now on."""
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()
    person, world = call.identity.person, call.world
    fields = Fields(call.request)
    bare = Meeting(world.ids.meeting(), "", "joins", "a meeting that a client has scheduled", person, scheduled=True)
    while world.room(bare.uri) is not None:
        bare = replace(bare, id=world.ids.meeting())
    wanted = described(bare, fields, world.clock.now())
    fields.check()
    if sum(m.scheduled for m in world.meetings_of(person)) >= MAX_SCHEDULED:
        raise errors.too_many_online_meetings()
    return resource_answer(_meeting(call, world.open_room(wanted).meeting), call.accepted, status=201)


def get_my_online_meeting(call: Call) -> Answer:
    """One meeting."""
    return call.give(_meeting(call, my_room(call).meeting))


def put_my_online_meeting(call: Call) -> Answer:
    """Replace its settings: 200 with the meeting as it is now."""
    room = my_room(call)
    before = _meeting(call, room.meeting)
    demand_if_match(call.request, before.text("etag") or "")
    fields = Fields(call.request)
    wanted = described(room.meeting, fields, call.world.clock.now())
    demand_put_property(fields, _put_property(room.meeting))
    fields.check()
    room.meeting = wanted
    _open_the_door(room)
    return resource_answer(_meeting(call, wanted), call.accepted)


def delete_my_online_meeting(call: Call) -> Answer:
    """The meeting is no more. If-Match is honoured, not demanded."""
    room = my_room(call)
    demand_if_match(call.request, _meeting(call, room.meeting).text("etag") or "", required=False)
    call.world.close_room(room)
    if room.meeting.assigned:
        call.world.open_room(assigned_meeting(room.meeting.organizer))
    return no_content()


def my_room(call: Call) -> Room:
    """The meeting in the path, which has to be the user's own. Raises Refusal 404."""
    wanted = call.params["meeting"].lower()
    rooms = call.world.rooms_of(call.identity.person)
    found = next((r for r in rooms if r.meeting.id.lower() == wanted), None)
    if found is None:
        raise errors.resource_not_found()
    return found


def _open_the_door(room: Room) -> None:
    for member in list(room.members.values()):
        if member.waiting and not room.meeting.keeps_waiting(member.person):
            room.admit(member)


def _list_path(call: Call) -> str:
    return f"{call.application.path}/onlineMeetings/myOnlineMeetings"


def _rel(meeting: Meeting) -> str:
    return "myAssignedOnlineMeeting" if meeting.assigned else "myOnlineMeeting"


def _put_property(meeting: Meeting) -> str:
    """The name of the property that a PUT has to bring back: another one for each meeting, always the same for it."""
    return str(uuid5(_NAMES, meeting_key(meeting.uri)))


def _meeting(call: Call, meeting: Meeting) -> Resource:
    path = f"{_list_path(call)}/{meeting.id}"
    properties: dict[str, Value] = {
        "accessLevel": meeting.access_level,
        "entryExitAnnouncement": meeting.entry_exit_announcement,
        "attendees": meeting.attendees,
        "automaticLeaderAssignment": meeting.automatic_leaders,
        "description": meeting.description,
        "expirationTime": None if meeting.expires_at is None else date(meeting.expires_at),
        "leaders": (*(p.uri for p in meeting.leaders), *meeting.leader_uris),
        "onlineMeetingId": meeting.id,
        "onlineMeetingUri": meeting.uri,
        "onlineMeetingRel": "myAssignedOnlineMeeting" if meeting.assigned else "myOnlineMeetings",
        "organizerUri": meeting.organizer.uri,
        "conferenceId": meeting.conference_id,
        "phoneUserAdmission": meeting.phone_user_admission,
        "lobbyBypassForPhoneUsers": meeting.lobby_bypass_for_phone_users,
        "subject": meeting.subject,
        "joinUrl": meeting.join_url(call.request.base_url),
        _put_property(meeting): PUT_SENTENCE,
    }
    links = {"onlineMeetingExtensions": extensions_path(path)}
    extensions = call.world.extensions.get(meeting_key(meeting.uri), {})
    embedded = {"onlineMeetingExtension": [extension_resource(path, e) for e in extensions.values()]}
    return tagged(resource(_rel(meeting), path, properties, links, embedded if extensions else None))
