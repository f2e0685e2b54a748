"""A recorded request to be sent again: as it was, or with a fresh operationId; and why that may not be possible.

Source: UCWA reference, "operationId" (ties events to the request); UCWA "events" (one P-GET at a time).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.replay import Replay
from ucwa_tui.workbench.operation_id_places import spots_of

NOTHING_SENT = "nothing of it has been sent"
_CAUTIONS = {
    Purpose.EVENTS: (
        "This is a P-GET. The server may take it for the one that waits and end that with PGetReplaced: events stop "
        "here until Alt+C takes the channel back. One that was confirmed long ago may change nothing."
    ),
    Purpose.SIGN_OUT: "This deletes an application. If it is the one in use, the session and its meetings end.",
    Purpose.APPLICATIONS: "This creates an application: one more, or the same one anew, whose events begin anew.",
    Purpose.TOKEN: "This sends the credentials once more: several wrong ones may lock the account.",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes in the place of others."""

    start: int
    end: int
    data: bytes


def verbatim(exchange: Exchange) -> Replay:
    """The exact bytes again."""
    return Replay(exchange, exchange.request, tuple(range(len(exchange.request.masks))), exchange.operation_id)


def why_not_verbatim(exchange: Exchange, *, trimmed: bool = False) -> str:
    """Why the bytes cannot be sent again; empty: they can.

    Args:
        exchange: what is to be sent again.
        trimmed: its bodies were dropped to save memory.
    """
    message = exchange.request
    if not message.data:
        return NOTHING_SENT
    if trimmed:
        return "its body was dropped to save memory"
    if message.reconstructed:
        return "it is put together anew (a masked secret, or a capture without wire bytes): the exact bytes are gone"
    parsed = parse_request(message)
    if not parsed.method:
        return "it does not begin with a request line"
    if parsed.method == "CONNECT":
        return "it opened a tunnel, which is no request of its own"
    return "" if parsed.complete else "it was not sent whole"


def with_fresh_id(exchange: Exchange, fresh: str) -> Replay:
    """The same bytes but for the operationId, and for Content-Length where that changes.

    Raises:
        ValueError: there is no operationId that could be replaced; the text says why.
    """
    message = exchange.request
    parsed = parse_request(message)
    spots = spots_of(message.data, parsed)
    if not spots:
        raise ValueError("no operationId is in it")
    if parsed.chunked:
        raise ValueError("its body is chunked: e or t changes it by hand")
    edits = [Edit(spot.start, spot.end, spot.spell(fresh)) for spot in spots]
    edits += new_length(message, edits)
    changed = edited(message, edits)
    return Replay(exchange, changed, tuple(range(len(changed.masks))), fresh)


def why_no_fresh_id(exchange: Exchange) -> str:
    """Why the operationId cannot be replaced; empty: it can."""
    try:
        with_fresh_id(exchange, "x")
    except ValueError as error:
        return str(error)
    return ""


def edited(message: CapturedMessage, edits: Iterable[Edit]) -> CapturedMessage:
    """The message with bytes replaced; its masks stay where they belong.

    Raises:
        ValueError: an edit touches a secret.
    """
    pieces: list[bytes] = []
    masks = list(message.masks)
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if any(m.offset < edit.end and edit.start < m.offset + m.length for m in message.masks):
            raise ValueError("it touches a masked secret")
        pieces += [message.data[position : edit.start], edit.data]
        by = len(edit.data) - (edit.end - edit.start)
        masks = [
            replace(mask, offset=mask.offset + by) if old.offset >= edit.end else mask
            for mask, old in zip(masks, message.masks, strict=True)
        ]
        position = edit.end
    pieces.append(message.data[position:])
    return replace(message, data=b"".join(pieces), masks=tuple(masks))


def caution(exchange: Exchange) -> str:
    """What sending it again may do to the session, to be confirmed; empty: nothing special."""
    return _CAUTIONS.get(exchange.purpose, "")


def new_length(message: CapturedMessage, edits: Iterable[Edit]) -> list[Edit]:
    """The edits that make Content-Length follow other edits.

    Args:
        message: before any of them.
        edits: of head and body.
    """
    head = scan_head(message.data)
    by = sum(len(edit.data) - (edit.end - edit.start) for edit in edits if edit.start >= head.end)
    if not by:
        return []
    found = []
    for field in head.fields:
        if field.name.strip().lower() == "content-length" and field.value.isascii() and field.value.isdigit():
            length = str(int(field.value) + by).encode()
            found.append(Edit(field.value_start, field.value_end, length))
    return found
