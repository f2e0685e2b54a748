"""Finds secrets by structure in the heads of messages: credentials, challenges with messages in them, cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.wire.http1_head import HeadField
from ucwa_tui.wire.redact_span import COOKIE, NEGOTIATE, PASSWORD, TOKEN, Span

_SCHEMES = ("bearer", "negotiate", "ntlm", "basic", "digest")
_SCHEME = re.compile(rb"[^\s,;=]+")
_BLANK = re.compile(rb"\s+")
_AFTER_SCHEME = re.compile(rb"(?<![\w\-])(?:negotiate|ntlm|kerberos)\s+([^\s,=\"]++=*+)(?![\"'])", re.IGNORECASE)
_LONG_BLOB = 20
_COOKIE = re.compile(rb"cwt_ucwa\s*=\s*(\"[^\"]*\"?|[^;]*)", re.IGNORECASE)
_CREDENTIALS = ("authorization", "proxy-authorization")
_CHALLENGES = ("www-authenticate", "proxy-authenticate", "authentication-info", "proxy-authentication-info")


def field_spans(data: bytes, field: HeadField) -> Iterator[Span]:
    """Secrets in one header field, which may be cut off anywhere.

    Args:
        data: the bytes that the field's offsets are into.
        field: from `http1_head`.
    """
    start, end = field.value_start, field.value_end
    name = field.name.strip().lower()
    if name.endswith(_CREDENTIALS):
        yield from _credentials(data, start, end)
    is_challenge = name in _CHALLENGES
    for match in _AFTER_SCHEME.finditer(data, start, end):
        if is_challenge or len(match[1]) >= _LONG_BLOB:
            yield Span(match.start(1), match.end(1), NEGOTIATE)
    for match in _COOKIE.finditer(data, start, end):
        value = match[1].rstrip()
        yield Span(match.start(1), match.start(1) + len(value), COOKIE)


def _credentials(data: bytes, start: int, end: int) -> Iterator[Span]:
    """Everything after the scheme; all of it where there is no scheme to be seen."""
    scheme = _SCHEME.match(data, start, end)
    word = scheme.group().decode("latin-1").lower() if scheme else ""
    blank = _BLANK.match(data, scheme.end(), end) if scheme else None
    if blank:
        kind = {"bearer": TOKEN, "basic": PASSWORD, "digest": PASSWORD}.get(word, NEGOTIATE)
        yield Span(blank.end(), end, kind)
    elif not (scheme and scheme.end() == end and any(known.startswith(word) for known in _SCHEMES)):
        yield Span(start, end, TOKEN)
