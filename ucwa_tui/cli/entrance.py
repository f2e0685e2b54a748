"""Begins the sign-in of a run: the meeting's page is asked first where there is only a join URL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ucwa_tui.protocol.links import host_of
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.meeting_link import MeetingLink
from ucwa_tui.workbench.ports import ClientPort
from ucwa_tui.workbench.whereabouts import is_led_by_link


class Job(Protocol):
    """What has to be signed in for."""

    link: MeetingLink

    @property
    def may_sign_in(self) -> bool:
        """Whether the meeting is known, and there is no verdict yet."""


class Entrance:
    """Asks the client for what is due.

    Args:
        job: says what is due.
        target: where and as whom, as the user asked for it.
        client: started by then.
        say: tells a sentence about it.
    """

    def __init__(self, job: Job, target: SignInTarget, client: ClientPort, say: Callable[[str], None]) -> None:
        self._job = job
        self._target = target
        self._client = client
        self._say = say
        self._begun = -1
        """The latest sign-in that the client was asked for, by `MeetingLink.turn`."""

    def begin(self) -> None:
        """The client has started: ask the meeting's page, or sign in at once."""
        link = self._job.link
        if link.pending:
            self._say(f"meeting: asking the page at {host_of(link.url)}")
            link.resolving(self._client.resolve(link.url, self._target.network))
        else:
            self.go_on()

    def go_on(self) -> bool:
        """After each report: sign in if that is due; whether it was."""
        link = self._job.link
        if not self._job.may_sign_in or self._begun == link.turn:
            return False
        self._begun = link.turn
        way = link.way_for(self._target)
        if way.why:
            self._say(way.why)
        self._client.sign_in(way.target)
        return True


def join_url_of(target: SignInTarget) -> str:
    """The join URL that a guest's sign-in has to begin with; empty: there is none."""
    meeting = target.meeting_uri or ""
    return meeting.strip() if is_led_by_link(target.grant, meeting) else ""
