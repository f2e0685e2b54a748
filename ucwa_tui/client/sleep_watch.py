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
        """Wait until the computer has slept since the task of this coroutine began to run; for how many seconds."""
        wall, running = self._clock(), self._monotonic()
        while True:
            await asyncio.sleep(self._every)
            wall_now, running_now = self._clock(), self._monotonic()
            ran = running_now - running
            jump = max(wall_now - wall - ran, ran - self._every)
            if jump > NOTICEABLE:
                return jump
            wall, running = wall_now, running_now  # each look begins where the last one ended: nothing is missed
