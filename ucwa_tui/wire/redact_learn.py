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
from ucwa_tui.wire.redact_head import field_spans
from ucwa_tui.wire.redact_span import COOKIE, TOKEN

_COOKIE_FIELDS = ("set-cookie", "set-cookie2", "cookie")
_COOKIE_END = re.compile(rb"[\s,]")


def cookie_values(data: bytes, fields: Iterable[HeadField]) -> Iterator[str]:
    """Values of the `cwt_ucwa` cookie, set by an answer or sent by a request.

    Args:
        data: the bytes that the fields' offsets are into.
        fields: of a head or a trailer section.
    """
    for field in fields:
        if field.name.strip().lower() not in _COOKIE_FIELDS:
            continue
        for span in field_spans(data, field):
            if span.kind == COOKIE:
                value = _COOKIE_END.split(data[span.start : span.end].strip(b'"'), maxsplit=1)[0]
                yield from dict.fromkeys((value.decode("utf-8", "replace"), unquote(value.decode("latin-1"))))


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
