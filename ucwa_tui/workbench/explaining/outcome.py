"""What came of a request: status, code and subcode in words, and the way out of a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.errors import Explanation, explain, explain_token_error
from ucwa_tui.protocol.media import is_ucwa
from ucwa_tui.wire.decode import body_text
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.explaining.kinds import Kind
from ucwa_tui.workbench.explaining.page import Line, Mark, line
from ucwa_tui.workbench.ticket import WAY_OUT, other_meeting

_SUCCESSES = {
    200: "it worked; the answer holds what was asked for",
    201: "it was accepted and something was made",
    202: "it was accepted; nothing is said of when it is done",
    204: "it worked; there is nothing to read",
}


def refusal_of(step: Step, kind: Kind) -> Explanation | None:
    """What a refusal means; None where there is none."""
    if step.status < 400:
        return None
    diagnostics = parse_diagnostics(step.answer.header("X-Ms-diagnostics")) if step.answer else None
    if kind.name == "token":
        return explain_token_error(step.status, token_error(step), diagnostics)
    code, subcode = (step.reason.code, step.reason.subcode) if step.reason else (None, None)
    return explain(step.status, code, subcode, kind.operation.name if kind.operation else None, diagnostics)


def token_error(step: Step) -> str | None:
    """The `error` of a token service's refusal."""
    import json

    try:
        told = json.loads(body_text(step.answer)[:10_000]) if step.answer is not None else None
    except (ValueError, RecursionError):
        return None
    error = told.get("error") if isinstance(told, dict) else None
    return error if isinstance(error, str) else None


def outcome_lines(step: Step, kind: Kind, ticket_uri: str | None) -> Iterator[Line]:
    """The status and what it means here."""
    exchange = step.exchange
    if exchange.error:
        yield line(exchange.error, "failed", Mark.BAD)
    if exchange.state is ExchangeState.RUNNING:
        waits = "a P-GET waits until there is news, for three minutes or what timeout says"
        yield line(waits if kind.name == "events" else "no answer yet", "running")
        return
    if exchange.state is ExchangeState.UNANSWERED:
        yield line("it was under way when the capture was saved: what came of it is not in it", "unanswered", Mark.NOTE)
        return
    if exchange.state is ExchangeState.CANCELLED:
        yield line("given up before the answer was there", "cancelled", Mark.NOTE)
    if not step.status:
        if not exchange.error:
            yield line("there is no answer", "failed", Mark.BAD)
        return
    if step.answer is not None:
        yield from (line(problem, "broken", Mark.BAD) for problem in step.answer.problems)
    if step.status >= 400:
        yield from _refused(step, kind, ticket_uri)
    elif step.status >= 300:
        yield _elsewhere(step)
    else:
        yield from _succeeded(step, kind)


def _reason_phrase(step: Step) -> str:
    return f"{step.status} {(step.answer.reason or '') if step.answer else ''}".strip()


def _succeeded(step: Step, kind: Kind) -> Iterator[Line]:
    words = _SUCCESSES.get(step.status, "it worked")
    if kind.name == "events":
        words = "the answer of the event channel"
    elif kind.name == "user" and step.resource is not None and step.resource.href("redirect"):
        words = "the user is served elsewhere: the answer holds redirect"
    operation = kind.operation
    if operation is not None and step.status not in operation.success:
        usual = " or ".join(map(str, operation.success))
        yield line(f"{words}; the reference says {usual} for it", _reason_phrase(step), Mark.NOTE)
    else:
        documented = ", as documented" if operation is not None and operation.name != "get" else ""
        yield line(f"{words}{documented}", _reason_phrase(step), Mark.GOOD)


def _elsewhere(step: Step) -> Line:
    if step.status == 304:
        return line("nothing has changed since the etag that was sent", _reason_phrase(step), Mark.GOOD)
    target = (step.answer.header("Location") if step.answer else None) or "nowhere: there is no Location"
    return line(f"a redirect to {target}; never followed without a look", _reason_phrase(step), Mark.NOTE)


def _refused(step: Step, kind: Kind, ticket_uri: str | None) -> Iterator[Line]:
    said = refusal_of(step, kind)
    assert said is not None
    if kind.name == "user" and step.status == 401 and not step.bears_token:
        yield line("the challenge that was asked for: it names where tokens come from", _reason_phrase(step), Mark.GOOD)
        return
    yield line(said.headline, "refused", Mark.BAD)
    yield line(other_meeting(step.exchange, ticket_uri) or said.meaning, "meaning")
    reason = step.reason
    if reason is not None and reason.message:
        yield line(reason.message, "server says")
    for name, value in reason.parameters if reason is not None else ():
        yield line(str(value), name, Mark.BAD)
    content_type = step.answer.header("Content-Type") if step.answer else None
    if reason is None and kind.name != "token":
        what = content_type or "no Content-Type"
        words = f"no UCWA error in the body ({what}): a proxy or the web server itself has answered"
        if is_ucwa(content_type):
            words = f"the body ({what}) holds no error that can be read"
        yield line(words, "body", Mark.NOTE)
    elif kind.name != "token":
        yield line(_documented(said, kind), "documented")


def _documented(said: Explanation, kind: Kind) -> str:
    if not said.documented:
        return "no: the reference has no such answer here, so the meaning is the code's own"
    if kind.operation is not None and not said.specific:
        return "yes, as for nearly every operation: it tells little of this one"
    return "yes"


def way_out(step: Step, kind: Kind, ticket_uri: str | None) -> str:
    """What to do about a refusal; empty where nothing is known or there is none."""
    said = refusal_of(step, kind)
    if said is None:
        return ""
    return WAY_OUT if other_meeting(step.exchange, ticket_uri) else said.next_step
