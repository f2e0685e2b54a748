"""Saves everything captured as a HAR file."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.brought_events import BroughtEvents, brought_since

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def ask(screen: MainScreen) -> None:
    """Ask for a path, and write the session there as it is now."""
    from ucwa_tui.tui.actions.copying import announce
    from ucwa_tui.tui.save_file import Saving, ask_where

    session = screen.controller.session
    exchanges = tuple(session.exchanges)
    if not exchanges:
        screen.say("Save the session: nothing has been captured yet", "sev-warning")
        return
    events = brought_since(session.event_log, exchanges[0].n)
    what = _count(len(exchanges), "exchange") + (f", {_count(len(events), 'event')}" if len(events) else "")
    ask_where(
        screen,
        Saving(what, lambda path: _har(exchanges, events)),
        title=f"Save as HAR · {what} · secrets masked",
        path=default_path(screen.presenter.now()),
        say=partial(announce, screen),
    )


def default_path(now: float) -> Path:
    """A name that tells when it was, in the current folder, or in the state folder where that cannot be written to.

    Args:
        now: seconds since the epoch.
    """
    from ucwa_tui.tui.clipboard import state_folder

    here = Path.cwd()
    folder = here if os.access(here, os.W_OK) else state_folder()
    return folder / time.strftime("ucwa-%Y%m%d-%H%M%S.har", time.localtime(now))


def _har(exchanges: tuple[Exchange, ...], events: BroughtEvents) -> bytes:
    from ucwa_tui.wire.har import har_bytes

    return har_bytes(exchanges, events.read())


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
