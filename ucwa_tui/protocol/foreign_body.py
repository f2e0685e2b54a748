"""Say what a body is when it is not what it should be: a proxy's HTML page, or the other wire form."""

from __future__ import annotations

import re

_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_HEAD = 4096  # a page shows what it is in its first lines


def name_of_foreign(text: str) -> str | None:
    """What the text is: `HTML`, `XML`, `JSON`, `empty`; None where its beginning tells nothing."""
    start = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if not start:
        return "empty" if not text.strip("\ufeff \t\r\n") else None
    if _HTML.match(start):
        return "HTML"
    if start[0] == "<":
        return "XML"
    if start[0] in "{[":
        return "JSON"
    return None


def refusal(text: str, expected: str) -> str | None:
    """A sentence for a body that is plainly not `expected` (`JSON` or `XML`); None where only its parser can tell."""
    found = name_of_foreign(text)
    if found == "empty":
        return "the body is empty"
    if found == "HTML":
        return "the body is HTML, not UCWA"
    if found is not None and found != expected:
        return f"the body is {found}, not {expected}"
    return None
