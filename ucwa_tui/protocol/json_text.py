"""JSON text to values and back, keeping what Python's own module would lose.

Numbers keep their spelling, objects their order and their repeated names, and every error has a line and a column.
Nothing here knows resources.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NoReturn

from ucwa_tui.protocol.dates import json_date
from ucwa_tui.protocol.foreign_body import refusal
from ucwa_tui.protocol.payload import Number, Record, Timestamp, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.payload_limits import MAX_CONTAINERS, check_size

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*+"|(?P<constant>NaN|-?Infinity)', re.S)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT = 64
"""Characters of a name that is worth remembering."""


class _Pairs(list[tuple[str, Any]]):
    """An object as the scanner leaves it; a type of its own, to tell it from an array."""


class _Constant(Exception):
    """NaN or Infinity came up; the scanner does not tell where."""


def _refuse_constant(name: str) -> NoReturn:
    raise _Constant(name)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=Number, parse_float=Number, parse_constant=_refuse_constant
)


def _text(data: bytes) -> str:
    check_size(data)
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise PayloadError(f"byte {error.start} does not belong to {encoding.upper()} text") from None


def _place(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _constant_error(text: str, name: str) -> PayloadError:
    found = next((m for m in _CONSTANT.finditer(text) if m["constant"]), None)
    line, column = _place(text, found.start()) if found else (None, None)
    return PayloadError(f"JSON has no number {name}", line, column)


def _syntax_error(text: str, error: json.JSONDecodeError) -> PayloadError:
    line, column = _place(text, error.pos)
    if error.pos >= len(text.rstrip()):
        return PayloadError("the JSON ends too early", line, column)
    if error.msg.startswith("Unterminated string"):
        return PayloadError("the JSON string that starts here has no end", line, column)
    if error.msg == "Extra data":
        return PayloadError("the JSON goes on after its end", line, column)
    sentence = error.msg.removesuffix(" at")
    return PayloadError(f"no JSON: {sentence[:1].lower()}{sentence[1:]}", line, column)


def _frozen(value: object, depth: int) -> Value:
    if isinstance(value, list) and depth >= MAX_CONTAINERS:
        raise PayloadError(f"the JSON nests more than {MAX_CONTAINERS} levels deep")
    if isinstance(value, _Pairs):
        return Record(tuple((name, _frozen(member, depth + 1)) for name, member in value))
    if isinstance(value, list):
        return tuple(_frozen(item, depth + 1) for item in value)
    assert value is None or isinstance(value, str | bool | Number)
    return value


def parse(data: bytes) -> Value:
    """Read JSON. Dates stay strings here, as only a property can be one.

    Args:
        data: the bytes of the body; UTF-8 with or without BOM, or UTF-16/32.

    Raises:
        PayloadError: no JSON, or too large, or nested too deeply.
    """
    text = _text(data)
    sentence = refusal(text, "JSON")
    if sentence is not None:
        raise PayloadError(sentence)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _syntax_error(text, error) from None
    except _Constant as error:
        raise _constant_error(text, str(error)) from None
    except RecursionError:
        raise PayloadError(f"the JSON nests more than {MAX_CONTAINERS} levels deep") from None
    return _frozen(value, 0)


def is_number(literal: str) -> bool:
    """True where a literal is a number by JSON's grammar."""
    return _NUMBER.fullmatch(literal) is not None


def quote(text: str) -> str:
    """A JSON string. Lone surrogates, which UTF-8 cannot carry, are escaped; other text stays readable."""
    return without_surrogates(encode_basestring(text))


def without_surrogates(written: str) -> str:
    """JSON with lone surrogates escaped."""
    return written if written.isascii() else _SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", written)


@lru_cache(maxsize=1024)
def _known_head(name: str) -> str:
    return f"{quote(name)}:"


def head(name: str) -> str:
    """A member's name with its colon: the same few hundred over and over."""
    return _known_head(name) if len(name) <= _SHORT else f"{quote(name)}:"


def _scalar(value: str | bool | Number | Timestamp | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, Timestamp):
        return quote(json_date(value)).replace("/", "\\/")
    if not is_number(value.literal):
        raise PayloadError(f"{value.literal[:40]!r} is not a JSON number")
    return value.literal


def compact(value: Value, depth: int) -> str:
    """A value without a blank.

    Args:
        value: to be written.
        depth: how many objects and arrays it is in already.

    Raises:
        PayloadError: a number's spelling is none, or the value is nested too deeply.
    """
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, Record):
        if depth >= MAX_CONTAINERS:
            raise _too_deep()
        return "{" + ",".join([compact_member(name, member, depth + 1) for name, member in value.members]) + "}"
    if isinstance(value, tuple):
        if depth >= MAX_CONTAINERS:
            raise _too_deep()
        return "[" + ",".join([compact(item, depth + 1) for item in value]) + "]"
    return _scalar(value)


def compact_member(name: str, value: Value, depth: int) -> str:
    """A member of an object without a blank; `depth` counts its object too. Raises as `compact`."""
    return head(name) + (quote(value) if isinstance(value, str) else compact(value, depth))


def _too_deep() -> PayloadError:
    return PayloadError(f"the body nests more than {MAX_CONTAINERS} levels deep")


class _Writer:
    def __init__(self, indent: int) -> None:
        self.parts: list[str] = []
        self._indent = indent

    def _break(self, depth: int) -> None:
        self.parts.append("\n" + " " * (self._indent * depth))

    def write(self, value: Value, depth: int) -> None:
        if isinstance(value, Record):
            self._container("{}", tuple((f"{head(name)} ", v) for name, v in value.members), depth)
        elif isinstance(value, tuple):
            self._container("[]", tuple(("", item) for item in value), depth)
        else:
            self.parts.append(_scalar(value))

    def _container(self, brackets: str, members: tuple[tuple[str, Value], ...], depth: int) -> None:
        if depth >= MAX_CONTAINERS:
            raise _too_deep()
        if not members:
            self.parts.append(brackets)
            return
        self.parts.append(brackets[0])
        for number, (begin, member) in enumerate(members):
            if number:
                self.parts.append(",")
            self._break(depth + 1)
            self.parts.append(begin)
            self.write(member, depth + 1)
        self._break(depth)
        self.parts.append(brackets[1])


def write(value: Value, indent: int | None = None) -> bytes:
    """Write JSON as UTF-8: compact without `indent`, otherwise one member a line, `indent` blanks a level.

    Raises:
        PayloadError: a number's spelling is none, or the value is nested too deeply.
    """
    if indent is None:
        return compact(value, 0).encode("utf-8")
    writer = _Writer(indent)
    writer.write(value, 0)
    return "".join(writer.parts).encode("utf-8")
