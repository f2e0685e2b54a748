"""The names whose values are secrets, and patterns that find them however they are escaped.

Source: UCWA reference, "Authentication in UCWA"; RFC 6749 for the token names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from ucwa_tui.wire.redact_span import PASSWORD, TOKEN

SECRET_NAMES = {
    b"password": PASSWORD,
    b"access_token": TOKEN,
    b"refresh_token": TOKEN,
    b"id_token": TOKEN,
    b"ms_rtc_renew": TOKEN,
    b"assertion": TOKEN,
    b"client_secret": PASSWORD,
}
"""Name in lower case to the kind of its value."""


def kind_of_name(name: bytes) -> str | None:
    """The kind of secret behind a form or query parameter, or None.

    Args:
        name: as it was written, percent-encoded or not.
    """
    return SECRET_NAMES.get(unquote_to_bytes(name).strip().lower())


class NamePatterns(NamedTuple):
    """Patterns anchored at the name of a secret, which is their group `name`."""

    json_member: re.Pattern[bytes]
    """Up to where the value begins."""
    xml_property: re.Pattern[bytes]
    """The opening tag of `<property name="…">`."""
    xml_element: re.Pattern[bytes]
    xml_attribute: re.Pattern[bytes]
    """Up to and with the opening quote, which is group `quote`."""


def patterns_for(data: bytes) -> NamePatterns | None:
    """The patterns to look for in some bytes; None where no name of a secret can be in them.

    A quick look that spares long bodies the patterns, and most runs the cost of compiling the ones with escapes.
    """
    low = data.lower()
    if b"\\u00" in low or b"&#" in low:
        return _patterns(escaped=True)
    return _patterns(escaped=False) if any(name in low for name in SECRET_NAMES) else None


@cache
def _patterns(*, escaped: bool) -> NamePatterns:
    spell = _escaped_pattern if escaped else re.escape
    name = b"(?P<name>" + b"|".join(map(spell, SECRET_NAMES)) + b")"
    member = rb"(?P<quote>[\"'])" + name + rb"\\*(?P=quote)(?:\s|\\+[nrt])*:(?:\s|\\+[nrt])*+"
    tag = rb"<(?:[\w.\-]{1,80}:)?"
    attribute = rb"property\b[^<>]{0,500}?\bname\s{0,20}=\s{0,20}(?P<quote>[\"'])\s*" + name + rb"\s*(?P=quote)[^<>]*>"
    return NamePatterns(
        re.compile(member, re.IGNORECASE),
        re.compile(tag + attribute, re.IGNORECASE),
        re.compile(tag + name + rb"(?:\s[^<>]*)?>", re.IGNORECASE),
        re.compile(rb"[\s\"']" + name + rb"\s{0,20}=\s{0,20}(?P<quote>[\"'])", re.IGNORECASE),
    )


def _escaped_pattern(name: bytes) -> bytes:
    """A name in any mixture of JSON and XML escapes."""
    return b"".join(map(_character_pattern, name))


def _character_pattern(code: int) -> bytes:
    forms = [re.escape(bytes([code]))]
    for each in sorted({code, ord(chr(code).upper())}):
        forms += [rb"\\+u00%02x" % each, rb"&#x0*%x;" % each, rb"&#0*%d;" % each]
    return b"(?:" + b"|".join(forms) + b")"
