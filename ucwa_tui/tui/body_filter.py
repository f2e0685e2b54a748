"""A JSONPath or XPath on the body of an exchange, evaluated on the thread that lays the result out."""

from __future__ import annotations

import threading
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
MOST_GIVEN_UP = 2
"""Evaluations that nobody waits for any more and that work on all the same: nothing can interrupt an XPath."""
ASK_AGAIN = 0.25
"""Seconds between two looks whether one of them has ended."""
WAITS = "Two filters that were given up are still at work: this one begins when one of them has ended. Esc gives it up."


class AtWork:
    """Bounds how many evaluations are at work at once."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(MOST_GIVEN_UP + 1)

    def begin(self) -> Iterator[Growth]:
        """Wait until there is room for one more; tells so where that takes time. Each is ended with `end`."""
        if self._free.acquire(blocking=False):
            return
        yield [Told(FixedLines([((WAITS, "sev-warning"),)]))]
        while not self._free.acquire(timeout=ASK_AGAIN):
            yield []  # whoever is not wanted any more is left here

    def end(self) -> None:
        """One has ended."""
        self._free.release()


class BodyFilter:
    """One expression on one body.

    Args:
        body: what is looked through; kept from one expression to the next.
        expression: valid.
        at_work: those that are at work already.
    """

    def __init__(self, body: BodyQuery, expression: str, at_work: AtWork) -> None:
        self._at_work = at_work
        self.body = body
        self.expression = expression
        self.said = ""
        """What came of it, safe to show; empty while it is not known."""
        self.failed = False
        self.findings: Findings | None = None
        self.dropped = False
        """Nobody wants to know any more."""

    @property
    def looking(self) -> bool:
        """Whether it is not known yet what comes of it."""
        return not self.said

    def growth(self, width: int) -> Iterator[Growth]:
        """The matches as the text of the pane. Takes long on a large body."""
        wrap = max(20, width)
        yield from self._at_work.begin()
        failure = self._look()
        if failure or self.findings is None:
            yield self._failure(failure)
            return
        self.said = count_words(self.findings)
        if not self.findings.found:
            yield [Told(FixedLines([((f"Nothing in the {self.body.which}'s body matches.", "muted"),)]))]
            return
        yield [Frame((), (), DocumentLines(GrowingDocument()))]
        for step in self.body.steps(self.findings, wrap):
            yield [Grown(step)]

    def _look(self) -> str:
        """Evaluate it; why nothing came of that, safe to show."""
        began = time.monotonic()
        try:
            if self.dropped:
                raise QueryStopped
            self.findings = self.body.find(self.expression, lambda: self.dropped or time.monotonic() - began > LONGEST)
        except QueryError as error:
            return safe_line(str(error))
        except QueryStopped:
            return f"given up after {LONGEST:.0f} seconds: a narrower expression is quicker"
        finally:
            self._at_work.end()
        return ""

    def _failure(self, said: str) -> Growth:
        self.failed = True
        self.said = said
        row: Row = ((said, "sev-warning"),)
        return [Told(FixedLines([row]))]
