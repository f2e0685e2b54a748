"""The HAR file: readable by its owner only, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from ucwa_tui.cli.usage_error import UsageError


class HarFile:
    """A place for a HAR file that has been tried out.

    Args:
        path: as given by the user.

    Raises:
        UsageError: nothing can be written there.
    """

    def __init__(self, path: str) -> None:
        try:
            self._path = Path(path).expanduser()
        except RuntimeError:
            raise UsageError(f"--har: {path} names a user whose home folder is not known.") from None
        if self._path.is_dir():
            raise UsageError(f"--har: {path} is a folder; name a file in it.")
        if self._path.exists() and not self._path.is_file():
            raise UsageError(f"--har: {path} is no regular file; name another one.")
        try:
            os.unlink(self._temporary(b""))
        except OSError as error:
            raise UsageError(
                f"--har: the folder {self._path.parent} cannot be written to: {error.strerror or error}."
            ) from None
        except ValueError as error:
            raise UsageError(f"--har: {path!r} is no path: {error}.") from None

    @property
    def path(self) -> Path:
        """Where the file will be."""
        return self._path

    def write(self, data: bytes) -> None:
        """Put the file in place, mode 0600, replacing an older one.

        Raises:
            OSError: it could not be written; an older file is still there.
        """
        name = self._temporary(data)
        try:
            os.replace(name, self._path)
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise

    def _temporary(self, data: bytes) -> str:
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name[:100]}.", suffix=".part", dir=self._path.parent)
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
