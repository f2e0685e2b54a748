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
_TURNS = 3
"""A file may be found broken, or be taken away while it is written to; more often than that is no chance."""


class HistoryWriter:
    """Begins with the first exchange; trouble is told when it begins and when it is over, and never ends anything.

    What a full or a locked disk refuses waits here, and is tried again with the next exchange, and at a flush.

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
        self._trouble = ""
        self._note = ""
        self._waiting: deque[tuple[HistoryRun, Exchange]] = deque()
        self._bytes = 0
        self._missing = 0
        """Exchanges that were given up since trouble began."""
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._file: HistoryFile | None = None
        """The writer's thread alone uses it."""
        self._hurry = False
        self._ended = False
        self._at_work = False
        self._stuck = False
        """Whether what waits has been refused by the disk, and nothing has happened since."""
        self._useless = False
        """Whether the file must be left alone."""

    @property
    def trouble(self) -> str:
        """What keeps exchanges from being written now, and how many that concerns; empty: nothing."""
        with self._news:
            waiting, missing = len(self._waiting), self._missing
            text = self._trouble
        if text and waiting:
            text += f" {_counted(waiting)} in memory, to go in as soon as that works."
        return f"{text} {_counted(missing)} not kept." if text and missing else text

    @property
    def note(self) -> str:
        """What happened last to the file, and is over; empty: nothing."""
        return self._note

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
                self._missing += 1
                if not self._trouble:
                    self._trouble = "The disk is too slow for the history: some exchanges are not kept in it."
                    self._tell(self._trouble)
                return
            self._waiting.append((run, exchange))
            self._bytes += weight
            self._stuck = False
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="history", daemon=True)
                self._thread.start()
            self._news.notify_all()

    def flush(self, deadline: float) -> bool:
        """Write everything now; blocks at most `deadline` seconds. True where nothing waits any more."""
        with self._news:
            if self._thread is None or not self._thread.is_alive():
                return not self._waiting
            self._hurry = True
            self._stuck = False
            self._news.notify_all()
            return self._news.wait_for(lambda: not self._hurry and not self._at_work, deadline) and not self._waiting

    def close(self, deadline: float) -> bool:
        """Write what waits, and end; blocks at most `deadline` seconds. Idempotent."""
        with self._news:
            self._ended = True
            self._stuck = False
            self._news.notify_all()
            thread = self._thread
        if thread is None:
            return True
        thread.join(deadline)
        return not thread.is_alive()

    def _work(self) -> None:
        try:
            while (batch := self._next()) is not None:
                refused = not self._write(batch)
                with self._news:
                    self._at_work = False
                    if refused:
                        self._put_back(batch)
                    self._news.notify_all()
        finally:
            self._let_go()

    def _next(self) -> list[tuple[HistoryRun, Exchange]] | None:
        """What is to be written next, which may be nothing; None: never anything more."""
        with self._news:
            self._news.wait_for(lambda: bool(self._waiting and not self._stuck) or self._ended or self._hurry)
            if not self._hurry and not self._ended:
                self._news.wait_for(lambda: self._hurry or self._ended or self._bytes >= self._batch_bytes, PAUSE)
            if self._ended and (self._stuck or not self._waiting):
                self._hurry = False
                return None
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

    def _put_back(self, batch: list[tuple[HistoryRun, Exchange]]) -> None:
        self._waiting.extendleft(reversed(batch))
        self._bytes += sum(_weight(exchange) for _, exchange in batch)
        self._stuck = True
        self._hurry = False

    def _write(self, batch: list[tuple[HistoryRun, Exchange]]) -> bool:
        """Whether the batch is dealt with; else the disk has refused it for now."""
        import sqlite3

        if self._useless:
            return True
        try:
            for _ in range(_TURNS):
                if self._tried(batch):
                    return True
        except HistoryTrouble as trouble:
            self._useless = True
            self._give_up(batch, str(trouble))
        except (sqlite3.OperationalError, OSError) as error:
            self._let_go()
            self._hear_trouble(error)
            return False
        except sqlite3.Error as error:  # these rows, not the disk
            self._let_go()
            self._give_up(batch, f"The history cannot keep what was captured: {error}.")
            return True
        return self._useless

    def _tried(self, batch: list[tuple[HistoryRun, Exchange]]) -> bool:
        """Write, where there is something; whether it is in the file that others find under the path."""
        import sqlite3

        file = self._current()
        if not batch:
            return True
        try:
            file = file or self._opened()
            file.add(batch)
        except sqlite3.Error as error:
            done = file.begin_anew(error) if file is not None else ""
            self._file = None
            if not done:
                raise
            self._remark(done)
            return False
        if not file.is_current:
            return False
        self._hear_success()
        return True

    def _current(self) -> HistoryFile | None:
        """The open file, unless it has been removed or replaced."""
        if self._file is not None and (lost := self._file.why_not_current()):
            self._file.save_log()
            self._let_go()
            self._remark(lost)
        return self._file

    def _opened(self) -> HistoryFile:
        from ucwa_tui.workbench.history_file import HistoryFile

        self._file = HistoryFile(self._path, self._max_bytes)
        if self._file.note:
            self._remark(self._file.note)
        return self._file

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    # What is told

    def _hear_trouble(self, error: Exception) -> None:
        from ucwa_tui.workbench.history_schema import why

        began, self._trouble = not self._trouble, f"The history cannot be written: {why(error)} ({self._path})."
        if began:
            self._tell(self._trouble)

    def _hear_success(self) -> None:
        with self._news:
            if self._waiting:  # a slow disk is not over yet
                return
            before, self._trouble = self._trouble, ""
            missing, self._missing = self._missing, 0
        if before:
            lost = f"{_counted(missing)} missing in it" if missing else "nothing is missing in it"
            self._remark(f"The history is written again; {lost}.")

    def _give_up(self, batch: list[tuple[HistoryRun, Exchange]], why: str) -> None:
        with self._news:
            self._missing += len(batch)
            began, self._trouble = self._trouble != why, why
        if began:
            self._tell(why)

    def _remark(self, text: str) -> None:
        self._note = text
        self._tell(text)


def _weight(exchange: Exchange) -> int:
    return len(exchange.request.data) + len(exchange.response.data) + 1000


def _counted(count: int) -> str:
    return f"{count:,} exchanges are" if count != 1 else "1 exchange is"
