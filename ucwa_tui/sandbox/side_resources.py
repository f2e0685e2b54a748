"""Resources beside the main road: contacts, groups, meeting settings, policies. Small, but every link leads somewhere.

Source: UCWA reference, the pages of the same names. Shapes that were never captured are labelled so.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Value
from ucwa_tui.sandbox import application_shapes, errors
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.application_shapes import ONLINE_MEETINGS_LINKS, PEOPLE_LINKS
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.shapes import resource

_POLICIES: dict[str, Value] = {
    "emoticons": "Enabled",
    "exchangeUnifiedMessaging": "Disabled",
    "htmlMessaging": "Enabled",
    "logging": "Enabled",
    "loggingLevel": "Light",
    "messageArchiving": "Disabled",
    "messagingUrls": "Enabled",
    "multiViewJoin": "Enabled",
    "photos": "Disabled",
    "saveMessagingHistory": "Disabled",
    "telephonyMode": "None",
}
_MEETING_SETTINGS: dict[str, dict[str, Value]] = {
    "defaultvalues": {
        "accessLevel": "SameEnterprise",
        "automaticLeaderAssignment": "SameEnterprise",
        "defaultOnlineMeetingRel": "myOnlineMeetings",
        "entryExitAnnouncement": "Disabled",
        "lobbyBypassForPhoneUsers": "Disabled",
        "participantsWarningThreshold": "0",
    },
    "eligiblevalues": {
        "accessLevels": ("Everyone", "SameEnterprise", "Invited", "Locked"),
        "automaticLeaderAssignments": ("Disabled", "SameEnterprise"),
        "eligibleOnlineMeetingRels": ("myOnlineMeetings",),
        "entryExitAnnouncements": ("Disabled", "Unsupported"),
    },
    "custominvitation": {"enterpriseHelpUrl": "", "invitationFooterText": "", "invitationLegalUrl": ""},
    "policies": {"entryExitAnnouncement": "Disabled", "externalUserMeetingRecording": "Disabled"},
    "phonedialininformation": {"defaultRegion": "", "internalDirectoryUri": ""},
}


def get_people(call: Call) -> Answer:
    """The way to contacts and groups."""
    return call.give(application_shapes.people(call.application))


def get_people_part(call: Call) -> Answer:
    """A list of `people`, or a contact by SIP address."""
    name = call.params["part"].lower()
    path = f"{call.application.path}/people/{call.params['part']}"
    for rel, segment in PEOPLE_LINKS.items():
        if segment.lower() == name:
            return call.give(resource(rel, path)).marked()
    person = _somebody(call, name)
    properties: dict[str, Value] = {"name": person.name, "uri": person.uri, "sourceNetwork": person.network}
    return call.give(resource("contact", path, properties, {"contactPresence": f"{path}/presence"})).marked()


def get_contact_presence(call: Call) -> Answer:
    """Whether a contact has an available application here."""
    person = _somebody(call, call.params["part"].lower())
    running = [a for a in call.world.applications.values() if a.owner.person == person and a.presence is not None]
    shown = running[-1].presence.availability if running and running[-1].presence else "Offline"
    path = f"{call.application.path}/people/{call.params['part']}/presence"
    return call.give(resource("contactPresence", path, {"availability": shown, "deviceType": "Unknown"}))


def get_online_meetings(call: Call) -> Answer:
    """The way to scheduled meetings."""
    return call.give(application_shapes.online_meetings(call.application))


def get_online_meetings_part(call: Call) -> Answer:
    """The user's meetings, or one of the lists of settings."""
    name = call.params["part"].lower()
    path = f"{call.application.path}/onlineMeetings/{call.params['part']}"
    if name == "myonlinemeetings":
        mine = [_my_meeting_path(call, m) for m in call.world.meetings_of(call.identity.person)]
        return call.give(resource("myOnlineMeetings", path, None, {"myOnlineMeeting": mine})).marked()
    for rel, segment in ONLINE_MEETINGS_LINKS.items():
        if segment.lower() == name:
            return call.give(resource(rel, path, _MEETING_SETTINGS[name])).marked()
    raise errors.resource_not_found()


def get_my_online_meeting(call: Call) -> Answer:
    """A meeting that the user organizes."""
    wanted = call.params["meeting"].lower()
    found = next((m for m in call.world.meetings_of(call.identity.person) if m.id.lower() == wanted), None)
    if found is None:
        raise errors.resource_not_found()
    properties: dict[str, Value] = {
        "accessLevel": found.access_level,
        "entryExitAnnouncement": "Disabled",
        "attendees": (),
        "automaticLeaderAssignment": "Disabled",
        "description": "",
        "leaders": tuple(p.uri for p in found.leaders),
        "onlineMeetingId": found.id,
        "onlineMeetingUri": found.uri,
        "onlineMeetingRel": "myOnlineMeetings",
        "organizerUri": found.organizer.uri,
        "conferenceId": found.conference_id,
        "phoneUserAdmission": "Disabled",
        "lobbyBypassForPhoneUsers": "Disabled",
        "subject": found.subject,
        "joinUrl": found.join_url(call.request.base_url),
    }
    return call.give(resource("myOnlineMeeting", _my_meeting_path(call, found), properties))


def get_policies(call: Call) -> Answer:
    """What the administrator allows."""
    return call.give(resource("policies", f"{call.application.path}/policies", _POLICIES)).marked()


def get_empty_setting(call: Call) -> Answer:
    """Call forwarding and phones, which this server does not have."""
    name = call.request.segments[-1]
    return call.give(resource(name, f"{call.application.path}/me/{name}")).marked()


def post_unsupported(call: Call) -> Answer:
    """Documented operations that this server does not carry out."""
    raise errors.not_supported()


def _my_meeting_path(call: Call, meeting: Meeting) -> str:
    return f"{call.application.path}/onlineMeetings/myOnlineMeetings/{meeting.id}"


def _somebody(call: Call, address: str) -> Person:
    found = next((p for p in call.world.cast.people() if p.id.lower() == address and not p.anonymous), None)
    if found is None:
        raise errors.resource_not_found()
    return found
