"""Filters of events by name: those that come with the program, and the user's own in a file in the state folder.

A name stands for its text wherever `@name` is typed. Trouble with the file is told and never ends anything; a file
that cannot be understood is put aside.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ucwa_tui.workbench.atomic_file import write_atomically

SHIPPED: Mapping[str, tuple[str, str]] = {
    "yours": ("mine", "of the invitations that you made"),
    "invitations": ("rel:invitation", "of all invitations, also those that others made"),
    "people": ("rel:participant,contact,presence", "participants, contacts and presence"),
    "messages": ("rel:message", "messages, sent and received"),
    "failures": ("failed", "with a reason, or with a state or status that says so"),
    "this-invitation": ("invitation", "of your newest invitation"),
    "this-conversation": ("conversation", "of your newest invitation and of all that it caused"),
}
"""Name, text, and what passes."""
MOST = 200
_MOST_BYTES = 200_000
_LONGEST_NAME, _LONGEST_TEXT = 30, 500


class SavedFilters:
    """Both kinds; the user's own are written at each change.

    Args:
        path: of the file, read at once; None: nothing is read or written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.own: dict[str, str] = {}
        """Text by name, as the user wrote it."""
        self.warning = ""
        """Why something could not be read or written, one sentence; empty: all is well."""
        self._read()

    @property
    def texts(self) -> Mapping[str, str]:
        """Text by casefolded name, of both kinds."""
        shipped = {name: text for name, (text, _) in SHIPPED.items()}
        return {**{name.casefold(): text for name, text in self.own.items()}, **shipped}

    def save(self, name: str, text: str) -> str:
        """Keep a filter under a name, in the stead of an own one of the same name; why not, or the empty text."""
        name = name.strip().removeprefix("@")
        why_not = _why_not(name, text)
        if why_not:
            return why_not
        self._read()  # another window may have written meanwhile
        own = {known: kept for known, kept in self.own.items() if known.casefold() != name.casefold()}
        if len(own) >= MOST:
            return f"There are {MOST} filters already: delete one first."
        self.own = {**own, name: text.strip()}
        return self._write()

    def delete(self, name: str) -> str:
        """Forget an own filter; why not, or the empty text."""
        self._read()
        if name not in self.own:
            return f"@{name} comes with the program and stays." if name in SHIPPED else f"There is no @{name}."
        del self.own[name]
        return self._write()

    def _write(self) -> str:
        if self._path is None:
            return ""
        text = json.dumps({"version": 1, "filters": self.own}, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(self._path, text.encode("utf-8", "backslashreplace") + b"\n")
        except OSError as error:
            self.warning = f"{self._path} cannot be written: {error.strerror or error}. Filters last until you quit."
            return self.warning
        return ""

    def _read(self) -> None:
        if self._path is None:
            return
        try:
            with self._path.open("rb") as stream:
                data = stream.read(_MOST_BYTES + 1)
            filters = json.loads(data)["filters"]
            self.own = {n: t for n, t in filters.items() if isinstance(t, str) and not _why_not(n, t)}
        except FileNotFoundError:
            return
        except OSError as error:
            self.warning = f"{self._path} cannot be read: {error.strerror or error}."
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            aside = self._path.with_name(f"{self._path.name}.broken")
            with suppress(OSError):
                os.replace(self._path, aside)
            self.warning = f"{self._path} could not be understood. It is kept as {aside.name}, and a new one is begun."


def _why_not(name: str, text: str) -> str:
    if not name:
        return "A filter needs a name."
    if len(name) > _LONGEST_NAME or len(text) > _LONGEST_TEXT:
        return f"A name may have {_LONGEST_NAME} characters, a filter {_LONGEST_TEXT}."
    if not all(c.isalnum() or c in "-_." for c in name):
        return "A name has letters, digits, - _ and . in it, and no blanks: it is typed as @name."
    if name.casefold() in SHIPPED:
        return f"@{name} comes with the program: take another name."
    if not text.strip():
        return "There is no filter to be saved: type one with / first."
    return ""
