"""A body to read: dechunked, decompressed, decoded; as it is, or laid out as its grammar has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy

from ucwa_tui.document.body_charset import read_body
from ucwa_tui.document.form_view import form_parts
from ucwa_tui.document.grammar import Grammar, grammar_of, laid_out, lay_out, lexer_of
from ucwa_tui.document.growing import Step
from ucwa_tui.document.head_lexer import FIELDS, HEAD
from ucwa_tui.document.hex_dump import HexDump, looks_binary
from ucwa_tui.document.lexers import PLAIN, Piece
from ucwa_tui.document.lines import StoredLines, TextDocument, TokenName, note, notes
from ucwa_tui.document.masks import BodyMasks
from ucwa_tui.document.multipart import MultipartPiece, PieceKind, boundary_of, take_apart
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.document.text_parts import text_parts
from ucwa_tui.document.views import View
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.wire.decode import decode_body, wide_charset_of
from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1 import HttpMessage

CHARSET = "charset guessed"
"""Badge: the head does not say, or says wrongly, how the bytes are to be read."""
_LAID_OUT = (Grammar.JSON, Grammar.XML, Grammar.HTML)


def body_steps(captured: CapturedMessage, message: HttpMessage, view: View, wrap: int, columns: int) -> Iterator[Step]:
    """The body in steps; those that begin anew begin with what is to be said about it.

    Args:
        captured: the stored bytes.
        message: what `http1` made of them.
        view: MESSAGE or PRETTY.
        wrap: cells in a row.
        columns: bytes in a row of a dump.
    """
    body = decode_body(message)
    if not body.data:
        empty = message.complete and message.status is not None
        said = [
            note("the body is empty" if message.status not in (204, 304) else f"no body, as {message.status} has none")
        ]
        yield _anew(body.problems, wrap, *([StoredLines(said)] if empty else []))
        return
    content_type = message.header("Content-Type")
    told = [f"decompressed ({', '.join(body.undone)}): {len(message.body)} bytes became {len(body.data)}"]
    told = [*(told if body.undone else []), *body.problems]
    if looks_binary(body.data) and not wide_charset_of(body.data, content_type):
        told.append(f"no text: {len(body.data)} bytes, shown by offset in the body")
        yield _anew(told, wrap, HexDump(body.data, columns=columns))
        return
    decoded, guessed = read_body(message, body.data)
    told += decoded.problems
    badges = (CHARSET,) if guessed else ()
    text = decoded.text.replace("\r\n", "\n")
    masks = BodyMasks(captured, message.head_length)
    if view is View.PRETTY:
        yield from _pretty(text, content_type, masks, wrap, told, badges)
    else:
        yield from _as_sent(text, content_type, masks, wrap, told, badges)


def _anew(said: Iterable[str], wrap: int, *parts: TextDocument, badges: tuple[str, ...] = ()) -> Step:
    return Step((notes(said, wrap), *parts), anew=True, badges=badges)


def _as_sent(
    text: str,
    content_type: str | None,
    masks: BodyMasks,
    wrap: int,
    told: Iterable[str],
    badges: tuple[str, ...],
    error: PayloadError | None = None,
) -> Iterator[Step]:
    yield _anew(told, wrap, badges=badges)
    overlays = masks.within(text)
    if error is not None and (wrong := _where(text, error)) is not None:
        overlays = sorted([*overlays, wrong]) if not any(m.start <= wrong.start < m.end for m in overlays) else overlays
    for part in text_parts(text, lexer_of(grammar_of(content_type, text), content_type), wrap, overlays):
        yield Step((part,))


def _where(text: str, error: PayloadError) -> Piece | None:
    """The character at which reading failed; None where that is the end."""
    if error.line is None or error.column is None:
        return None
    at = 0
    for _ in range(error.line - 1):
        at = text.find("\n", at) + 1
    at += error.column - 1 + (text.startswith("\ufeff") and error.line == 1)
    return Piece(at, at + 1, TokenName.ERROR) if at < len(text) and text[at] != "\n" else None


def _pretty(
    text: str,
    content_type: str | None,
    masks: BodyMasks,
    wrap: int,
    told: list[str],
    badges: tuple[str, ...],
) -> Iterator[Step]:
    grammar = grammar_of(content_type, text)
    boundary = boundary_of(content_type)
    if boundary is not None:
        yield _anew(told, wrap, badges=badges)
        for piece in take_apart(text, boundary):
            yield Step(tuple(_piece_parts(piece, masks, wrap)))
    elif grammar is Grammar.FORM:
        yield _anew(told, wrap, badges=badges)
        yield Step(tuple(form_parts(text, wrap, masks.within)))
    elif grammar in _LAID_OUT:
        first = copy(masks)
        try:
            yield from _laid_out(text, grammar, masks, wrap, told, badges)
        except PayloadError as error:
            yield from _as_sent(text, content_type, first, wrap, [*told, f"shown as sent: {error}"], badges, error)
    else:
        yield from _as_sent(text, content_type, masks, wrap, told, badges)


def _laid_out(
    text: str, grammar: Grammar, masks: BodyMasks, wrap: int, told: Iterable[str], badges: tuple[str, ...]
) -> Iterator[Step]:
    """Raises PayloadError, perhaps after many steps, where the text is not what its grammar says."""
    lexer = lexer_of(grammar, None)
    first = copy(masks)
    masks = copy(masks)
    yield _anew(told, wrap, badges=badges)
    for part in lay_out(text, grammar):
        if part is None:
            masks = copy(first)
            yield _anew(told, wrap, badges=badges)
        else:
            for piece in text_parts(part, lexer, wrap, masks.within(part)):
                yield Step((piece,))


def _piece_parts(piece: MultipartPiece, masks: BodyMasks, wrap: int) -> Iterator[TextDocument]:
    """A piece of a multipart body: its head coloured, its own body laid out."""
    text = piece.text
    if piece.kind is PieceKind.BOUNDARY:
        yield SourceText(text, PLAIN, wrap=wrap, overlays=[Piece(0, len(text.rstrip("\n")), TokenName.COMMENT)])
    elif piece.kind is PieceKind.BODY:
        grammar = grammar_of(piece.content_type, text)
        if grammar in _LAID_OUT:
            try:
                text = laid_out(text, grammar) + "\n"
            except PayloadError as error:
                yield notes([f"shown as sent: {error}"], wrap)
        yield from text_parts(text, lexer_of(grammar, piece.content_type), wrap, masks.within(text))
    else:
        state = FIELDS if piece.kind is PieceKind.HEAD else ""
        yield SourceText(text, HEAD, wrap=wrap, overlays=masks.within(text), state=state)
