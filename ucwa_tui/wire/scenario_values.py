"""The values that a scenario file can hold: each reader gives the value, or says which rule it breaks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Final, TypeAlias

from ucwa_tui.protocol.error_codes import CODES, TOKEN_ERRORS
from ucwa_tui.protocol.error_subcodes import SUBCODES
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.safe_text import has_control
from ucwa_tui.wire.scenario import ErrorAnswer, Span
from ucwa_tui.wire.scenario_error import Broken
from ucwa_tui.wire.scenario_places import PLACES

Reader: TypeAlias = Callable[[object], object]
MOST_SECONDS: Final = 1_000_000
MOST_MEGABYTES: Final = 64
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_WITHOUT_BODY: Final = (204, 205, 304)
_ERROR_KEYS: Final = ("status", "code", "subcode", "message", "parameters", "oauth")


def text(value: object) -> str:
    """One line of text that a header could hold."""
    if not isinstance(value, str):
        raise Broken("has to be a text", 'Put it in quotes: "…".')
    if not value.strip():
        raise Broken("is empty", "Leave the key out, or give it a value.")
    if len(value) > 2000 or has_control(value):
        raise Broken("has to be one line of at most 2000 characters", "Shorten it.")
    return value


def prose(value: object) -> str:
    """A text of several lines, its line ends made blanks; a blank line stays."""
    if not isinstance(value, str):
        raise Broken("has to be a text", 'Put it in quotes: "…".')
    paragraphs = re.split(r"\n\s*\n", value.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Broken("has to be true or false", "Write it without quotes.")
    return value


def whole(least: int, most: int) -> Callable[[object], int]:
    """A whole number within bounds."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Broken(f"has to be a whole number from {least} to {most}", "Write it without quotes.")
        return value

    return read


def number(least: float, most: float) -> Callable[[object], float]:
    """A number within bounds."""

    def read(value: object) -> float:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not fits or not least <= value <= most:  # type: ignore[operator]
            raise Broken(f"has to be a number from {least:g} to {most:g}", "Write it without quotes.")
        return float(value)  # type: ignore[arg-type]

    return read


_seconds = number(0, MOST_SECONDS)


def span(value: object) -> Span:
    """Seconds, or the least and the most of them."""
    if not isinstance(value, list):
        return (_seconds(value), _seconds(value))
    if len(value) != 2:
        raise Broken("has to be seconds, or [least, most]", "Write 2.5 or [1, 3].")
    least, most = _seconds(value[0]), _seconds(value[1])
    if least > most:
        raise Broken("has its least above its most", f"Write [{most:g}, {least:g}].")
    return (least, most)


