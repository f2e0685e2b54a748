"""Files that a running sandbox leaves for others: whole or not there, and gone when it ends."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class OwnFile:
    """A file that exists as long as the sandbox runs.

    Args:
        path: where; an empty file there is replaced, and what another sandbox has left.
        mode: who may read it: 0o600 its owner, 0o644 everybody.
        ours: whether bytes were left by a sandbox.
    """

    def __init__(self, path: Path, mode: int, ours: Callable[[bytes], bool]) -> None:
        self.path = path
        self._mode = mode
        self._ours = ours
        self._data: bytes | None = None

    def check(self) -> None:
        """Raises FileExistsError where something stands in its place that no sandbox has left there: it would be lost.
        OSError: that cannot be told."""
        try:
            kind = self.path.lstat().st_mode
        except FileNotFoundError:
            return
        data = self.path.read_bytes() if stat.S_ISREG(kind) else b"?"
        if data and not self._ours(data):
            raise FileExistsError("what is there was not left by a sandbox, and would be lost")

    def write(self, data: bytes) -> None:
        """Put it in place. Raises OSError; then nothing has changed."""
        self.check()
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
