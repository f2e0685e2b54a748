"""How long a connection waits for its next request: one timer for many waits, most of which end soon."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Patience:
    """Around a wait of the task that it belongs to: TimeoutError where it takes too long.

    Args:
        seconds: real ones.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._end: float | None = None
        """Loop time; None: nobody waits."""
        self._timer: asyncio.TimerHandle | None = None
        self._over = False

    def __enter__(self) -> None:
        """The wait begins."""
        self._end = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_at(self._end, self._ring)

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """It is over; where patience ended it, this is said in other words."""
        self._end = None
        over, self._over = self._over, False
        if over and self._task is not None and self._task.uncancel() <= 0 and kind is asyncio.CancelledError:
            raise TimeoutError

    def close(self) -> None:
        """There will be no more waits."""
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        """The timer is not set anew for each wait: it looks whether the present one is over, or when it will be."""
        self._timer = None
        if self._end is None:
            return
        if self._loop.time() < self._end:
            self._timer = self._loop.call_at(self._end, self._ring)
        elif self._task is not None:
            self._over = True
            self._task.cancel()
