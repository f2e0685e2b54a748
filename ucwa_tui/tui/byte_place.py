"""From a line of the exchange pane to the bytes that it shows, and to the line that shows them at another depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.document.growing import GrowingDocument
from ucwa_tui.document.same_place import Parts, WirePlace, row_of, wire_place
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


def place_of_line(text: ExchangeText, exchange: Exchange, line: int) -> BytePlace | None:
    """The bytes that a line shows; what stands above a message counts as its beginning. None: there are no messages.

    Args:
        text: what is shown.
        exchange: whose.
        line: of the whole text.
    """
    for in_answer, first, document in text.messages():
        if line < first + document.line_count:
            data, message = _message(exchange, in_answer=in_answer)
            return BytePlace(in_answer, wire_place(_parts(document), max(line - first, 0), data, message))
    return None


def line_of_place(text: ExchangeText, exchange: Exchange, place: BytePlace) -> int:
    """The line that shows a place. Arguments as for `place_of_line`."""
    for in_answer, first, document in text.messages():
        if in_answer is place.in_answer:
            data, message = _message(exchange, in_answer=in_answer)
            return first + row_of(_parts(document), place.place, message, data)
    return 0


def _parts(document: TextDocument) -> Parts:
    assert isinstance(document, GrowingDocument)
    return document.parts


def _message(exchange: Exchange, *, in_answer: bool) -> tuple[bytes, HttpMessage]:
    if in_answer:
        return exchange.response.data, parse_response(exchange.response, exchange.method)
    return exchange.request.data, parse_request(exchange.request)
