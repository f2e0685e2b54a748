"""Getting a text out of the program: to the terminal's clipboard, or to a private file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from textual.screen import Screen

if TYPE_CHECKING:
    from ucwa_tui.tui.clipboard import Copied

Say: TypeAlias = Callable[[str, str], None]
"""Gets a sentence, safe to show, and its style."""


def copy_out(
    screen: Screen[Any],
    make: Callable[[], str],
    *,
    what: str | Callable[[str], str],
    name: str,
    say: Say,
    missing: str = "There is nothing to copy",
    large: bool = False,
) -> None:
    """Copy a text, and say what was copied where.

    Args:
        screen: on which this happens.
        make: gives the text, secrets masked; the empty text copies nothing.
        what: what it is, for the sentence, or tells that of the text. Safe text.
        name: of the file that it goes to where there is no clipboard.
        say: is told what was done.
        missing: said where there is no text.
        large: making it may take time: it is done beside the screen's loop.
    """
    import os

    from ucwa_tui.tui.clipboard import copies_folder, copy

    environment = dict(os.environ)

    def work() -> Copied | None:
        text = make()
        named = what(text) if callable(what) else what
        return copy(text, named, environment, copies_folder(), name=name) if text else None

    if large or environment.get("TMUX"):
        say("copying …", "")
        screen.run_worker(_beside(screen, work, say, missing), group="copy")
    else:
        _tell(screen, work(), say, missing)


async def _beside(screen: Screen[Any], work: Callable[[], Copied | None], say: Say, missing: str) -> None:
    from ucwa_tui.tui.beside import beside

    _tell(screen, await beside("copy", work), say, missing)


def _tell(screen: Screen[Any], copied: Copied | None, say: Say, missing: str) -> None:
    from ucwa_tui.tui import compat

    if copied is None:
        say(missing, "sev-warning")
        return
    if copied.sequence:
        compat.write_to_terminal(screen.app, copied.sequence)
    say(copied.said, "sev-error" if copied.failed else "")
