"""Writing a file of the user's choice: asks where, never overwrites without asking, says what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from textual.screen import Screen

from ucwa_tui.tui.copy_out import Say
from ucwa_tui.workbench.paths import shown_path


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
    """Ask for a path, and write there.

    Args:
        screen: on which this happens.
        saving: what is written.
        title: of the box.
        path: what stands in its line.
        say: is told what came of it.
        keys: what else is to be said about the line.
    """
    from ucwa_tui.tui.screens.save import SaveScreen

    def entered(text: str | None) -> None:
        if text is not None:
            _check(screen, saving, text, say)

    screen.app.push_screen(SaveScreen(title, shown_path(path), keys), entered)


def _check(screen: Screen[Any], saving: Saving, text: str, say: Say) -> None:
    """Look at the path before anything is written."""
    try:
        path = Path(text).expanduser()
        if path.is_dir():
            _failed(say, f"{shown_path(path)} is a folder: name a file in it")
        elif path.exists() and not path.is_file():
            _failed(say, f"{shown_path(path)} is no regular file: name another one")
        elif path.exists():
            _confirm(screen, saving, path, say)
        else:
            _start(screen, saving, path, say)
    except (OSError, RuntimeError, ValueError) as error:
        _failed(say, f"{shown_path(Path(text.replace(chr(0), '')))} is no path that can be used: {_why(error)}")


def _confirm(screen: Screen[Any], saving: Saving, path: Path, say: Say) -> None:
    from ucwa_tui.tui.screens.confirm import Confirm

    def answered(yes: bool | None) -> None:
        if yes:
            _start(screen, saving, path, say)
        else:
            say(f"Not saved, the file is as it was: {shown_path(path)}", "sev-warning")

    size = f"{path.stat().st_size:,} bytes"
    row = ((f"{shown_path(path)} is there already, {size}.", ""),)
    screen.app.push_screen(Confirm("Overwrite the file?", [row], yes="overwrite", no="keep it"), answered)


def _start(screen: Screen[Any], saving: Saving, path: Path, say: Say) -> None:
    say("saving …", "")
    screen.run_worker(_write(saving, path, say), group="save")


async def _write(saving: Saving, path: Path, say: Say) -> None:
    from ucwa_tui.tui.beside import beside

    try:
        size = await beside("save", partial(_written, saving, path))
    except OSError as error:
        _failed(say, f"{shown_path(path)} could not be written: {_why(error)}")
        return
    say(f"saved {saving.what} to {shown_path(path)}: {size:,} bytes, mode 0600", "")


def _written(saving: Saving, path: Path) -> int:
    from ucwa_tui.workbench.atomic_file import write_atomically

    data = saving.make(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(path, data)
    return len(data)


def _failed(say: Say, why: str) -> None:
    say(f"Not saved: {why}", "sev-error")


def _why(error: Exception) -> str:
    from ucwa_tui.wire.safe_text import safe_line

    return safe_line((error.strerror if isinstance(error, OSError) else None) or str(error))
