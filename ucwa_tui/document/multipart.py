"""A multipart body taken apart: what stands between its boundaries. Tolerant, and nothing is left out.

Source: RFC 2046, section 5.1; UCWA's batches hold one HTTP message (`application/http`) in each part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_PARTS = 1000
"""Parts that are told apart; what follows them stays as it is."""
_BOUNDARY = re.compile(r";\s*boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_CONTENT_TYPE = re.compile(r"^content-type[ \t]*:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_START_LINE = re.compile(r"(?:HTTP/\d|[A-Z]+ \S+ HTTP/\d)")


class PieceKind(StrEnum):
    """What a piece of a multipart body is."""

    BOUNDARY = "boundary"
    HEAD = "head"
    MESSAGE_HEAD = "message-head"
    """Start line and fields of an HTTP message within a part."""
    BODY = "body"


@dataclass(frozen=True, slots=True)
class MultipartPiece:
    """The next piece, in the order of the text."""

    kind: PieceKind
    text: str
    content_type: str | None = None
    """Of a body."""


def boundary_of(content_type: str | None) -> str | None:
    """The boundary that a head announces; None where the body is no multipart one."""
    if not (content_type or "").strip().lower().startswith("multipart/"):
        return None
    found = _BOUNDARY.search(content_type or "")
    return (found[1] or found[2]) if found else None


def take_apart(text: str, boundary: str) -> Iterator[MultipartPiece]:
    """The pieces; put together they are the text.

    Args:
        text: the body, with line feeds only.
        boundary: from `boundary_of`.
    """
    line = re.compile(rf"^--{re.escape(boundary)}(?:--)?[ \t]*(?:\n|\Z)", re.MULTILINE)
    position, inside = 0, False
    for number, found in enumerate(line.finditer(text)):
        if number > MOST_PARTS:
            break
        yield from _part(text[position : found.start()], inside=inside)
        yield MultipartPiece(PieceKind.BOUNDARY, found.group())
        position, inside = found.end(), True
    yield from _part(text[position:], inside=False)


def _part(text: str, *, inside: bool) -> Iterator[MultipartPiece]:
    if not inside:
        if text:
            yield MultipartPiece(PieceKind.BODY, text)
        return
    head, rest = _cut_head(text)
    if head:
        yield MultipartPiece(PieceKind.HEAD, head)
    content_type = _content_type(head)
    if _START_LINE.match(rest):
        head, rest = _cut_head(rest)
        yield MultipartPiece(PieceKind.MESSAGE_HEAD, head)
        content_type = _content_type(head)
    if rest:
        yield MultipartPiece(PieceKind.BODY, rest, content_type)


def _cut_head(text: str) -> tuple[str, str]:
    """Head with the blank line that ends it, and the rest."""
    if text.startswith("\n"):
        return text[:1], text[1:]
    at = text.find("\n\n")
    return (text[: at + 2], text[at + 2 :]) if at >= 0 else (text, "")


def _content_type(head: str) -> str | None:
    found = _CONTENT_TYPE.search(head)
    return found[1].strip() if found else None
