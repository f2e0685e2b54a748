"""What the event channel knows: the state that `channel.step` advances."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from ucwa_tui.protocol.channel_effect import ChannelFailure, Effect, Fail, Note, Poll
from ucwa_tui.protocol.channel_memory import NOTHING_DELIVERED, Delivered
from ucwa_tui.protocol.channel_patience import Temper


class Phase(StrEnum):
    """Where the channel is in its life."""

    NEW = "new"
    OPEN = "open"
    """A P-GET is outstanding, or about to be sent."""
    RECREATING = "recreating"
    FAILED = "failed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the channel knows. Start with `Channel()` and feed `Opened`."""

    phase: Phase = Phase.NEW
    temper: Temper = Temper.BRIEF
    url: str | None = None
    """The outstanding P-GET's URL; in FAILED and CLOSED the one to go on with."""
    events_url: str | None = None
    """The application's own `events` link, the way back when an answer has no link."""
    with_parameters: bool = False
    """Whether the outstanding P-GET carries the channel parameters; a repetition does too."""
    epoch: int = 0
    """Counts numberings: acks start again after `resume` and in a new application."""
    operation_posted: bool = False
    failure: ChannelFailure | None = None
    gone: str = ""
    """Why there is no application any more; empty while there is one."""
    old_may_live: bool = False
    """Whether the application that is given up may still be there."""
    answered: bool = False
    """Whether any P-GET of this application was answered with events, or with their absence."""
    trouble: str = ""
    """Why the latest P-GET was not answered well; empty where it was, or where nothing is known."""
    lost: int = 0
    """Repetitions since the last good answer."""
    drought: float = 0.0
    """Seconds of fruitless asking and waiting since the last good answer."""
    doubtful: bool = False
    """The server may still hold a request that was lost here: a PGetReplaced may be our own doing."""
    replaced: int = 0
    renewed: bool = False
    detours: int = 0
    gap: str = ""
    """The gap that was told last, without progress since."""
    quick: int = 0
    recreations: int = 0
    delivered: Delivered = NOTHING_DELIVERED

    @property
    def is_steady(self) -> bool:
        """Whether it stays connected for as long as it can."""
        return self.temper is Temper.STEADY

    @property
    def is_taken(self) -> bool:
        """Whether another client has this channel; a steady one puts its first conflict down to itself."""
        struggling = not self.is_steady and self.replaced > 0 and bool(self.trouble)
        return self.failure is ChannelFailure.REPLACED or struggling


Step: TypeAlias = tuple[Channel, tuple[Effect, ...]]


def failed(channel: Channel, fail: Fail) -> Step:
    """The channel ends."""
    return replace(channel, phase=Phase.FAILED, failure=fail.kind), (fail,)


def again(channel: Channel, delay: float, note: str, asked: str | None = None) -> Step:
    """The outstanding P-GET is asked again at the same URL: the server repeats a package until it is acknowledged."""
    assert channel.url is not None  # only called for the outstanding P-GET
    return channel, (Poll(channel.url, delay, channel.with_parameters), Note(note, asked))
