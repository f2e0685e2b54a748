"""The yardstick: a Textual application with one input, or one list, and nothing else."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import Input, OptionList


class BareInput(App[None]):
    """One focused input."""

    def compose(self) -> ComposeResult:
        yield Input(placeholder="bare ready")


class BareList(App[None]):
    """One focused list of a hundred rows."""

    def compose(self) -> ComposeResult:
        yield OptionList(*(f"bare row {n}" for n in range(100)))


if __name__ == "__main__":
    (BareList if sys.argv[1:] == ["list"] else BareInput)().run()
