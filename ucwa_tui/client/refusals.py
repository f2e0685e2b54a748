"""A server's own refusal as a failure: the cause it names first, then what to do.

401 and 403 come with an HTML page of the web server; the cause is in `X-Ms-diagnostics`.
"""

from __future__ import annotations

from ucwa_tui.client.answer import Answer
from ucwa_tui.client.client_failure import ClientFailure
from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.errors import explain
from ucwa_tui.protocol.links import host_of
from ucwa_tui.wire.reports import Failure, FailureKind


def refusal(answer: Answer, kind: FailureKind, *, way_out: str = "") -> ClientFailure:
    """A failure for an answer that is not what was wanted.

    Args:
        answer: its status is no success.
        kind: where the cause lies.
        way_out: better advice than the general one, where there is some.
    """
    reason = answer.reason()
    diagnostics = parse_diagnostics(answer.diagnostics)
    explained = explain(
        answer.status,
        reason.code if reason else None,
        reason.subcode if reason else None,
        diagnostics=diagnostics,
    )
    cause = (diagnostics.text if diagnostics else "") or (reason.message if reason else "") or explained.meaning
    return ClientFailure(
        Failure(
            kind,
            f"{host_of(answer.url)} answered {explained.headline}: {cause}",
            way_out or explained.next_step,
            answer.exchange.n,
            answer.status,
            reason,
            answer.diagnostics,
        )
    )


def with_diagnostics(answer: Answer, headline: str, way_out: str) -> ClientFailure:
    """A sign-in failure for which the server's own `X-Ms-diagnostics`, where there are any, say more than we can.

    Args:
        answer: the refusal.
        headline: what is known without them.
        way_out: what to do.
    """
    diagnostics = parse_diagnostics(answer.diagnostics)
    told = diagnostics.text if diagnostics else ""
    return ClientFailure(
        Failure(
            FailureKind.SIGN_IN,
            f"{headline}. The server says {told}" if told else headline,
            way_out,
            answer.exchange.n,
            answer.status,
            diagnostics=answer.diagnostics,
        )
    )


def not_ucwa(answer: Answer, problem: str) -> ClientFailure:
    """A sign-in failure for a success whose body cannot be used."""
    return with_diagnostics(
        answer,
        f"{host_of(answer.url)} answered {answer.status}, but {problem}",
        "Check that the URL is the one of a UCWA server, not of a proxy or a web page.",
    )
