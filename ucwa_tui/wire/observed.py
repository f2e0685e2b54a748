"""What a sandbox has seen of its clients: who each of them is, and its exchanges, masked. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.safe_text import safe_line

LONGEST_NAME = 24
"""Characters of each half of a client's name."""


@dataclass(frozen=True, slots=True)
class ObservedClient:
    """One run of somebody's client, as far as it is known by now. Everything but the number is hostile text."""

    number: int
    """From 1; never given twice."""
    user_agent: str = ""
    """The header."""
    user: str = ""
    """SIP address of whom it has signed in; empty before."""
    guest: bool = False
    """It has an anonymous ticket."""
    endpoint_id: str = ""
    """As it was told at the creation of the application; empty before."""
    address: str = ""
    """Where its first connection came from."""

    @property
    def letter(self) -> str:
        """Short for the number: A to Z, then AA."""
        rest, letters = self.number, ""
        while rest > 0:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return letters or "?"

    @property
    def name(self) -> str:
        """For the eye, safe: who has signed in, and with what program."""
        who = "guest" if self.guest else safe_line(self.user).removeprefix("sip:").partition("@")[0]
        return f"{(who or 'somebody')[:LONGEST_NAME]} · {self.program}"

    @property
    def program(self) -> str:
        """For the eye, safe: the first word of its User-Agent."""
        return (safe_line(self.user_agent).split(" ")[0] or "no User-Agent")[:LONGEST_NAME]

    @property
    def is_somebody(self) -> bool:
        """Whether it is known who it is."""
        return self.guest or bool(self.user)

    @property
    def title(self) -> str:
        """Letter and name."""
        return f"{self.letter} {self.name}"


@dataclass(frozen=True, slots=True)
class Observation:
    """An exchange that has begun, or has ended."""

    seq: int
    """From 1, without gaps as long as nothing was lost."""
    client: ObservedClient
    exchange: Exchange
    """Numbered over all clients, in the order of their beginning; times are the server's."""
    token_sent: int = 0
    """Number of the bearer token that the request carried; 0: none."""
    token_issued: int = 0
    """Number of the token that the answer handed out; 0: none."""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes of it."""
        return self.exchange.state is not ExchangeState.RUNNING


ObservationSink: TypeAlias = Callable[[tuple[Observation, ...], int], None]
"""Gets observations in order, and how many exchanges were lost so far. Called on a thread; must not block for long."""
