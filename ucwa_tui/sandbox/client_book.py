"""Which client a request comes from: by its token and application, before sign-in by connection and User-Agent.

A client is one run of somebody's program: it finds the server, gets a token, creates an application. Two programs with
the same User-Agent that begin at the very same moment cannot be told apart before they ask for tokens, and where both
ask for the same person's not before their applications are created; until then what they do counts as one client's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ucwa_tui.wire.observed import ObservedClient

Key = TypeVar("Key")
Value = TypeVar("Value")
MOST_CLIENTS = 5_000
"""So many are remembered; the oldest are forgotten."""
MOST_TOKENS = 10_000
LONGEST = 200
"""Characters of a name that are kept."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request says about where it comes from."""

    address: str
    user_agent: str
    known_as: int = 0
    """Number of the client that its connection belongs to; 0: the connection is new."""
    token: str = ""
    application: str = ""
    """Identifier of the application in its path."""
    gets_token: bool = False
    """It asks the token service."""
    who: str = ""
    """Whom it asks for then, in short, or `guest`; empty: it does not say."""
    renews: str = ""
    """The old token of a guest who asks for a new one."""


@dataclass(slots=True)
class ClientBook:
    """Who is who.

    Args:
        mask: takes secrets out of what a client calls itself.
    """

    mask: Callable[[str], str] = str
    clients: dict[int, ObservedClient] = field(default_factory=dict)
    _last: int = 0
    _newcomers: dict[tuple[str, str], int] = field(default_factory=dict)
    _signed_in: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _by_token: dict[str, list[int]] = field(default_factory=dict)
    _by_application: dict[str, int] = field(default_factory=dict)
    _asked_as: dict[int, str] = field(default_factory=dict)
    """As whom clients ask for tokens."""

    def of(self, visit: Visit) -> ObservedClient:
        """The client of a request; a new one where it is nobody's that is known."""
        number = self._number_of(visit)
        if visit.gets_token and not visit.renews and visit.who:
            if self._asked_as.get(number, visit.who) != visit.who:
                number = self._signed_in.get(_program(visit, visit.who), 0)  # two programs were taken for one so far
            client = self.clients.get(number) or self._newcomer(visit)
            self._asked_as[client.number] = visit.who
            _bound(self._asked_as, MOST_CLIENTS)
            return client
        return self.clients.get(number) or self._newcomer(visit)

    def refused(self, number: int) -> None:
        """A client got no token: it may ask as somebody else the next time."""
        client = self.clients.get(number)
        if client is None or not client.user:
            self._asked_as.pop(number, None)

    def _number_of(self, visit: Visit) -> int:
        holders = self._by_token.get(visit.token or visit.renews, [])
        owner = self._by_application.get(visit.application, 0)
        if owner and (owner in holders or not holders):
            return owner
        if holders:
            return holders[-1]
        if visit.known_as:
            return visit.known_as
        newcomer = self._newcomers.get((visit.address, visit.user_agent), 0)
        # a token is asked for without looking for the server again: somebody renews
        return newcomer or (self._signed_in.get(_program(visit, visit.who), 0) if visit.gets_token else 0)

    def _newcomer(self, visit: Visit) -> ObservedClient:
        self._last += 1
        client = ObservedClient(self._last, self._kept(visit.user_agent), address=visit.address)
        self._put(client)
        if not visit.token:
            self._newcomers[visit.address, visit.user_agent] = client.number
        else:
            self._hold(visit.token, client.number)
        return client

    def got_token(self, number: int, visit: Visit, token: str, user: str, *, guest: bool) -> ObservedClient:
        """A client was given a token, and is no newcomer any more."""
        key = (visit.address, visit.user_agent)
        if self._newcomers.get(key) == number:
            del self._newcomers[key]
        for who in {"", "guest" if guest else short_name(user)}:
            self._signed_in[_program(visit, who)] = number
        _bound(self._signed_in, MOST_CLIENTS)
        self._hold(token, number)
        return self.signed_in(number, user, guest=guest)

    def signed_in(self, number: int, user: str, *, guest: bool) -> ObservedClient:
        """It is known whom a client has signed in."""
        client = self.clients[number]
        if client.user and client.user != user and not guest:
            return client  # somebody else's token: the client keeps the name that it came with
        return self._put(replace(client, user=self._kept(user), guest=guest))

    def got_application(self, number: int, token: str, application: str, endpoint_id: str) -> ObservedClient:
        """A client has created an application, or was given the one that its endpoint has already."""
        client = self.clients[number]
        endpoint_id = self._kept(endpoint_id)
        if client.endpoint_id and client.endpoint_id.lower() != endpoint_id.lower():
            self._last += 1  # the same program plays another client
            client = replace(client, number=self._last)
            self._hold(token, client.number)
        self._by_application.setdefault(application, client.number)
        _bound(self._by_application, MOST_CLIENTS)
        return self._put(replace(client, endpoint_id=endpoint_id))

    def _hold(self, token: str, number: int) -> None:
        if token:
            holders = self._by_token.setdefault(token, [])
            if number not in holders:
                holders.append(number)
            _bound(self._by_token, MOST_TOKENS)

    def _put(self, client: ObservedClient) -> ObservedClient:
        self.clients[client.number] = client
        _bound(self.clients, MOST_CLIENTS)
        _bound(self._newcomers, MOST_CLIENTS)
        return client

    def _kept(self, text: str) -> str:
        return self.mask(text)[:LONGEST]


def short_name(user: str) -> str:
    """A user without scheme, domain and case, however it is spelled."""
    return user.strip().lower().removeprefix("sip:").rpartition("\\")[2].partition("@")[0]


def _program(visit: Visit, who: str) -> tuple[str, str, str]:
    return visit.address, visit.user_agent, who


def _bound(known: dict[Key, Value], most: int) -> None:
    while len(known) > most:
        del known[next(iter(known))]
