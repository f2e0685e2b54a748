"""The sandbox's time: real time, faster by a factor, starting when it is told to.

Everything in the world is measured in sandbox seconds; only this module knows how long one really takes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Clock:
    """Time and timers.

    Args:
        scale: sandbox seconds per real second; 20 makes a lobby of 3 s last 0.15 s.
        start: sandbox time of the first instant, seconds since the epoch; None takes the system's clock.
    """

    def __init__(self, scale: float = 1.0, start: float | None = None) -> None:
        if scale <= 0:
            raise ValueError(f"clock_scale is {scale}, it has to be above 0")
        self.scale = scale
        self._zero = time.monotonic()
        self._start = time.time() if start is None else start

    def now(self) -> float:
        """Sandbox time in seconds since the epoch."""
        return self._start + (time.monotonic() - self._zero) * self.scale

    def skip(self, seconds: float) -> None:
        """Let so many sandbox seconds pass at once. Timers that are set already keep their moment."""
        self._start += seconds

    def real(self, seconds: float) -> float:
        """How many real seconds a span of sandbox seconds lasts."""
        return max(0.0, seconds) / self.scale

    def later(self, seconds: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        """Run `action` on the current loop after so many sandbox seconds; the handle cancels it."""
        return asyncio.get_running_loop().call_later(self.real(seconds), action)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many sandbox seconds."""
        await asyncio.sleep(self.real(seconds))
