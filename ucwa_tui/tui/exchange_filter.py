"""The filter of the exchange pane: the line that it is typed into, and what is to be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ucwa_tui.tui.widgets.query_line import QueryLine
from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.document.query.body_query import BodyQuery
    from ucwa_tui.tui.body_filter import AtWork, BodyFilter
    from ucwa_tui.wire.exchange import Exchange

GIVEN_UP = "given up · Esc closes"
PAUSE = 0.12
"""Seconds without a key after which what was typed is looked for."""


class ExchangeFilter:
    """Knows the expression; whoever shows the exchange asks `wanted`."""

    def __init__(self) -> None:
        self.line = QueryLine(self._typed)
        self.on_change: Callable[[], None] | None = None
        """Called when something else is to be shown."""
        self.wanted: BodyFilter | None = None
        """What is to be shown instead of the exchange; None: the exchange."""
        self._body: BodyQuery | None = None
        self._exchange: Exchange | None = None
        self._at_work: AtWork | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a line to type into."""
        return bool(self.line.display)

    @property
    def word(self) -> str:
        """What the pane shows instead of a depth; empty where it shows the exchange."""
        return str(self.wanted.body.language) if self.wanted is not None else ""

    def open(self, exchange: Exchange) -> str:
        """Open the line; why there can be none, or the empty text."""
        problem = self._read(exchange)
        if problem:
            return problem
        self.line.display = True
        self.line.prompt.focus()
        self._say_all()
        return ""

    def close(self) -> None:
        """No line and no filter: the whole exchange is shown again."""
        if not self.is_open:
            return
        self.line.display = False
        self.line.put("")
        self._body = self._exchange = None
        self._want(None)

    def give_up(self) -> bool:
        """Wait no longer for what comes of the expression, which stays to be changed; False: nothing is awaited."""
        if self.wanted is None or not self.wanted.looking:
            return False
        self.line.after(0, lambda: None)
        self._want(None)
        self.line.tell(GIVEN_UP, failed=True)
        return True

    def put(self, expression: str) -> None:
        """Set the expression as if it had been typed."""
        self.line.put(expression)
        self._typed(expression)

    def follow(self, exchange: Exchange) -> None:
        """Another exchange is shown, or more of it has come: its body is looked through from now on."""
        if not self.is_open or exchange is self._exchange:
            return
        expression = self.line.prompt.value
        if self._read(exchange):
            self.close()
        elif expression:
            self._choose(expression)

    def _read(self, exchange: Exchange) -> str:
        from ucwa_tui.document.query.body_query import BodyQuery, QueryError

        if self._body is not None and exchange is self._exchange:
            return ""
        try:
            self._body = BodyQuery(exchange)
        except QueryError as error:
            return str(error)
        self._exchange = exchange
        return ""

    def tell(self) -> None:
        """Say what came of it."""
        if self.wanted is not None and self.wanted.said and not self.line.is_wrong:
            self.line.tell(self.wanted.said, failed=self.wanted.failed)

    def _typed(self, expression: str) -> None:
        self.line.after(PAUSE, lambda: self._choose(expression))
        if self._body is not None and expression.strip():
            from ucwa_tui.document.query.body_query import check

            wrong = check(expression.strip(), self._body.language)
            if wrong:
                self.line.tell_wrong(safe_line(wrong))
                return
            self.line.tell("looking … Esc gives up")
        else:
            self._say_all()

    def _choose(self, expression: str) -> None:
        from ucwa_tui.document.query.body_query import check
        from ucwa_tui.tui.body_filter import AtWork, BodyFilter

        expression = expression.strip()
        if self._body is None or not self.is_open:
            return
        if not expression:
            self._want(None)
        elif not check(expression, self._body.language):
            self._at_work = self._at_work or AtWork()
            self._want(BodyFilter(self._body, expression, self._at_work))

    def _want(self, wanted: BodyFilter | None) -> None:
        before, self.wanted = self.wanted, wanted
        if before is not None:
            before.dropped = True
        if before is not wanted and self.on_change is not None:
            self.on_change()

    def _say_all(self) -> None:
        if self._body is not None:
            from ucwa_tui.document.query.body_query import EXAMPLES

            self.line.prompt.placeholder = EXAMPLES[self._body.language]
            self.line.name_language(f"{self._body.language} in the {self._body.which}")
            self.line.tell("")
