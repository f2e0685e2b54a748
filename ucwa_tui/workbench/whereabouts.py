"""Where a sign-in leads when nothing names the server: to the domain of the sign-in address, or of a guest's meeting.

Source: UCWA reference, "Autodiscovery": the domain is that of the sign-in address; a guest's is the organizer's.
"""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.wire.meeting_directory import SANDBOX_DOMAIN
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget


def implied_domain(grant: Grant, user: str, meeting: str) -> str:
    """The domain to discover, in lower case; empty: the texts name none, or that of the embedded sandbox.

    Args:
        grant: a guest's domain is the meeting's, everybody else's that of the address.
        user: sign-in address or any other name.
        meeting: conference URI; a join URL names no domain until it is resolved.
    """
    domain = _domain_of(grant, user, meeting)
    return "" if domain == SANDBOX_DOMAIN else domain


def is_led_by_link(grant: Grant, meeting: str) -> bool:
    """Whether a guest has a join URL, which leads to the meeting's own server."""
    if grant is not Grant.ANONYMOUS or not meeting:
        return False
    from ucwa_tui.protocol.join_url import is_join_url

    return is_join_url(meeting)


def names_no_place(target: SignInTarget) -> bool:
    """Whether a target says nothing about where to sign in."""
    return not (target.applications_url or target.root_url or target.domain)


def led(target: SignInTarget) -> SignInTarget:
    """The target with the domain of its user or meeting, whosever that is, where it names no place itself."""
    if not names_no_place(target):
        return target
    return replace(target, domain=_domain_of(target.grant, target.user, target.meeting_uri or ""))


def _domain_of(grant: Grant, user: str, meeting: str) -> str:
    guest = grant is Grant.ANONYMOUS
    if not (meeting if guest else user):
        return ""  # the usual start: nothing has to be loaded to know that
    from ucwa_tui.protocol.sign_in_domain import domain_problem, sign_in_domain

    domain = sign_in_domain("", meeting) if guest else sign_in_domain(user)
    return "" if domain_problem(domain) else domain
