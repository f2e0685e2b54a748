"""An exchange as a document: head and body of each message, with what is special about it said in notes first."""

from __future__ import annotations

from enum import StrEnum

from ucwa_tui.document.framing_view import framing_documents
from ucwa_tui.document.grammar import grammar_of, laid_out, lexer_of
from ucwa_tui.document.head_lexer import HEAD
from ucwa_tui.document.hex_dump import HexDump, looks_binary
from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import JoinedDocument, Line, StoredLines, TextDocument, note
from ucwa_tui.document.masks import masks_in_body_text, masks_in_range
from ucwa_tui.document.source_text import LONGEST_ROW, SourceText
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.wire.decode import decode_body, decode_text, wide_charset_of
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response


class View(StrEnum):
    """How deep to look."""

    WIRE = "wire"
    """Exact bytes: line breaks and chunk framing visible, compressed bodies as bytes."""
    AS_SENT = "as sent"
    """The body without framing and compression, not laid out."""
    PRETTY = "pretty"
    """The body laid out, one member or element to a line."""


def request_document(exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW) -> TextDocument:
    """The request of an exchange.

    Args:
        exchange: running or ended.
        view: how deep to look.
        wrap: code points in a row before a line goes on in the next row.
    """
    return _document(exchange.request, parse_request(exchange.request), exchange.state, view, wrap)


def response_document(exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW) -> TextDocument:
    """The answer of an exchange; a note where there is none. Arguments as for `request_document`."""
    if not exchange.response.data:
        return StoredLines([_no_answer(exchange)])
    message = parse_response(exchange.response, exchange.method)
    return _document(exchange.response, message, exchange.state, view, wrap)


def exchange_document(exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW) -> TextDocument:
    """Request and answer, one below the other with a blank line between. Arguments as for `request_document`."""
    request = request_document(exchange, view, wrap=wrap)
    return JoinedDocument([request, StoredLines([Line("")]), response_document(exchange, view, wrap=wrap)])


def _no_answer(exchange: Exchange) -> Line:
    if exchange.state is ExchangeState.RUNNING:
        return note("no answer yet")
    if exchange.state is ExchangeState.CANCELLED:
        return note("cancelled before an answer came")
    return note(f"no answer: {exchange.error}" if exchange.error else "no answer")


def _document(
    captured: CapturedMessage, message: HttpMessage, state: ExchangeState, view: View, wrap: int
) -> TextDocument:
    notes = _notes(captured, message, state)
    if view is View.WIRE:
        return JoinedDocument([StoredLines(map(note, notes)), *framing_documents(captured, message, wrap)])
    body_notes, body = _body(captured, message, view, wrap)
    return JoinedDocument([StoredLines(map(note, notes + body_notes)), _head(captured, message, wrap), *body])


def _head(captured: CapturedMessage, message: HttpMessage, wrap: int) -> TextDocument:
    raw = captured.data[: message.head_length]
    masks: list[Piece] = []
    for mask in masks_in_range(captured, 0, message.head_length):
        start = len(raw[: mask.start].replace(b"\r\n", b"\n"))
        masks.append(Piece(start, start + mask.end - mask.start, mask.token))
    return SourceText(raw.replace(b"\r\n", b"\n").decode("latin-1"), HEAD, wrap=wrap, overlays=masks)


def _notes(captured: CapturedMessage, message: HttpMessage, state: ExchangeState) -> list[str]:
    notes: list[str] = []
    if state is ExchangeState.RUNNING and not message.complete:
        notes.append("still on its way")
    else:
        notes += message.problems
    if captured.reconstructed:
        notes.append("reconstructed: the body is written anew, uncompressed, as a secret in it is masked")
    if captured.masks:
        count = len(captured.masks)
        notes.append(f"{count} secret{'s are' if count > 1 else ' is'} masked")
    return notes


def _body(
    captured: CapturedMessage, message: HttpMessage, view: View, wrap: int
) -> tuple[list[str], list[TextDocument]]:
    """What is to be said about the body, and the body."""
    body = decode_body(message)
    if not body.data:
        return list(body.problems), []
    content_type = message.header("Content-Type")
    notes = [f"decompressed ({', '.join(body.undone)}): {len(message.body)} bytes became {len(body.data)}"]
    if looks_binary(body.data) and not wide_charset_of(body.data, content_type):
        return (notes if body.undone else []) + list(body.problems), [HexDump(body.data)]
    decoded = decode_text(message)
    notes = (notes if body.undone else []) + list(decoded.problems)
    text = decoded.text.replace("\r\n", "\n")
    grammar = grammar_of(content_type, text)
    if view is View.PRETTY:
        try:
            text = laid_out(text, grammar)
        except PayloadError as error:
            notes.append(f"shown as sent: {error}")
    overlays = masks_in_body_text(captured, message.head_length, text)
    return notes, [SourceText(text, lexer_of(grammar, content_type), wrap=wrap, overlays=overlays)]
