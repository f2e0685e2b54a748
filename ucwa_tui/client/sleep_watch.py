"""Notices that the computer has slept: connections that were open before are dead, and nobody says so.

No bytes go over the network: two clocks are compared. Where the monotonic clock stands still during sleep, the wall
clock has run ahead of it; where it goes on, a short rest has taken far too long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

NOTICEABLE = 30.0
"""Seconds: less than this may be a clock that was set, or a busy machine."""


class SleepWatch:
    """Compares the clocks again and again.

    Args:
        clock: seconds since the epoch.
        monotonic: seconds that never go back.
        every: seconds between two looks.
    """

    def __init__(self, clock: Callable[[], float], monotonic: Callable[[], float], every: float) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._every = every

    async def slept(self) -> float:
        """Wait until the computer has slept; for how many seconds."""
        while True:
            wall, running = self._clock(), self._monotonic()
            await asyncio.sleep(self._every)
            ran = self._monotonic() - running
            jump = max(self._clock() - wall - ran, ran - self._every)
            if jump > NOTICEABLE:
                return jump
