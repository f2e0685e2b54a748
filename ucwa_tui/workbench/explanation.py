"""What the outcome of an exchange means, in printable lines: status, code and subcode, diagnostics, challenge."""

from __future__ import annotations

from ucwa_tui.protocol.body_codec import decode_reason
from ucwa_tui.protocol.challenge import parse_challenges
from ucwa_tui.protocol.errors import explain as explain_error
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.decode import decoded_body
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.http1 import HttpMessage, parse_response
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.ticket import WAY_OUT, other_meeting

CAUSE_HEADERS = ("X-Ms-diagnostics", "X-MS-Server-Fqdn", "X-MS-Correlation-Id", "Warning")
"""Headers in which servers say what really happened."""


def explain(exchange: Exchange, ticket_uri: str | None = None) -> list[str]:
    """Printable lines, most telling first; empty where there is nothing to explain.

    Args:
        exchange: the one to explain.
        ticket_uri: the meeting of the anonymous ticket that it was sent with; None for everybody else.
    """
    lines: list[str] = []
    if exchange.error:
        lines.append(exchange.error)
    if exchange.state is ExchangeState.RUNNING or exchange.status is None:
        return [safe_line(line) for line in lines]
    message = parse_response(exchange.response, exchange.method)
    if exchange.status >= 400:
        lines += _refusal(exchange, message, other_meeting(exchange, ticket_uri))
    elif exchange.status >= 300:
        target = message.header("Location") or "no Location"
        lines.append(f"{exchange.status}: a redirect to {target}. Redirects are never followed silently.")
    lines += message.problems
    for name in CAUSE_HEADERS:
        lines += [f"{name}: {value}" for value in message.headers_named(name)]
    return [safe_line(line) for line in lines]


def reason_of(message: HttpMessage) -> Reason | None:
    """The UCWA error in an answer's body, or None where the body is none."""
    try:
        return decode_reason(decoded_body(message), message.header("Content-Type"))
    except PayloadError:
        return None


def _refusal(exchange: Exchange, message: HttpMessage, other: str) -> list[str]:
    reason = reason_of(message)
    said = explain_error(
        exchange.status, reason.code if reason else None, reason.subcode if reason else None, exchange.operation
    )
    lines = [said.headline, other or said.meaning]
    if reason and reason.message:
        lines.append(f"The server says: {reason.message}")
    if reason:
        lines += [f"{name}: {value}" for name, value in reason.parameters]
    elif message.body:
        kind = message.header("Content-Type") or "no Content-Type"
        lines.append(f"The body is no UCWA error ({kind}): it may come from a proxy or the web server itself.")
    next_step = WAY_OUT if other else said.next_step
    if next_step:
        lines.append(f"Next: {next_step}")
    for challenge in parse_challenges(message.headers_named("WWW-Authenticate")):
        grants = ", ".join(challenge.grant_types)
        lines.append(f"Challenge {challenge.scheme}" + (f": grants {grants} at {challenge.href}" if grants else ""))
    return [line for line in lines if line]
