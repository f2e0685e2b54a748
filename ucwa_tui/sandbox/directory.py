"""The directory as both sides of the wire see it: cheap to import, no server needed."""

from __future__ import annotations

from ucwa_tui.sandbox.meetings import MEETINGS
from ucwa_tui.sandbox.people import ACCOUNTS
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser


def users() -> tuple[SandboxUser, ...]:
    """Who can sign in."""
    return tuple(SandboxUser(a.sign_in_name, a.person.uri, a.password) for a in ACCOUNTS)


def meetings(base_url: str = "") -> tuple[SandboxMeeting, ...]:
    """What can be joined.

    Args:
        base_url: scheme and host of the sandbox, for the join URLs; empty leaves them out.
    """
    return tuple(m.entry(base_url) for m in MEETINGS)
