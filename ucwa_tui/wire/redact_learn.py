"""Secrets that a message hands out, so that they are known when they are echoed elsewhere: cookies and tokens.

Pure: tells what is there; `redact.Redactor` remembers it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from ucwa_tui.wire.http1_head import HeadField
from ucwa_tui.wire.redact_body import body_spans
from ucwa_tui.wire.redact_head import field_spans, is_cookie_name
from ucwa_tui.wire.redact_span import MARK, TOKEN, Span

_OURS = re.compile(rb"cwt_ucwa\s*=\s*\"?\Z", re.IGNORECASE)
_COOKIE_END = re.compile(rb"[\s,]")
_TOKEN_LIKE = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[\w+/=.~%\-]{16,}\Z", re.ASCII)
_GUID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?\Z", re.IGNORECASE)


def worth_knowing(value: str) -> bool:
    """Whether a value is one that nothing but a secret would be: long, of letters and digits, and no GUID.

    Cookies and tickets also hold a language, a time zone or the id of a request, which are to be seen elsewhere.
    """
    return _TOKEN_LIKE.match(value) is not None and _GUID.match(value) is None


def cookie_values(data: bytes, fields: Iterable[HeadField]) -> Iterator[str]:
    """Values of cookies, set by an answer or sent by a request: of `cwt_ucwa` all, of others what is worth knowing.

    Args:
        data: the bytes that the fields' offsets are into.
        fields: of a head or a trailer section.
    """
    for field in fields:
        if not is_cookie_name(field.name.strip().lower()):
            continue
        for span in field_spans(data, field):
            value = _COOKIE_END.split(data[span.start : span.end].strip(b'"'), maxsplit=1)[0]
            text = value.decode("utf-8", "replace")
            if MARK not in value and (is_photo_cookie(data, span) or worth_knowing(text)):
                yield from dict.fromkeys((text, unquote(value.decode("latin-1"))))


def is_photo_cookie(data: bytes, span: Span) -> bool:
    """Whether a cookie's value is that of `cwt_ucwa`, the cookie of UCWA itself."""
    return _OURS.search(data, max(span.start - 60, 0), span.start) is not None


def token_values(body: bytes, content_type: str | None) -> Iterator[str]:
    """Tokens in a token service's answer: access, refresh and identity tokens.

    Args:
        body: without framing and compression.
        content_type: as the head has it.
    """
    for span in body_spans(body, content_type):
        if span.kind == TOKEN:
            text = body[span.start : span.end].decode("utf-8", "replace")
            yield _unescaped(text)


def _unescaped(text: str) -> str:
    try:
        value = json.loads(f'"{text}"')
    except ValueError:
        return text
    return value if isinstance(value, str) else text
