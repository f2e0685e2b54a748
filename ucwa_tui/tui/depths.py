"""What the exchange pane shows at each depth: bodies are laid out by the document, the rest is told in rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from ucwa_tui.document.views import View
from ucwa_tui.tui.body_filter import BodyFilter
from ucwa_tui.tui.connection_rows import connection_rows
from ucwa_tui.tui.exchange_text import Growth, Told, exchange_growth
from ucwa_tui.tui.explain_rows import explained
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.timing_rows import timing_rows
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.controller import Controller

Teller: TypeAlias = Callable[[Exchange, Controller, int], list[Row]]
"""Gets the exchange, the workbench and the width in cells."""

TOLD: Mapping[View, Teller] = {
    View.TIMING: timing_rows,
    View.CONNECTION: connection_rows,
}
"""Depths whose rows hold no links."""


def growth_at(
    view: View,
    exchange: Exchange,
    controller: Controller,
    width: int,
    query: BodyFilter | None = None,
    shown: Exchange | None = None,
    *,
    wrap: bool = True,
) -> Iterator[Growth]:
    """The text of an exchange in slices, the first of which fills a screen.

    Args:
        view: how deep to look.
        exchange: running or ended.
        controller: knows what it means.
        width: cells of the view.
        query: what of the body is to be shown instead; None: the exchange as it is.
        shown: its revealed copy, where its secrets are to be seen.
        wrap: long lines are broken at the width.
    """
    if query is not None:
        yield from query.growth(width)
        return
    if view is View.EXPLAIN:
        yield [explained(controller.explain_page(exchange), width)]
        return
    teller = TOLD.get(view)
    if teller is not None:
        yield [Told(FixedLines(teller(exchange, controller, width)))]
        return
    yield from exchange_growth(exchange, view=view, explain=controller.explain, width=width, wrap=wrap, shown=shown)
