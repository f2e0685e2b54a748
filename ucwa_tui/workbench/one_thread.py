"""A thread that does one piece of work after the other, begun when it is first needed; it never holds up the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue


class OneThread:
    """Call it with work that is to be done beside; the work sees to its own errors.

    Args:
        name: of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._begun = False

    def __call__(self, work: Callable[[], None]) -> None:
        """Do this when all before it is done."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._run, name=self._name, daemon=True).start()
        self._queue.put(work)

    def _run(self) -> None:
        while True:
            self._queue.get()()
