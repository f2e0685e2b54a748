"""A file that a run leaves behind: readable by its owner only, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.workbench.atomic_file import write_atomically


class ResultFile:
    """A place for a file that has been tried out.

    Args:
        option: that names it, for complaints.
        path: as given by the user.

    Raises:
        UsageError: nothing can be written there.
    """

    def __init__(self, option: str, path: str) -> None:
        self.option = option
        try:
            self._path = Path(path).expanduser()
        except RuntimeError:
            raise UsageError(f"{option}: {path} names a user whose home folder is not known.") from None
        if self._path.is_dir():
            raise UsageError(f"{option}: {path} is a folder; name a file in it.")
        if self._path.exists() and not self._path.is_file():
            raise UsageError(f"{option}: {path} is no regular file; name another one.")
        try:
            handle, name = tempfile.mkstemp(prefix=f".{self._path.name[:100]}.", suffix=".part", dir=self._path.parent)
            os.close(handle)
            os.unlink(name)
        except OSError as error:
            raise UsageError(
                f"{option}: the folder {self._path.parent} cannot be written to: {error.strerror or error}."
            ) from None
        except ValueError as error:
            raise UsageError(f"{option}: {path!r} is no path: {error}.") from None

    @property
    def path(self) -> Path:
        """Where the file will be."""
        return self._path

    def write(self, data: bytes) -> None:
        """Put the file in place, mode 0600, replacing an older one.

        Raises:
            OSError: it could not be written; an older file is still there.
        """
        write_atomically(self._path, data)
