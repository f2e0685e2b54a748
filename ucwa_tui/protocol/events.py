"""An answer of the event channel (P-GET), independent of JSON and XML.

Source: UCWA reference, "Event channel details" and "events". Decoding is in `event_codec`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason


@dataclass(frozen=True, slots=True)
class EventLink:
    """A rel and href as events carry them (`link`, `in`), hrefs exactly as the server wrote them."""

    rel: str
    href: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `status` and `reason` are siblings of the embedded resource, not parts of it."""

    type: str
    """started, updated, completed (operations); added, updated, deleted (resources); or a word not known yet."""
    link: EventLink
    in_: EventLink | None = None
    status: str | None = None
    reason: Reason | None = None
    resource: Resource | None = None
    """The embedded resource, whose key is usually `link.rel`."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A run of events of one resource. A sender may recur within an answer; order is the server's."""

    rel: str
    href: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class EventsAnswer:
    """The links that say how to go on, and the senders in order."""

    href: str | None
    next: str | None
    resync: str | None = None
    resume: str | None = None
    senders: tuple[Sender, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True for a timeout answer: links only."""
        return not any(s.events for s in self.senders)
