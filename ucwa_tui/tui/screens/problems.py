"""The problems of what was captured: what the client did wrong, and what of the file could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.exchange_rows import exchange_title, telling_end
from ucwa_tui.tui.overview_rows import GLYPHS, severity_style
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, cut_words, fit, width_of, wrap_words
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.imported import ImportProblem
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.lint.finding import LintFinding

DETAIL_ROWS = 7
WORD = 10
"""Cells for the severity: glyph and word."""
NUMBER = 5
LONGEST_WORD = 56
"""Cells of a URL in a sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One problem as a row."""

    word: str
    style: str
    n: int | None
    title: str
    where: str
    """Method and end of the path."""
    detail: tuple[tuple[str, str], ...]
    """Texts and their styles, to be broken at the width."""


class ProblemList(CursorList):
    """A problem a row."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(id="problem-list")
        self.lines = lines
        self.empty_text = "Nothing found: no rule was broken, and everything could be read."

    def row_count(self) -> int:
        """One row a problem."""
        return len(self.lines)

    def row(self, y: int) -> Row:
        """Severity, exchange, rule."""
        line = self.lines[y]
        number = f"#{line.n}" if line.n is not None else ""
        room = max(8, self.text_width - WORD - NUMBER - 4)
        title = cut_end(line.title, room)
        return (
            (f"{self.mark(y)} ", ""),
            (fit(line.word, WORD), line.style),
            (fit(number, NUMBER, right=True), "muted"),
            ("  ", ""),
            (title, "bold" if y == self.cursor else ""),
            (fit(f"  {line.where}", max(0, room - width_of(title))), "muted"),
        )


class ProblemsScreen(ListOverlay[int]):
    """Gives the number of the exchange to be shown.

    Args:
        findings: the worst first.
        problems: of the file.
        exchange: finds one by its number.
        of: what was looked through.
        note: what else is to be said about the whole; empty: nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Show", show=False),
        Binding("q,P", "back", "Back", show=False),
    ]

    def __init__(
        self,
        findings: Sequence[LintFinding],
        problems: Sequence[ImportProblem],
        exchange: Callable[[int], Exchange | None],
        *,
        of: str,
        note: str = "",
    ) -> None:
        lines = [*(_finding(f, exchange(f.n)) for f in findings), *map(_unread, problems)]
        self.list = ProblemList(lines)
        self._note = note
        super().__init__(
            f"Problems of {of} ({len(lines):,})",
            [("Enter", "show the exchange"), ("Esc", "back"), ("↑ ↓", "move")] if lines else [("Esc", "back")],
            self.list,
            about="what is wrong, and what to do" if lines else "nothing is wrong, as far as the rules can tell",
            start=0,
            name="problem",
        )

    def action_choose(self) -> None:
        """Show the exchange of the selected problem."""
        lines = self.list.lines
        if lines and (n := lines[self.list.cursor].n) is not None:
            self.dismiss(n)

    def tell(self) -> None:
        """The sentence, the exchange, the advice."""
        width = max(20, self.list.text_width - 2)
        rows: list[Row] = []
        if self.list.lines:
            for text, style in self.list.lines[self.list.cursor].detail:
                rows += [((line, style),) for line in cut_words(text, width, 3)]
        if self._note:
            rows = rows[: DETAIL_ROWS - 1] + [((line, "sev-warning"),) for line in wrap_words(self._note, width)]
        self.detail.show_rows(rows[:DETAIL_ROWS])


def _finding(finding: LintFinding, exchange: Exchange | None) -> Line:
    rule = finding.rule
    style = severity_style(finding.severity)
    where = exchange_title(exchange) if exchange is not None else f"#{finding.n}"
    end = f"{safe_line(exchange.method)} …/{telling_end(exchange.url)}" if exchange is not None else ""
    detail = (
        (_shortened(safe_line(finding.sentence)), style),
        (f"{where} · {rule.name}", "muted"),
        (f"What to do: {rule.advice} (UCWA reference: {rule.source})", ""),
    )
    return Line(f"{GLYPHS[finding.severity]} {finding.severity}", style, finding.n, rule.title, end, detail)


def _shortened(sentence: str) -> str:
    """The sentence with its URLs cut in the middle; the exchange has them whole."""
    return " ".join(cut_middle(word, LONGEST_WORD) for word in sentence.split(" "))


def _unread(problem: ImportProblem) -> Line:
    text = safe_line(problem.text)
    style = "sev-warning" if problem.lost else "muted"
    said = "This part of the file is left out." if problem.lost else "It is shown all the same."
    title = safe_line(f"{problem.entry}: {problem.rule}" if problem.entry else problem.rule)
    return Line("not read" if problem.lost else "remark", style, None, title, "", ((text, style), (said, "muted")))
