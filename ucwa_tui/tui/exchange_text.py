"""What the exchange pane reads: what it means, the answer, the request; on the wire the request first, as it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ucwa_tui.document.growing import GrowingDocument, Step
from ucwa_tui.document.hex_dump import columns_for
from ucwa_tui.document.http_view import request_document, response_steps
from ucwa_tui.document.lines import TextDocument
from ucwa_tui.document.source_text import LONGEST_ROW, SourceText
from ucwa_tui.document.views import EXACT, View
from ucwa_tui.tui.document_lines import DocumentLines, JoinedLines, lines_before
from ucwa_tui.tui.exchange_rows import duration, method_style, path_of, size_of, status_style, status_word
from ucwa_tui.tui.link_finder import FoundHref, LinkFinder, true_hrefs
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, cut_words, wrap_words
from ucwa_tui.tui.widgets.line_view import FixedLines, Lines
from ucwa_tui.wire.decode import codings_of, decode_body
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.safe_text import safe_line

LARGE = 32_000
"""Bytes of an exchange from which it is laid out on a thread, and its rows are cut by the document itself."""
FIRST_ROWS = 60
"""Rows of an answer that make a first screen."""
RULE = "─" * 3
_LOG_HEADERS = ("x-ms-server-fqdn:", "x-ms-correlation-id:")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the answer."""

    above: Sequence[Lines]
    below: Sequence[Lines]
    request: DocumentLines
    """One of them."""


