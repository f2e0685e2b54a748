"""The names whose values are secrets, and patterns that find them however they are escaped.

Source: UCWA reference, "Authentication in UCWA"; RFC 6749 for the token names.
"""

from __future__ import annotations

import re
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


def _character_pattern(code: int) -> bytes:
    codes = sorted({code, ord(chr(code).upper())})
    forms = [re.escape(bytes([code]))]
    for each in codes:
        forms += [rb"\\+u00%02x" % each, rb"&#x0*%x;" % each, rb"&#0*%d;" % each]
    return b"(?:" + b"|".join(forms) + b")"


NAME_PATTERN = b"(?:" + b"|".join(b"".join(map(_character_pattern, name)) for name in SECRET_NAMES) + b")"
"""Matches a secret name in any mixture of JSON and XML escapes; to be compiled without regard to case."""


def mentions_secret_name(data: bytes) -> bool:
    """False where no name of a secret can be in the bytes: a quick look that spares long bodies the patterns."""
    low = data.lower()
    return any(name in low for name in SECRET_NAMES) or b"\\u00" in low or b"&#" in low
