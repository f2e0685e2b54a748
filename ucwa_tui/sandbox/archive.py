"""Everybody's conversations that are over, as far as there is room; those that go on are collected here already.

Source: UCWA reference, "conversationLogs", "missedItems". Decisions where it is silent: a conversation is found here
when the person's last client has left it; a join that came to nothing leaves no log, a call that did leaves one on both
sides; a call that was declined was not missed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.history import Line, Log
from ucwa_tui.sandbox.invitation import PHONE_AUDIO
from ucwa_tui.sandbox.messaging import first_message
from ucwa_tui.sandbox.people import Person

if TYPE_CHECKING:
    from ucwa_tui.sandbox.conversation import Conversation
    from ucwa_tui.sandbox.room import Room

MOST_LOGS = 50
"""Of one person."""
MOST_IN_ALL, MOST_CHARACTERS = 5_000, 8_000_000
"""Logs of everybody, and what was written in them; the conversations that ended first are forgotten first."""
_MISSED = (("RemoteFailure", "Missed"), ("RemoteFailure", "Canceled"))
"""Code and subcode of what a called client is told when nobody has answered."""


class Archive:
    """The logs.

    Args:
        changed: called when somebody has missed another conversation, or one less.
    """

    def __init__(self, changed: Callable[[Person], None]) -> None:
        self._changed = changed
        self._open: dict[tuple[str, Room], Log] = {}
        self._seats: dict[Log, list[Conversation]] = {}
        self._ended: dict[str, Log] = {}
        self._of: dict[str, dict[str, Log]] = {}
        self._characters = 0

    def of(self, person: Person) -> list[Log]:
        """Somebody's logs, the newest first."""
        return list(reversed(self._of.get(person.id, {}).values()))

    def find(self, person: Person, log_id: str) -> Log | None:
        """One of somebody's logs."""
        return self._of.get(person.id, {}).get(log_id.lower())

    def forget(self, log: Log) -> None:
        """Take a log away."""
        if self._ended.pop(log.id, None) is None:
            return
        self._characters -= log.size
        mine = self._of[log.owner.id]
        del mine[log.id]
        if not mine:
            del self._of[log.owner.id]
        if log.missed:
            self._changed(log.owner)

    def mark_read(self, log: Log) -> None:
        """Somebody has seen that they have missed it."""
        log.read = True
        self._changed(log.owner)

    def clear(self) -> None:
        """Forget everything that is over."""
        self._ended.clear()
        self._of.clear()
        self._characters = 0

    # While a conversation goes on

    def begins(self, seat: Conversation) -> None:
        """A client has been told of a conversation."""
        if seat.person.anonymous:
            return
        key = seat.person.id, seat.room
        log = self._open.get(key)
        if log is None:
            rang = seat.invitation.incoming
            log = Log(seat.id, seat.person, seat.created, rang, seat.importance, seat.subject, seat.thread_id)
            self._open[key] = log
        self._seats.setdefault(log, []).append(seat)

    def meets(self, seat: Conversation, person: Person) -> None:
        """Somebody takes part in it."""
        log = self._log_of(seat)
        if log is not None:
            log.meet(person)

    def uses(self, seat: Conversation, modality: str) -> None:
        """A modality is used: a word of ConversationModalityType."""
        log = self._log_of(seat)
        if log is not None:
            log.use(modality)

    def writes(self, seat: Conversation, line: Line) -> None:
        """Something was written or said. What several clients of a person receive has to be told of one of them."""
        log = self._log_of(seat)
        if log is not None:
            log.add(line)

    def ends(self, seat: Conversation, reason: Reason | None) -> None:
        """A client is about to leave, or rings no more. The log is there when it was the person's last one."""
        log = self._log_of(seat)
        if log is None:
            return
        seats = self._seats[log]
        seats.remove(seat)
        log.attended = log.attended or seat.inside
        if seat.invitation.incoming and not log.attended:
            log.unanswered = log.unanswered or reason is None or (reason.code, reason.subcode) in _MISSED
        if seats:
            return
        del self._seats[log], self._open[seat.person.id, seat.room]
        self._close(log, seat)

    def _close(self, log: Log, seat: Conversation) -> None:
        invitation = seat.invitation
        for person in (invitation.sender, invitation.to):
            if person is not None:
                log.meet(person)
        if not seat.room.private:
            log.meeting_uri = seat.room.meeting.uri
            if not (log.attended or log.missed):
                return
        if log.missed:
            log.use("Audio" if invitation.rel == PHONE_AUDIO else "Messaging")
            self._keep_first_message(log, seat)
        self._ended[log.id] = self._of.setdefault(log.owner.id, {})[log.id] = log
        self._characters += log.size
        self._make_room(log.owner)
        if log.missed:
            self._changed(log.owner)

    def _keep_first_message(self, log: Log, seat: Conversation) -> None:
        """What the caller wanted to say, and could not."""
        first, sender = first_message(seat.invitation.message), seat.invitation.sender
        if first is not None and sender is not None:
            log.add(Line(log.began, sender, first[1], first[0]))

    def _make_room(self, person: Person) -> None:
        for old in self.of(person)[MOST_LOGS:]:
            self.forget(old)
        while len(self._ended) > MOST_IN_ALL or self._characters > MOST_CHARACTERS:
            self.forget(next(iter(self._ended.values())))

    def _log_of(self, seat: Conversation) -> Log | None:
        log = self._open.get((seat.person.id, seat.room))
        return log if log is not None and seat in self._seats[log] else None
