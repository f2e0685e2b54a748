"""Which media types carry UCWA bodies.

Source: UCWA reference, "Payload format" and "Versioning".
"""

from __future__ import annotations

from ucwa_tui.protocol.request_plan import PayloadFormat

_UCWA_TYPES = frozenset(
    {
        "application/json",
        "application/xml",
        "application/vnd.microsoft.com.ucwa+json",
        "application/vnd.microsoft.com.ucwa+xml",
        "application/vnd.microsoft.ucwa+json",  # one page leaves the `.com` out
        "application/vnd.microsoft.ucwa+xml",
    }
)


def essence(content_type: str | None) -> str:
    """The media type alone: no parameters, lower case; empty where there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


def payload_format_of(content_type: str | None) -> PayloadFormat | None:
    """The wire form that a Content-Type names; None for anything that is neither JSON nor XML, XHTML included."""
    kind = essence(content_type)
    main, _, sub = kind.partition("/")
    if not main or sub == "xhtml+xml":
        return None
    if sub == "json" or sub.endswith("+json"):
        return PayloadFormat.JSON
    if sub == "xml" or sub.endswith("+xml"):
        return PayloadFormat.XML
    return None


def is_ucwa(content_type: str | None) -> bool:
    """True for the types that UCWA itself answers with; a proxy's page has another one."""
    return essence(content_type) in _UCWA_TYPES