@dataclass(frozen=True, slots=True)
class Grown:
    """More of the answer, and the links in it."""

    step: Step
    links: Sequence[FoundHref] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Lines that are the whole text: nothing is laid out below them."""

    lines: FixedLines
    links: Sequence[FoundHref] = ()


Growth: TypeAlias = Sequence[Frame | Grown | Told]


class ExchangeText:
    """The lines of an exchange as far as they have been laid out, and their links."""

    def __init__(self) -> None:
        self.lines = JoinedLines(())
        self.links: list[FoundHref] = []
        self.badges: tuple[str, ...] = ()
        """Words about the answer that were found out while it was laid out."""
        self._answer = GrowingDocument()
        self._request: DocumentLines | None = None
        self._above = 0

    @property
    def size(self) -> int:
        """Characters that are kept for it; hardly any where it reads the bytes of the exchange themselves."""
        return sum(len(part.text) for _, part in self.lines.documents() if isinstance(part, SourceText))

    @property
    def settled(self) -> int:
        """The number of the last line that will not move any more: what stands below the answer does."""
        parts = self.lines.parts
        below = next((at + 1 for at, part in enumerate(parts) if self._is_answer(part)), len(parts))
        above = JoinedLines(parts[:below])
        return lines_before(above, len(above))

    def _is_answer(self, part: Lines) -> bool:
        return isinstance(part, DocumentLines) and part.document is self._answer

    def messages(self) -> list[tuple[bool, int, TextDocument]]:
        """Request and answer in the order of the lines: whether it is the answer, its first line, its document."""
        found: list[tuple[bool, int, TextDocument]] = []
        first = 0
        for part in self.lines.parts:
            if isinstance(part, DocumentLines):
                found.append((part is not self._request, first, part.document))
            first += len(part)
        return found

    def take(self, growth: Growth) -> int:
        """Grow; the first line that is another one now."""
        changed = len(self.lines)
        for part in growth:
            if isinstance(part, Frame):
                self._above = sum(map(len, part.above))
                self._request = part.request
                self.lines.parts = (*part.above, DocumentLines(self._answer), *part.below)
                changed = 0
                continue
            if isinstance(part, Told):
                self.lines.parts = (part.lines,)
                self.links[:] = part.links
                changed = 0
                continue
            if part.step.anew:
                self.links.clear()
                self.badges = ()
                changed = min(changed, self._above)
            changed = min(changed, self._above + self._answer.line_count)
            self._answer.take(part.step)
            self.badges += part.step.badges
            self.links += part.links
        return changed


def is_large(exchange: Exchange) -> bool:
    """Whether laying it out takes longer than a key may wait: a few compressed bytes may be many."""
    if len(exchange.response.data) + len(exchange.request.data) > LARGE:
        return True
    message = parse_response(exchange.response, exchange.method)
    return bool(codings_of(message)) and decode_body(message, LARGE).limited


def exchange_growth(
    exchange: Exchange,
    *,
    view: View,
    explain: Callable[[Exchange], Sequence[str]],
    width: int,
    wrap: bool = True,
    shown: Exchange | None = None,
) -> Iterator[Growth]:
    """Lay out an exchange in slices, the first of which fills a screen.

    Args:
        exchange: running or ended.
        view: how deep to look.
        explain: gives printable lines about it, most telling first.
        width: cells of the view; matters for large messages only.
        wrap: long lines are broken there; otherwise only those that are longer than any row may be.
        shown: what its bytes are taken from, where that is not the exchange: its revealed copy.
    """
    # A link with a secret in it is no link while that is revealed: following it would write the secret elsewhere.
    safe = frozenset(true_hrefs(exchange)) if shown is not None else None
    shown = shown or exchange
    cells = max(20, width) if wrap and is_large(exchange) else LONGEST_ROW
    frame = _frame(exchange, shown, view, explain(exchange), width, cells)
    finder = LinkFinder(shown, view, sum(map(len, frame.above)))
    first: list[Frame | Grown | Told] | None = [frame]
    rows = 0
    for step in response_steps(shown, view, wrap=cells, columns=columns_for(width)):
        if step.anew:
            finder.begin()
        links = [link for part in step.parts for link in finder.look(part) if safe is None or link.href in safe]
        rows += sum(part.line_count for part in step.parts)
        if first is not None:
            first.append(Grown(step, links))
            if rows >= FIRST_ROWS:
                yield first
                first = None
        else:
            yield [Grown(step, links)]
    yield [*(first or ()), Grown(Step(()), [link for link in finder.rest() if safe is None or link.href in safe])]


def _frame(exchange: Exchange, shown: Exchange, view: View, explanation: Sequence[str], width: int, wrap: int) -> Frame:
    request = DocumentLines(request_document(shown, view, wrap=wrap, columns=columns_for(width)))
    answer_rule = _answer_rule(exchange)
    if view in EXACT:  # as it went over the wire, and nothing else
        return Frame((FixedLines([_request_rule(exchange)]), request, FixedLines([(), answer_rule])), (), request)
    # The answer first: it is what one waits for, and the request stands beside it in the form.
    above = FixedLines([*_meaning(exchange, explanation, width), _request_line(exchange), answer_rule])
    return Frame((above,), (FixedLines([(), _request_rule(exchange)]), request), request)


def _meaning(exchange: Exchange, explanation: Sequence[str], width: int) -> list[Row]:
    """What came of it, and who answered."""
    refused = exchange.error is not None or (exchange.status or 0) >= 400
    for_log = [line for line in explanation if line.lower().startswith(_LOG_HEADERS)]
    explanation = [line for line in explanation if line not in for_log]
    head = [] if refused or exchange.status is None else [_summary(exchange, width)]
    head += [row for i, line in enumerate(explanation) for row in _explained(line, width, first=i == 0 and refused)]
    if for_log:
        told = " · ".join(line.partition(": ")[2] for line in for_log)
        head.append(((cut_end(f"in the server's log: {told}", max(20, width)), "muted"),))
    head += [
        ((text, style),) for line, style in connection_lines(exchange) for text in cut_words(line, max(20, width), 3)
    ]
    return head


def _summary(exchange: Exchange, width: int) -> Row:
    """What came of it in one row: the status in words, and where it led."""
    message = parse_response(exchange.response, exchange.method)
    words = safe_line(f"{exchange.status} {message.reason or ''}".strip())
    place = message.header("Location")
    mark, style = ("✓", "state-connected") if (exchange.status or 0) < 300 else ("→", "status-redirect")
    where = f" · Location {cut_middle(safe_line(place), max(8, width - len(words) - 16))}" if place else ""
    return ((f"{mark} {words}", style), (where, ""))


def connection_lines(exchange: Exchange) -> list[tuple[str, str]]:
    """Who answered, and through what; each line safe to show, with a style. The depth of the connection tells more."""
    peer = exchange.peer
    if peer is None:
        return []
    where = f"{peer.host}:{peer.port}" + (f" at {peer.address}" if peer.address not in ("", peer.host) else "")
    words = [f"from {where}"]
    tls = peer.tls
    if tls is not None and tls.verified:
        words.append(f"{tls.version} verified")
    if peer.proxy:
        words.append(f"through the proxy {peer.proxy}")
    if exchange.front_end:
        words.append(f"front end {exchange.front_end}")
    lines = [(safe_line(", ".join(words)), "muted")]
    if tls is None or tls.verified:
        return lines
    doubt = f"NOT VERIFIED: certificate {tls.subject or 'without a name'}, issued by {tls.issuer or 'nobody named'}"
    return [*lines, (safe_line(doubt), "sev-error")]


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


def _answer_rule(exchange: Exchange) -> Row:
    size = f" · {size_of(len(exchange.response.data))}" if exchange.response.data else ""
    time = f" · {duration(exchange.elapsed)}" if exchange.elapsed is not None else ""
    return (
        (f"{RULE} ", "chrome-border"),
        ("answer ", "chrome-label"),
        (status_word(exchange), status_style(exchange)),
        (f"{time}{size} {RULE}", "muted"),
    )
