"""SIGINT and SIGTERM: the first one ends the job in good order, the second one leaves at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType

INTERRUPTED = 130


class Interrupts:
    """While entered, signals call `on_first` once; the next one ends the process with exit code 130.

    Args:
        on_first: called in the main thread between two instructions; must not block or take a lock.
    """

    def __init__(self, on_first: Callable[[], None]) -> None:
        self._on_first = on_first
        self._before: dict[int, signal.Handlers | int | Callable[[int, FrameType | None], object] | None] = {}
        self._seen = False

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._take(signal.SIGINT)
            self._take(signal.SIGTERM)
            if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
                self._take(signal.SIGHUP)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, before in self._before.items():
            if before is not None:
                signal.signal(number, before)

    def _take(self, number: int) -> None:
        self._before[number] = signal.signal(number, self._handle)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._seen:
            os._exit(INTERRUPTED)
        self._seen = True
        self._on_first()
