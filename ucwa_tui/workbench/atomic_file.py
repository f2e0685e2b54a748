"""Writes a file whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Put a file in place, mode 0600, in the stead of an older one. A link is followed.

    Raises:
        OSError: it could not be written; an older file is still there.
    """
    place = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=f".{place.name[:100]}.", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:  # mkstemp makes it 0600
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, place)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
