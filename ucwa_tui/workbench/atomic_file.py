"""Writes a file whole or not at all, readable by its owner only; over an older one only where that is wanted."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_MOST_OF_A_NAME = 999


def write_atomically(path: Path, data: bytes) -> None:
    """Put a file in place, mode 0600, in the stead of an older one. A link is followed.

    Raises:
        OSError: it could not be written; an older file is still there.
    """
    place = Path(os.path.realpath(path))
    name = _beside(place, data)
    try:
        os.replace(name, place)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise


def write_new(path: Path, data: bytes) -> Path:
    """Put a file in place, mode 0600, where there is none of that name: else a number goes into its name.

    Returns:
        Where it is.

    Raises:
        OSError: it could not be written; nothing was changed.
    """
    name = _beside(path, data)
    try:
        for number in range(1, _MOST_OF_A_NAME + 1):
            place = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
            try:
                _link(name, place)
            except FileExistsError:
                continue
            return place
    finally:
        with suppress(OSError):
            os.unlink(name)
    raise FileExistsError(errno.EEXIST, f"there are {_MOST_OF_A_NAME} files of that name", str(path))


def _link(name: str, place: Path) -> None:
    """Give a file its name, never in the stead of another one."""
    try:
        os.link(name, place)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: take the name first, then put the file there
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(name, place)


def _beside(place: Path, data: bytes) -> str:
    """A finished file in the same folder, for its owner only; its name."""
    handle, name = tempfile.mkstemp(prefix=f".{place.name[:100]}.", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:  # mkstemp makes it 0600
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
    return name
