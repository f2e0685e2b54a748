"""Which form an answer takes, from `Accept`; whether it is compressed, from `Accept-Encoding`."""

from __future__ import annotations

import re
from functools import lru_cache

from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.answer import Accepted

_UCWA_TYPES = {
    "application/json": PayloadFormat.JSON,
    "application/xml": PayloadFormat.XML,
    "text/xml": PayloadFormat.XML,
    "application/vnd.microsoft.com.ucwa+json": PayloadFormat.JSON,
    "application/vnd.microsoft.com.ucwa+xml": PayloadFormat.XML,
    # the versioning page writes the names without `.com`
    "application/vnd.microsoft.ucwa+json": PayloadFormat.JSON,
    "application/vnd.microsoft.ucwa+xml": PayloadFormat.XML,
}


_FORMS = {name: Accepted(form, name) for name, form in _UCWA_TYPES.items()}
_WEIGHT = re.compile(r"[0-9]{1,9}(\.[0-9]*)?|\.[0-9]+")
_LONGEST_REMEMBERED = 200


def _weighted(header: str) -> tuple[tuple[str, float], ...]:
    """The items of a list header with their `q`, best first; the order of equals is the sender's."""
    return _remembered(header) if len(header) <= _LONGEST_REMEMBERED else _read(header)


def _read(header: str) -> tuple[tuple[str, float], ...]:
    items: list[tuple[str, float]] = []
    for part in header.split(","):
        name, *parameters = (p.strip() for p in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                weight = float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0
        if name:
            items.append((name.lower(), weight))
    return tuple(sorted((i for i in items if i[1] > 0), key=lambda item: -item[1]))


_remembered = lru_cache(maxsize=128)(_read)


def accepted_form(accept: str | None) -> Accepted | None:
    """The best form that both sides know; JSON where the client does not care; None where nothing fits."""
    if accept is None or not accept.strip():
        return Accepted()
    if accept in _UCWA_TYPES:  # nearly always
        return _FORMS[accept]
    for name, _ in _weighted(accept):
        if name in _UCWA_TYPES:
            return Accepted(_UCWA_TYPES[name], name)
        if name in ("*/*", "application/*"):
            return Accepted()
    return None


def asks_for(accept: str | None, media_type: str) -> bool:
    """Whether a client names a media type, which is in lower case."""
    return any(name == media_type for name, _ in _weighted(accept or ""))


def input_format(content_type: str | None) -> PayloadFormat | None:
    """The form of a request body, or None where the media type is not one of UCWA's."""
    if content_type is None:
        return None
    return _UCWA_TYPES.get(content_type.split(";", 1)[0].strip().lower())


def wants_gzip(accept_encoding: str | None) -> bool:
    """Whether the client asked for gzip."""
    if accept_encoding is None:
        return False
    return any(name in ("gzip", "x-gzip", "*") for name, _ in _weighted(accept_encoding))
