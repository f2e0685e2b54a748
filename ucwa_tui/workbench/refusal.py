"""A refused join POST: what the server answered, what that means, and what to do."""

from __future__ import annotations

import re

from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.errors import explain
from ucwa_tui.wire.decode import body_text
from ucwa_tui.wire.http1 import HttpMessage, parse_response
from ucwa_tui.wire.reports import RequestFinished
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult
from ucwa_tui.workbench.ticket import WAY_OUT, other_meeting

_TITLE = re.compile(r"<title[^>]*>\s*([^<]{1,200}?)\s*</title", re.IGNORECASE)


def refusal_result(report: RequestFinished, view: InvitationView, ticket_uri: str | None = None) -> JoinResult:
    """The result of a join whose POST was answered with anything but 2xx.

    Args:
        report: of the POST.
        view: the join as far as it came.
        ticket_uri: the meeting of the anonymous ticket; None for everybody else.
    """
    message = parse_response(report.exchange.response, report.exchange.method)
    diagnostics = message.header("X-Ms-diagnostics")
    reason = report.reason
    said = explain(
        report.exchange.status,
        reason.code if reason else None,
        reason.subcode if reason else None,
        report.exchange.operation,
        parse_diagnostics(diagnostics),
    )
    other = other_meeting(report.exchange, ticket_uri)
    return JoinResult(
        JoinOutcome.REFUSED,
        operation_id=view.operation_id or None,
        http_status=report.exchange.status,
        code=reason.code if reason else None,
        subcode=reason.subcode if reason else None,
        message=((reason.message if reason else told_by(message)) or said.meaning) or None,
        diagnostics=diagnostics,
        meaning=other or said.meaning,
        way_out=WAY_OUT if other else said.next_step,
    )


def told_by(message: HttpMessage) -> str:
    """What an answer that is no UCWA error is: a redirect's target, a web server's page; empty without a body."""
    if message.status is not None and 300 <= message.status < 400:
        return f"A redirect to {message.header('Location') or 'nowhere'}, which is not followed."
    if not message.body:
        return ""
    kind = (message.header("Content-Type") or "no Content-Type").partition(";")[0].strip()
    title = _TITLE.search(body_text(message)[:20_000])
    named = f" titled \u201c{title.group(1)}\u201d" if title else ""
    return f"The body is {kind}{named}, no UCWA error: a web server or a proxy may have answered."
