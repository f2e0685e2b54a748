"""Saves everything captured as a HAR file: asks where, never overwrites without asking, says what was written."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.paths import shown_path

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


@dataclass(frozen=True, slots=True)
class Capture:
    """What is written, as it was when the key was pressed."""

    exchanges: tuple[Exchange, ...]
    events: tuple[ReceivedEvent, ...]

    @property
    def words(self) -> str:
        """How much it is."""
        events = f", {_count(len(self.events), 'event')}" if self.events else ""
        return _count(len(self.exchanges), "exchange") + events


def ask(screen: MainScreen) -> None:
    """Ask for a path, and write the session there."""
    from ucwa_tui.tui.screens.save import SaveScreen

    session = screen.controller.session
    capture = Capture(tuple(session.exchanges), tuple(session.events))
    if not capture.exchanges:
        screen.say("Save the session: nothing has been captured yet", "sev-warning")
        return

    def entered(text: str | None) -> None:
        if text is not None:
            _check(screen, capture, text)

    path = shown_path(default_path(screen.presenter.now()))
    screen.app.push_screen(SaveScreen(f"Save as HAR · {capture.words} · secrets masked", path), entered)


def default_path(now: float) -> Path:
    """A name that tells when it was, in the current folder, or in the state folder where that cannot be written to.

    Args:
        now: seconds since the epoch.
    """
    from ucwa_tui.tui.clipboard import state_folder

    here = Path.cwd()
    folder = here if os.access(here, os.W_OK) else state_folder()
    return folder / time.strftime("ucwa-%Y%m%d-%H%M%S.har", time.localtime(now))


def _check(screen: MainScreen, capture: Capture, text: str) -> None:
    """Look at the path before anything is written."""
    try:
        path = Path(text).expanduser()
        if path.is_dir():
            _failed(screen, f"{shown_path(path)} is a folder: name a file in it")
        elif path.exists() and not path.is_file():
            _failed(screen, f"{shown_path(path)} is no regular file: name another one")
        elif path.exists():
            _confirm(screen, capture, path)
        else:
            _start(screen, capture, path)
    except (OSError, RuntimeError, ValueError) as error:
        _failed(screen, f"{shown_path(Path(text.replace(chr(0), '')))} is no path that can be used: {_why(error)}")


def _confirm(screen: MainScreen, capture: Capture, path: Path) -> None:
    from ucwa_tui.tui.screens.confirm import Confirm

    def answered(yes: bool | None) -> None:
        if yes:
            _start(screen, capture, path)
        else:
            screen.say(f"Not saved: {shown_path(path)} is as it was", "sev-warning")

    size = f"{path.stat().st_size:,} bytes"
    row = ((f"{shown_path(path)} is there already, {size}.", ""),)
    screen.app.push_screen(Confirm("Overwrite the file?", [row], yes="overwrite", no="keep it"), answered)


def _start(screen: MainScreen, capture: Capture, path: Path) -> None:
    screen.say("saving …")
    screen.run_worker(_write(screen, capture, path), group="save")


async def _write(screen: MainScreen, capture: Capture, path: Path) -> None:
    from ucwa_tui.tui.actions.copying import announce
    from ucwa_tui.tui.beside import beside

    try:
        size = await beside("save", partial(_written, capture, path))
    except OSError as error:
        _failed(screen, f"{shown_path(path)} could not be written: {_why(error)}")
        return
    announce(screen, f"saved {capture.words} to {shown_path(path)}: {size:,} bytes, mode 0600")


def _written(capture: Capture, path: Path) -> int:
    from ucwa_tui.wire.har import har_bytes
    from ucwa_tui.workbench.atomic_file import write_atomically

    data = har_bytes(capture.exchanges, capture.events)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(path, data)
    return len(data)


def _failed(screen: MainScreen, why: str) -> None:
    from ucwa_tui.tui.actions.copying import announce

    announce(screen, f"Not saved: {why}", "sev-error")


def _why(error: Exception) -> str:
    from ucwa_tui.wire.safe_text import safe_line

    return safe_line((error.strerror if isinstance(error, OSError) else None) or str(error))


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
