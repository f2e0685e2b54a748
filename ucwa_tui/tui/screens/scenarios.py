"""The sandbox's scenarios, each with its lesson, and what can be made to happen at once. Enter does it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row, cut_end, fit, wrap_words
from ucwa_tui.tui.screens.finding_list import FindingListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.sandbox_mishaps import MISHAPS
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS, shipped

DETAIL_ROWS = 5
_NAME_WIDTH = 20


@dataclass(frozen=True, slots=True)
class SandboxChoice:
    """What was chosen."""

    name: str
    mishap: bool = False
    """Something that happens once; else a scenario."""


class ScenarioList(CursorList):
    """A scenario or a mishap a row: its name and what it shows.

    Args:
        current: the scenario that is on now.
    """

    def __init__(self, current: str) -> None:
        super().__init__(id="scenario-list")
        self.current = current
        self.choices = [
            *(SandboxChoice(name) for name in SCENARIOS),
            *(SandboxChoice(name, mishap=True) for name in MISHAPS),
        ]

    def row_count(self) -> int:
        """Scenarios, then mishaps."""
        return len(self.choices)

    def row(self, y: int) -> Row:
        """One of them."""
        choice = self.choices[y]
        about = MISHAPS[choice.name] if choice.mishap else SCENARIOS[choice.name]
        name = f"{choice.name} now" if choice.mishap else choice.name
        now = "on " if not choice.mishap and choice.name == self.current else "   "
        return (
            (self.mark(y) + " ", ""),
            (now, "chrome-key"),
            (fit(name, _NAME_WIDTH), "bold" if y == self.cursor else ""),
            (" ", ""),
            (cut_end(safe_line(about), max(8, self.text_width - _NAME_WIDTH - 6)), "muted"),
        )


class ScenariosScreen(FindingListOverlay[SandboxChoice]):
    """Chooses a scenario or a mishap.

    Args:
        current: the scenario that is on now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Choose", show=False)]

    def __init__(self, current: str) -> None:
        self.list = ScenarioList(current)
        names = [choice.name for choice in self.list.choices]
        super().__init__(
            f"How the sandbox behaves ({len(SCENARIOS)} scenarios, {len(MISHAPS)} mishaps)",
            _keys(mishap=False),
            self.list,
            about="what one sees, and what a robust client does",
            start=names.index(current) if current in names else 0,
            name="scenario",
            texts=names,
            what="scenario or mishap",
        )

    def action_choose(self) -> None:
        """Take the selected one."""
        if not self.missed:
            self.dismiss(self.list.choices[self.list.cursor])

    def tell(self) -> None:
        """The lesson of the selected one."""
        choice = self.list.choices[self.list.cursor]
        keys = _keys(mishap=choice.mishap)
        if keys != self._keys:
            self._keys = keys
            self.show_keys()
        text = MISHAPS[choice.name] if choice.mishap else shipped(choice.name).lesson
        width = max(20, self.detail.size.width - 3)
        lines = list(_lines(text, width))
        if len(lines) > DETAIL_ROWS:
            lines = [*lines[: DETAIL_ROWS - 1], cut_end(" ".join(lines[DETAIL_ROWS - 1 :]), width)]
        self.detail.show_rows([((line, ""),) for line in lines])


def _keys(*, mishap: bool) -> list[tuple[str, str]]:
    enter = "makes it happen now, once" if mishap else "is on from now on"
    return [("Enter", enter), ("End", "mishaps"), ("letters", "find a name"), ("Esc", "back")]


def _lines(text: str, width: int) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield from wrap_words(safe_line(paragraph), width)
