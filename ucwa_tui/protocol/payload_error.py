"""Raised by every decoder for a body that cannot be read."""

from __future__ import annotations


class PayloadError(ValueError):
    """A body that is not what it claims to be.

    Args:
        text: one sentence, fit for the screen, without a copy of the body.
        line: 1-based line of the problem, where known.
        column: 1-based column in code points, where known.
    """

    def __init__(self, text: str, line: int | None = None, column: int | None = None) -> None:
        place = "" if line is None else f"line {line}: " if column is None else f"line {line}, column {column}: "
        super().__init__(place + text)
        self.text = text
        self.line = line
        self.column = column
