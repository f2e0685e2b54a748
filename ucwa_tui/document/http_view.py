"""An exchange as a document: head and body of each message, with what is special about it said in notes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ucwa_tui.document.body_view import body_steps
from ucwa_tui.document.framing_view import hex_steps, wire_steps
from ucwa_tui.document.growing import GrowingDocument, Step
from ucwa_tui.document.head_lexer import HEAD
from ucwa_tui.document.hex_dump import ROW
from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import JoinedDocument, Line, StoredLines, TextDocument, note, notes
from ucwa_tui.document.masks import masks_in_range
from ucwa_tui.document.source_text import LONGEST_ROW, SourceText
from ucwa_tui.document.views import EXACT, View
from ucwa_tui.wire.decode import DECODED_LIMIT
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response


def request_document(
    exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW, columns: int = ROW
) -> GrowingDocument:
    """The request of an exchange.

    Args:
        exchange: running or ended.
        view: how deep to look.
        wrap: cells in a row before a line goes on in the next row.
        columns: bytes in a row of a dump.
    """
    return GrowingDocument(request_steps(exchange, view, wrap=wrap, columns=columns))


def response_document(
    exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW, columns: int = ROW
) -> GrowingDocument:
    """The answer of an exchange; a note where there is none. Arguments as for `request_document`."""
    return GrowingDocument(response_steps(exchange, view, wrap=wrap, columns=columns))


def request_steps(
    exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW, columns: int = ROW
) -> Iterator[Step]:
    """What `request_document` gives, in steps of some milliseconds each. Arguments as there."""
    yield from _steps(exchange.request, parse_request(exchange.request), exchange.state, view, wrap, columns)


def response_steps(
    exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW, columns: int = ROW
) -> Iterator[Step]:
    """What `response_document` gives, in steps of some milliseconds each. Arguments as for `request_document`."""
    if not exchange.response.data:
        yield Step((StoredLines([_no_answer(exchange)]),))
        return
    message = parse_response(exchange.response, exchange.method)
    yield from _steps(exchange.response, message, exchange.state, view, wrap, columns)


def exchange_document(
    exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW, columns: int = ROW
) -> TextDocument:
    """Request and answer, one below the other with a blank line between. Arguments as for `request_document`."""
    request = request_document(exchange, view, wrap=wrap, columns=columns)
    return JoinedDocument(
        [request, StoredLines([Line("")]), response_document(exchange, view, wrap=wrap, columns=columns)]
    )


def _no_answer(exchange: Exchange) -> Line:
    if exchange.state is ExchangeState.RUNNING:
        return note("no answer yet")
    if exchange.state is ExchangeState.UNANSWERED:
        return note("unanswered when the capture was saved: what came of it is not in it")
    if exchange.state is ExchangeState.CANCELLED:
        return note("cancelled before an answer came")
    return note(f"no answer: {exchange.error}" if exchange.error else "no answer")


def _steps(
    captured: CapturedMessage, message: HttpMessage, state: ExchangeState, view: View, wrap: int, columns: int
) -> Iterator[Step]:
    told = notes(_remarks(captured, message, state), wrap)
    if view in EXACT:
        yield Step((told,))
        if view is View.WIRE:
            yield from wire_steps(captured, message, wrap, columns)
        else:
            yield from hex_steps(captured, message, columns)
        return
    head = HeadText(captured, message, wrap)
    for step in body_steps(captured, message, view, wrap, columns):
        if step.anew:
            yield replace(step, parts=(told, *step.parts[:1], head, *step.parts[1:]))
        else:
            yield step


class HeadText(SourceText):
    """The heads of a message without their carriage returns: interim answers, then the final one."""

    def __init__(self, captured: CapturedMessage, message: HttpMessage, wrap: int) -> None:
        raw = captured.data[: message.head_length]
        masks: list[Piece] = []
        for mask in masks_in_range(captured, 0, message.head_length):
            start = len(raw[: mask.start].replace(b"\r\n", b"\n"))
            masks.append(Piece(start, start + mask.end - mask.start, mask.token))
        super().__init__(raw.replace(b"\r\n", b"\n").decode("latin-1"), HEAD, wrap=wrap, overlays=masks)


def _remarks(captured: CapturedMessage, message: HttpMessage, state: ExchangeState) -> list[str]:
    told: list[str] = []
    if state is ExchangeState.RUNNING and not message.complete:
        told.append("still on its way")
    elif state is ExchangeState.UNANSWERED and not message.complete:
        told.append("still on its way when the capture was saved")
    else:
        told += message.problems
    if captured.reconstructed:
        told += _why_written_anew(captured, message)
    if captured.dropped:
        told.append(f"capture overflow: {captured.dropped} bytes after these were not kept")
    if captured.masks:
        count = len(captured.masks)
        done = "revealed, in this view only" if captured.revealed else "masked"
        told.append(f"{count} secret{'s are' if count > 1 else ' is'} {done}")
    return told


def _why_written_anew(captured: CapturedMessage, message: HttpMessage) -> Iterator[str]:
    if any(mask.offset >= message.head_length for mask in captured.masks):
        yield "reconstructed: the body is written anew, uncompressed, as a secret in it is masked"
    else:
        yield "reconstructed: the message is put together anew, its body uncompressed; these are not the wire's bytes"
    if len(message.body) >= DECODED_LIMIT:
        yield f"the body is cut off at {DECODED_LIMIT} bytes: it grew over that when it was decompressed"
