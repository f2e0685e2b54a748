"""A small JSON file in the state folder, mode 0600. Trouble with it is told and never ends anything."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ucwa_tui.workbench.atomic_file import write_atomically


class StateFile:
    """Reads and writes the file whole; one that cannot be understood is put aside.

    Args:
        path: None: nothing is read or written.
        most_bytes: of a larger file only so much is read, and that is not understood.
        unread: what it means that it cannot be read, a sentence; empty: nothing to say.
        unwritten: the same where it cannot be written.
    """

    def __init__(self, path: Path | None, *, most_bytes: int, unread: str = "", unwritten: str = "") -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._unread = unread
        self._unwritten = unwritten
        self.warning = ""
        """Why something could not be read or written, with the way out; empty: all is well."""

    def read(self, take: Callable[[Any], None]) -> None:
        """Hand the file's content over; where there is no file nothing happens.

        Args:
            take: raises ValueError, LookupError, TypeError or AttributeError for what it cannot understand.
        """
        if self._path is None:
            return
        try:
            with self._path.open("rb") as stream:
                data = stream.read(self._most_bytes + 1)
            take(json.loads(data))
        except FileNotFoundError:
            return
        except OSError as error:
            self.warning = f"{self._path} cannot be read: {error.strerror or error}. {self._unread}".rstrip()
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self._put_aside(self._path)

    def write(self, tree: dict[str, Any]) -> bool:
        """Write the content in the stead of the one before; whether that worked, or nothing is to be written."""
        if self._path is None:
            return True
        text = json.dumps({"version": 1, **tree}, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(self._path, text.encode() + b"\n")
        except OSError as error:
            self.warning = f"{self._path} cannot be written: {error.strerror or error}. {self._unwritten}".rstrip()
            return False
        return True

    def _put_aside(self, path: Path) -> None:
        aside = path.with_name(f"{path.name}.broken")
        with suppress(OSError):
            os.replace(path, aside)
        self.warning = f"{path} could not be understood. It is kept as {aside.name}, and a new one is begun."
