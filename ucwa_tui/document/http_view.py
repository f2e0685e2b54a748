"""An exchange as a document: head and body of each message, with what is special about it said in notes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy

from ucwa_tui.document.framing_view import framing_documents
from ucwa_tui.document.grammar import Grammar, grammar_of, lay_out, lexer_of
from ucwa_tui.document.growing import GrowingDocument, Step
from ucwa_tui.document.head_lexer import HEAD
from ucwa_tui.document.hex_dump import HexDump, looks_binary
from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import JoinedDocument, Line, StoredLines, TextDocument, note
from ucwa_tui.document.masks import BodyMasks, masks_in_range
from ucwa_tui.document.source_text import LONGEST_ROW, SourceText
from ucwa_tui.document.text_parts import text_parts
from ucwa_tui.document.views import View
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.wire.decode import decode_body, decode_text, wide_charset_of
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response


def request_document(exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW) -> GrowingDocument:
    """The request of an exchange.

    Args:
        exchange: running or ended.
        view: how deep to look.
        wrap: cells in a row before a line goes on in the next row.
    """
    return GrowingDocument(request_steps(exchange, view, wrap=wrap))


def response_document(exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW) -> GrowingDocument:
    """The answer of an exchange; a note where there is none. Arguments as for `request_document`."""
    return GrowingDocument(response_steps(exchange, view, wrap=wrap))


def request_steps(exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW) -> Iterator[Step]:
    """What `request_document` gives, in steps of some milliseconds each. Arguments as there."""
    yield from _steps(exchange.request, parse_request(exchange.request), exchange.state, view, wrap)


def response_steps(exchange: Exchange, view: View = View.PRETTY, *, wrap: int = LONGEST_ROW) -> Iterator[Step]:
    """What `response_document` gives, in steps of some milliseconds each. Arguments as for `request_document`."""
    if not exchange.response.data:
        yield Step((StoredLines([_no_answer(exchange)]),))
        return
    message = parse_response(exchange.response, exchange.method)
    yield from _steps(exchange.response, message, exchange.state, view, wrap)


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


def _steps(
    captured: CapturedMessage, message: HttpMessage, state: ExchangeState, view: View, wrap: int
) -> Iterator[Step]:
    notes = _notes(captured, message, state)
    if view is View.WIRE:
        yield Step((StoredLines(map(note, notes)), *framing_documents(captured, message, wrap)))
        return
    if view is View.HEX:
        yield Step((StoredLines(map(note, notes)), HexDump(captured.data)))
        return
    head = _head(captured, message, wrap)
    for step in _body(captured, message, view, wrap):
        if step.anew:
            yield Step((StoredLines(map(note, notes)), *step.parts[:1], head, *step.parts[1:]), anew=True)
        else:
            yield step


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
        done = "revealed, in this view only" if captured.revealed else "masked"
        notes.append(f"{count} secret{'s are' if count > 1 else ' is'} {done}")
    return notes


def _body(captured: CapturedMessage, message: HttpMessage, view: View, wrap: int) -> Iterator[Step]:
    """The body in steps; those that begin anew begin with what is to be said about it."""
    body = decode_body(message)
    if not body.data:
        yield _anew(body.problems)
        return
    content_type = message.header("Content-Type")
    notes = [f"decompressed ({', '.join(body.undone)}): {len(message.body)} bytes became {len(body.data)}"]
    notes = notes if body.undone else []
    if looks_binary(body.data) and not wide_charset_of(body.data, content_type):
        yield _anew([*notes, *body.problems], HexDump(body.data))
        return
    decoded = decode_text(message)
    notes += decoded.problems
    text = decoded.text.replace("\r\n", "\n")
    grammar = grammar_of(content_type, text)
    lexer = lexer_of(grammar, content_type)
    masks = BodyMasks(captured, message.head_length)
    if view is View.PRETTY and grammar in (Grammar.JSON, Grammar.XML):
        try:
            yield from _laid_out(text, grammar, masks, wrap, notes)
            return
        except PayloadError as error:
            notes.append(f"shown as sent: {error}")
        masks = BodyMasks(captured, message.head_length)
    yield _anew(notes)
    for part in text_parts(text, lexer, wrap, masks.within(text)):
        yield Step((part,))


def _anew(notes: Iterable[str], *parts: TextDocument) -> Step:
    return Step((StoredLines(map(note, notes)), *parts), anew=True)


def _laid_out(text: str, grammar: Grammar, masks: BodyMasks, wrap: int, notes: Iterable[str]) -> Iterator[Step]:
    """Raises PayloadError, perhaps after many steps, where the text is not what its grammar says."""
    lexer = lexer_of(grammar, None)
    first = copy(masks)
    yield _anew(notes)
    for laid_out in lay_out(text, grammar):
        if laid_out is None:
            masks = copy(first)
            yield _anew(notes)
        else:
            for part in text_parts(laid_out, lexer, wrap, masks.within(laid_out)):
                yield Step((part,))
