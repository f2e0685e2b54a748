"""A meeting as a POST or PUT describes it. What is not said gets its default: a PUT replaces everything.

Source: UCWA reference, "myOnlineMeetings" (POST), "myOnlineMeeting" (PUT).
Decisions where the documentation is silent: an accessLevel of `None` is the default; an address without `sip:` gets it;
captured clients send `attendanceAnnouncementsStatus`, which stands for entryExitAnnouncement where that is absent.
"""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.sandbox.meeting_settings import (
    ACCESS_LEVELS,
    ANNOUNCEMENTS,
    DAYS_AHEAD,
    DAYS_BACK,
    DEFAULT_ACCESS_LEVEL,
    DEFAULT_HOURS,
    DEFAULT_LEADER_ASSIGNMENT,
    LEADER_ASSIGNMENTS,
    SWITCH,
)
from ucwa_tui.sandbox.meetings import Meeting
from ucwa_tui.sandbox.validation import Fields

_DAY = 86_400.0


def described(base: Meeting, fields: Fields, now: float) -> Meeting:
    """The meeting with every setting replaced. Problems are noted in `fields`; the caller checks.

    Args:
        base: what no client can change: id, organizer, behaviour.
        fields: of the request.
        now: sandbox time, seconds since the epoch.
    """
    access = fields.choice("accessLevel", ACCESS_LEVELS)
    announcement = fields.choice("entryExitAnnouncement", ANNOUNCEMENTS)
    older = fields.choice("attendanceAnnouncementsStatus", ANNOUNCEMENTS)
    expires = fields.moment("expirationTime")
    if expires is not None and not -DAYS_BACK * _DAY <= expires - now <= DAYS_AHEAD * _DAY:
        fields.problem("expirationTime", "The time has to lie between one year ago and ten years from now.")
    if expires is None and not base.assigned:
        expires = now + DEFAULT_HOURS * 3600
    return replace(
        base,
        subject=fields.text("subject") or "",
        description=fields.text("description") or "",
        access_level=DEFAULT_ACCESS_LEVEL if access in (None, "None") else access or DEFAULT_ACCESS_LEVEL,
        automatic_leaders=fields.choice("automaticLeaderAssignment", LEADER_ASSIGNMENTS) or DEFAULT_LEADER_ASSIGNMENT,
        entry_exit_announcement=announcement or older or "Disabled",
        lobby_bypass_for_phone_users=fields.choice("lobbyBypassForPhoneUsers", SWITCH) or "Disabled",
        phone_user_admission=fields.choice("phoneUserAdmission", SWITCH) or "Disabled",
        attendees=_addresses(fields, "attendees"),
        leaders=(),
        leader_uris=_addresses(fields, "leaders"),
        expires_at=expires,
    )


def _addresses(fields: Fields, name: str) -> tuple[str, ...]:
    found: list[str] = []
    for text in fields.texts(name) or ():
        bare = text.strip()
        uri = bare if ":" in bare else f"sip:{bare}"
        scheme, _, rest = uri.partition(":")
        if scheme.lower() != "sip" or not all(rest.partition("@")[::2]) or any(c.isspace() for c in rest):
            fields.problem(name, "Each item has to be a SIP URI such as sip:user@domain.")
        found.append(uri)
    return tuple(dict.fromkeys(found))
