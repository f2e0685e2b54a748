"""OPTIONS on `applications` and `anonApplications`: which methods take which parameters.

Source: UCWA reference, "applications" and "anonApplications" (OPTIONS), the only two pages that have it.
"""

from __future__ import annotations

from ucwa_tui.protocol.payload import Property, Record, Resource, Value
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.call import Call

_PARAMETERS: dict[str, tuple[Value, ...]] = {
    "culture": ("en-US",),
    "endpointId": (),
    "instanceId": (),
    "type": ("Browser", "Desktop", "Mobile", "Phone"),
    "userAgent": (),
}
"""The values that are known; an empty list takes any text."""
_ANONYMOUS = ("culture", "userAgent")


def options_applications(call: Call) -> Answer:
    """What POST applications takes."""
    return _answer(call, tuple(_PARAMETERS))


def options_anon_applications(call: Call) -> Answer:
    """What POST anonApplications takes."""
    return _answer(call, _ANONYMOUS)


def _answer(call: Call, names: tuple[str, ...]) -> Answer:
    parameters = tuple(Record((("name", name), ("supportedValues", _PARAMETERS[name]))) for name in names)
    method = Record((("httpMethod", "POST"), ("parameters", parameters)))
    metadata = Resource(properties=(Property("metadata", (method,)),))
    if call.accepted.payload_format is PayloadFormat.XML:
        from ucwa_tui.protocol.options_xml import encode_options

        body = encode_options(metadata)
    else:
        from ucwa_tui.protocol.json_codec import encode_resource

        body = encode_resource(metadata)
    return Answer(200, (), body, f"{call.accepted.media_type}; charset=utf-8").marked()
