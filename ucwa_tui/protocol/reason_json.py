"""The error structure as JSON.

Source: UCWA reference, "Errors and informational messages". The shape of the two bags is not described there, so any
shape is read: an object, an array of named things, or a bare value (which then has the name "").
"""

from __future__ import annotations

from ucwa_tui.protocol import json_text
from ucwa_tui.protocol.json_codec import property_value
from ucwa_tui.protocol.payload import Number, Record, Value
from ucwa_tui.protocol.reason import Reason

Bag = tuple[tuple[str, Value], ...]


def _member(record: Record, name: str) -> Value:
    """A member by name, or by name without regard to case where there is no exact one."""
    exact = next((v for k, v in record.members if k == name), None)
    if exact is not None:
        return exact
    return next((v for k, v in record.members if k.lower() == name.lower()), None)


def _text(value: Value) -> str | None:
    if isinstance(value, Number):
        return value.literal
    return value if isinstance(value, str) else None


def _named(record: Record) -> tuple[str, Value] | None:
    """`{"name": n, "reason": v}` as (n, v); with more members all the others; None where nothing names it."""
    name = _text(_member(record, "name"))
    rest = tuple((k, v) for k, v in record.members if k.lower() != "name")
    if name is None or len(rest) == len(record.members):
        return None
    return name, rest[0][1] if len(rest) == 1 else Record(rest)


def bag_of(value: Value) -> Bag:
    """A bag of any shape as names and values."""
    if value is None:
        return ()
    if isinstance(value, Record):
        return tuple((name, property_value(member)) for name, member in value.members)
    if isinstance(value, tuple):
        named = [_named(item) if isinstance(item, Record) else None for item in value]
        found = tuple((pair[0], property_value(pair[1])) for pair in named if pair is not None)
        if len(found) == len(value):
            return found
    return (("", property_value(value)),)


def _bag_value(bag: Bag) -> Value:
    return bag[0][1] if len(bag) == 1 and bag[0][0] == "" else Record(bag)


def _link_text(value: Value) -> str | None:
    return _text(_member(value, "href")) if isinstance(value, Record) else _text(value)


def reason_of(value: Value) -> Reason | None:
    """A JSON value as a reason; None where it has no `code`. A bare string is taken for the code."""
    if isinstance(value, str):
        code, _, subcode = value.partition("/")
        return Reason(code, subcode or None) if code else None
    if not isinstance(value, Record):
        return None
    code_text = _text(_member(value, "code"))
    if code_text is None:
        return None
    return Reason(
        code_text,
        _text(_member(value, "subcode")),
        _text(_member(value, "message")),
        _link_text(_member(value, "link")),
        bag_of(_member(value, "parameters")),
        bag_of(_member(value, "debugInfo")),
    )


def record_of(reason: Reason) -> Record:
    """A reason as a JSON object; what it does not say is left out."""
    texts = (("code", reason.code), ("subcode", reason.subcode), ("message", reason.message), ("link", reason.link))
    bags = (("parameters", reason.parameters), ("debugInfo", reason.debug_info))
    written: list[tuple[str, Value]] = [(name, text) for name, text in texts if text is not None]
    written += [(name, _bag_value(bag)) for name, bag in bags if bag]
    return Record(tuple(written))


def decode_reason(data: bytes) -> Reason | None:
    """Read an error body; None where the JSON is something else than an error structure.

    Raises:
        PayloadError: no JSON.
    """
    value = json_text.parse(data)
    return reason_of(value) if isinstance(value, Record) else None


def encode_reason(reason: Reason) -> bytes:
    """Write an error body, compact.

    Raises:
        PayloadError: a bag holds what JSON cannot carry.
    """
    return json_text.write(record_of(reason))
