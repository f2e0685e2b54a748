"""Web tickets: who they stand for, how long they last, and for an anonymous one which meeting it opens.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.people import Person

USER_LIFETIME = 8 * 3600
ANONYMOUS_LIFETIME = 3600
MAX_TOKENS = 20_000


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
    site: str = ""
    """Name of the site that gave it out, and the only one that takes it."""


class Tickets:
    """Issues tokens and knows the valid ones.

    Args:
        clock: sandbox time.
        ids: identifiers.
        user_lifetime: seconds; None: about eight hours.
        guest_lifetime: seconds; None: about an hour.
        most: how many are remembered; the oldest is forgotten first.
    """

    def __init__(
        self,
        clock: Clock,
        ids: Ids,
        *,
        user_lifetime: int | None = None,
        guest_lifetime: int | None = None,
        most: int = MAX_TOKENS,
    ) -> None:
        self.user_lifetime = user_lifetime
        self.guest_lifetime = guest_lifetime
        self.expiry_skew = 0
        """Seconds by which a ticket promises more than it holds."""
        self._clock = clock
        self._ids = ids
        self._most = most
        self._by_token: dict[str, Ticket] = {}

    def for_user(self, person: Person, site: str = "") -> Ticket:
        """A token for somebody who has proved to be that person."""
        return self._issue(Identity(person), self.user_lifetime or self._ids.lifetime(USER_LIFETIME), site)

    def for_guest(self, meeting_uri: str, renewed: str | None = None, site: str = "") -> Ticket:
        """An anonymous ticket. With the old token the guest stays the same person."""
        old = self._by_token.get(renewed or "")
        if old is not None and old.identity.anonymous:
            identity = replace(old.identity, meeting_uri=meeting_uri)
        else:
            guest = Person("Guest", f"sip:{self._ids.guid()}@anonymous.invalid", anonymous=True, network="Everyone")
            identity = Identity(guest, meeting_uri)
        return self._issue(identity, self.guest_lifetime or self._ids.lifetime(ANONYMOUS_LIFETIME), site)

    def identity(self, token: str, site: str = "") -> Identity | None:
        """Whom a token stands for; None for an unknown or an expired one, and for one of another site."""
        ticket = self._by_token.get(token)
        if ticket is None or ticket.site != site or ticket.expires_at <= self._clock.now():
            return None
        return ticket.identity

    def owner(self, token: str) -> Identity | None:
        """Whom a token stands for or stood for, at whatever site."""
        ticket = self._by_token.get(token)
        return ticket.identity if ticket is not None else None

    def expire(self, token: str) -> None:
        """End a token now."""
        ticket = self._by_token.get(token)
        if ticket is not None:
            self._by_token[token] = replace(ticket, expires_at=self._clock.now())

    def expire_all(self, chosen: Callable[[Identity], bool]) -> int:
        """End all tokens of some people now; how many were still good."""
        good = [t for t in self._by_token.values() if t.expires_at > self._clock.now() and chosen(t.identity)]
        for ticket in good:
            self.expire(ticket.token)
        return len(good)

    def expired(self, token: str) -> bool:
        """Whether the token was good once."""
        ticket = self._by_token.get(token)
        return ticket is not None and ticket.expires_at <= self._clock.now()

    def _issue(self, identity: Identity, expires_in: int, site: str) -> Ticket:
        promised = max(0, expires_in + self.expiry_skew)
        ticket = Ticket(self._ids.token(), identity, promised, self._clock.now() + expires_in, site)
        self._by_token[ticket.token] = ticket
        while len(self._by_token) > self._most:
            del self._by_token[next(iter(self._by_token))]
        return ticket
