"""A line across with a title in it. Repainting a title costs one line; a border's title would cost its widget."""

from __future__ import annotations

from textual.strip import Strip

from ucwa_tui.tui.rows import cut_end, width_of
from ucwa_tui.tui.widgets.painted import Painted

ASIDE_FROM = 10
"""Cells that have to be left for what stands at the right end; the title's own data comes first."""
LIGHT, HEAVY, DASHED = "─", "━", "╌"


class Rule(Painted):
    """Title and data; light, or heavy with a mark where the focus is."""

    def __init__(self, title: str, *, line: str = LIGHT, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._title = title
        self._line = line
        self._detail = ""
        self._aside = ""
        self._marked = False

    @property
    def text(self) -> str:
        """Title and data as text."""
        return f"{self._title} {self._detail}".strip()

    def set_title(self, title: str) -> None:
        """Another title; safe text."""
        if title != self._title:
            self._title = title
            self.refresh()

    def set_detail(self, detail: str) -> None:
        """What is to be said beyond the title; safe text."""
        if detail != self._detail:
            self._detail = detail
            self.refresh()

    def set_aside(self, aside: str) -> None:
        """What is to be said at the right end; safe text."""
        if aside != self._aside:
            self._aside = aside
            self.refresh()

    def set_marked(self, marked: bool) -> None:
        """Heavy and marked, or light."""
        if marked != self._marked:
            self._marked = marked
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        line = HEAVY if self._marked else self._line
        border = "chrome-border-focus" if self._marked else "chrome-border"
        title = f" ▸ {self._title} " if self._marked else f" {self._title} "
        room = width - width_of(title) - 4
        detail = f"{cut_end(self._detail, room)} " if self._detail and room > 4 else ""
        left = room - width_of(detail) - 2
        aside = f" {cut_end(self._aside, left)} " if self._aside and left >= ASIDE_FROM else ""
        end = 1 if aside else 0
        rest = max(0, width - 1 - width_of(title) - width_of(detail) - width_of(aside) - end)
        row = (
            (line, border),
            (title, "tab-current" if self._marked else "chrome-title"),
            (detail, "" if self._marked else "muted"),
            (line * rest, border),
            (aside, "muted"),
            (line * end, border),
        )
        return self.strip_of(row).crop_extend(0, width, self.style_for(""))
