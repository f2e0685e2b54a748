"""Somebody in a meeting who answers messages, so that receiving can be seen with one client alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.sandbox.people import Person

if TYPE_CHECKING:
    from ucwa_tui.sandbox.clock import Clock
    from ucwa_tui.sandbox.messaging import Messaging
    from ucwa_tui.sandbox.room import Room

TYPES_AFTER = 0.5
ANSWERS_AFTER = 1.5
"""Sandbox seconds from a message to the first letter, and to the answer."""
MAX_QUOTED = 200
_MOST_ANSWERS = 5
"""Being prepared at a time: a client that floods the meeting gets no flood back."""


class Echo:
    """Answers every message of a client, in plain text.

    Args:
        room: where.
        person: who; somebody who sits in the meeting.
    """

    def __init__(self, room: Room, person: Person) -> None:
        self._room = room
        self._person = person
        self._preparing = 0

    def hears(self, text: str, who: Person, clock: Clock) -> None:
        """Somebody has written something."""
        if self._preparing < _MOST_ANSWERS:
            self._preparing += 1
            clock.later(TYPES_AFTER, self._type)
            clock.later(ANSWERS_AFTER, lambda: self._answer(text, who))

    def _type(self) -> None:
        for messaging in self._listeners():
            messaging.sees_typing(self._person)

    def _answer(self, text: str, who: Person) -> None:
        self._preparing -= 1
        here = self._room.members.get(self._person.id)
        if here is not None and not (self._room.audience_may_write or here.leads):
            return
        quoted = text.strip()
        shortened = quoted[:MAX_QUOTED] + ("…" if len(quoted) > MAX_QUOTED else "")
        for messaging in self._listeners():
            messaging.receives(f"{who.name.split(' ')[0]}, you wrote: {shortened}", "text/plain", self._person)

    def _listeners(self) -> list[Messaging]:
        here = self._room.members.get(self._person.id)
        if here is None or here.waiting:
            return []
        return [s.messaging for m in self._room.members.values() for s in m.seats if s.messaging.connected]
