"""Which exchanges are in the list: all, or those that pass a filter. What has to be read for it is read beside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ucwa_tui.tui.slices import Slices
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.list_filter import ListFilter
from ucwa_tui.workbench.listed_words import ListedWords, words_of

WORK, REST = 0.004, 0.001
"""Seconds of work, and without work after them, so that a key finds the interpreter free."""
NO_FILTER = ListFilter()


@dataclass(slots=True)
class _Known:
    """What is known of an exchange as it is now."""

    exchange: Exchange
    words: ListedWords
    passes: bool = False
    """As far as is known; of one that is still being read what was known before."""
    read: bool = True
    """False: its bytes have still to be read."""


class ExchangeSelection:
    """Remembers what passes; holds exchanges only while there is a filter.

    Args:
        found: called when reading has got on: more or other exchanges may pass.
    """

    def __init__(self, found: Callable[[], None]) -> None:
        self.filter = NO_FILTER
        self._found = found
        self._known: dict[int, _Known] = {}
        self._job: Slices[tuple[Exchange, bool]] | None = None

    @property
    def searching(self) -> bool:
        """Whether exchanges are being read."""
        return self._job is not None

    def begin(self, chosen: ListFilter) -> None:
        """Choose by another filter from now on."""
        self._drop()
        self.filter = chosen
        if not chosen:
            self._known.clear()
        for known in self._known.values():
            self._judge(known)

    def passing(self, items: Sequence[Exchange]) -> list[Exchange]:
        """Those of the exchanges that pass, in their order, as far as is known.

        Args:
            items: all, in the order of their numbers.
        """
        if not self.filter:
            return list(items)
        if len(self._known) > len(items):  # some have been forgotten
            there = {exchange.n for exchange in items}
            self._known = {n: known for n, known in self._known.items() if n in there}
        passing = []
        for exchange in items:
            known = self._known.get(exchange.n)
            if known is None or known.exchange is not exchange:
                known = self._look_at(exchange, known)
            if known.passes:
                passing.append(exchange)
        self._read_on()
        return passing

    def _look_at(self, exchange: Exchange, before: _Known | None) -> _Known:
        known = _Known(exchange, words_of(exchange), before is not None and before.passes)
        self._known[exchange.n] = known
        self._judge(known, keep=True)
        return known

    def _judge(self, known: _Known, *, keep: bool = False) -> None:
        passes = self.filter.passes(known.words)
        known.read = not (passes and self.filter.texts)
        known.passes = passes and (known.read or (keep and known.passes))

    def _read_on(self) -> None:
        """Read what has not been read, the newest first."""
        if self._job is None and self.filter.texts:
            unread = [known.exchange for known in self._known.values() if not known.read]
            if unread:
                unread.sort(key=lambda exchange: -exchange.n)
                self._job = Slices(_reading(self.filter, unread), self._take)

    def _take(self, results: list[tuple[Exchange, bool]], ended: bool) -> None:
        for exchange, passes in results:
            known = self._known.get(exchange.n)
            if known is not None and known.exchange is exchange:
                known.passes, known.read = passes, True
        if ended:
            self._job = None
        self._found()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None


def _reading(chosen: ListFilter, exchanges: list[Exchange]) -> Iterator[tuple[Exchange, bool]]:
    rested = time.monotonic()
    for exchange in exchanges:
        yield exchange, chosen.reads(exchange)
        if time.monotonic() - rested > WORK:
            time.sleep(REST)
            rested = time.monotonic()
