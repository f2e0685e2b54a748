"""An invitation that somebody sends us, as a pure reducer: it rings, is answered, and ends.

Source: UCWA reference, "messagingInvitation", "phoneAudioInvitation", "onlineMeetingInvitation", "accept", "decline",
"InvitationState", error subcodes. Decision where it is silent: an invitation can be answered exactly as long as it
offers a link for that; how it ended is read from the reason's subcode, else from the state word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ucwa_tui.protocol.data_uri import text_in
from ucwa_tui.protocol.invitation_input import EventSeen
from ucwa_tui.protocol.invitation_match import event_url, plain_rel
from ucwa_tui.protocol.invitation_outcome import (
    Outcome,
    outcome_of_completed,
    outcome_of_state,
    reason_in,
    state_in,
)
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason

ANSWERS = ("accept", "decline")
"""The rels of the links that answer an invitation, which are also the names of the operations."""
MAX_TEXT = 1_000
"""Characters of a name, a subject, a first message that are kept."""


class Ring(StrEnum):
    """How far an invitation to us has come."""

    RINGS = "rings"
    """It can be answered."""
    CONNECTING = "connecting"
    """It has been answered, or offers no link to do so; how it ends is not told yet."""
    CONNECTED = "connected"
    DECLINED = "declined"
    ELSEWHERE = "elsewhere"
    """Another client of the user has taken it."""
    WITHDRAWN = "withdrawn"
    """The other side has given up."""
    MISSED = "missed"
    """Nobody has answered in time."""
    FAILED = "failed"
    GONE = "gone"
    """It is not there any more, and nobody has told how it ended."""

    @property
    def is_over(self) -> bool:
        """Whether nothing can be answered any more."""
        return self not in {Ring.RINGS, Ring.CONNECTING}


_BY_SUBCODE = {
    "declined": Ring.DECLINED,
    "connectedelsewhere": Ring.ELSEWHERE,
    "canceled": Ring.WITHDRAWN,
    "cancelled": Ring.WITHDRAWN,
    "missed": Ring.MISSED,
    "timeout": Ring.MISSED,
}
_BY_STATE = {"declined": Ring.DECLINED, "cancelled": Ring.WITHDRAWN, "canceled": Ring.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Incoming:
    """All that is known of one invitation to us. Every text is the server's: hostile."""

    href: str
    """Absolute URL of the invitation."""
    rel: str
    """messagingInvitation, phoneAudioInvitation, onlineMeetingInvitation, …"""
    at: float
    """When it was first heard of, seconds since the epoch."""
    ring: Ring = Ring.CONNECTING
    who: str = ""
    uri: str = ""
    """Address of whoever invites."""
    subject: str = ""
    importance: str = ""
    text: str = ""
    """The first message, which messaging invitations may carry."""
    conversation: str = ""
    """Absolute URL of the conversation."""
    accept: str = ""
    decline: str = ""
    """Absolute URLs of the links to answer it; empty where it does not offer them (now)."""
    asked: str = ""
    """The answer that this client has sent: accept or decline; empty: none."""
    reason: Reason | None = None
    ended_at: float | None = None
    doubtful: bool = False
    """Events about it may be missing: it has to be read again."""

    @property
    def shown_name(self) -> str:
        """The name, else the address, else that nobody knows."""
        return self.who or self.uri or "somebody"

    @property
    def links(self) -> dict[str, str]:
        """What it can be answered with now: rel and absolute URL."""
        offered = {"accept": self.accept, "decline": self.decline}
        return {rel: href for rel, href in offered.items() if href and self.ring is Ring.RINGS}


def is_invitation(rel: str | None) -> bool:
    """Whether a rel is that of an invitation, of whatever kind."""
    return plain_rel(rel or "").casefold().endswith("invitation")


