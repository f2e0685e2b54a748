"""How a run without a screen ended: outcome, exit code, and everything there is to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.wire.reports import Failure, FailureKind
from ucwa_tui.workbench.invitation_view import InvitationView


class JoinOutcome(StrEnum):
    """The word in the result line."""

    JOINED = "joined"
    DONE = "done"
    """What was asked for has been done, by a command that joins nothing."""
    FAILED = "failed"
    """The invitation completed without success, or can no longer complete."""
    INVALID = "invalid"
    REFUSED = "refused"
    """The POST was answered with an error."""
    SIGN_IN = "signin"
    NETWORK = "network"
    TIMEOUT = "timeout"
    INTERRUPTED = "interrupted"


EXIT_CODES = {
    JoinOutcome.JOINED: 0,
    JoinOutcome.DONE: 0,
    JoinOutcome.FAILED: 1,
    JoinOutcome.INVALID: 2,
    JoinOutcome.REFUSED: 3,
    JoinOutcome.SIGN_IN: 4,
    JoinOutcome.NETWORK: 5,
    JoinOutcome.TIMEOUT: 6,
    JoinOutcome.INTERRUPTED: 130,
}


@dataclass(frozen=True, slots=True)
class JoinResult:
    """The end of a join. Texts may be a server's: hostile."""

    outcome: JoinOutcome
    operation_id: str | None = None
    invitation: str | None = None
    """Absolute URL of the invitation."""
    state: str | None = None
    """Last state word of the invitation."""
    http_status: int | None = None
    """Status of the join POST's answer."""
    code: str | None = None
    subcode: str | None = None
    message: str | None = None
    diagnostics: str | None = None
    """`X-Ms-diagnostics` as received."""
    meaning: str = ""
    """What the code means, in the program's own words."""
    way_out: str = ""

    @property
    def exit_code(self) -> int:
        """What the process ends with."""
        return EXIT_CODES[self.outcome]


def outcome_of_failure(failure: Failure, *, posted: bool) -> JoinOutcome:
    """What a failed sign-in or event channel means for the job.

    Args:
        failure: where the cause lies, and the status where a server has answered.
        posted: whether the join POST has gone out.
    """
    match failure.kind:
        case FailureKind.NETWORK:
            return JoinOutcome.NETWORK
        case FailureKind.REPLACED:
            return JoinOutcome.FAILED
        case FailureKind.APPLICATION_GONE:
            return JoinOutcome.FAILED if posted else JoinOutcome.SIGN_IN
        case FailureKind.REFUSED:  # nothing can be heard of the invitation any more
            return JoinOutcome.NETWORK if posted and failure.status != 401 else JoinOutcome.SIGN_IN
        case FailureKind.CANCELLED:
            return JoinOutcome.INTERRUPTED
        case FailureKind.SIGN_IN:
            return JoinOutcome.SIGN_IN


def of_failure(failure: Failure, view: InvitationView | None, operation_id: str | None) -> JoinResult:
    """The result when signing in or the event channel failed."""
    reason = failure.reason
    return JoinResult(
        outcome_of_failure(failure, posted=view is not None),
        operation_id=operation_id,
        invitation=view.href if view else None,
        state=(view.state or None) if view else None,
        http_status=view.http_status if view else None,
        code=reason.code if reason else None,
        subcode=reason.subcode if reason else None,
        message=_both(failure.headline, reason.message if reason else None),
        diagnostics=failure.diagnostics,
        way_out=_way_out(failure),
    )


def of_view(outcome: JoinOutcome, view: InvitationView, message: str | None, way_out: str = "") -> JoinResult:
    """The result when the invitation, or the clock, has decided."""
    reason = view.reason
    meaning = ""
    if reason and outcome is JoinOutcome.FAILED:
        from ucwa_tui.protocol.errors import explain

        said = explain(None, reason.code, reason.subcode)
        if said.documented:
            meaning, way_out = said.meaning, way_out or said.next_step
    return JoinResult(
        outcome,
        operation_id=view.operation_id or None,
        invitation=view.href,
        state=view.state or None,
        http_status=view.http_status,
        code=reason.code if reason else None,
        subcode=reason.subcode if reason else None,
        message=(reason.message if reason else None) or message,
        meaning=meaning,
        way_out=way_out,
    )


def _way_out(failure: Failure) -> str:
    """Of a run that is over: the same command is the way back."""
    if failure.kind is not FailureKind.REPLACED:
        return failure.way_out
    again = "Run it again to take the channel over: the other one loses it then. Or give an --endpoint-id of its own."
    return f"{failure.way_out} {again}".strip()


def _both(headline: str, message: str | None) -> str:
    return f"{headline} ({message})" if message and message not in headline else headline
