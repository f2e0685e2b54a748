"""What the exchange pane reads: what it means, the answer, the request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ucwa_tui.document.http_view import View, request_document, response_document
from ucwa_tui.tui.document_lines import DocumentLines, JoinedLines
from ucwa_tui.tui.exchange_rows import duration, method_style, path_of, size_of, status_style, status_word
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, cut_words, wrap_words
from ucwa_tui.tui.widgets.line_view import FixedLines, Lines
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.safe_text import safe_line

LARGE = 200_000
"""Bytes of a message from which its lines are cut by the document itself, which need not look at each of them."""
RULE = "─" * 3
_LOG_HEADERS = ("x-ms-server-fqdn:", "x-ms-correlation-id:")


@dataclass(frozen=True, slots=True)
class ExchangeText:
    """Lines, and which of them are the answer."""

    lines: Lines
    answer: range
    """Which of the lines are the answer's."""
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
    for_log = [line for line in explanation if line.lower().startswith(_LOG_HEADERS)]
    explanation = [line for line in explanation if line not in for_log]
    head = [] if refused or exchange.status is None else [_summary(exchange, width)]
    head += [row for i, line in enumerate(explanation) for row in _explained(line, width, first=i == 0 and refused)]
    if for_log:
        told = " · ".join(line.partition(": ")[2] for line in for_log)
        head.append(((cut_end(f"in the server's log: {told}", max(20, width)), "muted"),))
    request = DocumentLines(request_document(exchange, view, **wrap))
    answer = DocumentLines(response_document(exchange, view, **wrap))
    head += [
        ((text, style),) for line, style in connection_lines(exchange) for text in cut_words(line, max(20, width), 2)
    ]
    # The answer first: it is what one waits for, and the request stands beside it in the form.
    above = FixedLines([*head, _request_line(exchange), _answer_rule(exchange, view)])
    between = FixedLines([(), _request_rule(exchange)])
    lines = JoinedLines([above, answer, between, request])
    return ExchangeText(lines, range(len(above), len(above) + len(answer)), large)


def _summary(exchange: Exchange, width: int) -> Row:
    """What came of it in one row: the status in words, and where it led."""
    message = parse_response(exchange.response, exchange.method)
    words = safe_line(f"{exchange.status} {message.reason or ''}".strip())
    place = message.header("Location")
    mark, style = ("✓", "state-connected") if (exchange.status or 0) < 300 else ("→", "status-redirect")
    where = f" · Location {cut_middle(safe_line(place), max(8, width - len(words) - 16))}" if place else ""
    return ((f"{mark} {words}", style), (where, ""))


def connection_lines(exchange: Exchange) -> list[tuple[str, str]]:
    """Who answered, through what, and what its certificate says; each line safe to show, with a style."""
    peer = exchange.peer
    if peer is None:
        return []
    where = f"{peer.host}:{peer.port}" + (f" at {peer.address}" if peer.address not in ("", peer.host) else "")
    words = [f"from {where}"]
    if peer.proxy:
        words.append(f"through the proxy {peer.proxy}")
    if exchange.front_end:
        words.append(f"front end {exchange.front_end}")
    lines = [(safe_line(", ".join(words)), "muted")]
    tls = peer.tls
    if tls is not None:
        sure, style = ("verified", "muted") if tls.verified else ("NOT VERIFIED", "sev-error")
        issued = f", issued by {tls.issuer}" if tls.issuer else ""
        until = f", until {tls.not_after}" if tls.not_after else ""
        lines.append((safe_line(f"{tls.version} {tls.cipher}, {sure}"), style))
        lines.append((safe_line(f"certificate {tls.subject or 'without a name'}{issued}{until}"), "muted"))
    return lines


def _explained(line: str, width: int, *, first: bool) -> list[Row]:
    if first:
        return [((text, "sev-error"),) for text in wrap_words(f"✗ {line}", max(20, width))]
    name, colon, _ = line.partition(": ")
    label = len(name) + 1 if colon and " " not in name else 0
    first_row, *more = wrap_words(line, max(20, width)) or [""]
    return [((first_row[:label], "token-note"), (first_row[label:], "")), *(((text, ""),) for text in more)]


def _request_rule(exchange: Exchange) -> Row:
    size = size_of(len(exchange.request.data))
    return ((f"{RULE} ", "chrome-border"), ("request", "chrome-label"), (f" · {size} {RULE}", "muted"))


def _request_line(exchange: Exchange) -> Row:
    return (
        (safe_line(exchange.method), method_style(exchange.method)),
        (f" {path_of(exchange.url)} ", ""),
        ("HTTP/1.1", "token-version"),
    )


def _answer_rule(exchange: Exchange, view: View) -> Row:
    size = f" · {size_of(len(exchange.response.data))}" if exchange.response.data else ""
    time = f" · {duration(exchange.elapsed)}" if exchange.elapsed is not None else ""
    return (
        (f"{RULE} ", "chrome-border"),
        ("answer ", "chrome-label"),
        (status_word(exchange), status_style(exchange)),
        (f"{time}{size} · {view.value} {RULE}", "muted"),
    )
