"""Extra properties as the user types them: plain text is a string, anything that reads as JSON is that JSON value.

So `hello` is a string, `12` a number, `null` nothing, `["a"]` an array, and `"12"` the string 12. The other way round,
a string that would be taken for JSON is shown in quotes: reading a body into the form and writing it again loses
nothing.
"""

from __future__ import annotations

from ucwa_tui.protocol import json_text
from ucwa_tui.protocol.json_codec import property_value
from ucwa_tui.protocol.payload import Value
from ucwa_tui.protocol.payload_error import PayloadError

_BEGINNINGS = frozenset('"-0123456789tfn[{')


def value_of_text(text: str) -> Value:
    """The value that a typed text stands for. Never raises."""
    return property_value(_literal(text)) if _is_literal(text) else text


def text_of_value(value: Value) -> str:
    """The text that stands for a value.

    Raises:
        PayloadError: a number's spelling is none.
    """
    if isinstance(value, str) and not _is_literal(value):
        return value
    return json_text.write(value).decode("utf-8")


def _is_literal(text: str) -> bool:
    if not text or text[0] not in _BEGINNINGS:  # a blank in front makes it text: it would not survive otherwise
        return False
    try:
        json_text.parse(text.encode("utf-8", "surrogatepass"))
    except PayloadError:
        return False
    return True


def _literal(text: str) -> Value:
    return json_text.parse(text.encode("utf-8", "surrogatepass"))
