"""A sandbox clock that stands still until a test moves it: nothing happens by itself, and nothing is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from ucwa_tui.sandbox.clock import Clock


class HandClock(Clock):
    """Sandbox time moved by hand."""

    def __init__(self, scale: float = 1.0, start: float | None = None) -> None:
        super().__init__(scale, start)
        self._now = 0.0 if start is None else start
        self._due: list[tuple[float, int, asyncio.TimerHandle, Callable[[], None]]] = []
        self._numbers = count()

    def now(self) -> float:
        return self._now

    def skip(self, seconds: float) -> None:
        self._now += seconds

    def later(self, seconds: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        loop = asyncio.get_running_loop()
        handle = asyncio.TimerHandle(loop.time() + 1e9, action, (), loop)  # never given to the loop
        heappush(self._due, (self._now + max(0.0, seconds), next(self._numbers), handle, action))
        return handle

    def move(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due, in order."""
        until = self._now + seconds
        while self._due and self._due[0][0] <= until:
            at, _, handle, action = heappop(self._due)
            self._now = max(self._now, at)
            if not handle.cancelled():
                action()
        self._now = until

    def forget(self) -> None:
        """Nothing is due any more."""
        self._due.clear()
