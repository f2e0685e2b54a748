"""Keeps exchanges in the history file, on a thread of its own: whoever hands them over never waits."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.history_entries import MAX_BYTES, HistoryRun, HistoryTrouble

if TYPE_CHECKING:
    from ucwa_tui.workbench.history_file import HistoryFile

PAUSE = 0.5
"""Seconds that exchanges may wait for others to be written with them; a crash loses no more than these."""
BATCH = 64
"""At most this part of the bound is written at once, but for an exchange that is larger."""
MOST_WAITING = 32 * 1024 * 1024
"""Bytes of exchanges that may wait for a slow disk; what is more is not kept, and that is said."""


class HistoryWriter:
    """Begins with the first exchange; trouble is told once and never ends anything.

    Args:
        path: of the file.
        max_bytes: what it may take.
        tell: gets a sentence about trouble, on the writer's thread.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES, tell: Callable[[str], None] = lambda text: None) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._batch_bytes = max_bytes // BATCH
        self._tell = tell
        self._told: set[str] = set()
        self._waiting: deque[tuple[HistoryRun, Exchange]] = deque()
        self._bytes = 0
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._hurry = False
        self._ended = False
        self._at_work = False
        self._useless = False
        """Whether the file must be left alone."""

    @property
    def path(self) -> Path:
        """Of the file."""
        return self._path

    @property
    def max_bytes(self) -> int:
        """What the file may take."""
        return self._max_bytes

    def put(self, run: HistoryRun, exchange: Exchange) -> None:
        """Keep an exchange that has ended. Returns at once."""
        weight = _weight(exchange)
        with self._news:
            if self._ended or self._useless:
                return
            if self._bytes + weight > MOST_WAITING and self._waiting:
                self._say("slow", "The disk is too slow for the history: some exchanges are not kept in it.")
                return
            self._waiting.append((run, exchange))
            self._bytes += weight
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="history", daemon=True)
                self._thread.start()
            self._news.notify_all()

    def flush(self, deadline: float) -> bool:
        """Write everything now; blocks at most `deadline` seconds. True where nothing waits any more."""
        with self._news:
            self._hurry = True
            self._news.notify_all()
            return self._news.wait_for(lambda: not self._waiting and not self._at_work, deadline)

    def close(self, deadline: float) -> bool:
        """Write what waits, and end; blocks at most `deadline` seconds. Idempotent."""
        with self._news:
            self._ended = True
            self._news.notify_all()
            thread = self._thread
        if thread is None:
            return True
        thread.join(deadline)
        return not thread.is_alive()

    def _work(self) -> None:
        file: HistoryFile | None = None
        try:
            while (batch := self._next()) is not None:
                file = self._write(file, batch)
                with self._news:
                    self._at_work = False
                    self._news.notify_all()
        finally:
            if file is not None:
                file.close()

    def _next(self) -> list[tuple[HistoryRun, Exchange]] | None:
        """What is to be written next; None: nothing more."""
        with self._news:
            self._news.wait_for(lambda: bool(self._waiting) or self._ended)
            if not self._hurry and not self._ended:
                self._news.wait_for(lambda: self._hurry or self._ended or self._bytes >= self._batch_bytes, PAUSE)
            if not self._waiting:
                self._hurry = False
                return None if self._ended else []
            batch: list[tuple[HistoryRun, Exchange]] = []
            taken = 0
            while self._waiting and taken < self._batch_bytes:
                batch.append(self._waiting.popleft())
                taken += _weight(batch[-1][1])
            self._bytes -= taken
            self._at_work = True
            if not self._waiting:
                self._hurry = False
            return batch

    def _write(self, file: HistoryFile | None, batch: list[tuple[HistoryRun, Exchange]]) -> HistoryFile | None:
        import sqlite3

        from ucwa_tui.workbench.history_file import begin_anew

        if not batch or self._useless:
            return file
        for again in (True, False):
            try:
                file = file or self._opened()
                file.add(batch)
            except HistoryTrouble as trouble:
                self._useless = True
                self._say("trouble", str(trouble))
            except (sqlite3.Error, OSError) as error:
                if file is not None:
                    file.close()
                    file = None
                anew = begin_anew(self._path, error) if again else ""
                if anew:
                    self._say("aside", anew)
                    continue
                self._say("disk", f"The history cannot be written: {_why(error)}. The program goes on without.")
            return file
        return file

    def _opened(self) -> HistoryFile:
        from ucwa_tui.workbench.history_file import HistoryFile

        file = HistoryFile(self._path, self._max_bytes)
        if file.note:
            self._say("aside", file.note)
        return file

    def _say(self, kind: str, text: str) -> None:
        if kind not in self._told:
            self._told.add(kind)
            self._tell(text)


def _weight(exchange: Exchange) -> int:
    return len(exchange.request.data) + len(exchange.response.data) + 1000


def _why(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
