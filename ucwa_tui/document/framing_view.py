"""A message as the exact bytes on the wire: line breaks visible, chunk framing in place."""

from __future__ import annotations

from ucwa_tui.document.head_lexer import HEAD
from ucwa_tui.document.hex_dump import HexDump, looks_binary
from ucwa_tui.document.lexers import PLAIN, Piece
from ucwa_tui.document.lines import TextDocument, TokenName
from ucwa_tui.document.masks import masks_in_range
from ucwa_tui.document.source_text import SourceText
from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1 import HttpMessage


def framing_documents(captured: CapturedMessage, message: HttpMessage, wrap: int) -> list[TextDocument]:
    """Head and body of a message, byte for byte.

    Args:
        captured: the stored bytes.
        message: what `http1` made of them.
        wrap: code points in a row.
    """
    head = captured.data[: message.head_length].decode("latin-1")
    masks = masks_in_range(captured, 0, message.head_length)
    parts: list[TextDocument] = [SourceText(head, HEAD, wrap=wrap, overlays=masks, show_breaks=True)]
    body = captured.data[message.head_length :]
    if looks_binary(body):
        parts.append(HexDump(body))
    elif body:
        parts.append(_body(captured, message, wrap))
    return parts


def _body(captured: CapturedMessage, message: HttpMessage, wrap: int) -> SourceText:
    start, end = message.head_length, len(captured.data)
    cuts: list[tuple[int, int, TokenName]] = []
    position = start
    for chunk_start, chunk_end in message.chunks:
        cuts.append((position, chunk_start, TokenName.COMMENT))
        position = chunk_end
    if message.chunked:
        cuts.append((position, end, TokenName.COMMENT))
    cuts += [(mask.start + start, mask.end + start, mask.token) for mask in masks_in_range(captured, start, end)]
    text, overlays = _decoded(captured.data, start, sorted(cuts, key=lambda cut: cut[:2]))
    return SourceText(text, PLAIN, wrap=wrap, overlays=overlays, show_breaks=True)


def _decoded(data: bytes, start: int, cuts: list[tuple[int, int, TokenName]]) -> tuple[str, list[Piece]]:
    """Bytes as text, with the parts that were cut out of them as overlays; bytes that are no UTF-8 as `\\xNN`."""
    pieces: list[str] = []
    overlays: list[Piece] = []
    size = 0
    for cut_start, cut_end, token in [*cuts, (len(data), len(data), TokenName.TEXT)]:
        plain = data[start : max(cut_start, start)].decode("utf-8", "backslashreplace")
        inside = data[max(cut_start, start) : cut_end].decode("utf-8", "backslashreplace")
        pieces += [plain, inside]
        if inside:
            overlays.append(Piece(size + len(plain), size + len(plain) + len(inside), token))
        size += len(plain) + len(inside)
        start = max(cut_end, start)
    return "".join(pieces), overlays
