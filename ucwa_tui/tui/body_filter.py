"""A JSONPath or XPath on the body of an exchange, evaluated on the thread that lays the result out."""

from __future__ import annotations

import time
from collections.abc import Iterator

from ucwa_tui.document.growing import GrowingDocument
from ucwa_tui.document.query.answers import Findings
from ucwa_tui.document.query.body_query import BodyQuery, QueryError, QueryStopped, count_words
from ucwa_tui.tui.document_lines import DocumentLines
from ucwa_tui.tui.exchange_text import Frame, Grown, Growth, Told
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.wire.safe_text import safe_line

LONGEST = 10.0
"""Seconds after which an evaluation is given up."""


class BodyFilter:
    """One expression on one body.

    Args:
        body: what is looked through; kept from one expression to the next.
        expression: valid.
    """

    def __init__(self, body: BodyQuery, expression: str) -> None:
        self.body = body
        self.expression = expression
        self.said = ""
        """What came of it, safe to show; empty while it is not known."""
        self.failed = False
        self.findings: Findings | None = None
        self.dropped = False
        """Nobody wants to know any more."""

    def growth(self, width: int) -> Iterator[Growth]:
        """The matches as the text of the pane. Takes long on a large body."""
        wrap = max(20, width)
        began = time.monotonic()
        try:
            self.findings = self.body.find(self.expression, lambda: self.dropped or time.monotonic() - began > LONGEST)
        except QueryError as error:
            yield self._failure(safe_line(str(error)))
            return
        except QueryStopped:
            yield self._failure(f"given up after {LONGEST:.0f} seconds: a narrower expression is quicker")
            return
        self.said = count_words(self.findings)
        if not self.findings.found:
            yield [Told(FixedLines([((f"Nothing in the {self.body.which}'s body matches.", "muted"),)]))]
            return
        empty = FixedLines()
        yield [Frame(empty, empty, DocumentLines(GrowingDocument()))]
        for step in self.body.steps(self.findings, wrap):
            yield [Grown(step)]

    def _failure(self, said: str) -> Growth:
        self.failed = True
        self.said = said
        row: Row = ((said, "sev-warning"),)
        return [Told(FixedLines([row]))]
