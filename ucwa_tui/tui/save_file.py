"""Writing a file of the user's choice: asks where, never overwrites without asking, says what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from textual.screen import Screen

from ucwa_tui.tui.copy_out import Say
from ucwa_tui.tui.rows import cut_middle
from ucwa_tui.workbench.paths import shown_path

LONGEST_PATH = 64
"""Cells of a path in a sentence: a row of the box that asks."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be written.

    Attributes:
        what: how much of what, safe to show.
        make: gives the bytes for a path, whose ending may choose the form; called beside the screen's loop.
    """

    what: str
    make: Callable[[Path], bytes]


def ask_where(
    screen: Screen[Any],
    saving: Saving,
    *,
    title: str,
    path: Path,
    say: Say,
    keys: Sequence[tuple[str, str]] = (),
) -> None:
    """Ask for a path, and write there; where that fails ask again, with the path as it was typed.

    Args:
        screen: on which this happens.
        saving: what is written.
        title: of the box.
        path: what stands in its line.
        say: is told what came of it.
        keys: what else is to be said about the line.
    """
    _Asking(screen, saving, title, say, keys, path.parent).ask(shown_path(path))


def why_not(text: str) -> str:
    """Why nothing can be written to a path, as far as that can be told without writing; empty: nothing is known.

    Args:
        text: as it was typed.
    """
    try:
        path = place_of(text)
        if path.is_dir():
            return f"{shown(path)} is a folder: name a file in it"
        if path.is_symlink() and not path.exists():
            return f"{shown(path)} is a link to a file that is not there: name another one"
        if path.exists() and not path.is_file():
            return f"{shown(path)} is no regular file: name another one"
        if not (above := _there_above(path)).is_dir():
            return f"{shown(above)} is no folder: nothing can be put below it"
    except (OSError, RuntimeError, ValueError) as error:
        return f"{shown(Path(text.replace(chr(0), '')))} is no path that can be used: {_why(error)}"
    return ""


def place_of(text: str) -> Path:
    """The absolute path that somebody has typed.

    Raises:
        RuntimeError: there is no such home folder.
        ValueError: there is a NUL in it.
    """
    if "\0" in text:
        raise ValueError("there is a NUL in it")
    return Path(text).expanduser().absolute()


def shown(path: Path) -> str:
    """A path in a sentence: long ones lose their middle, so that the sentence keeps its end."""
    return cut_middle(shown_path(path), LONGEST_PATH)


def _there_above(path: Path) -> Path:
    """The nearest folder above a path that is there."""
    return next((above for above in path.parents if above.exists()), path)


@dataclass(frozen=True, slots=True)
class _Asking:
    """From the question to the file."""

    screen: Screen[Any]
    saving: Saving
    title: str
    say: Say
    keys: Sequence[tuple[str, str]]
    folder: Path
    """The one that was proposed: it is made unasked."""

    def ask(self, typed: str, trouble: str = "") -> None:
        """Ask, with this in the line, and below it why it cannot be that."""
        from ucwa_tui.tui.screens.save import SaveScreen

        def entered(text: str | None) -> None:
            if text is not None:
                self._look(text)

        self.screen.app.push_screen(SaveScreen(self.title, typed, self.keys, why_not, trouble), entered)

    def _look(self, text: str) -> None:
        """Write, after a yes where that does more than to make a file."""
        path = place_of(text)
        if path.exists():
            row = f"{shown(path)} is there already, {path.stat().st_size:,} bytes."
            kept = f"Not saved, the file is as it was: {shown(path)}"
            self._confirm(text, "Overwrite the file?", row, ("overwrite", "keep it"), kept)
        elif not path.parent.exists() and path.parent != self.folder:
            row = f"{shown(path.parent)} is not there. It is made for you alone, mode 0700."
            self._confirm(text, "Make the folder?", row, ("make it", "another path"), "")
        else:
            self._start(text)

    def _confirm(self, text: str, title: str, row: str, words: tuple[str, str], kept: str) -> None:
        """Ask for a yes; without it say what was `kept`, or where that is empty ask for another path."""
        from ucwa_tui.tui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._start(text)
            elif kept:
                self.say(kept, "sev-warning")
            else:
                self.ask(text)

        yes, no = words
        self.screen.app.push_screen(Confirm(title, [((row, ""),)], yes=yes, no=no), answered)

    def _start(self, text: str) -> None:
        self.say("saving …", "")
        self.screen.run_worker(self._write(text), group="save")

    async def _write(self, text: str) -> None:
        from ucwa_tui.tui.beside import beside

        path, focus = place_of(text), self.screen.focused
        try:
            size = await beside("save", partial(_written, self.saving, path))
        except OSError as error:
            trouble = f"{shown(path)} could not be written: {_why(error)}"
            self.say(f"Not saved: {trouble}", "sev-error")
            if self.screen.is_current and self.screen.focused is focus:  # nobody does anything else by now
                self.ask(text, trouble)
            return
        self.say(f"saved {self.saving.what} to {shown(path)}: {size:,} bytes, mode 0600", "")


def _written(saving: Saving, path: Path) -> int:
    from ucwa_tui.workbench.atomic_file import write_atomically

    data = saving.make(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(path, data)
    return len(data)


def _why(error: Exception) -> str:
    from ucwa_tui.wire.safe_text import safe_line

    return safe_line((error.strerror if isinstance(error, OSError) else None) or str(error))
