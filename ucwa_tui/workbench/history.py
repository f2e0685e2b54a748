"""The history as a front end sees it: what is kept now, and what was kept before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ucwa_tui.wire.imported import Imported, ImportProblem
from ucwa_tui.workbench.history_entries import MAX_BYTES, HistoryList, HistoryTrouble
from ucwa_tui.workbench.history_file import HistoryFile
from ucwa_tui.workbench.history_schema import why
from ucwa_tui.workbench.opened_capture import NotOpened, Opening, Progress, open_imported

T = TypeVar("T")
KIND = "history"


class HistoryShelf:
    """Looks into the file, and deletes. Opens it for each call, and blocks: to be used on a thread.

    Args:
        path: of the file.
        max_bytes: what it may take.

    Raises:
        HistoryTrouble: by every method, where the file cannot be used; the text says why.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path = path
        self._max_bytes = max_bytes

    def list(self) -> HistoryList:
        """Everything that is kept, without bodies."""
        if not self._path.exists():
            return HistoryList(max_bytes=self._max_bytes)
        return self._with(HistoryFile.list)

    def holding(self, text: str, wanted: Callable[[], bool]) -> frozenset[tuple[str, int]]:
        """Run and number of the exchanges whose bytes hold a text."""
        return self._with(lambda file: file.holding(text, wanted))

    def delete_exchange(self, run: str, n: int) -> None:
        """Forget one exchange."""
        self._with(lambda file: file.delete_exchange(run, n))

    def delete_run(self, run: str) -> None:
        """Forget a run."""
        self._with(lambda file: file.delete_run(run))

    def delete_all(self) -> None:
        """Forget everything."""
        self._with(HistoryFile.delete_all)

    def open_run(self, run: str, name: str) -> Opening:
        """A run as a capture. Nothing is raised.

        Args:
            run: its uid.
            name: what to call it.
        """
        yield Progress("reading the run", 0.0)
        try:
            exchanges, wrong = self._with(lambda file: file.exchanges_of(run))
        except HistoryTrouble as trouble:
            yield NotOpened((str(trouble),))
            return
        problems = tuple(ImportProblem("history", "", text, lost="only its heads" not in text) for text in wrong)
        if not exchanges:
            yield NotOpened(wrong or ("this run is not kept any more",))
            return
        yield from open_imported(Imported(exchanges, problems), name, KIND)

    def _with(self, work: Callable[[HistoryFile], T]) -> T:
        try:
            with HistoryFile(self._path, self._max_bytes) as file:
                return work(file)
        except (OSError, sqlite3.Error) as error:
            raise HistoryTrouble(f"The history cannot be used: {why(error)} ({self._path}).") from error
