"""The connection of an exchange as rows: who answered, over what, and what its certificate says."""

from __future__ import annotations

from ucwa_tui.tui.exchange_text import connection_lines
from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.controller import Controller


def connection_rows(exchange: Exchange, controller: Controller, width: int) -> list[Row]:
    """Everything known of the connection.

    Args:
        exchange: running or ended.
        controller: not asked.
        width: cells.
    """
    lines = connection_lines(exchange) or [("no connection yet", "muted")]
    return [((text, style),) for line, style in lines for text in wrap_words(line, width)]
