"""What becomes of a message: it has arrived when every recipient has fetched it, and has failed for the others.

Source: UCWA reference, "sendMessage" (a message that an application does not fetch within 30 s is undelivered),
"failedDeliveryParticipant".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.people import Person

FETCH_SECONDS = 30.0


class Delivery:
    """One message on its way.

    Args:
        recipients: everybody whose client has to fetch it; one client of each is enough.
        clock: sandbox time.
        done: called once, with those who have not fetched it.
    """

    def __init__(self, recipients: Iterable[Person], clock: Clock, done: Callable[[tuple[Person, ...]], None]) -> None:
        self._awaited = {person.id: person for person in recipients}
        self._done = done
        self._over = False
        self._timer = clock.later(FETCH_SECONDS, self._finish) if self._awaited else None
        self._look()

    def fetched(self, person: Person) -> None:
        """A client of a recipient has the message."""
        self._awaited.pop(person.id, None)
        self._look()

    def _look(self) -> None:
        if not self._awaited and not self._over:
            self._finish()

    def _finish(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._over = True
        self._done(tuple(self._awaited.values()))
