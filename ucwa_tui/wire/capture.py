"""Append-only record of what went over a socket and when, bounded by bytes. Times are passed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DEFAULT_LIMIT = 32 * 1024 * 1024
"""Bytes kept of each direction."""
_MARKS = 10_000


class Direction(StrEnum):
    """Which way bytes went, seen from the client."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Mark:
    """Bytes that went at one moment; `size` also counts what the bound dropped."""

    at: float
    direction: Direction
    size: int


@dataclass(frozen=True, slots=True)
class Phases:
    """Seconds; None where a phase was not reached."""

    send: float | None = None
    wait: float | None = None
    receive: float | None = None


class Capture:
    """The recorder of one exchange.

    Args:
        limit: most bytes to keep of each direction; the rest is counted in `dropped`, never silently lost.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._kept = {direction: bytearray() for direction in Direction}
        self._total = dict.fromkeys(Direction, 0)
        self._first: dict[Direction, float] = {}
        self._last: dict[Direction, float] = {}
        self._marks: list[Mark] = []

    def append(self, at: float, direction: Direction, data: bytes) -> None:
        """Record bytes.

        Args:
            at: when, in seconds of the owner's clock.
            direction: which way they went.
            data: the bytes; empty ones leave no trace.
        """
        if not data:
            return
        kept = self._kept[direction]
        kept.extend(data[: max(self._limit - len(kept), 0)])
        self._total[direction] += len(data)
        self._first.setdefault(direction, at)
        self._last[direction] = at
        if len(self._marks) < _MARKS:
            self._marks.append(Mark(at, direction, len(data)))

    def data(self, direction: Direction) -> bytes:
        """The kept bytes of a direction, from its beginning."""
        return bytes(self._kept[direction])

    @property
    def sent(self) -> bytes:
        """What the client sent."""
        return self.data(Direction.SENT)

    @property
    def received(self) -> bytes:
        """What the client received."""
        return self.data(Direction.RECEIVED)

    def total(self, direction: Direction) -> int:
        """How many bytes went, kept or not."""
        return self._total[direction]

    def dropped(self, direction: Direction) -> int:
        """How many bytes went that the bound did not keep."""
        return self._total[direction] - len(self._kept[direction])

    @property
    def overflowed(self) -> bool:
        """True where a direction is not kept whole."""
        return any(self.dropped(direction) for direction in Direction)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """When bytes went, in order; at most the first ten thousand times."""
        return tuple(self._marks)

    def phases(self, started_at: float) -> Phases:
        """How long sending, waiting for the first byte, and receiving took, as far as they have come.

        Args:
            started_at: when the connection was ready for the request, in the same clock as `append`.
        """
        sent = self._last.get(Direction.SENT)
        first = self._first.get(Direction.RECEIVED)
        if sent is None:
            return Phases()
        if first is None:
            return Phases(max(sent - started_at, 0.0))
        # A server may answer before it has read everything: waiting is then nothing, not negative.
        wait = max(first - sent, 0.0)
        return Phases(max(sent - started_at, 0.0), wait, max(self._last[Direction.RECEIVED] - first, 0.0))
