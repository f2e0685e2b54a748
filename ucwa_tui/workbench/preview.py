"""The request exactly as it will go out, for the eye: line, headers, Content-Length, body."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ucwa_tui.protocol.links import resolve
from ucwa_tui.wire.head import request_bytes
from ucwa_tui.wire.http1_head import head_text
from ucwa_tui.wire.safe_text import safe_block, safe_line
from ucwa_tui.workbench.draft import Draft

NOT_SIGNED_IN = "(known after sign-in)"
MASKED_BEARER = "Bearer [masked]"


SHOWN_MOST = 8 * 1024
"""Bytes of a body that are shown: it is made anew at each key."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Printable lines; the body starts at `body_start` (equal to the number of lines where there is none)."""

    lines: tuple[str, ...]
    content_length: int
    """Bytes of the body."""
    body_start: int


def preview(draft: Draft, href: str | None, base_url: str | None, bearer: bool) -> Preview:
    """Show what sending the draft would put on the wire.

    Args:
        draft: the request.
        href: where it goes, as the server wrote it; None while the link is not known.
        base_url: the application's URL that a relative href is resolved against; None before sign-in.
        bearer: whether a token will go with it (shown masked).
    """
    try:
        plan = draft.plan(href if href is not None else "/")
        address = (
            _address(plan.href, base_url)
            if href is not None
            else _unknown_address(draft.operation, plan.href, base_url)
        )
        target, host = address
        data = request_bytes(plan, host, MASKED_BEARER if bearer else None, target)
    except ValueError as error:
        return Preview((safe_line(f"(cannot be written: {error})"),), 0, 1)
    head, _, body = data.partition(b"\r\n\r\n")
    head_lines = [safe_line(head_text(line)) for line in head.split(b"\r\n")]
    body_text = body[:SHOWN_MOST].decode("utf-8", "replace")
    body_lines = safe_block(body_text).expandtabs(4).split("\n") if body_text else []
    if len(body) > SHOWN_MOST:
        body_lines.append(f"… {len(body) - SHOWN_MOST:,} more bytes go out that are not shown here")
    lines = (*head_lines, "", *body_lines)
    return Preview(lines, len(body), len(head_lines) + 1)


def _address(href: str, base_url: str | None) -> tuple[str, str]:
    parts = urlsplit(resolve(base_url or "", href))
    target = parts.path or "/"
    return (f"{target}?{parts.query}" if parts.query else target), parts.netloc.rpartition("@")[2] or NOT_SIGNED_IN


def _unknown_address(operation: str, href: str, base_url: str | None) -> tuple[str, str]:
    query = href.partition("?")[2]
    host = urlsplit(base_url or "").netloc.rpartition("@")[2]
    return f"({operation})" + (f"?{query}" if query else ""), host or NOT_SIGNED_IN
