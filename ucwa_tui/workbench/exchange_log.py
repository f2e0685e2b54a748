"""The exchanges of a run in order of their number, bounded by bytes."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter

from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState

MAX_BYTES = 64 * 1024 * 1024
_FIXED_COST = 600
"""What the record itself weighs, about."""
_HEAD_END = b"\r\n\r\n"
_number = attrgetter("n")


class ExchangeLog:
    """Newest exchanges whole; older ones lose their bodies first and are forgotten last. Running ones are kept."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.items: list[Exchange] = []
        self.forgotten = 0
        """How many of the oldest exchanges are gone altogether."""
        self._max_bytes = max_bytes
        self._bytes = 0
        self._trimmed: set[int] = set()
        self._trim_from = 0

    def put(self, exchange: Exchange) -> None:
        """Add an exchange, or replace the record of the same number."""
        place = bisect_left(self.items, exchange.n, key=_number)
        if place < len(self.items) and self.items[place].n == exchange.n:
            self._bytes += _weight(exchange) - _weight(self.items[place])
            self.items[place] = exchange
            self._trimmed.discard(exchange.n)
        elif place == 0 and self.forgotten and exchange.state is not ExchangeState.RUNNING:
            return  # a late word about something forgotten
        else:
            self.items.insert(place, exchange)
            self._bytes += _weight(exchange)
            self._trim_from += place < self._trim_from
        if self._bytes > self._max_bytes:
            self._shrink()

    def get(self, n: int) -> Exchange | None:
        """The exchange of that number, or None where it never was or is forgotten."""
        place = bisect_left(self.items, n, key=_number)
        return self.items[place] if place < len(self.items) and self.items[place].n == n else None

    def is_trimmed(self, n: int) -> bool:
        """Whether this exchange's bodies were dropped to save memory."""
        return n in self._trimmed

    def _shrink(self) -> None:
        goal = self._max_bytes * 15 // 16  # a little deeper than needed, so that not every report has to shrink
        while self._bytes > goal and self._trim_from < len(self.items) - 1:
            self._trim(self._trim_from)
            self._trim_from += 1
        keep = 0
        while self._bytes > goal and keep < len(self.items) - 1:
            exchange = self.items[keep]
            if exchange.state is ExchangeState.RUNNING:
                break
            self._bytes -= _weight(exchange)
            self._trimmed.discard(exchange.n)
            keep += 1
        del self.items[:keep]
        self.forgotten += keep
        self._trim_from = max(0, self._trim_from - keep)

    def _trim(self, place: int) -> None:
        whole = self.items[place]
        if whole.state is ExchangeState.RUNNING:
            return
        bare = heads_only(whole)
        self._bytes += _weight(bare) - _weight(whole)
        self.items[place] = bare
        self._trimmed.add(whole.n)


def heads_only(exchange: Exchange) -> Exchange:
    """The exchange without its bodies."""
    return replace(exchange, request=_head_only(exchange.request), response=_head_only(exchange.response))


def _head_only(message: CapturedMessage) -> CapturedMessage:
    head, mark, _ = message.data.partition(_HEAD_END)
    end = len(head) + len(mark)
    masks = tuple(mask for mask in message.masks if mask.offset + mask.length <= end)
    return CapturedMessage(head + mark, masks, message.reconstructed)


def _weight(exchange: Exchange) -> int:
    return len(exchange.request.data) + len(exchange.response.data) + _FIXED_COST
