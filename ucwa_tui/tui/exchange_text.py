"""What the exchange pane reads: what it means, the request, the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ucwa_tui.document.http_view import View, request_document, response_document
from ucwa_tui.tui.document_lines import DocumentLines, JoinedLines
from ucwa_tui.tui.exchange_rows import duration, size_of, status_style, status_word
from ucwa_tui.tui.rows import Row, wrap_words
from ucwa_tui.tui.widgets.line_view import FixedLines, Lines
from ucwa_tui.wire.exchange import Exchange

LARGE = 200_000
"""Bytes of a message from which its lines are cut by the document itself, which need not look at each of them."""
RULE = "─" * 3


@dataclass(frozen=True, slots=True)
class ExchangeText:
    """Lines, and where the answer begins among them."""

    lines: Lines
    answer_from: int
    wrapped: bool
    """The lines are no longer than the view is wide already."""


def exchange_text(exchange: Exchange, *, view: View, explanation: Sequence[str], width: int) -> ExchangeText:
    """Lay out an exchange.

    Args:
        exchange: running or ended.
        view: how deep to look.
        explanation: printable lines, most telling first.
        width: cells of the view; matters for large messages only.
    """
    large = len(exchange.response.data) + len(exchange.request.data) > LARGE
    wrap = {"wrap": max(20, width)} if large else {}
    refused = exchange.error is not None or (exchange.status or 0) >= 400
    head = [row for i, line in enumerate(explanation) for row in _explained(line, width, first=i == 0 and refused)]
    request = DocumentLines(request_document(exchange, view, **wrap))
    answer = DocumentLines(response_document(exchange, view, **wrap))
    above = FixedLines([*head, *([_rule("request", "")] if head else [])])
    between = FixedLines([_answer_rule(exchange)])
    return ExchangeText(JoinedLines([above, request, between, answer]), len(above) + len(request), large)


def _explained(line: str, width: int, *, first: bool) -> list[Row]:
    if first:
        return [((text, "sev-error"),) for text in wrap_words(f"✗ {line}", max(20, width))]
    name, colon, _ = line.partition(": ")
    label = len(name) + 1 if colon and " " not in name else 0
    first_row, *more = wrap_words(line, max(20, width)) or [""]
    return [((first_row[:label], "token-note"), (first_row[label:], "")), *(((text, ""),) for text in more)]


def _rule(word: str, more: str) -> Row:
    return ((f"{RULE} ", "chrome-border"), (word, "chrome-label"), (more, "muted"), (f" {RULE}", "chrome-border"))


def _answer_rule(exchange: Exchange) -> Row:
    size = f" · {size_of(len(exchange.response.data))}" if exchange.response.data else ""
    time = f" · {duration(exchange.elapsed)}" if exchange.elapsed is not None else ""
    return (
        (f"{RULE} ", "chrome-border"),
        ("answer ", "chrome-label"),
        (status_word(exchange), status_style(exchange)),
        (f"{time}{size} {RULE}", "muted"),
    )
