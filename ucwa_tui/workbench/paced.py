"""Works observations off on a thread of its own, and never takes more of the machine than its share.

What comes while it works or rests is worked off together: judging a client once for fifty exchanges costs hardly more
than once for one.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from ucwa_tui.wire.observed import Observation

REST = 3.0
"""It rests so many times as long as it has worked."""
LONGEST_REST = 0.5
"""Seconds; so late a finding may be."""
MOST_WAITING = 20_000
"""Where more wait, the oldest are lost, and counted."""


class Paced:
    """One worker.

    Args:
        work: gets observations in order, and how many exchanges were lost so far; on the thread.
        name: of the thread.
        every: seconds after which `chores` is called if anything was worked off since; None: never.
        chores: on the thread.
    """

    def __init__(
        self,
        work: Callable[[tuple[Observation, ...], int], None],
        name: str,
        *,
        every: float | None = None,
        chores: Callable[[], None] = lambda: None,
    ) -> None:
        self._work = work
        self._every = every
        self._chores = chores
        self._waiting: deque[Observation | Callable[[], None]] = deque()
        self._lost = 0
        self._dropped = 0
        self._ended = self._urgent = False
        self._news = threading.Condition(threading.RLock())
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, batch: tuple[Observation, ...], lost: int) -> None:
        """Take observations; from any thread, never blocks for long."""
        with self._news:
            self._waiting.extend(batch)
            self._lost = lost
            while len(self._waiting) > MOST_WAITING and isinstance(self._waiting[0], Observation):
                self._waiting.popleft()
                self._dropped += 1
            self._news.notify()

    def call(self, what: Callable[[], None]) -> None:
        """Have something done on the thread, after what waits. Also from a signal handler."""
        with self._news:
            self._waiting.append(what)
            self._urgent = True
            self._news.notify()

    def close(self, deadline: float) -> None:
        """Work off what waits, then end; blocks at most `deadline` seconds."""
        with self._news:
            self._ended = True
            self._news.notify()
        self._thread.join(deadline)

    def _run(self) -> None:
        chores_at = time.monotonic()
        undone = ended = False
        while not ended:
            with self._news:
                self._wait(chores_at if undone and self._every is not None else None)
                items, lost = tuple(self._waiting), self._lost + self._dropped
                self._waiting.clear()
                self._urgent = False
                ended = self._ended
            began = time.monotonic()
            if items and not undone:
                undone, chores_at = True, began + (self._every or 0.0)
            self._work_off(items, lost)
            if undone and self._every is not None and time.monotonic() >= chores_at:
                self._chores()
                undone = False
            if not ended:
                self._rest(min(LONGEST_REST, REST * (time.monotonic() - began)))

    def _work_off(self, items: tuple[Observation | Callable[[], None], ...], lost: int) -> None:
        """In the order of their coming."""
        batch: list[Observation] = []
        for item in items:
            if isinstance(item, Observation):
                batch.append(item)
                continue
            if batch:
                self._work(tuple(batch), lost)
                batch.clear()
            item()
        if batch:
            self._work(tuple(batch), lost)

    def _wait(self, until: float | None) -> None:
        """Wait for something to do; the lock is held."""
        while not (self._waiting or self._ended):
            patience = None if until is None else until - time.monotonic()
            if patience is not None and patience <= 0:
                return
            self._news.wait(patience)

    def _rest(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        with self._news:
            while not self._ended and not self._urgent and (left := ends - time.monotonic()) > 0:
                self._news.wait(left)
