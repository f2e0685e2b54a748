"""What the event channel wants done: the effects of `channel.step`, to be carried out in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.reason import Reason


class ChannelFailure(StrEnum):
    """Why a channel ended. The values are those of `wire.reports.FailureKind`."""

    NETWORK = "network"
    """Answers do not arrive, cannot be read, or lead nowhere."""
    REFUSED = "refused"
    APPLICATION_GONE = "application-gone"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Poll:
    """Send the next P-GET after `delay` seconds. In the effects of an answer it always comes first."""

    url: str
    """Absolute, every parameter of the server kept."""
    delay: float = 0.0
    with_parameters: bool = False
    """Whether `low`, `medium`, `timeout` and `priority` are to be added: the server does not know them (any more)."""


@dataclass(frozen=True, slots=True)
class SentEvent:
    """An event and who sent it, hrefs as the server wrote them."""

    sender_rel: str
    sender_href: str
    event: Event


@dataclass(frozen=True, slots=True)
class Deliver:
    """Events that were not delivered before, in the server's order; never empty."""

    ack: int | None
    url: str
    """The URL that answered: what relative hrefs in the events are resolved against."""
    events: tuple[SentEvent, ...]


@dataclass(frozen=True, slots=True)
class Recreate:
    """Create the application again after `delay` seconds and report `Recreated`.

    If that fails, report `RecreationLost` where it may work later, else `Closed`.
    """

    delay: float = 0.0
    old_may_live: bool = False
    """Whether the server has not said that the old application has ended: try to delete it first."""


@dataclass(frozen=True, slots=True)
class RenewToken:
    """Get a new token for this URL before the `Poll` that follows; if that fails, report `Closed` and do not poll."""

    url: str


@dataclass(frozen=True, slots=True)
class Fail:
    """The channel has ended; only `Reopened` and `Recreated` revive it. `why` may quote the server: hostile text."""

    kind: ChannelFailure
    why: str
    url: str | None = None
    status: int | None = None
    reason: Reason | None = None


class GapKind(StrEnum):
    """What has interrupted the sequence of events."""

    RESYNC = "resync"
    RESUME = "resume"
    RECREATED = "recreated"
    SLEPT = "slept"
    REPLACED = "replaced"
    """Another client had the channel for a while."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Between what was delivered and what will be, events may be missing. Told after the `Deliver` of its answer."""

    kind: GapKind
    why: str
    """One sentence; may quote the server: hostile text."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something special for the status line: resync, resume, retry 2 of 5, replaced."""

    text: str
    asked: str | None = None
    """The words from when the next P-GET is on the wire; None: the same."""


Effect: TypeAlias = Poll | Deliver | Recreate | RenewToken | Fail | Gap | Note
