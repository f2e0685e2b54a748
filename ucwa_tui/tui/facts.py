"""Facts in two columns: a label, and what is known."""

from __future__ import annotations

from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.wire.safe_text import safe_line

LABEL = 12
"""Cells of the labels' column."""
RULE = "─" * 3


def fact(label: str, text: str, width: int, style: str = "") -> list[Row]:
    """A fact, broken at words; rows after the first one are indented.

    Args:
        label: our own word.
        text: hostile.
        width: cells.
        style: of the text.
    """
    lines = wrap_words(safe_line(text), max(10, width - LABEL)) or [""]
    rows: list[Row] = [((f"{label:{LABEL}}", "token-note"), (lines[0], style))]
    return rows + [((" " * LABEL, ""), (line, style)) for line in lines[1:]]


def heading(text: str) -> list[Row]:
    """A blank row, and a word about those that follow."""
    return [(), ((f"{RULE} ", "chrome-border"), (text, "chrome-label"), (f" {RULE}", "chrome-border"))]
