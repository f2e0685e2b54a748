"""Answers of the event channel, in both wire forms.

Source: UCWA reference, "Event channel details" and "events". The XML reader is loaded only when XML is met.
"""

from __future__ import annotations

from ucwa_tui.protocol.events import EventsAnswer
from ucwa_tui.protocol.media import essence, payload_format_of
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat


def _format(data: bytes, content_type: str | None) -> PayloadFormat:
    """What the Content-Type says; where it says nothing, what the first character looks like."""
    told = payload_format_of(content_type)
    if told is not None:
        return told
    kind = essence(content_type)
    if kind.endswith(("html", "xhtml+xml")):
        raise PayloadError("the answer is HTML, not UCWA")
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    if not start or start not in b"{[<":
        what = f"the answer is {kind}" if kind else "the answer has no Content-Type"
        raise PayloadError(f"{what}, and its body is neither JSON nor XML" if data.strip() else "the answer is empty")
    return PayloadFormat.XML if start == b"<" else PayloadFormat.JSON


def decode_events(data: bytes, content_type: str | None) -> EventsAnswer:
    """Read an answer of the event channel.

    Args:
        data: the body.
        content_type: the value of the Content-Type header; the body decides where it names neither JSON nor XML.

    Raises:
        PayloadError: HTML, a cut-off body, another structure, or anything else that cannot be read.
    """
    if _format(data, content_type) is PayloadFormat.JSON:
        from ucwa_tui.protocol import event_json

        return event_json.decode_events(data)
    from ucwa_tui.protocol import event_xml

    return event_xml.decode_events(data)


def encode_events(answer: EventsAnswer, fmt: PayloadFormat) -> bytes:
    """Write an answer of the event channel.

    Raises:
        PayloadError: the format cannot carry it.
    """
    if fmt is PayloadFormat.JSON:
        from ucwa_tui.protocol import event_json

        return event_json.encode_events(answer)
    from ucwa_tui.protocol import event_element

    return event_element.encode_events(answer)
