"""Finds secrets by structure in the heads of messages: credentials, challenges with messages in them, cookies, tickets.

Names and cookies' attributes stay, and so does everything that only tells who or what it is about: ids of requests,
correlation, sessions and servers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.wire.http1_head import HeadField
from ucwa_tui.wire.redact_cookies import cookie_spans
from ucwa_tui.wire.redact_span import NEGOTIATE, PASSWORD, TOKEN, Span

_SCHEMES = ("bearer", "negotiate", "ntlm", "basic", "digest")
_SCHEME = re.compile(rb"[^\s,;=]+")
_BLANK = re.compile(rb"\s+")
_AFTER_SCHEME = re.compile(rb"(?<![\w\-])(?:negotiate|ntlm|kerberos)\s+([^\s,=\"]++=*+)(?![\"'])", re.IGNORECASE)
_LONG_BLOB = 20
_CREDENTIALS = ("authorization", "proxy-authorization")
_CHALLENGES = ("www-authenticate", "proxy-authenticate", "authentication-info", "proxy-authentication-info")
_TICKET_NAME = re.compile(
    r"(?:.*[\-_])?(?:\w*token|\w*ticket|(?:api|app|access|account|auth|subscription|functions|master|private|shared)?key"
    r"|\w*secret|\w*password|passwd|pwd|\w*credentials?|assertion|samlresponse|jwt)\Z",
    re.ASCII,
)
_NO_SECRET = re.compile(
    r"sec-websocket-key|.*idempotency-key|.*(?:surrogate|cache|sort|partition)-key|.*continuation-?token"
)
"""They end like one."""


def is_cookie_name(name: str) -> bool:
    """Whether a header holds cookies, its own or forwarded ones.

    Args:
        name: of the header, lower case.
    """
    return name.removesuffix("2").endswith("cookie")


def is_credential_name(name: str) -> bool:
    """Whether a header's value lets in whoever sends it; cookies apart.

    Args:
        name: of the header, lower case.
    """
    if name.endswith(_CREDENTIALS):
        return True
    return _TICKET_NAME.match(name) is not None and _NO_SECRET.match(name) is None


def field_spans(data: bytes, field: HeadField) -> Iterator[Span]:
    """Secrets in one header field, which may be cut off anywhere.

    Args:
        data: the bytes that the field's offsets are into.
        field: from `http1_head`.
    """
    start, end = field.value_start, field.value_end
    name = field.name.strip().lower()
    if is_cookie_name(name):
        yield from cookie_spans(data, start, end, is_set="set-cookie" in name)
        return
    if name.endswith(_CREDENTIALS):
        yield from _credentials(data, start, end)
    elif is_credential_name(name):
        yield Span(start, end, PASSWORD if name.endswith(("key", "secret", "password", "pwd")) else TOKEN)
    is_challenge = name in _CHALLENGES
    for match in _AFTER_SCHEME.finditer(data, start, end):
        if is_challenge or len(match[1]) >= _LONG_BLOB:
            yield Span(match.start(1), match.end(1), NEGOTIATE)


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
