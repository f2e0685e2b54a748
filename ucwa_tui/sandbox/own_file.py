"""Files that a running sandbox leaves for others: whole or not there, and gone when it ends."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class OwnFile:
    """A file that exists as long as the sandbox runs.

    Args:
        path: where; an older file there is replaced.
        mode: who may read it: 0o600 its owner, 0o644 everybody.
    """

    def __init__(self, path: Path, mode: int) -> None:
        self.path = path
        self._mode = mode
        self._data: bytes | None = None

    def write(self, data: bytes) -> None:
        """Put it in place. Raises OSError; then nothing has changed."""
        handle, name = tempfile.mkstemp(prefix=f".{self.path.name[:100]}.", suffix=".part", dir=self.path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:  # mkstemp makes it 0600
                stream.write(data)
            os.chmod(name, self._mode)
            os.replace(name, self.path)
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise
        self._data = data

    def remove(self) -> None:
        """Take it away, unless somebody else has put another one in its place."""
        if self._data is None:
            return
        with suppress(OSError):
            if self.path.read_bytes() == self._data:
                self.path.unlink()
