"""Long work in slices on a thread, so that no key has to wait for it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

PAINTED_WITHIN = 0.02
"""Seconds within which what a key has changed is painted."""
LONGEST_PAUSE = 0.1
"""Seconds between two looks at work that goes on for long; in the beginning one looks more often."""


class Slices(Generic[T]):
    """Works an iterator off on a thread of its own and hands what it gives to the screen's loop, several at a time.

    Made on that loop. What the iterator raises is raised there.

    Args:
        work: touches nothing that the loop changes.
        take: gets the next results, and whether they are the last; never called after `cancel`.
        after: seconds after which it begins; what the key has changed is painted by then, without a thread beside it.
    """

    def __init__(self, work: Iterator[T], take: Callable[[list[T], bool], None], *, after: float = 0.0) -> None:
        self._work = work
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()  # widgets find their application through it
        self._results: deque[T] = deque()
        self._error: Exception | None = None
        self._ended = False
        self._woken = False
        self._cancelled = False
        self._began = self._last = self._loop.time()
        if after:
            self._loop.call_later(after, self._start)
        else:
            self._start()

    @property
    def at_work(self) -> bool:
        """Whether there is more to come."""
        return not (self._cancelled or (self._ended and not self._results))

    def cancel(self) -> None:
        """Want nothing more; the thread stops after its slice."""
        self._cancelled = True
        self._results.clear()

    def _start(self) -> None:
        if not self._cancelled:
            threading.Thread(target=self._run, name="slices", daemon=True).start()

    def _run(self) -> None:
        try:
            for result in self._work:
                if self._cancelled:
                    return
                self._results.append(result)
                self._wake()
        except Exception as error:  # noqa: BLE001  # raised on the loop
            self._error = error
        self._ended = True
        self._woken = False
        self._wake()

    def _wake(self) -> None:
        # A wake-up too many does no harm, so the flag needs no lock: it is cleared before the results are taken.
        if self._woken or self._cancelled:
            return
        self._woken = True
        try:
            self._loop.call_soon_threadsafe(self._plan, context=self._context)
        except RuntimeError:  # the loop has been closed: the screen is gone
            self._cancelled = True

    def _plan(self) -> None:
        now = self._loop.time()
        pause = 0.0 if self._ended else min(LONGEST_PAUSE, self._last - self._began) - (now - self._last)
        if pause > 0:
            self._loop.call_later(pause, self._hand_over, context=self._context)
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        if self._cancelled:
            return
        self._last = self._loop.time()
        self._woken = False
        ended = self._ended
        results: list[T] = []
        while self._results:
            results.append(self._results.popleft())
        if self._error is not None:
            error, self._error = self._error, None
            self._cancelled = True
            raise error
        if results or ended:
            self._cancelled = ended
            self._take(results, ended)
