"""Which file a path means now, and how a broken one makes room without taking along what another program has begun."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ucwa_tui.workbench.history_entries import HistoryTrouble

Identity = tuple[int, int]
MOST = 9
"""So many broken files are kept; with all of them there something else is wrong."""


def identity_of(path: Path) -> Identity | None:
    """What tells a file from another one of the same name; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def aside_of(path: Path, n: int = 1) -> Path:
    """Where the first, second, … broken file goes."""
    return path.with_name(f"{path.name}.broken{'' if n == 1 else f'-{n}'}")


def put_aside(path: Path, broken: Identity | None) -> str:
    """Move a broken file away, with SQLite's log, which may hold most of it. Nothing that is there is replaced.

    Args:
        path: of the file.
        broken: the file that is meant; where the path is another one by now, that one stays.

    Returns:
        What was done, in a sentence.

    Raises:
        HistoryTrouble: too many broken ones are there.
        OSError: it cannot be moved.
    """
    with _alone(path):
        if identity_of(path) != broken:
            return (
                f"{path} could not be read as a history. Another program has begun a new one, which is used here too."
            )
        to = next((one for one in (aside_of(path, n) for n in range(1, MOST + 1)) if not one.exists()), None)
        if to is None:
            raise HistoryTrouble(
                f"{path} cannot be read as a history, and {aside_of(path).name} to {aside_of(path, MOST).name} are"
                " there already: move them away, and a new one is begun."
            )
        # The log goes first: a new file beside an old log would be taken for its beginning.
        with suppress(FileNotFoundError):
            os.replace(f"{path}-wal", f"{to}-wal")
        with suppress(FileNotFoundError):
            os.unlink(f"{path}-shm")
        os.replace(path, to)
    return f"{path} could not be read as a history. It is kept as {to.name}, and a new one is begun."


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One program at a time. The folder is what is locked: a file for it would have to be left behind."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks; the others of this machine are rarely there as well
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
