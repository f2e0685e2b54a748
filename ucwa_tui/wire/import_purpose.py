"""What a request of somebody else's client was for, as far as it can be told from the request alone.

Source: UCWA reference, "Authentication in UCWA", "Create an application", "Event channel details"; paths as captured.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from ucwa_tui.protocol.body_codec import decode_input
from ucwa_tui.protocol.media import payload_format_of
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import decode_body
from ucwa_tui.wire.http1 import HttpMessage

_LAST_SEGMENT = {
    ("GET", "events"): Purpose.EVENTS,
    ("POST", "applications"): Purpose.APPLICATIONS,
    ("POST", "anonapplications"): Purpose.APPLICATIONS,
    ("POST", "makemeavailable"): Purpose.MAKE_ME_AVAILABLE,
    ("POST", "reportmyactivity"): Purpose.ACTIVITY,
    ("POST", "oauthtoken"): Purpose.TOKEN,
}


def purpose_of(method: str, url: str, request: HttpMessage) -> Purpose:
    """Why a request was sent.

    Args:
        method: of the request.
        url: absolute.
        request: the request itself, not masked.
    """
    segments = [segment for segment in _path(url).lower().split("/") if segment]
    last = segments[-1] if segments else ""
    known = _LAST_SEGMENT.get((method.upper(), last))
    if known is not None:
        return known
    if method.upper() == "POST" and b"grant_type=" in request.body:
        return Purpose.TOKEN
    if method.upper() == "GET" and "autodiscoverservice.svc" in segments:
        return Purpose.USER if last == "user" else Purpose.ROOT
    if method.upper() == "GET" and _is_discovery(url):
        return Purpose.ROOT
    if method.upper() == "DELETE" and len(segments) > 1 and segments[-2] == "applications":
        return Purpose.SIGN_OUT
    if "meeting+xml" in (request.header("Accept") or "").lower():
        return Purpose.JOIN_PAGE
    return Purpose.GET if method.upper() == "GET" else Purpose.OPERATION


def operation_id_of(method: str, url: str, request: HttpMessage) -> str | None:
    """The operationId that a request carries in its query or body, or None; its name is compared without case."""
    if method.upper() not in ("POST", "PUT"):
        return None
    for name, value in query_of(url):
        if name.lower() == "operationid":
            return value
    fmt = payload_format_of(request.header("Content-Type"))
    if fmt is None or not request.body:
        return None
    try:
        resource = decode_input(decode_body(request).data, fmt)
    except PayloadError:
        return None
    found = (p.value for p in resource.properties if p.name.lower() == "operationid" and isinstance(p.value, str))
    return next(found, None)


def query_of(url: str) -> list[tuple[str, str]]:
    """The query's parameters, decoded; none where the URL cannot be read."""
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return []


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _is_discovery(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host.lower().startswith("lyncdiscover")
