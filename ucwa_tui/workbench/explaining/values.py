"""Parameters of a request as texts."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from ucwa_tui.protocol.payload import Number, Value

UNDOCUMENTED = "not documented for this request; it was sent as it is"


def query_of(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return []


def text_of_value(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return value.literal
    if isinstance(value, tuple):
        return ", ".join(text_of_value(item) for item in value)
    return "null" if value is None else type(value).__name__.lower()


def short(text: str) -> str:
    if not text:
        return "(empty)"
    return text if len(text) <= 120 else f"{text[:80]}…{text[-30:]}"
