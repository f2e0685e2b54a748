"""The tables of the history file, how older ones become these, and which files are left alone."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from ucwa_tui.workbench.history_aside import Identity, identity_of, put_aside
from ucwa_tui.workbench.history_entries import HistoryTrouble

APPLICATION_ID = 0x55435741
"""`UCWA`: what SQLite keeps in the file's head, so that somebody else's file is told from ours."""
_STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE runs (
            uid TEXT PRIMARY KEY, started_at REAL NOT NULL, profile TEXT NOT NULL, server TEXT NOT NULL,
            user TEXT NOT NULL, sandbox INTEGER NOT NULL, version TEXT NOT NULL)""",
        """CREATE TABLE exchanges (
            id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs (uid) ON DELETE CASCADE, n INTEGER NOT NULL,
            started_at REAL NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL, status INTEGER,
            operation TEXT NOT NULL, purpose TEXT NOT NULL, state TEXT NOT NULL, weight INTEGER NOT NULL,
            facts TEXT NOT NULL, request BLOB NOT NULL, response BLOB NOT NULL, UNIQUE (run, n))""",
    ),
)
"""What leads from each version to the next; the bytes stand last, so that a list can be read without them."""
VERSION = len(_STEPS)
_BUSY = 5.0
"""Seconds to wait for another program that writes."""


class Opened(NamedTuple):
    """A file that is ready."""

    connection: sqlite3.Connection
    identity: Identity | None
    """Which file it is."""
    note: str
    """What had to be done to open it, in a sentence; empty: nothing."""


def connect(path: Path) -> Opened:
    """Open the file, or make it: readable by its owner only from its first byte, with the tables of this version.

    A file that is none of ours, or broken, is put aside.

    Raises:
        HistoryTrouble: it is from a newer version.
        OSError, sqlite3.Error: it cannot be opened or made.
    """
    note = ""
    for last in (False, False, True):
        _make(path)
        identity = identity_of(path)
        try:
            connection = _opened(path)
        except sqlite3.DatabaseError as error:
            if last or not is_broken(error):
                raise
            note = put_aside(path, identity)
            continue
        if identity == identity_of(path) or last:  # else it was put aside by another program meanwhile
            return Opened(connection, identity, note)
        connection.close()
    raise AssertionError("the last turn returns or raises")


def is_broken(error: Exception) -> bool:
    """Whether the file is to blame, and not the disk or another program."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def why(error: Exception) -> str:
    """What is wrong with the disk or another program, in words that go on in a sentence."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    known = {
        sqlite3.SQLITE_FULL: "the disk is full",
        sqlite3.SQLITE_BUSY: "another program holds it",
        sqlite3.SQLITE_READONLY: "nothing may be written there",
        sqlite3.SQLITE_IOERR: "the disk fails, or is full",
    }
    return known.get(_code(error) or 0, str(error))


def _code(error: Exception) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if stat.S_IMODE(path.stat().st_mode) != 0o600:
            os.chmod(path, 0o600)  # SQLite gives its other files the mode of this one


def _opened(path: Path) -> sqlite3.Connection:
    # On a read-only disk SQLite can keep no index beside the file, and need not: nobody changes it.
    fixed = bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    name = f"file:{quote(str(path))}?mode=ro&immutable=1" if fixed else str(path)
    connection = sqlite3.connect(name, timeout=_BUSY, isolation_level=None, check_same_thread=False, uri=fixed)
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = _number(connection, "user_version")
    if version > VERSION:
        raise HistoryTrouble(
            f"{path} was written by a newer version of this program. It is left alone, and nothing is kept;"
            " use that version, or move the file away."
        )
    if version == 0 and _is_empty(connection):  # another program may be making it as well
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    elif _number(connection, "application_id") != APPLICATION_ID:
        raise _foreign()
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = FAST")
    if version < VERSION:
        _migrate(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in _STEPS[_number(connection, "user_version") :]:  # another program may have been quicker
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _number(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _foreign() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("the file is another program's")
    error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
    return error
