"""Signals that end the program: in good order, from the screen's loop, and by force where that is blocked."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

EXIT_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class ExitSignals:
    """Heeded from `begin` to `end`.

    Args:
        leave: called on the loop with the exit code.
        arm: called at once with the exit code, also while the loop is blocked.
    """

    def __init__(self, leave: Callable[[int], object], arm: Callable[[int], object] = lambda code: None) -> None:
        self._leave = leave
        self._arm = arm
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: Any = None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Heed them. On the loop's thread, which is the main one."""
        self._loop = loop
        for number in EXIT_SIGNALS:
            loop.add_signal_handler(number, self._leave, 128 + number)
            signal.signal(number, lambda number, frame: self._arm(128 + number))
        # Not the loop's own way: that would hear of it also while Ctrl+C is the business of a program outside.
        self._before = signal.signal(signal.SIGINT, self._interrupted)

    def end(self) -> None:
        """Heed Ctrl+C no more; the rest ends with the loop."""
        if self._loop is not None:
            self._loop = None
            signal.signal(signal.SIGINT, self._before)

    def _interrupted(self, number: int, frame: object) -> None:
        self._arm(128 + number)
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._leave, 128 + number)
