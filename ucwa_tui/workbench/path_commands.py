"""JSONPath and XPath on the body of an exchange, as commands."""

from __future__ import annotations

from ucwa_tui.workbench.command import Command, Place, has_exchange

PATH_COMMANDS: tuple[Command, ...] = (
    Command(
        "filter-body",
        "Filter the body",
        "JSONPath on JSON, XPath on XML; a name without a prefix is of the default namespace. Esc shows all again.",
        ("f",),
        Place.EXCHANGE,
        "filter",
        has_exchange,
        ("jsonpath", "xpath", "query"),
    ),
    Command(
        "copy-matches",
        "Copy what the filter shows",
        "The matches of the JSONPath or XPath as they are spelled, one below the other.",
        ("M",),
        Place.EXCHANGE,
        "",
        has_exchange,
        ("jsonpath", "xpath", "clipboard"),
    ),
    Command(
        "copy-path",
        "Path of this line",
        "JSONPath or XPath of the line, shown and copied; the filter takes it.",
        ("full_stop",),
        Place.EXCHANGE,
        "",
        has_exchange,
        ("jsonpath", "xpath", "clipboard", "where"),
    ),
)
