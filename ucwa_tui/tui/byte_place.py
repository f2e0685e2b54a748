"""From a line of the exchange pane to the bytes that it shows, and to the line that shows them at another depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.document.growing import GrowingDocument
from ucwa_tui.document.same_place import Parts, WirePlace, is_near, is_shown_near, shown_at, wire_place
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response

if TYPE_CHECKING:
    from ucwa_tui.document.lines import TextDocument
    from ucwa_tui.tui.exchange_text import ExchangeText


@dataclass(frozen=True, slots=True)
class BytePlace:
    """A place in one of the two messages of an exchange."""

    in_answer: bool
    place: WirePlace


def bytes_at(text: ExchangeText, exchange: Exchange, place: tuple[int, int]) -> BytePlace | None:
    """The bytes that stand at a place; what is above a message counts as its beginning. None: there are no messages.

    Args:
        text: what is shown.
        exchange: whose.
        place: line of the whole text, and column in characters.
    """
    if (found := _message_at(text, place)) is None:
        return None
    in_answer, parts, inside = found
    data, message = _message(exchange, in_answer=in_answer)
    return BytePlace(in_answer, wire_place(parts, inside, data, message))


def place_of_bytes(text: ExchangeText, exchange: Exchange, wanted: BytePlace) -> tuple[int, int]:
    """The line and the column at which bytes are shown. Arguments as for `bytes_at`."""
    for in_answer, first, document in text.messages():
        if in_answer is wanted.in_answer:
            data, message = _message(exchange, in_answer=in_answer)
            row, column = shown_at(_parts(document), wanted.place, message, data)
            return first + row, column
    return 0, 0


def at_once(text: ExchangeText, place: tuple[int, int]) -> bool:
    """Whether `bytes_at` takes no time that anybody notices, in a text of whatever size."""
    found = _message_at(text, place)
    return found is None or is_near(*found[1:])


def shown_at_once(text: ExchangeText, wanted: BytePlace) -> bool:
    """The same of `place_of_bytes`."""
    shown = (document for in_answer, _, document in text.messages() if in_answer is wanted.in_answer)
    return all(is_shown_near(_parts(document), wanted.place) for document in shown)


def _message_at(text: ExchangeText, place: tuple[int, int]) -> tuple[bool, Parts, tuple[int, int]] | None:
    """Whether it is the answer that stands at a place, its parts, and the place within."""
    line, column = place
    for in_answer, first, document in text.messages():
        if line < first + document.line_count:
            return in_answer, _parts(document), (line - first, column) if line >= first else (0, 0)
    return None


def _parts(document: TextDocument) -> Parts:
    assert isinstance(document, GrowingDocument)
    return document.parts


def _message(exchange: Exchange, *, in_answer: bool) -> tuple[bytes, HttpMessage]:
    if in_answer:
        return exchange.response.data, parse_response(exchange.response, exchange.method)
    return exchange.request.data, parse_request(exchange.request)
