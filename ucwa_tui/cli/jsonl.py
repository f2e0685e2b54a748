"""The lines of `--output jsonl`: one JSON object each, exact values, nothing that could act on a terminal."""

from __future__ import annotations

import json
import math
from typing import Any

from ucwa_tui.protocol import body_codec
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.invitation_outcome import operation_id_in
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.decode import body_text
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.http1 import parse_request, parse_response
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.wire.safe_text import dumps_line, json_safe
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.join_result import JoinResult


def exchange_line(exchange: Exchange) -> str:
    """An exchange that has ended."""
    request = parse_request(exchange.request)
    answered = exchange.status is not None
    response = parse_response(exchange.response, exchange.method) if answered else None
    return dumps_line(
        {
            "kind": "exchange",
            "n": exchange.n,
            "method": exchange.method,
            "url": exchange.url,
            "request_headers": [list(pair) for pair in request.headers],
            "request_body": body_text(request),
            "status": exchange.status,
            "response_headers": [list(pair) for pair in response.headers] if response else None,
            "response_body": body_text(response) if response else None,
            "elapsed_ms": _milliseconds(exchange.elapsed),
            "error": _error(exchange),
        }
    )


def event_line(received: ReceivedEvent) -> str:
    """One event of the channel."""
    event = received.event
    line = dumps_line(
        {
            "kind": "event",
            "ack": received.ack,
            "sender": {"rel": received.sender_rel, "href": received.sender_href},
            "type": event.type,
            "rel": event.link.rel,
            "href": event.link.href,
            "in": _link(event.in_),
            "status": event.status,
            "reason": _reason(event.reason),
            "operation_id": operation_id_in(event.resource) or None,
        }
    )
    return f'{line[:-1]},"resource":{_resource(event.resource)}}}'


def gap_line(gap: ChannelGap) -> str:
    """A place in the channel where events may be missing."""
    return dumps_line(
        {"kind": "gap", "at": gap.at, "gap": gap.kind, "why": gap.why, "after_event": gap.after_seq or None}
    )


def invitation_line(view: InvitationView, elapsed: float) -> str:
    """A change of the invitation, `elapsed` seconds after the POST."""
    return dumps_line(
        {
            "kind": "invitation",
            "operation_id": view.operation_id or None,
            "href": view.href,
            "state": view.state or None,
            "elapsed_ms": _milliseconds(elapsed),
        }
    )


def result_line(result: JoinResult) -> str:
    """The last line."""
    return dumps_line(
        {
            "kind": "result",
            "outcome": result.outcome.value,
            "exit_code": result.exit_code,
            "operation_id": result.operation_id,
            "invitation": result.invitation,
            "state": result.state,
            "http_status": result.http_status,
            "code": result.code,
            "subcode": result.subcode,
            "message": result.message,
            "diagnostics": result.diagnostics,
        }
    )


def _error(exchange: Exchange) -> str | None:
    if exchange.state in (ExchangeState.CANCELLED, ExchangeState.UNANSWERED):
        return exchange.state.value
    return exchange.error


def _milliseconds(seconds: float | None) -> float | None:
    return round(seconds * 1000, 3) if seconds is not None and math.isfinite(seconds) else None


def _link(link: EventLink | None) -> dict[str, str] | None:
    return {"rel": link.rel, "href": link.href} if link else None


def _reason(reason: Reason | None) -> dict[str, Any] | None:
    if reason is None:
        return None
    told: dict[str, Any] = {"code": reason.code, "subcode": reason.subcode, "message": reason.message}
    try:
        whole: dict[str, Any] = json.loads(body_codec.encode_reason(reason, PayloadFormat.JSON), parse_float=_finite)
    except PayloadError:
        return told
    return told | whole


def _finite(literal: str) -> float | str:
    value = float(literal)
    return value if math.isfinite(value) else literal


def _resource(resource: Resource | None) -> str:
    """The resource as JSON text: written by the codec, so that its numbers keep their spelling."""
    if resource is None:
        return "null"
    try:
        return json_safe(body_codec.encode_resource(resource, PayloadFormat.JSON).decode("utf-8"))
    except PayloadError:
        return "null"
