"""The last resort of leaving: a program that has been told to end does end, whatever blocks it.

A terminal that is gone ends the thread that writes to it; soon the screen waits for room in that thread's queue for
ever, and with it everything that would end the program in good order.
"""

from __future__ import annotations

import contextlib
import os
import termios
import threading
import time
from collections.abc import Callable
from typing import Any

LEAVE_WITHIN = 2.5
"""Seconds for an end in good order, several times what it takes."""
_STDIN, _STDERR = 0, 2
_RESTORED = b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[0m"


class LastResort:
    """A thread that sleeps until it is armed, and then ends the process after a while.

    Args:
        seconds: from arming to the end.
        end: ends the process with an exit code at once.
    """

    def __init__(self, seconds: float = LEAVE_WITHIN, end: Callable[[int], object] = os._exit) -> None:
        self._seconds = seconds
        self._end = end
        self._cooked = _terminal_settings()
        self._reader, self._writer = os.pipe()
        threading.Thread(target=self._watch, name="last-resort", daemon=True).start()

    def arm(self, code: int) -> None:
        """From now on time runs. Takes no lock, so a signal handler may call it at any moment.

        Args:
            code: the exit code, if it comes to that.
        """
        os.write(self._writer, bytes([code & 0xFF]))

    def _watch(self) -> None:
        code = os.read(self._reader, 1)[0]
        time.sleep(self._seconds)
        self._restore()
        self._end(code)

    def _restore(self) -> None:
        """Put the terminal back as far as that goes without waiting for it."""
        if self._cooked is None:
            return
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(_STDIN, termios.TCSANOW, self._cooked)
        with contextlib.suppress(OSError, ValueError):
            os.set_blocking(_STDERR, False)
            os.write(_STDERR, _RESTORED)


def _terminal_settings() -> list[Any] | None:
    try:
        return termios.tcgetattr(_STDIN)
    except (OSError, termios.error):
        return None
