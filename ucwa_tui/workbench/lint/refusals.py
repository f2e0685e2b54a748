"""Rules about requests that no server takes, however often they come: see what it said, and do something else."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.links import host_of
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_reading import CaptureReading, Step
from ucwa_tui.workbench.lint.applications import in_applications
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity

TRIES = 3
"""So many refused passwords in a row are more than a slip."""
LONGEST = 60
"""Characters of a header in a sentence."""
_OURS = ("/ucwa/", "/autodiscover/")
_MADE_UP = "X-Sandbox-Fault"
"""An answer that a scenario of the sandbox made up: it is not the client's doing."""
PASSWORD_AGAIN = LintRule(
    "password-refused-again",
    Severity.WARNING,
    "password refused again and again",
    "After invalid_grant ask the user: the same password once more is refused again, and may lock the account.",
    "Authentication in UCWA",
)
WRONG_METHOD = LintRule(
    "wrong-method",
    Severity.ERROR,
    "method that the resource does not take",
    "Take the method that the reference names for the resource: GET, POST, PUT or DELETE; never HEAD or PATCH.",
    "HTTP methods",
)
WRONG_ACCEPT = LintRule(
    "wrong-accept",
    Severity.ERROR,
    "Accept names nothing that the server speaks",
    "Accept application/json or application/xml, or the two types of UCWA's own.",
    "Payload format",
)
NO_BEARER = LintRule(
    "not-bearer",
    Severity.ERROR,
    "resource asked with another scheme than Bearer",
    "Take the password or ticket to the token service that the 401 names, and send its token as Authorization: Bearer.",
    "Authentication in UCWA",
)


def refused_passwords(reading: CaptureReading) -> Iterator[Hit]:
    """A password that is sent on although it was refused; which one it was is masked."""
    refused: dict[tuple[str, str], int] = {}
    for step in reading.steps:
        if step.exchange.purpose is not Purpose.TOKEN or step.form.get("grant_type", "").lower() != "password":
            continue
        who = step.place[0], step.form.get("username", "").lower()
        if step.succeeded:
            refused.pop(who, None)
        elif step.status in (400, 401, 403) and not _made_up(step):
            refused[who] = refused.get(who, 0) + 1
            if refused[who] == TRIES:
                yield step.n, f"the {TRIES}rd password in a row for one user was refused by {host_of(step.url)}."


def wrong_methods(reading: CaptureReading) -> Iterator[Hit]:
    """405."""
    for step in _refused(reading, 405):
        takes = (step.answer.header("Allow") if step.answer else None) or ""
        yield step.n, f"{step.method} {step.url} was refused" + (f": it takes {takes[:LONGEST]}." if takes else ".")


def wrong_accepts(reading: CaptureReading) -> Iterator[Hit]:
    """406."""
    for step in _refused(reading, 406):
        wanted = step.request.header("Accept") or "nothing"
        yield step.n, f"{step.method} {step.url} accepts {wanted[:LONGEST]}."


def other_schemes(reading: CaptureReading) -> Iterator[Hit]:
    """401 for what is no bearer token."""
    for step in _refused(reading, 401):
        scheme = (step.request.header("Authorization") or "").partition(" ")[0]
        if scheme and scheme.lower() != "bearer":
            yield step.n, f"{step.method} {step.url} came with {scheme[:LONGEST]} instead of Bearer."


def _refused(reading: CaptureReading, status: int) -> Iterator[Step]:
    """Requests for UCWA's own resources that were answered so."""
    if not any(step.status == status for step in reading.steps):
        return
    inside = {step.n for step in in_applications(reading)}
    for step in reading.steps:
        if step.status == status and not _made_up(step) and (step.n in inside or step.place[1].startswith(_OURS)):
            yield step


def _made_up(step: Step) -> bool:
    return step.answer is not None and step.answer.header(_MADE_UP) is not None


RULES: tuple[tuple[LintRule, Check], ...] = (
    (PASSWORD_AGAIN, refused_passwords),
    (WRONG_METHOD, wrong_methods),
    (WRONG_ACCEPT, wrong_accepts),
    (NO_BEARER, other_schemes),
)
