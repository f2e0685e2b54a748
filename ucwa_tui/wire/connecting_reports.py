"""Reports about how a session comes about and what keeps it alive; part of `reports.Report`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.wire.failure import Failure

UPGRADED = "upgraded"
"""Verdict of a hop: the link said http://, and the URL is asked over HTTPS next."""


@dataclass(frozen=True, slots=True)
class DiscoveryHop:
    """A URL that discovery has tried: what came of it. Host, address, status and certificate are the exchange's."""

    url: str
    verdict: str
    """answered, redirect, failed, refused, approved, upgraded."""
    detail: str = ""
    """Why it failed, or where it leads."""
    exchange: int | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """Discovery has found the root of a domain: worth keeping until `DiscoveryForgotten`."""

    domain: str
    root_url: str


@dataclass(frozen=True, slots=True)
class DiscoveryForgotten:
    """A root that was found once must be looked for again: 403, 502, repeated connection errors, sign-out."""

    domain: str
    why: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """A host wants a token: what its challenge offers, and what was chosen."""

    host: str
    grants: tuple[str, ...]
    """On offer, in the server's order and spelling."""
    token_url: str
    """Absolute; empty where the challenge names none."""
    chosen: str
    """Grant type; empty where none fits."""
    why: str
    """One sentence."""
    exchange: int | None = None


class QuestionKind(StrEnum):
    """What only the user can decide."""

    TRUST_HOST = "trust-host"
    """Discovery leads out of the sign-in domain, and says so over plain HTTP."""
    JOIN_HOST = "join-host"
    """A join URL leads to another host than its own."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something has to be approved before the client goes on; `ClientPort.answer` does that. Hostile text."""

    number: int
    kind: QuestionKind
    host: str
    """The host in question, in lower case."""
    domain: str
    """The sign-in domain, or the host that led there."""
    text: str


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    """A question needs no answer any more."""

    number: int


@dataclass(frozen=True, slots=True)
class TokenRenewed:
    """A new token has taken the place of an old one."""

    host: str
    expires_at: float | None
    """Seconds since the epoch."""
    for_application: bool
    """Whether it is the token of the application's own host, whose life the status line counts down."""


@dataclass(frozen=True, slots=True)
class JoinUrlResolved:
    """What a join URL stands for, or why that is not known."""

    ticket: int
    url: str
    uri: str | None = None
    """The conference URI."""
    how: str = ""
    """`conf-info` (the meeting's XML document), `page` (the HTML page), `launcher` (the page behind the launcher URL),
    `guess` (rebuilt from the URL: not certain)."""
    conference_key: str = ""
    ucwa_urls: tuple[tuple[str, str], ...] = ()
    """`ucwa-url`, `ucwa-ext-url`, `ucwa-int-url` with their values, where the server told them."""
    failure: Failure | None = None
    """Why there is no URI, or why it is only a guess."""


@dataclass(frozen=True, slots=True)
class KeepActiveChanged:
    """The state of `reportMyActivity`."""

    on: bool
    last_at: float | None = None
    """When activity was last reported, seconds since the epoch."""
    failure: Failure | None = None
