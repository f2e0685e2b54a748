"""Web tickets: who they stand for, how long they last, and for an anonymous one which meeting it opens.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.people import Person

USER_LIFETIME = 8 * 3600
ANONYMOUS_LIFETIME = 3600
MAX_TOKENS = 2000


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token stands for."""

    person: Person
    meeting_uri: str | None = None
    """The one meeting that an anonymous ticket opens; None for a user."""

    @property
    def anonymous(self) -> bool:
        """Whether this is an anonymous ticket."""
        return self.meeting_uri is not None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A token as it was given out."""

    token: str
    identity: Identity
    expires_in: int
    expires_at: float


class Tickets:
    """Issues tokens and knows the valid ones."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._by_token: dict[str, Ticket] = {}

    def for_user(self, person: Person) -> Ticket:
        """A token for somebody who gave the right password."""
        return self._issue(Identity(person), USER_LIFETIME)

    def for_guest(self, meeting_uri: str, renewed: str | None = None) -> Ticket:
        """An anonymous ticket. With the old token the guest stays the same person."""
        old = self._by_token.get(renewed or "")
        if old is not None and old.identity.anonymous:
            identity = replace(old.identity, meeting_uri=meeting_uri)
        else:
            guest = Person("Guest", f"sip:{self._ids.guid()}@anonymous.invalid", anonymous=True, network="Everyone")
            identity = Identity(guest, meeting_uri)
        return self._issue(identity, ANONYMOUS_LIFETIME)

    def identity(self, token: str) -> Identity | None:
        """Whom a token stands for; None for an unknown or an expired one."""
        ticket = self._by_token.get(token)
        if ticket is None or ticket.expires_at <= self._clock.now():
            return None
        return ticket.identity

    def expired(self, token: str) -> bool:
        """Whether the token was good once."""
        return token in self._by_token and self.identity(token) is None

    def _issue(self, identity: Identity, lifetime: int) -> Ticket:
        expires_in = self._ids.lifetime(lifetime)
        ticket = Ticket(self._ids.token(), identity, expires_in, self._clock.now() + expires_in)
        self._by_token[ticket.token] = ticket
        while len(self._by_token) > MAX_TOKENS:
            del self._by_token[next(iter(self._by_token))]
        return ticket
