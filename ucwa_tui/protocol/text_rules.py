"""Rules that hold for the text of any field: length, control characters, blanks, a fixed set of words.

Source: UCWA reference, the limits in the operations' parameter tables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ucwa_tui.protocol.counter import counter
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.operation import Field, FieldKind
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.protocol.xml_chars import first_forbidden

INVISIBLE: Final = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""A character class (without its brackets): zero-width and direction marks, which come along when text is pasted."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_WORDS = re.compile(r"[A-Z]?[^A-Z]+|[A-Z]+")


@lru_cache(maxsize=256)
def code_prefix(name: str) -> str:
    """A property's name in kebab-case, with which its finding codes begin: `operationId` gives `operation-id`."""
    return "-".join(w.lower() for w in _WORDS.findall(name)) or "property"


def control_characters(
    prefix: str,
    subject: str,
    text: str,
    field: str | None = "onlineMeetingUri",
    payload_format: PayloadFormat | None = None,
) -> list[Finding]:
    """A finding for the first character that is a control, a line separator, or half of a surrogate pair.

    Args:
        prefix: what the code begins with.
        subject: how the sentence begins, e.g. `Subject`.
        text: the field's text.
        field: the property's name, for the finding.
        payload_format: the wire form, where nothing but that decides: what it can carry is a warning. None makes it
            an error in any form.
    """
    found = list(_CONTROL.finditer(text))
    if not found:
        return []
    fatal = found
    if payload_format is not None:
        is_xml = payload_format is PayloadFormat.XML
        fatal = [match for match in found if is_xml and first_forbidden(match.group()) is not None]
    character, position = (fatal or found)[0].group(), (fatal or found)[0].start()
    more = len([match for match in found if match.start() > position])
    sort = "half a surrogate pair" if "\ud800" <= character <= "\udfff" else "a control character"
    tail = f" ({more} more follow)" if more > 1 else " (1 more follows)" if more else ""
    return [
        Finding(
            Severity.ERROR if fatal else Severity.WARNING,
            f"{prefix}-control-character",
            f"{subject} holds {sort}, U+{ord(character):04X}, at character {position + 1}{tail}.",
            "Remove it." if fatal else "Remove it unless it is meant.",
            field,
            position,
        )
    ]


def check_text(field: Field, text: str, payload_format: PayloadFormat = PayloadFormat.JSON) -> list[Finding]:
    """The rules that every field but the meeting URI shares."""
    prefix = code_prefix(field.name)
    decides = None if field.kind is FieldKind.OPERATION_ID else payload_format  # an id is compared, never shown
    found = control_characters(prefix, field.label, text, field.name, decides)
    invisible = _INVISIBLE.search(text)
    if invisible:
        found.append(
            Finding(
                Severity.WARNING,
                f"{prefix}-invisible-character",
                f"{field.label} holds U+{ord(invisible.group()):04X}, which nobody can see.",
                "Remove it unless it is meant.",
                field.name,
                invisible.start(),
            )
        )
    if _has_blanks_around(text):
        found.append(
            Finding(
                Severity.WARNING,
                f"{prefix}-blanks-around",
                f"{field.label} has blanks around it, which go out as they stand.",
                "Remove them unless they are meant.",
                field.name,
            )
        )
    return found + check_length(field, text)


def _has_blanks_around(text: str) -> bool:
    """One blank at the end is no news: whoever types a second word has it there for a moment."""
    inner = text[:-1] if text.endswith(" ") and text.strip() else text
    return inner != inner.strip()


def check_length(field: Field, text: str) -> list[Finding]:
    """An error over the limit in code points, a warning over it only in UTF-16 units."""
    limit = field.max_length
    if limit is None or len(text) * 2 <= limit:
        return []
    count = counter(field, text)
    prefix = code_prefix(field.name)
    if count.is_over:
        return [
            Finding(
                Severity.ERROR,
                f"{prefix}-too-long",
                f"{field.label} has {count.code_points} characters; {limit} is the limit.",
                f"Shorten it by {count.code_points - limit}.",
                field.name,
                limit,
            )
        ]
    if count.is_over_in_utf16:
        return [
            Finding(
                Severity.WARNING,
                f"{prefix}-too-long-in-utf16",
                f"{field.label} has {count.utf16_units} UTF-16 units, and a .NET server may count those; {limit} is "
                "the limit.",
                f"Shorten it by {count.utf16_units - limit} units, or send it and see.",
                field.name,
            )
        ]
    return []


def check_choice(field: Field, text: str) -> list[Finding]:
    """An error for any word that is not one of the field's, spelled and cased as documented."""
    if not text or text in field.choices:
        return []
    meant = next((c for c in field.choices if c.lower() == text.strip().lower()), None)
    known = ", ".join(field.choices)
    return [
        Finding(
            Severity.ERROR,
            f"{code_prefix(field.name)}-unknown",
            f"{field.label} is not one of {known}.",
            f"Use {meant}." if meant else f"Use one of {known}, or leave it empty.",
            field.name,
        )
    ]
