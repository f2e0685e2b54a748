"""Reading what a client sent: the body in either form, the query, names in any case, and the documented limits.

Source: UCWA reference, "Payload format"; lengths count UTF-16 units, as the server's platform does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ucwa_tui.protocol.dates import json_date, read_iso_date, read_json_date
from ucwa_tui.protocol.payload import Number, Record, Resource, Timestamp, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.negotiation import input_format
from ucwa_tui.sandbox.request import Request


def utf16_length(text: str) -> int:
    """Length as .NET counts it: characters outside the basic plane count twice."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def read_body(request: Request) -> Resource:
    """The body as an input.

    Raises:
        Refusal: 415 for another media type, 400 DeserializationFailure for a body that is not what it claims to be.
    """
    if not request.body.strip():
        return Resource()
    payload_format = input_format(request.header("Content-Type"))
    if payload_format is None:
        raise errors.unsupported_media_type(request.header("Content-Type"))
    from ucwa_tui.protocol.body_codec import decode_input

    try:
        return decode_input(request.body, payload_format)
    except PayloadError as error:
        raise errors.deserialization_failure(str(error)) from error


class Fields:
    """The parameters of an operation. A body parameter wins over the query parameter of the same name.

    Problems are collected, so that one answer names all of them; `check` raises it.
    """

    def __init__(self, request: Request) -> None:
        self._values: dict[str, Value] = {name.lower(): value for name, value in request.query}
        self.body = read_body(request)
        self._in_body = {p.name.lower(): p.value for p in self.body.properties}
        self._values |= {name: value for name, value in self._in_body.items() if value is not None}
        self._problems: list[tuple[str, str]] = []

    def text(self, name: str, *, limit: int | None = None, required: bool = False) -> str | None:
        """A string. Numbers and booleans become their text; an object or array cannot."""
        value = self._values.get(name.lower())
        if isinstance(value, Record | tuple):
            raise errors.deserialization_failure(f"{name} has to be a string")
        text = _scalar_text(value)
        if required and not (text or "").strip():
            self.problem(name, "This parameter is required.")
        if limit is not None and text is not None and utf16_length(text) > limit:
            self.problem(name, f"The maximum length is {limit} characters, this has {utf16_length(text)}.")
        return text

    def choice(self, name: str, choices: Iterable[str]) -> str | None:
        """A word of an enumeration, in any case; comes back in the documented spelling."""
        text = self.text(name)
        if text is None:
            return None
        known = {c.lower(): c for c in choices}
        if text.lower() not in known:
            self.problem(name, f"The value has to be one of {', '.join(known.values())}.")
            return None
        return known[text.lower()]

    def choices(self, name: str, choices: Iterable[str]) -> tuple[str, ...] | None:
        """A list of words of an enumeration."""
        value = self._values.get(name.lower())
        if value is None:
            return None
        items = value if isinstance(value, tuple) else (value,)
        known = {c.lower(): c for c in choices}
        found: list[str] = []
        for item in items:
            word = _scalar_text(item) or ""
            if word.lower() not in known:
                self.problem(name, f"Each value has to be one of {', '.join(known.values())}.")
                return None
            found.append(known[word.lower()])
        return tuple(found)

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...] | None:
        """A list of strings; one string is a list of one."""
        value = self._values.get(name.lower())
        items = value if isinstance(value, tuple) else () if value is None else (value,)
        found: list[str] = []
        for item in items:
            text = _scalar_text(item)
            if text is None:
                raise errors.deserialization_failure(f"{name} has to be a list of strings")
            found.append(text)
        if required and not any(t.strip() for t in found):
            self.problem(name, "This parameter is required.")
        return None if value is None else tuple(found)

    def integer(self, name: str, low: int, high: int, *, required: bool = False) -> int | None:
        """A whole number between `low` and `high`, both included."""
        text = self.text(name, required=required)
        if text is None or not text.strip():
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,10}", text.strip()) or not low <= int(text) <= high:
            self.problem(name, f"The value has to be a whole number between {low} and {high}.")
            return None
        return int(text)

    def boolean(self, name: str) -> bool | None:
        """True or false, in any case."""
        word = self.choice(name, ("True", "False"))
        return None if word is None else word == "True"

    def moment(self, name: str) -> float | None:
        """A date in one of the wire forms, as seconds since the epoch; ISO 8601 without an offset is UTC."""
        text = self.text(name)
        if text is None or not text.strip():
            return None
        found = read_json_date(text) or read_iso_date(text) or read_iso_date(f"{text}Z")
        if found is None:
            self.problem(name, "This is no date: write /Date(milliseconds)/ or ISO 8601.")
            return None
        return found.ticks / 10_000_000

    def has(self, name: str, value: str) -> bool:
        """Whether the body carries exactly this property."""
        return self._in_body.get(name.lower()) == value

    def problem(self, name: str, text: str) -> None:
        """Note something wrong with a parameter."""
        self._problems.append((name, text))

    @property
    def troubled(self) -> bool:
        """Whether anything was wrong so far."""
        return bool(self._problems)

    def check(self) -> None:
        """Raise 400 ParameterValidationFailure if anything was wrong."""
        if self._problems:
            raise errors.parameter_validation(self._problems)


def _scalar_text(value: Value) -> str | None:
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, Number):
        return value.literal
    if isinstance(value, Timestamp):
        return json_date(value)  # a string that only looks like a date
    return value if isinstance(value, str) else None


def seconds_of(text: str) -> float | None:
    """A time span: a number of minutes, `hh:mm:ss`, or ISO 8601 (`PT5M`); None where it is none of them."""
    if re.fullmatch(r"\d{1,6}(\.\d+)?", text):
        return float(Decimal(text) * 60)
    clock = re.fullmatch(r"(?:(\d+)\.)?(\d{1,2}):([0-5]?\d):([0-5]?\d)(?:\.\d+)?", text)
    iso = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?", text)
    found = clock or (iso if text not in ("P", "PT") else None)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(g or 0) for g in found.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
