"""What an event channel works with: the sink, the clocks, and the way to a new application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ucwa_tui.client.tuning import Tuning
from ucwa_tui.wire.reports import ChannelChanged, ChannelGap, EventsArrived, StepChanged

ChannelReport: TypeAlias = ChannelChanged | ChannelGap | EventsArrived | StepChanged


class EventNumbers:
    """Counts the delivered events of one client from 1, across applications."""

    def __init__(self) -> None:
        self.last = 0
        """The number of the event that was delivered last; 0 before the first."""

    def take(self) -> int:
        """The next number."""
        self.last += 1
        return self.last


@dataclass(frozen=True, slots=True)
class ChannelTools:
    """What a channel works with."""

    report: Callable[[ChannelReport], None]
    recreate: Callable[[], Awaitable[str]]
    """Creates the application again and returns its events URL; raises ClientFailure."""
    delete: Callable[[], Awaitable[object]]
    """Deletes the application as far as that is possible in a short time; never fails."""
    clock: Callable[[], float]
    """Seconds since the epoch."""
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    tuning: Tuning
    numbers: EventNumbers = field(default_factory=EventNumbers)
    chance: Callable[[], float] = lambda: 0.0
    """At least 0, less than 1: spreads repetitions."""
