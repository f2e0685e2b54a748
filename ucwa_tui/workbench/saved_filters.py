"""Filters of events by name: those that come with the program, and the user's own in a file in the state folder.

A name stands for its text wherever `@name` is typed. Trouble with the file is told and never ends anything; a file
that cannot be understood is put aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ucwa_tui.workbench.state_file import StateFile

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
        self._file = StateFile(path, most_bytes=_MOST_BYTES, unwritten="Filters last until you quit.")
        self.own: dict[str, str] = {}
        """Text by name, as the user wrote it."""
        self._read()

    @property
    def warning(self) -> str:
        """Why something could not be read or written, one sentence; empty: all is well."""
        return self._file.warning

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
        return "" if self._file.write({"filters": self.own}) else self._file.warning

    def _read(self) -> None:
        self._file.read(self._take)

    def _take(self, tree: Any) -> None:
        self.own = {n: t for n, t in tree["filters"].items() if isinstance(t, str) and not _why_not(n, t)}


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
