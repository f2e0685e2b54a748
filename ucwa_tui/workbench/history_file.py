"""The history on disk: exchanges by run in SQLite, bounded by bytes. Blocks: to be used on a thread of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.exchange_log import heads_only
from ucwa_tui.workbench.history_aside import Identity, identity_of, put_aside
from ucwa_tui.workbench.history_codec import ExchangeColumns, columns_of, exchange_of, is_cut
from ucwa_tui.workbench.history_entries import MAX_BYTES, HistoryLine, HistoryList, HistoryRun
from ucwa_tui.workbench.history_schema import connect, is_broken

_LINES = "run, n, started_at, method, url, status, operation, purpose, state, weight"
_WHOLE = "n, started_at, method, url, status, operation, purpose, state, request, response, facts"
_LARGEST = 6
"""An exchange that is larger than this part of the bound keeps its heads only."""
_LOG_ROOM = 4
"""This part of the bound is left for SQLite's log, which holds the latest exchanges a second time."""
LOG_MOST = 64
"""From this part of the bound on the log is emptied; so much is to be added at once at most."""
_OWN = 16
"""Where the newest run alone is too large, this part of its exchanges goes at once."""


class HistoryFile:
    """An open file. Not for two threads at once.

    Args:
        path: of the file; made where it is not there.
        max_bytes: what it may take, its log included.

    Raises:
        HistoryTrouble: it is from a newer version.
        OSError, sqlite3.Error: it cannot be opened.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._connection, self._identity, self.note = connect(path)
        """What had to be done to open it, in a sentence; empty: nothing."""
        self._log_path = Path(f"{path}-wal")
        self._log: Identity | None = None
        """Which file the log is, once something was written."""

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    @property
    def is_current(self) -> bool:
        """Whether this is what others find under the path; what is written to a file without a name is lost."""
        return not self.why_not_current()

    def why_not_current(self) -> str:
        """What somebody has done to the file or its log, in a sentence; empty: nothing."""
        now = identity_of(self._path)
        if now is None:
            return f"The history file was removed meanwhile: from here on a new one is used ({self._path})."
        if now != self._identity:
            return f"The history file was replaced meanwhile: the one there now is used from here on ({self._path})."
        if self._log is not None and identity_of(self._log_path) != self._log:
            return f"The log of the history was removed meanwhile; what could be saved of it is in {self._path}."
        return ""

    def save_log(self) -> None:
        """Put what only the log holds into the file, as far as that goes: to be done where it has lost its name."""
        if identity_of(self._path) != self._identity:
            return  # nobody looks into it any more
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def begin_anew(self, error: Exception) -> str:
        """Close it; where the error is the file's own fault, it is put aside too. What was done; empty: nothing.

        Args:
            error: what happened to it.

        Raises:
            HistoryTrouble, OSError: it is broken, and cannot be put aside.
        """
        self.close()
        return put_aside(self._path, self._identity) if is_broken(error) else ""

    def __enter__(self) -> HistoryFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Writing

    def add(self, batch: Sequence[tuple[HistoryRun, Exchange]]) -> None:
        """Keep exchanges; the oldest runs make room. All of them, or none.

        Raises:
            sqlite3.Error: they could not be written.
        """
        rows = [(run, self._bounded(exchange)) for run, exchange in batch]
        with self._transaction():
            self._make_room(sum(columns.weight for _, columns in rows), rows[-1][0].uid if rows else "")
            for run in {run.uid: run for run, _ in rows}.values():
                self._connection.execute(
                    "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    (run.uid, run.started_at, run.profile, run.server, run.user, run.sandbox, run.version),
                )
            for run, columns in rows:
                self._insert(run, columns)
        self._log = self._log or identity_of(self._log_path)
        self._shorten_log()

    def _bounded(self, exchange: Exchange) -> ExchangeColumns:
        """An exchange that would push out most of the others keeps its heads only."""
        whole = columns_of(exchange)
        if whole.weight <= self._max_bytes // _LARGEST:
            return whole
        return columns_of(heads_only(exchange), cut=True)

    def _insert(self, run: HistoryRun, columns: ExchangeColumns) -> None:
        self._connection.execute(
            f"INSERT OR REPLACE INTO exchanges ({_LINES}, request, response, facts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run.uid,
                *columns[:8],
                columns.weight,
                columns.request,
                columns.response,
                columns.facts,
            ),
        )

    def _make_room(self, wanted: int, own: str) -> None:
        limit = self._max_bytes - self._max_bytes // _LOG_ROOM
        while self._used() + wanted > limit:
            oldest = self._connection.execute(
                "SELECT uid FROM runs WHERE uid <> ? ORDER BY started_at LIMIT 1", (own,)
            ).fetchone()
            if oldest is not None:
                self._connection.execute("DELETE FROM runs WHERE uid = ?", oldest)
            elif not self._drop_own(own):
                return

    def _drop_own(self, own: str) -> bool:
        count = self._connection.execute("SELECT COUNT(*) FROM exchanges WHERE run = ?", (own,)).fetchone()[0]
        gone = self._connection.execute(
            "DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE run = ? ORDER BY n LIMIT ?)",
            (own, count // _OWN + 1),
        )
        return gone.rowcount > 0

    def _used(self) -> int:
        pages, free, size = (
            self._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    # Reading

    def list(self) -> HistoryList:
        """All runs and exchanges, without bodies."""
        runs = tuple(
            HistoryRun(uid, started, profile, server, user, bool(sandbox), version)
            for uid, started, profile, server, user, sandbox, version in self._connection.execute(
                "SELECT uid, started_at, profile, server, user, sandbox, version FROM runs"
                " ORDER BY started_at DESC, uid"
            )
        )
        lines = tuple(
            HistoryLine(*row)
            for row in self._connection.execute(
                f"SELECT {', '.join(f'exchanges.{name.strip()}' for name in _LINES.split(','))} FROM exchanges"
                " JOIN runs ON runs.uid = exchanges.run ORDER BY runs.started_at DESC, runs.uid, n DESC"
            )
        )
        return HistoryList(runs, lines, self.file_bytes, self._max_bytes, self.note)

    def exchanges_of(self, run: str) -> tuple[tuple[Exchange, ...], tuple[str, ...]]:
        """The exchanges of a run in order of their number, and what is wrong with some of them."""
        whole: list[Exchange] = []
        wrong: list[str] = []
        for row in self._connection.execute(f"SELECT {_WHOLE} FROM exchanges WHERE run = ? ORDER BY n", (run,)):
            columns = ExchangeColumns(*row)
            try:
                whole.append(exchange_of(columns))
            except ValueError as error:
                wrong.append(str(error))
            if is_cut(columns):
                wrong.append(f"exchange {columns.n} was too large for the history: only its heads were kept")
        return tuple(whole), tuple(wrong)

    def holding(self, text: str, wanted: Callable[[], bool] = lambda: True) -> frozenset[tuple[str, int]]:
        """Run and number of the exchanges whose bytes hold a text, without regard to the case of ASCII letters.

        Args:
            text: what to look for.
            wanted: asked now and then; False ends the search.
        """
        needle = text.encode("utf-8", "surrogatepass").lower()
        found: set[tuple[str, int]] = set()
        rows = self._connection.execute("SELECT run, n, request, response FROM exchanges")
        for run, n, request, response in rows:
            if not wanted():
                break
            if needle in request.lower() or needle in response.lower():
                found.add((run, n))
        return frozenset(found)

    @property
    def file_bytes(self) -> int:
        """What the file and its log take."""
        return _size(self._path) + _size(self._log_path)

    # Deleting

    def delete_exchange(self, run: str, n: int) -> None:
        """Forget one exchange, and its run with the last of them."""
        with self._transaction():
            self._connection.execute("DELETE FROM exchanges WHERE run = ? AND n = ?", (run, n))
            self._connection.execute(
                "DELETE FROM runs WHERE uid = ? AND NOT EXISTS (SELECT 1 FROM exchanges WHERE run = ?)", (run, run)
            )
        self._wipe()

    def delete_run(self, run: str) -> None:
        """Forget a run."""
        with self._transaction():
            self._connection.execute("DELETE FROM runs WHERE uid = ?", (run,))
        self._wipe()

    def delete_all(self) -> None:
        """Forget everything."""
        with self._transaction():
            self._connection.execute("DELETE FROM runs")
        self._wipe()

    def _wipe(self) -> None:
        """Nothing that was deleted stays in the file or its log."""
        self._connection.executescript("PRAGMA incremental_vacuum")  # `execute` takes one page only
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _shorten_log(self) -> None:
        if _size(self._log_path) > self._max_bytes // LOG_MOST:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
