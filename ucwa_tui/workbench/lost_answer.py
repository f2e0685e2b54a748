"""Requests that may have been carried out although nobody has answered them: reset, timed out, a proxy's 5xx page.

Nothing here sends anything again. What came of such a request can tell the event channel alone, by its operationId.
"""

from __future__ import annotations

from dataclasses import replace

from ucwa_tui.protocol.invitation_tracker import SOUGHT_FOR
from ucwa_tui.wire.http1 import parse_response
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, FailureKind, RequestFinished
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.join_result import JoinOutcome, JoinResult

AGAIN = (
    "Run the same command again: this run signs out at its end, and with its application ends a join that was taken "
    "after all."
)


def lost_answer(report: RequestFinished) -> str | None:
    """Why nobody knows whether a request was carried out; None where it was answered, or has not gone out."""
    exchange, failure, status = report.exchange, report.failure, report.exchange.status
    if failure is not None:
        mine = failure.kind is FailureKind.REFUSED or not exchange.request.data
        refused = status is not None and 300 <= status < 500
        return None if mine or refused else failure.headline
    if status is None:
        return exchange.error or "no answer" if exchange.request.data else None
    if status < 500 or report.reason is not None:
        return None
    message = parse_response(exchange.response, exchange.method)
    if message.header("Retry-After") is not None or message.header("X-Ms-diagnostics") is not None:
        return None  # who says when to come again has not taken it; the other header is UCWA's own
    from ucwa_tui.workbench.refusal import told_by

    what = told_by(message) or "It has no body: a web server or a proxy may have answered."
    return f"HTTP {status}. {what.rstrip('.')}"


def lost_result(view: InvitationView, waited: float, channel: ChannelChanged | None) -> JoinResult:
    """The result of a join whose answer is lost and of which no event has told.

    Args:
        view: the join.
        waited: seconds from the loss until now.
        channel: the event channel as it is now.
    """
    listening = channel is not None and channel.phase is ChannelPhase.WAITING
    heard = f"within {waited:.0f} s the event channel told of no invitation with this operation id"
    if not listening:
        trouble = f" ({channel.trouble})" if channel is not None and channel.trouble else ""
        heard = f"the event channel could not be read meanwhile{trouble}"
    likely = "It was most likely not taken." if listening else "Nobody knows whether it was taken."
    return JoinResult(
        JoinOutcome.REFUSED if (view.http_status or 0) >= 300 else JoinOutcome.NETWORK,  # somebody did say no
        operation_id=view.operation_id or None,
        http_status=view.http_status,
        message=f"The join was sent once and its answer is lost: {view.unanswered}; {heard}. {likely}",
        way_out=AGAIN,
    )


def with_lost_answer(result: JoinResult, view: InvitationView | None) -> JoinResult:
    """The result of another cause, which also says that the POST's answer had been lost before."""
    if view is None or not view.unanswered or view.found:
        return result
    told = f"The answer to the join POST is lost: {view.unanswered}; no event told of it before this: {result.message}"
    return replace(result, message=told, http_status=view.http_status, way_out=result.way_out or AGAIN)


def is_looking(view: InvitationView | None) -> str:
    """What to say while events of a request are looked for whose answer is lost; empty where none are."""
    if view is None or not view.sought:
        return ""
    mark = f" with operation id {view.operation_id}" if view.operation_id else ""
    return f"the answer is lost; looking for events{mark} for up to {SOUGHT_FOR:.0f} s, nothing is sent again"
