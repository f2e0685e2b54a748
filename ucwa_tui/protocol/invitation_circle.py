"""What an invitation sets off: its conversation, and the participants, meeting and modalities that hang on it.

Source: UCWA reference, "conversation" and the events of its members. The circle grows from the conversation: an event
belongs to it when it is sent by, is about, is `in`, or links back to a resource of the circle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ucwa_tui.protocol.invitation_input import EventSeen
from ucwa_tui.protocol.invitation_match import event_key, href_key, plain_rel, resource_key
from ucwa_tui.protocol.invitation_outcome import state_in
from ucwa_tui.protocol.invitation_seqs import NO_SEQS, SeqSet

WAITING = 256
"""How many events are kept while the conversation is not known yet."""
MEMBERS = 2048
"""How many hrefs a circle may hold; a large meeting has three or so for each participant."""
_NOT_MEMBERS = frozenset({"communication", "me", "application", "contact", "people", "events"})
"""Resources that are never part of one conversation, even when an event of it is about them."""


@dataclass(frozen=True, slots=True)
class ConversationState:
    """A state that the conversation was seen in; `Deleted` is our word for a deleted event."""

    state: str
    at: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """The conversation and what hangs on it."""

    href: str | None = None
    """Absolute URL of the conversation, once known."""
    states: tuple[ConversationState, ...] = ()
    """Each change, first to last."""
    seqs: SeqSet = NO_SEQS
    """`EventSeen.seq` of the events that belong to it."""
    members: frozenset[str] = frozenset()
    waiting: tuple[EventSeen, ...] = ()

    @property
    def state(self) -> str | None:
        """The conversation's last state."""
        return self.states[-1].state if self.states else None


UNKNOWN_CIRCLE = Circle()


def see(circle: Circle, seen: EventSeen) -> Circle:
    """The circle after an event that is not the invitation's own."""
    if circle.href is None:
        waiting = (*circle.waiting, seen)[-WAITING:]  # a call of `replace` would take ten times as long
        return Circle(None, circle.states, circle.seqs, circle.members, waiting)
    if not circle.members.intersection(_touched(seen)):
        return circle
    return _joined_by(circle, seen)


def centre(circle: Circle, conversation: str, own: frozenset[int]) -> Circle:
    """The circle once the conversation is known; events that came before, but the invitation's own, are seen again."""
    if circle.href is not None and href_key(circle.href) == href_key(conversation):
        return circle
    begun = Circle(href=conversation, members=frozenset({href_key(conversation)}))
    for seen in circle.waiting:
        begun = begun if seen.seq in own else see(begun, seen)
    return begun


def _touched(seen: EventSeen) -> Iterable[str]:
    event = seen.event
    back = event.resource.href("conversation") if event.resource else None
    hrefs = (seen.sender_href, event.link.href, event.in_.href if event.in_ else None, back)
    return (resource_key(seen.base_url, href) for href in hrefs if href)


def _joined_by(circle: Circle, seen: EventSeen) -> Circle:
    about = event_key(seen)
    members = circle.members
    if about not in members and len(members) < MEMBERS and plain_rel(seen.event.link.rel) not in _NOT_MEMBERS:
        members = members | {about}
    grown = replace(circle, seqs=circle.seqs.added(seen.seq), members=members)
    if circle.href is None or about != href_key(circle.href):
        return grown
    state = "Deleted" if seen.event.type == "deleted" else state_in(seen.event.resource)
    if state is None or state == circle.state:
        return grown
    detail = seen.event.reason.label if seen.event.reason else ""
    return replace(grown, states=(*circle.states, ConversationState(state, seen.at, detail)))
