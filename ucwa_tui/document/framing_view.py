"""A message byte for byte: as text with its framing visible, or sixteen bytes to a row with each part named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ucwa_tui.document.byte_text import ByteText, byte_texts
from ucwa_tui.document.growing import Step
from ucwa_tui.document.head_lexer import FIELDS, HEAD
from ucwa_tui.document.hex_dump import BRACKETS, HexDump, looks_binary
from ucwa_tui.document.lexers import Piece
from ucwa_tui.document.lines import StoredLines, TextDocument, TokenName, note, notes
from ucwa_tui.document.masks import masks_in_range
from ucwa_tui.document.wire_regions import Region, RegionKind, regions_of
from ucwa_tui.wire.decode import wide_charset_of
from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1 import HttpMessage

_FRAMED = frozenset({RegionKind.DATA, RegionKind.FRAMING})


def wire_steps(captured: CapturedMessage, message: HttpMessage, wrap: int, columns: int) -> Iterator[Step]:
    """Head, body, trailer and what is too many, byte for byte; bodies that are no text as a dump between their framing.

    Args:
        captured: the stored bytes.
        message: what `http1` made of them.
        wrap: cells in a row.
        columns: bytes in a row of a dump.
    """
    data = captured.data
    masks = masks_in_range(captured, 0, len(data))
    regions = regions_of(captured, message)
    body = [region for region in regions if region.kind in _FRAMED]
    binary = looks_binary(message.body) or wide_charset_of(message.body, None) is not None
    for region in regions:
        match region.kind:
            case RegionKind.HEAD:
                yield Step(
                    (ByteText(data, region.start, region.end, lexer=HEAD, wrap=wrap, overlays=_of(masks, region)),)
                )
            case RegionKind.TRAILER:
                part = ByteText(
                    data,
                    region.start,
                    region.end,
                    lexer=HEAD,
                    wrap=wrap,
                    overlays=_of(masks, region),
                    state=FIELDS,
                )
                yield Step((part,))
            case RegionKind.EXCESS:
                yield Step((notes([_title(region)], wrap), *_plain(data, region, wrap, columns, masks)))
            case RegionKind.FRAMING if binary:
                yield Step(tuple(_framed(data, region, wrap)))
            case _ if binary:
                yield Step((_dump(data, region, masks, columns),))
            case _ if region is body[0]:
                yield from _text_body(data, body, wrap, masks)


def hex_steps(captured: CapturedMessage, message: HttpMessage, columns: int) -> Iterator[Step]:
    """Every byte, each part of the message below its name.

    Args:
        captured: the stored bytes.
        message: what `http1` made of them.
        columns: bytes in a row.
    """
    masks = masks_in_range(captured, 0, len(captured.data))
    parts: list[TextDocument] = []
    for region in regions_of(captured, message):
        inside = _of(masks, region)
        title = f"{_title(region)}{_legend(inside)}"
        parts += [StoredLines([note(title)]), HexDump(captured.data, region.start, region.end, inside, columns)]
    yield Step(tuple(parts))


def _title(region: Region) -> str:
    size = region.end - region.start
    return f"▾ {region.name} · {size} byte{'s' if size != 1 else ''}"


def _legend(masks: Sequence[Piece]) -> str:
    """What the brackets in a dump mean, where there are any."""
    words = {TokenName.MASK: "masked", TokenName.REVEALED: "revealed"}
    found = [token for token in words if any(mask.token is token for mask in masks)]
    return "".join(f" · {BRACKETS[token][0]}{words[token]}{BRACKETS[token][1]}" for token in found)


def _text_body(data: bytes, body: Sequence[Region], wrap: int, masks: Sequence[Piece]) -> Iterator[Step]:
    """Chunks and their framing go on in the same row: on the wire nothing but its bytes parts them."""
    start, end = body[0].start, body[-1].end
    framing = [Piece(one.start, one.end, TokenName.COMMENT) for one in body if one.kind is RegionKind.FRAMING]
    overlays = sorted([*framing, *(mask for mask in masks if start <= mask.start < end)])
    cuts = [one.start for one in body]
    for part in byte_texts(data, start, end, wrap=wrap, cuts=cuts, overlays=overlays):
        yield Step((part,))


def _framed(data: bytes, region: Region, wrap: int) -> list[ByteText]:
    overlay = Piece(region.start, region.end, TokenName.COMMENT)
    return list(byte_texts(data, region.start, region.end, wrap=wrap, overlays=[overlay]))


def _plain(data: bytes, region: Region, wrap: int, columns: int, masks: Sequence[Piece]) -> list[TextDocument]:
    if looks_binary(data[region.start : region.end]):
        return [_dump(data, region, masks, columns)]
    return list(byte_texts(data, region.start, region.end, wrap=wrap, overlays=_of(masks, region)))


def _dump(data: bytes, region: Region, masks: Sequence[Piece], columns: int) -> HexDump:
    return HexDump(data, region.start, region.end, _of(masks, region), columns)


def _of(masks: Sequence[Piece], region: Region) -> list[Piece]:
    return [mask for mask in masks if region.start <= mask.start < region.end]
