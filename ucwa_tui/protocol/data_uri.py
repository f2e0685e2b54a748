"""Texts that a link carries itself: `data:text/plain;charset=utf-8,Hi+there`.

Source: UCWA reference, "Payload format" (content that is no UCWA resource), "message". A blank is written as `+`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

MAX_LENGTH = 65_536
"""Characters of an href, and of the text in it, that are looked at."""
_CHARSETS = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|(?:windows-|cp)\d{3,4}|koi8-[ru]|big5"
    r"|gb2312|gbk|gb18030|euc-(?:jp|kr|cn)|shift_jis|iso-2022-(?:jp|kr)",
    re.ASCII,
)
"""What texts are written in. Python knows more codecs, among them some that raise, or escape."""
_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z!][a-zA-Z0-9]*))")
_BREAKING = frozenset({"br", "/p", "/div", "/li", "/tr", *(f"/h{level}" for level in range(1, 7))})
_UNSEEN = {
    name: re.compile(rf"</{name}(?![a-zA-Z0-9])", re.IGNORECASE | re.ASCII)
    for name in ("script", "style", "head", "title")
}
"""Elements whose content nobody sees, and what ends them."""
_ENDLESS_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
"""A character reference beyond all characters, which `html.unescape` would take for a number of that length."""


def text_in(href: str) -> str | None:
    """The text that a data URI holds, HTML without its tags; None where it is no data URI of a text. Hostile text.

    Never raises, and takes time in proportion to the length.

    Args:
        href: as the server wrote it.
    """
    found = content_in(href)
    if found is None:
        return None
    media_type, text = found
    return html_text(text) if media_type == "text/html" else text


def content_in(href: str) -> tuple[str, str] | None:
    """Media type and text of a data URI, HTML with its tags; None where it is none of a text. Hostile text.

    Never raises, and takes time in proportion to the length.

    Args:
        href: as it was written, of which the first `MAX_LENGTH` characters are looked at.
    """
    head, comma, data = href[:MAX_LENGTH].partition(",")
    kind, *parameters = (part.strip().lower() for part in head.split(";"))
    if not comma or not kind.startswith("data:"):
        return None
    media_type = kind.removeprefix("data:") or "text/plain"
    if not media_type.startswith("text/"):
        return None
    in_base64 = "base64" in parameters
    raw = unquote_to_bytes((data if in_base64 else data.replace("+", " ")).encode("utf-8", "replace"))
    decoded = _from_base64(raw) if in_base64 else raw
    if decoded is None:
        return None
    charset = next((p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    return media_type, _decoded(decoded, charset)


def html_text(markup: str) -> str:
    """What is left to read of an HTML fragment, of which the first `MAX_LENGTH` characters are looked at.

    Goes through it once, from one `<` to the next.
    """
    import html  # its table of entities takes a while to load

    seen = _ENDLESS_NUMBER.sub("\ufffd", _without_tags(markup[:MAX_LENGTH]))
    lines = (" ".join(line.split()) for line in html.unescape(seen).split("\n"))
    return "\n".join(lines).strip()


def _without_tags(markup: str) -> str:
    """A tag or comment that does not end is text, or hides the rest: either way there is nothing more to look for."""
    seen: list[str] = []
    at = 0
    while (tag := _TAG.search(markup, at)) is not None:
        seen.append(markup[at : tag.start()])
        if tag[2] is None:
            end = markup.find("-->", tag.end())
            if end < 0:
                return "".join(seen)
            at = end + 3
            continue
        end = markup.find(">", tag.end())
        if end < 0:
            at = tag.start()
            break
        at = end + 1
        name = tag[2].lower()
        if tag[1] + name in _BREAKING:
            seen.append("\n")
        elif not tag[1] and name in _UNSEEN:
            closing = _UNSEEN[name].search(markup, at)
            end = markup.find(">", closing.end()) if closing is not None else -1
            if end < 0:
                return "".join(seen)
            at = end + 1
    return "".join((*seen, markup[at:]))


def _decoded(data: bytes, charset: str) -> str:
    if not _CHARSETS.fullmatch(charset):
        charset = "utf-8"
    try:
        return data.decode(charset, "replace")
    except (LookupError, ValueError):  # a code page that this Python lacks
        return data.decode("utf-8", "replace")


def _from_base64(data: bytes) -> bytes | None:
    import base64

    try:
        return base64.b64decode(data, validate=False)
    except ValueError:
        return None