def choice(words: Sequence[str]) -> Callable[[object], str]:
    """One of some words."""

    def read(value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise Broken(f"has to be one of {', '.join(words)}", _near(value, words))

    return read


def several(read: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    """One text or a list of them."""

    def read_all(value: object) -> tuple[str, ...]:
        if isinstance(value, list) and not value:
            raise Broken("is an empty list", "Leave the key out, or put something in.")
        return tuple(read(one) for one in (value if isinstance(value, list) else [value]))

    return read_all


def operation(value: object) -> str:
    """The name of an operation, spelled as documented."""
    if isinstance(value, str) and value in PLACES:
        return value
    raise Broken("is no operation that has a name here", _near(value, list(PLACES)) or 'Use path = "/…" instead.')


def pattern(value: object) -> str:
    """A pattern of paths."""
    given = text(value)
    if not given.startswith("/"):
        raise Broken("has to begin with /", "* stands for one segment, ** for one and more.")
    return given


def method(value: object) -> str:
    """An HTTP method."""
    given = token(value).upper()
    if given not in _METHODS:
        raise Broken(f"has to be one of {', '.join(_METHODS)}", _near(given, _METHODS))
    return given


def token(value: object) -> str:
    """A word as header names are."""
    given = text(value)
    if not _TOKEN.fullmatch(given):
        raise Broken("has to be a word as header names are", "Leave out blanks and colons.")
    return given


def form(value: object) -> PayloadFormat:
    """json or xml."""
    return PayloadFormat(choice([one.value for one in PayloadFormat])(value))


def counts(value: object) -> tuple[int, ...]:
    """One number or a list of them."""
    one = whole(1, 1_000_000)
    if isinstance(value, list) and not value:
        raise Broken("is an empty list", "Leave the key out, or put something in.")
    return tuple(sorted(one(each) for each in value)) if isinstance(value, list) else (one(value),)


def chunking(value: object) -> str:
    """Where to split."""
    if isinstance(value, str):
        return choice(("utf-8", "tokens"))(value)
    return str(whole(1, 1_000_000)(value))


def header(value: object) -> str:
    """What a header can say."""
    said = text(value)
    if not said.isascii() or said != said.strip():
        raise Broken("has to be ASCII without blanks at its ends", "A header cannot carry anything else.")
    return said


def headers(value: object) -> tuple[tuple[str, str], ...]:
    """Names and values of headers."""
    if not isinstance(value, dict):
        raise Broken("has to be a table of headers", 'Write it like { Via = "1.1 proxy" }.')
    return tuple((token(name), header(said)) for name, said in value.items())


def error(value: object) -> ErrorAnswer:
    """A row of the documented tables by `Code` or `Code/Subcode`, or a free one as a table."""
    if isinstance(value, str):
        return _row(value)
    if not isinstance(value, dict):
        raise Broken('has to be a row such as "NotFound/DestinationNotFound", or a table', "Write { status = 500 }.")
    unknown = [key for key in value if key not in _ERROR_KEYS]
    if unknown:
        raise Broken(f"has an unknown key {unknown[0]!r:.60}", f"Known: {', '.join(_ERROR_KEYS)}.")
    code = text(value["code"]) if "code" in value else ""
    if "status" in value:
        status = whole(200, 599)(value["status"])
    elif code:
        status = _status(code)
    elif "oauth" in value:
        status = 400
    else:
        raise Broken("needs a status or a code", "Write { status = 500 }.")
    if status in _WITHOUT_BODY and (code or "oauth" in value):
        raise Broken(
            f"has a body, which {status} forbids", f"Leave out code and oauth, or take a status other than {status}."
        )
    given = value.get("parameters", {})
    if not isinstance(given, dict):
        raise Broken("has parameters that are no table", 'Write { onlineMeetingUri = "…" }.')
    if not code and any(key in value for key in ("subcode", "message", "parameters")):
        raise Broken("has no code", "subcode, message and parameters go with one.")
    return ErrorAnswer(
        status,
        code,
        text(value["subcode"]) if "subcode" in value else None,
        text(value["message"]) if "message" in value else None,
        tuple((text(name), text(said)) for name, said in given.items()),
        text(value["oauth"]) if "oauth" in value else "",
    )


def _row(label: str) -> ErrorAnswer:
    if label in TOKEN_ERRORS:
        return ErrorAnswer(400, oauth=label)
    code, _, subcode = label.partition("/")
    known = [entry.code for entry in CODES.values()]
    if code not in known:
        raise Broken("is no documented error", _near(code, [*known, *TOKEN_ERRORS]) or "Write it as a table.")
    if subcode and subcode not in SUBCODES:
        raise Broken("has no documented subcode", _near(subcode, list(SUBCODES)) or "Write it as a table.")
    meaning = SUBCODES[subcode][0] if subcode else CODES[code.lower()].meaning
    return ErrorAnswer(_status(code), code, subcode or None, meaning)


def _status(code: str) -> int:
    entry = CODES.get(code.lower())
    if entry is None or not entry.statuses:
        raise Broken("needs a status: this code has none of its own", f'Write {{ status = 500, code = "{code:.60}" }}.')
    return entry.statuses[0]


def _near(value: object, words: Sequence[str]) -> str:
    lower = {word.lower(): word for word in words}
    near = get_close_matches(value.lower(), list(lower), 1) if isinstance(value, str) else []
    return f'Did you mean "{lower[near[0]]}"?' if near else ""
