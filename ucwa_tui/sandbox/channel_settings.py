"""What a client may ask of its event channel, and how long an event may wait for others.

Source: UCWA reference, "events".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Urgency(IntEnum):
    """How long an event may wait for others."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """Seconds, and the priority; remembered until changed, lost when the channel starts anew."""

    low: int = 15
    medium: int = 5
    timeout: int = 180
    priority: int = 0
