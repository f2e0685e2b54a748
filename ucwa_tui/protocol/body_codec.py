"""The codecs behind one door, chosen by format. The XML reader is loaded only when XML is met.

Source: UCWA reference, "Payload format" and "Errors and informational messages".
"""

from __future__ import annotations

from ucwa_tui.protocol import json_codec
from ucwa_tui.protocol.media import payload_format_of
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat


def decode_resource(data: bytes, fmt: PayloadFormat) -> Resource:
    """Read a resource in the given format.

    Raises:
        PayloadError: it cannot be read.
    """
    if fmt is PayloadFormat.JSON:
        return json_codec.decode_resource(data)
    from ucwa_tui.protocol import xml_codec

    return xml_codec.decode_resource(data)


def encode_resource(resource: Resource, fmt: PayloadFormat) -> bytes:
    """Write a resource in the given format, JSON compact.

    Raises:
        PayloadError: the format cannot carry it.
    """
    if fmt is PayloadFormat.JSON:
        return json_codec.encode_resource(resource)
    from ucwa_tui.protocol import xml_element

    return xml_element.encode_resource(resource)


def decode_input(data: bytes, fmt: PayloadFormat) -> Resource:
    """Read the input of a POST or PUT in the given format.

    Raises:
        PayloadError: it cannot be read.
    """
    if fmt is PayloadFormat.JSON:
        return json_codec.decode_input(data)
    from ucwa_tui.protocol import xml_codec

    return xml_codec.decode_input(data)


def encode_input(resource: Resource, fmt: PayloadFormat) -> bytes:
    """Write the input of a POST or PUT in the given format, one property a line.

    Raises:
        PayloadError: the format cannot carry it.
    """
    if fmt is PayloadFormat.JSON:
        return json_codec.encode_input(resource)
    from ucwa_tui.protocol import xml_element

    return xml_element.encode_input(resource)


def decode_reason(data: bytes, content_type: str | None) -> Reason | None:
    """Read the error structure of a refused request.

    Args:
        data: the body.
        content_type: the value of the Content-Type header, which says whether the body is UCWA's at all.

    Returns:
        The reason; None where the body is empty, of another type (a proxy's page), or another structure.

    Raises:
        PayloadError: the type promises JSON or XML and the body is neither.
    """
    fmt = payload_format_of(content_type)
    if fmt is None or not data.strip():
        return None
    if fmt is PayloadFormat.JSON:
        from ucwa_tui.protocol import reason_json

        return reason_json.decode_reason(data)
    from ucwa_tui.protocol import reason_xml

    return reason_xml.decode_reason(data)


def encode_reason(reason: Reason, fmt: PayloadFormat) -> bytes:
    """Write the error structure in the given format.

    Raises:
        PayloadError: the format cannot carry it.
    """
    if fmt is PayloadFormat.JSON:
        from ucwa_tui.protocol import reason_json

        return reason_json.encode_reason(reason)
    from ucwa_tui.protocol import reason_element

    return reason_element.encode_reason(reason)
