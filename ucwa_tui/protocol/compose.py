"""From an operation and its values to a request, and from a body back to values.

Source: UCWA reference, "HTTP methods" (input in body or query), "Payload format" (bodies and media types).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from ucwa_tui import __version__
from ucwa_tui.protocol import body_codec
from ucwa_tui.protocol.dates import iso_date
from ucwa_tui.protocol.extra_value import text_of_value, value_of_text
from ucwa_tui.protocol.links import add_query
from ucwa_tui.protocol.operation import Field, FieldKind, Operation
from ucwa_tui.protocol.payload import Property, Resource, Timestamp, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose, RequestPlan, UriPlace

USER_AGENT = f"ucwa-tui/{__version__}"
_ID_WITHIN = 64 * 1024
"""Bytes of a body as typed up to which its operation id is looked for: it is asked for at each key."""
TEXT_MEDIA_TYPE = "text/plain; charset=utf-8"
"""Of a body that is a message."""


def plan_request(
    op: Operation,
    href: str,
    values: Mapping[str, str],
    extras: Sequence[tuple[str, str]] = (),
    fmt: PayloadFormat = PayloadFormat.JSON,
    uri_place: UriPlace = UriPlace.BODY,
    raw_body: str | None = None,
) -> RequestPlan:
    """The request that carries an operation.

    Args:
        op: what to do.
        href: the link's href as the server wrote it.
        values: texts by field name; an empty one is left out, names of other operations are passed over.
        extras: further properties; see `extra_value` for how a text becomes a value.
        fmt: the wire form of body and answer.
        uri_place: where the fields go that may go in body or query.
        raw_body: the body as typed; it goes out as it stands, in UTF-8, whatever the values say. The query is still
            made from the values.

    Raises:
        PayloadError: a value that this wire form cannot carry.
    """
    body = _body(op, values, extras, fmt, uri_place, raw_body)
    for name, text in query_parameters(op, values, extras, uri_place):
        href = add_query(href, name, text)
    return RequestPlan(
        op.method,
        href,
        _headers(fmt, _media_type(op, fmt) if body else ""),
        body,
        Purpose.GET if op.method == "GET" else Purpose.OPERATION,
        op.name,
        _operation_id(op, values, fmt, body if raw_body is not None else b""),
    )


def get_plan(href: str, fmt: PayloadFormat = PayloadFormat.JSON) -> RequestPlan:
    """A GET of any link."""
    return RequestPlan("GET", href, _headers(fmt), purpose=Purpose.GET, operation="get")


def input_resource(
    op: Operation,
    values: Mapping[str, str],
    extras: Sequence[tuple[str, str]] = (),
    uri_place: UriPlace = UriPlace.BODY,
) -> Resource:
    """What the body says: the filled-in fields in documented order, then the extra properties in theirs.

    Nothing where the body is a text.
    """
    if not op.has_body or op.text_body:
        return Resource()
    properties = [
        Property(f.name, _value(f, values[f.name])) for f in op.fields if values.get(f.name) and _in_body(f, uri_place)
    ]
    properties += [Property(name, value_of_text(text)) for name, text in extras]
    return Resource(properties=tuple(properties))


def query_parameters(
    op: Operation, values: Mapping[str, str], extras: Sequence[tuple[str, str]], uri_place: UriPlace
) -> tuple[tuple[str, str], ...]:
    """What goes into the query, unencoded. A method whose body holds no properties takes all its input there."""
    fields = tuple(
        (f.name, values[f.name])
        for f in op.fields
        if values.get(f.name) and (not op.has_body or _in_query(f, uri_place))
    )
    return (*fields, *extras) if op.text_body or not op.has_body else fields


def values_from_body(
    op: Operation, data: bytes, fmt: PayloadFormat
) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Read a body back into a form.

    Names are matched without case, as servers do; an empty field counts as absent. A field whose value is no string
    (or that occurs again) is kept as an extra property, so that nothing is lost. Links and embedded resources, which
    servers ignore, are left out.

    Args:
        op: whose fields to look for.
        data: the body.
        fmt: its wire form.

    Returns:
        The texts by field name, and the other properties in order, as `extra_value` writes them.

    Raises:
        PayloadError: the body cannot be read.
    """
    if op.text_body:
        return {f.name: data.decode("utf-8", "replace") for f in op.fields if "body" in f.places and data}, ()
    values: dict[str, str] = {}
    extras: list[tuple[str, str]] = []
    for member in body_codec.decode_input(data, fmt).properties:
        field = op.field(member.name)
        if field is not None and member.value == "":
            continue  # an empty field is an absent one
        text = _text_of(field, member.value) if field is not None else None
        if field is not None and field.name not in values and text is not None:
            values[field.name] = text
        else:
            extras.append((member.name, _extra_text(member.value, fmt)))
    return values, tuple(extras)


def _value(field: Field, text: str) -> Value:
    if field.kind is not FieldKind.WORDS:
        return text
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _text_of(field: Field, value: Value) -> str | None:
    """A property's value as the form shows it; None where the form has no way to."""
    if field.kind is FieldKind.WORDS and isinstance(value, tuple):
        words = [word for word in value if isinstance(word, str) and word and "," not in word and word == word.strip()]
        return ", ".join(words) if words and len(words) == len(value) else None
    return value if isinstance(value, str) and field.kind is not FieldKind.WORDS else None


def _extra_text(value: Value, fmt: PayloadFormat) -> str:
    if fmt is PayloadFormat.XML and isinstance(value, Timestamp):
        return iso_date(value) or text_of_value(value)  # JSON's form of a date has neither zone nor ticks
    return text_of_value(value)


def _in_body(field: Field, uri_place: UriPlace) -> bool:
    if len(field.places) > 1:
        return uri_place is not UriPlace.QUERY
    return field.places == ("body",)


def _in_query(field: Field, uri_place: UriPlace) -> bool:
    if len(field.places) > 1:
        return uri_place is not UriPlace.BODY
    return field.places == ("query",)


def _body(
    op: Operation,
    values: Mapping[str, str],
    extras: Sequence[tuple[str, str]],
    fmt: PayloadFormat,
    uri_place: UriPlace,
    raw_body: str | None,
) -> bytes:
    if raw_body is not None:
        return raw_body.encode("utf-8", "surrogatepass")
    if op.text_body:
        return "".join(values.get(f.name, "") for f in op.fields if "body" in f.places).encode("utf-8", "surrogatepass")
    resource = input_resource(op, values, extras, uri_place)
    return body_codec.encode_input(resource, fmt) if resource.properties else b""


def _media_type(op: Operation, fmt: PayloadFormat) -> str:
    return TEXT_MEDIA_TYPE if op.text_body else fmt.media_type


def _headers(fmt: PayloadFormat, body_type: str = "") -> tuple[tuple[str, str], ...]:
    headers = (("Accept", fmt.media_type), ("Accept-Encoding", "gzip"), ("User-Agent", USER_AGENT))
    return (*headers, ("Content-Type", body_type)) if body_type else headers


def _operation_id(op: Operation, values: Mapping[str, str], fmt: PayloadFormat, raw: bytes) -> str | None:
    """The id that events will carry: the one in a raw body, where that can be read."""
    field = op.field_of_kind(FieldKind.OPERATION_ID)
    if field is None:
        return None
    if raw and not op.text_body and len(raw) <= _ID_WITHIN:
        with suppress(PayloadError):  # sent all the same, on purpose; the form's id is the best guess then
            values = values_from_body(op, raw, fmt)[0]
    return values.get(field.name) or None
