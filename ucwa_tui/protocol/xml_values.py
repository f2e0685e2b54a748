"""The values of XML properties: text out, and text in by what `schema` knows about the property's name.

Source: UCWA reference, "Payload format" (XML examples: `True`/`False`, dates with seven decimals).
"""

from __future__ import annotations

from ucwa_tui.protocol.dates import iso_date, read_iso_date
from ucwa_tui.protocol.json_text import is_number
from ucwa_tui.protocol.payload import Number, Timestamp, Value
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.schema import Kind, kind_of

_BOOLEANS = {"True": True, "true": True, "False": False, "false": False}


def text_of(value: Value) -> str | None:
    """The text that stands for a single value; None for what XML has no text for: null, objects, arrays."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, Number):
        return value.literal
    if isinstance(value, Timestamp):
        return iso_date(value)
    return None


def value_of(name: str, text: str) -> Value:
    """What a text means under a property's name; the text itself where it does not fit the name's kind."""
    kind = kind_of(name)
    if kind is Kind.BOOLEAN:
        return _BOOLEANS.get(text, text)
    if kind is Kind.NUMBER:
        return Number(text) if is_number(text) else text
    if kind is Kind.DATE:
        return read_iso_date(text) or text
    return text


def required_text(name: str, value: Value) -> str:
    """The text that stands for a single value.

    Raises:
        PayloadError: XML has no text for it; the sentence names the property.
    """
    text = text_of(value)
    if text is None:
        what = (
            "no value (null)" if value is None else "a date that no calendar has" if _is_date(value) else "a structure"
        )
        raise PayloadError(f"XML cannot carry the property {name}: it holds {what}")
    return text


def _is_date(value: Value) -> bool:
    return isinstance(value, Timestamp)
