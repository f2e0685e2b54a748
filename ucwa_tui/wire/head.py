"""The exact bytes of a request, so that what is shown before sending is what goes out.

Source: RFC 9112, "Message Format"; the order Host, Authorization, the plan's own headers, Content-Length is ours.
"""

from __future__ import annotations

import re

from ucwa_tui.protocol.request_plan import RequestPlan

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_BAD_IN_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TARGET = re.compile(r"[!-~]+\Z")
_METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def is_method(text: str) -> bool:
    """Whether HTTP allows this as a method."""
    return _TOKEN.match(text) is not None


def is_target(text: str) -> bool:
    """Whether this can stand in a request line as it is."""
    return _TARGET.match(text) is not None


def header_fields(plan: RequestPlan, host_header: str, authorization: str | None) -> tuple[tuple[str, str], ...]:
    """All header fields of a request in the order in which they go out.

    Args:
        plan: what the user decided.
        host_header: host, and port where it is not the scheme's own.
        authorization: value of Authorization, or None to send none.

    Raises:
        ValueError: a header that HTTP cannot carry; the text names it, never its value.
    """
    fields = [("Host", host_header)]
    if authorization is not None:
        fields.append(("Authorization", authorization))
    fields.extend(plan.headers)
    announced = any(name.lower() in ("content-length", "transfer-encoding") for name, _ in plan.headers)
    if not announced and (plan.body or plan.method.upper() in _METHODS_WITH_BODY):
        fields.append(("Content-Length", str(len(plan.body))))
    for name, value in fields:
        _check(name, value)
    return tuple(fields)


def request_bytes(plan: RequestPlan, host_header: str, authorization: str | None, target: str) -> bytes:
    """A request as it goes over the wire.

    Args:
        plan: method, headers and body.
        host_header: host, and port where it is not the scheme's own.
        authorization: value of Authorization, or None to send none.
        target: path and query, percent-encoded.

    Raises:
        ValueError: a method, target or header that HTTP cannot carry; the text names it.
    """
    if not _TOKEN.match(plan.method):
        raise ValueError("the request method is not a word that HTTP allows")
    if not _TARGET.match(target):
        raise ValueError("the request target holds a character that must be percent-encoded")
    lines = [f"{plan.method} {target} HTTP/1.1"]
    lines.extend(f"{name}: {value}" for name, value in header_fields(plan, host_header, authorization))
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + plan.body


def _check(name: str, value: str) -> None:
    if not _TOKEN.match(name):
        raise ValueError(f"the header name {name!r} holds a character that HTTP does not allow")
    bad = _BAD_IN_VALUE.search(value)
    if bad:
        raise ValueError(f"the header {name} holds the control character U+{ord(bad.group()):04X} at {bad.start()}")
    if value != value.strip(" \t"):
        raise ValueError(f"the header {name} begins or ends with white space, which HTTP drops")
    try:
        value.encode("latin-1")
    except UnicodeEncodeError as error:
        code = ord(value[error.start])
        raise ValueError(f"the header {name} holds U+{code:04X}, which HTTP headers cannot carry") from None