def heard(before: Incoming | None, seen: EventSeen) -> Incoming | None:
    """The invitation after an event about it.

    Args:
        before: what was known; None: nothing.
        seen: the event.

    Returns:
        None where it is not known to be one to us: it goes out, or the event does not say.
    """
    event, resource = seen.event, seen.event.resource
    known = before or _begun(resource, event_url(seen), event.link.rel, seen.at)
    if known is None:
        return None
    if resource is not None:
        known = _read(known, resource, seen.base_url)
    reason = reason_in(event)
    if event.type == "completed":
        return _ended(known, outcome_of_completed(event), state_in(resource), reason, seen.at)
    if event.type == "deleted":
        return gone(known, seen.at)
    return _ended(known, outcome_of_state(state_in(resource)), state_in(resource), reason, seen.at)


def looked(before: Incoming | None, resource: Resource, url: str, base_url: str, at: float) -> Incoming | None:
    """The invitation after it was read with GET at an absolute URL; None where it is not one to us."""
    known = before or _begun(resource, url, resource.rel or "", at)
    if known is None:
        return None
    known = replace(_read(known, resource, base_url), doubtful=False)
    return _ended(known, outcome_of_state(state_in(resource)), state_in(resource), None, at)


def asking(before: Incoming, answer: str) -> Incoming:
    """This client sends an answer: `accept` or `decline`. It does not ring meanwhile."""
    return _settled(replace(before, asked=answer))


def refused(before: Incoming) -> Incoming:
    """The answer was refused, or is lost: whether it still rings has to be read."""
    return replace(_settled(replace(before, asked="")), doubtful=not before.ring.is_over)


def gone(before: Incoming, at: float) -> Incoming:
    """It is not there any more; a completed event that follows may still tell how it ended."""
    if before.ring.is_over:
        return before
    return replace(before, ring=Ring.GONE, ended_at=at, doubtful=False)


def _begun(resource: Resource | None, url: str, rel: str, at: float) -> Incoming | None:
    if resource is None or (resource.text("direction") or "").strip().casefold() != "incoming":
        return None
    return Incoming(url, plain_rel(rel or resource.rel or ""), at)


def _read(known: Incoming, resource: Resource, base: str) -> Incoming:
    """Texts as they are told now, else as before; the links as they are told now."""
    sender = next(iter(resource.embeds("from")), None)
    link = resource.link("from")
    message = resource.href("message")
    conversation = resource.href("conversation")
    who = (sender.text("name") if sender else None) or (link.title if link else None)
    return _settled(
        replace(
            known,
            who=_cut(who) or known.who,
            uri=_cut(sender.text("uri") if sender else None) or known.uri,
            subject=_cut(resource.text("subject")) or known.subject,
            importance=_cut(resource.text("importance")) or known.importance,
            text=_cut(text_in(message) if message else None).strip() or known.text,
            conversation=resolve(base, conversation) if conversation else known.conversation,
            accept=_absolute(resource, "accept", base),
            decline=_absolute(resource, "decline", base),
        )
    )


def _settled(known: Incoming) -> Incoming:
    """With the state that follows from the links, unless it is over."""
    if known.ring.is_over:
        return known
    rings = not known.asked and bool(known.accept or known.decline)
    return replace(known, ring=Ring.RINGS if rings else Ring.CONNECTING)


def _ended(known: Incoming, outcome: Outcome, state: str | None, reason: Reason | None, at: float) -> Incoming:
    """The end, where it is one; the first end that says how stays."""
    if outcome is Outcome.PENDING or (known.ring.is_over and known.ring is not Ring.GONE):
        return known
    ring = Ring.CONNECTED if outcome is Outcome.JOINED else _how(state, reason)
    return replace(known, ring=ring, reason=reason or known.reason, ended_at=at, accept="", decline="", doubtful=False)


def _how(state: str | None, reason: Reason | None) -> Ring:
    by_reason = _BY_SUBCODE.get((reason.subcode or "").casefold()) if reason is not None else None
    return by_reason or _BY_STATE.get((state or "").strip().casefold(), Ring.FAILED)


def _absolute(resource: Resource, rel: str, base: str) -> str:
    href = resource.href(rel)
    return resolve(base, href) if href else ""


def _cut(text: str | None) -> str:
    return (text or "")[:MAX_TEXT]
