"""A row of the form: label, something to edit, counter; below it what the rules have found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.tui.rows import Row, Span, fit, width_of, wrap_words
from ucwa_tui.tui.widgets.painted import Painted
from ucwa_tui.wire.safe_text import safe_line

LABEL_WIDTH = 15
COUNTER_WIDTH = 8
GLYPHS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.HINT: "·"}


def finding_rows(finding: Finding, width: int) -> list[Row]:
    """A finding in words: glyph, severity, sentence, way out; broken at `width` cells."""
    style = f"sev-{finding.severity.value}"
    head = f"{GLYPHS[finding.severity]} {finding.severity.value}: "
    text = safe_line(f"{finding.text} → {finding.way_out}" if finding.way_out else finding.text)
    rows: list[Row] = []
    for index, line in enumerate(wrap_words(head + text, width)):
        if index == 0 and line.startswith(head.rstrip()):
            rows.append(((line[: len(head) - 1], style), (line[len(head) - 1 :], "")))
        else:
            rows.append(((line, ""),))
    return rows


class FieldRow(Painted):
    """Draws label, counter and findings itself; what is edited is a child or drawn by a subclass."""

    class Focused(Message):
        """The cursor came into this row."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, name: str, label: str, *, id: str | None = None) -> None:
        super().__init__(name=name, id=id, classes="field-row")
        self.field = name
        self.on_edit: Callable[[str, str], None] | None = None
        """Gets the row's name and its new value, while the key is handled."""
        self.label = label
        self._counter = ("", "")
        self._findings: tuple[Finding, ...] = ()
        self._below: list[Row] = []
        self._below_width = 0
        self.spare = 0
        """Rows for findings that stay, used or not, so that a finding's coming does not move what is below."""
        self._room = 0
        self._active = False

    @property
    def value(self) -> str:
        """What is in the field."""
        raise NotImplementedError

    def set_value(self, value: str) -> None:
        """Put a value in without telling."""
        raise NotImplementedError

    def focus_inside(self) -> None:
        """Put the cursor into what can be edited."""
        self.focus()

    def set_counter(self, text: str, style: str = "") -> None:
        """Show a counter such as `25/250` at the right edge."""
        if (text, style) != self._counter:
            self._counter = (text, style)
            self.refresh(Region(max(0, self.size.width - COUNTER_WIDTH - 1), 0, COUNTER_WIDTH + 1, 1))

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show what the rules have found; the row grows and shrinks with it."""
        if tuple(findings) != self._findings:
            self._findings = tuple(findings)
            self._lay_out()

    def set_active(self, active: bool) -> None:
        """Mark the row as the one with the cursor."""
        if active != self._active:
            self._active = active
            self.refresh(Region(0, 0, LABEL_WIDTH, 1))
            self._make_room()

    def on_resize(self) -> None:
        """Break the findings anew."""
        if self.size.width != self._below_width:
            self._lay_out()

    def _lay_out(self) -> None:
        self._below_width = self.size.width
        width = self.size.width - LABEL_WIDTH - 1
        before = self._below
        self._below = [row for f in self._findings for row in finding_rows(f, width)] if width > 0 else []
        self._make_room()
        for y in range(1, 1 + max(len(before), len(self._below))):
            if y > len(before) or y > len(self._below) or before[y - 1] != self._below[y - 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def _make_room(self) -> None:
        """As many rows as the findings take; while somebody types in the field it only grows, and nothing jumps."""
        room = max(len(self._below), self.spare, self._room if self._active else 0)
        if room != self._room:
            self._room = room
            self.styles.height = 1 + room

    def middle(self, width: int) -> Row:
        """What stands between label and counter, where a subclass draws it itself."""
        return ()

    def render_line(self, y: int) -> Strip:
        """A line of the row."""
        width = self.size.width
        if y > 0:
            row: Row = self._below[y - 1] if y <= len(self._below) else ()
            spans: list[Span] = [(" " * LABEL_WIDTH, ""), *row]
        else:
            text, style = self._counter
            mark = "▸" if self._active else " "
            middle_width = width - LABEL_WIDTH - 1 - (COUNTER_WIDTH if text else 0)
            middle = self.middle(middle_width)
            used = sum(width_of(part) for part, _ in middle)
            spans = [
                (f"{mark}{fit(self.label, LABEL_WIDTH - 2)} ", "strong" if self._active else "chrome-label"),
                *middle,
                (" " * max(0, middle_width - used), ""),
                (fit(text, COUNTER_WIDTH, right=True) if text else "", style or "muted"),
                (" ", ""),
            ]
        return self.strip_of(spans).crop_extend(0, width, self.style_for(""))
