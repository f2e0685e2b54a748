"""The directory as both sides of the wire see it: cheap to import, no server needed."""

from __future__ import annotations

from ucwa_tui.sandbox.meetings import MEETINGS
from ucwa_tui.sandbox.people import ACCOUNTS
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser


def users() -> tuple[SandboxUser, ...]:
    """Who can sign in."""
    return tuple(SandboxUser(a.sign_in_name, a.person.uri, a.password) for a in ACCOUNTS)


def meetings() -> tuple[SandboxMeeting, ...]:
    """What can be joined."""
    return tuple(m.entry() for m in MEETINGS)
