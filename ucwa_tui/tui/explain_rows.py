"""What an exchange means, as rows."""

from __future__ import annotations

from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.controller import Controller


def explain_rows(exchange: Exchange, controller: Controller, width: int) -> list[Row]:
    """The explanation, broken at words.

    Args:
        exchange: running or ended.
        controller: knows what it means.
        width: cells.
    """
    lines = controller.explain(exchange) or ["nothing special about it"]
    return [((text, ""),) for line in lines for text in wrap_words(line, width)]
