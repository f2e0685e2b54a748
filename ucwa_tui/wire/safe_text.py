"""The one door from untrusted text to a screen or a pipe: what could act on a terminal becomes visible text.

A control character is shown as its Unicode control picture (`␛`), a C1 control as `\\x9b`, and everything else that
is invisible or reorders its neighbours (bidi controls, zero-width characters, line separators, lone surrogates,
private and unassigned code points, tags) as `‹U+202E›`. Spaces of any width stay; they only take room.
"""

from __future__ import annotations

import json
import re
import unicodedata

_CACHED_FORMS = 4096
_OF_WORDS = frozenset({0xAD, 0x200C, 0x200D})
"""Soft hyphen, zero-width non-joiner and joiner."""
_UNSAFE_JSON = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SURROGATE_PAIR_FROM = 0x10000


class _VisibleForms(dict[int, "int | str"]):
    """Table for `str.translate` that works out each form once; bounded, as the texts are not ours."""

    def __missing__(self, code: int) -> int | str:
        form: int | str = code if _is_harmless(chr(code)) else visible_form(chr(code))
        if len(self) < _CACHED_FORMS:
            self[code] = form
        return form


def _is_harmless(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def visible_form(character: str) -> str:
    """How one unsafe character is shown.

    Args:
        character: a single code point; also a harmless one, which is then spelled out all the same.
    """
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code < 0xA0:
        return f"\\x{code:02x}"
    return f"‹U+{code:04X}›"


_LINE_FORMS = _VisibleForms()
_BLOCK_FORMS = _VisibleForms({0x09: 0x09, 0x0A: 0x0A})


def safe_line(text: str) -> str:
    """One line without any control character; tab and newline become visible too.

    Args:
        text: anything, of any length; printable text comes back unchanged.
    """
    return text if text.isprintable() else text.translate(_LINE_FORMS)


def safe_block(text: str) -> str:
    """Several lines: newline and tab stay, every other control character (also CR) becomes visible."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return text.translate(_BLOCK_FORMS)


def copied_block(text: str) -> str:
    """Several lines for a clipboard: as `safe_block`, but joiners, soft hyphens and characters of a later Unicode stay.

    They act on nothing and are part of words and emoji; what reorders, hides or ends a line is still spelled out.
    """
    return text if text.isprintable() else text.translate(_COPIED_FORMS)


def _is_of_a_word(character: str) -> bool:
    code = ord(character)
    if code in _OF_WORDS:
        return True
    noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    is_tag = code >> 12 == 0xE0
    return unicodedata.category(character) in ("Cn", "Co") and not noncharacter and not is_tag


class _CopiedForms(dict[int, "int | str"]):
    """As `_VisibleForms`, for `copied_block`."""

    def __missing__(self, code: int) -> int | str:
        form: int | str = code if _is_of_a_word(chr(code)) else _BLOCK_FORMS[code]
        if len(self) < _CACHED_FORMS:
            self[code] = form
        return form


_COPIED_FORMS = _CopiedForms({0x09: 0x09, 0x0A: 0x0A})


def has_control(text: str) -> bool:
    """True where `safe_line` would change something."""
    return not text.isprintable() and not all(_is_harmless(character) for character in text)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < _SURROGATE_PAIR_FROM:
        return f"\\u{code:04x}"
    offset = code - _SURROGATE_PAIR_FROM
    return f"\\u{0xD800 + (offset >> 10):04x}\\u{0xDC00 + (offset & 0x3FF):04x}"


def json_safe(text: str) -> str:
    """Escape C0, C1, DEL, bidi and zero-width controls and lone surrogates in a serialised JSON text.

    The text still parses to exactly the same values.

    Args:
        text: one serialised JSON value without line breaks of its own (a line of JSON Lines).
    """
    return _UNSAFE_JSON.sub(_json_escape, text)


def dumps_line(value: object) -> str:
    """A value as one line of JSON Lines, without the newline, safe to print.

    Args:
        value: anything that `json.dumps` takes.

    Raises:
        TypeError: a value that JSON has no form for.
        ValueError: a circular structure, or NaN and infinity, which JSON has no form for either.
    """
    return json_safe(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
