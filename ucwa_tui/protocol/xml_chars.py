"""What XML 1.0 can hold: characters and names. Pure text rules, without a parser.

Source: W3C, "Extensible Markup Language (XML) 1.0 (Fifth Edition)", productions 2, 4 and 4a.
"""

from __future__ import annotations

import re
from functools import cache

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)


@cache
def _name() -> re.Pattern[str]:
    """Compiled when it is needed first: so many ranges take some milliseconds."""
    return re.compile(f"[{_START}][{_START}.0-9\xb7\u0300-\u036f\u203f-\u2040-]*")


def first_forbidden(text: str) -> int | None:
    """Zero-based offset in code points of the first character that no XML document can hold, or None."""
    found = _FORBIDDEN.search(text)
    return found.start() if found else None


def code_point(character: str) -> str:
    """`U+0007` and the like."""
    return f"U+{ord(character):04X}"


def is_name(text: str) -> bool:
    """True where a text can be an element's or attribute's name without a namespace prefix."""
    return text != "xmlns" and _name().fullmatch(text) is not None
