"""Asks which capture to open: a path, completed with Tab."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from ucwa_tui.tui.beside import beside
from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.rows import Row, cut_end, wrap_words
from ucwa_tui.tui.screens.line_prompt import LinePrompt
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.path_completion import complete

WIDTH = 66
MOST_NAMES = 3
"""Rows of names that it could go on with."""


class PathInput(SafeInput):
    """Tab is not for going on to another widget, and waits for what was typed before it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "screen.complete", "Complete", show=False)]


class OpenFileScreen(LinePrompt[Path]):
    """Gives a file that can be read; what cannot be is said at once, and nothing typed is lost."""

    def __init__(self) -> None:
        keys = [("Enter", "open"), ("Tab", "complete the name"), ("Esc", "back")]
        super().__init__("Open a capture: HAR, SAZ, curl commands, raw HTTP", keys, PathInput("", compact=True))
        self.input.placeholder = "capture.har, ~/captures/join.saz, …"
        self._said = Rows(id="open-said")

    def body(self) -> Widget:
        """The input, and below it what there is to say."""
        return Vertical(self.input, self._said, id="open-file")

    def entered(self, text: str) -> None:
        """Open it, or say why not."""
        if not text.strip():
            self._say("Name a file.")
            return
        try:
            path = Path(text.strip()).expanduser()
            if path.is_dir():
                self._say(f"{text.strip()} is a folder: Tab goes on into it.")
            elif not path.exists():
                self._say(f"{text.strip()}: there is no such file.")
            elif not os.access(path, os.R_OK):
                self._say(f"{text.strip()} cannot be read: permission denied.")
            else:
                self.dismiss(path)
        except (OSError, ValueError, RuntimeError) as error:
            self._say(f"This is no path: {error}")

    async def action_complete(self) -> None:
        """Go on with the name."""
        typed = self.input.value
        found = await beside("complete", partial(complete, typed))
        if self.input.value != typed or not self.is_attached:
            return  # it has gone on without
        self.input.value = found.text
        self.input.cursor_position = len(found.text)
        if found.names:
            self._show([((cut_end(line, WIDTH), "muted"),) for line in _in_rows(found.names)])
        else:
            self._say("" if found.found else "No file begins like this.")

    def _say(self, text: str) -> None:
        self._show([((line, "sev-warning"),) for line in wrap_words(safe_line(text), WIDTH)])

    def _show(self, rows: list[Row]) -> None:
        self._said.show_rows(rows)
        self._said.styles.height = len(rows)


def _in_rows(names: tuple[str, ...]) -> list[str]:
    lines = wrap_words("  ".join(safe_line(name).replace(" ", "\u00a0") for name in names), WIDTH)
    if len(lines) <= MOST_NAMES:
        return lines
    shown = sum(len(line.split()) for line in lines[: MOST_NAMES - 1])
    return [*lines[: MOST_NAMES - 1], f"… and {len(names) - shown:,} more"]
