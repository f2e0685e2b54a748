"""The page that explains an exchange as rows: headings, marks, labels, and the links that can be followed."""

from __future__ import annotations

from ucwa_tui.tui.exchange_text import Told
from ucwa_tui.tui.link_finder import FoundHref
from ucwa_tui.tui.rows import Row, cut_end, fit, width_of, wrap_words
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.workbench.explaining.page import Line, Mark, Page

MARK = 2
LABEL = 15
"""Cells of a label, its blank included; a longer one pushes its text to the right."""
NARROW = 60
"""Cells below which text goes on below its label, and not beside it."""
_STYLES = {
    Mark.NONE: "",
    Mark.GOOD: "status-ok",
    Mark.NOTE: "sev-warning",
    Mark.BAD: "sev-error",
    Mark.ABSENT: "muted",
}


def explained(page: Page, width: int) -> Told:
    """The page as the whole text of the exchange pane.

    Args:
        page: what there is to say.
        width: cells.
    """
    rows: list[Row] = []
    links: list[FoundHref] = []
    for section in page.sections:
        if rows:
            rows.append(())
        rows.append(((section.heading, "chrome-title"),))
        for told in section.lines:
            if told.href:
                word = told.label or told.text
                links.append(FoundHref(len(rows), MARK, MARK + len(word), told.href, told.rel))
            rows += line_rows(told, width)
    return Told(FixedLines(rows), links)


def line_rows(told: Line, width: int) -> list[Row]:
    """A line in as many rows as it takes; what goes on stands below where its text began."""
    style = "muted" if told.mark is Mark.ABSENT else "bold" if told.strong else ""
    label = ""
    if told.label:
        name = cut_end(told.label, max(LABEL, width // 2))
        label = fit(name, LABEL) if width_of(name) < LABEL else f"{name}  "
    indent = MARK + (LABEL if told.label and width >= NARROW else 0)
    first_room = width - MARK - width_of(label)
    texts = _broken(told.text, max(8, first_room), max(8, width - indent))
    first: Row = (
        (fit(told.mark.value, MARK), _STYLES[told.mark]),
        (label, "token-note" if told.mark is not Mark.ABSENT else style),
        (texts[0], style),
    )
    return [first, *(((" " * indent, ""), (text, style)) for text in texts[1:])]


def _broken(text: str, first: int, others: int) -> list[str]:
    """Words in lines, the first of which has a width of its own."""
    text = " ".join(text.split())
    begun = next(iter(wrap_words(text, first)), "")
    return [begun, *wrap_words(text[len(begun) :], others)]
