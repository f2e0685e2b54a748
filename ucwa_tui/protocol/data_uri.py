"""Texts that a link carries itself: `data:text/plain;charset=utf-8,Hi+there`.

Source: UCWA reference, "Payload format" (content that is no UCWA resource), "message". A blank is written as `+`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

MAX_LENGTH = 100_000
"""Characters of an href that are looked at."""
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<!--.*?-->|</?[a-zA-Z!][^>]*>", re.DOTALL)


def text_in(href: str) -> str | None:
    """The text that a data URI holds, HTML without its tags; None where it is no data URI of a text. Hostile text.

    Args:
        href: as the server wrote it.
    """
    head, comma, data = href[:MAX_LENGTH].partition(",")
    kind, *parameters = (part.strip().lower() for part in head.split(";"))
    if not comma or not kind.startswith("data:"):
        return None
    media_type = kind.removeprefix("data:") or "text/plain"
    if not media_type.startswith("text/"):
        return None
    in_base64 = "base64" in parameters
    raw = unquote_to_bytes(data if in_base64 else data.replace("+", " "))
    decoded = _from_base64(raw) if in_base64 else raw
    if decoded is None:
        return None
    charset = next((p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    try:
        text = decoded.decode(charset, "replace")
    except LookupError:
        text = decoded.decode("utf-8", "replace")
    return html_text(text) if media_type == "text/html" else text


def html_text(markup: str) -> str:
    """What is left to read of an HTML fragment."""
    import html  # its table of entities takes a while to load

    seen = _BREAKS.sub("\n", _UNSEEN.sub("", markup))
    lines = (" ".join(line.split()) for line in html.unescape(_TAGS.sub("", seen)).split("\n"))
    return "\n".join(lines).strip()


def _from_base64(data: bytes) -> bytes | None:
    import base64
    import binascii

    try:
        return base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        return None
