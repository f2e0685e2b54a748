"""Rules about tokens: where they belong, where they leak, and when they are renewed."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.links import host_of, is_loopback, resolve
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_reading import CaptureReading, Place, Step
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity

_PAGE = "Authentication in UCWA"
TRIES = 3
"""So many refusals in a row with nothing done about them are a loop."""
WRONG_HOST = LintRule(
    "token-wrong-host",
    Severity.ERROR,
    "token sent to another host than it is for",
    "A token belongs to the host whose challenge it answers: take the challenge of the new host and ask there.",
    _PAGE,
)
REDIRECTED = LintRule(
    "token-after-redirect",
    Severity.ERROR,
    "token carried along by a redirect",
    "Do not let the HTTP library follow redirects with Authorization: look at the target first, ask for its own token.",
    _PAGE + "; RFC 9110, 15.4",
)
NOT_RENEWED = LintRule(
    "token-not-renewed",
    Severity.ERROR,
    "401 again and again without a new token",
    "After a 401 get a new token once and repeat the request; if that fails too, ask the user.",
    _PAGE,
)
CLEARTEXT = LintRule(
    "credentials-in-clear",
    Severity.ERROR,
    "token or password over plain HTTP",
    "Use https; plain HTTP serves discovery only, and that without a token.",
    _PAGE,
)
SECRET_IN_URL = LintRule(
    "secret-in-url",
    Severity.ERROR,
    "token or password in the URL",
    "Send it in Authorization or in the form: URLs end up in the logs of every proxy.",
    "RFC 6750, 2.3",
)


def wrong_hosts(reading: CaptureReading) -> Iterator[Hit]:
    """Tokens at hosts that never asked for them."""
    redirected = {n for n, _ in redirected_tokens(reading)}
    homes: dict[int, frozenset[str]] = {}
    everywhere: frozenset[str] = frozenset()
    by_number = {step.n: step for step in reading.steps}
    for step in reading.steps:
        if step.exchange.purpose is Purpose.TOKEN and step.succeeded:
            hosts = frozenset(
                {host_of(step.url)}
                | {host_of(by_number[o.by].url) for o in step.offers if o.rel == "token" and o.by in by_number}
            )
            everywhere |= hosts
            issued = reading.tokens.issued.get(step.n)
            if issued is not None:
                homes[issued] = homes.get(issued, frozenset()) | hosts
        if not step.bears_token or step.n in redirected:
            continue
        allowed = homes.get(reading.tokens.sent.get(step.n, 0), everywhere)
        if allowed and host_of(step.url) not in allowed:
            yield step.n, f"the token is for {' and '.join(sorted(allowed))}, and went to {host_of(step.url)}."


def redirected_tokens(reading: CaptureReading) -> Iterator[Hit]:
    """Requests with a token to where a redirect pointed, on another host."""
    targets: dict[str, int] = {}
    for step in reading.steps:
        if step.bears_token and step.url in targets:
            yield step.n, f"the redirect of exchange {targets.pop(step.url)} led to {host_of(step.url)}, the token too."
        location = step.answer.header("Location") if step.answer and 300 <= step.status < 400 else None
        target = resolve(step.url, location) if location else ""
        if target and host_of(target) != host_of(step.url):
            targets[target] = step.n


def unrenewed_tokens(reading: CaptureReading) -> Iterator[Hit]:
    """Loops of 401."""
    refused: dict[Place, int] = {}
    for step in reading.steps:
        origin = (step.place[0], "")
        if step.exchange.purpose is Purpose.TOKEN:
            refused.clear()
        elif step.bears_token and step.status == 401:
            refused[origin] = refused.get(origin, 0) + 1
            if refused[origin] == TRIES:
                yield step.n, f"the {TRIES}rd 401 in a row from {host_of(step.url)}, and no token was asked for."
        elif step.bears_token and step.status:
            refused.pop(origin, None)


def cleartext_credentials(reading: CaptureReading) -> Iterator[Hit]:
    """Once for each host."""
    told: set[str] = set()
    for step in reading.steps:
        if not step.url.lower().startswith("http:") or is_loopback(step.url) or step.place[0] in told:
            continue
        what = _credentials(step)
        if what:
            told.add(step.place[0])
            yield step.n, f"{step.method} {step.url} carries {what} in the clear."


def _credentials(step: Step) -> str:
    scheme = (step.request.header("Authorization") or "").partition(" ")[0].lower()
    if scheme in ("bearer", "basic"):
        return "a token" if scheme == "bearer" else "a password"
    return "a password" if step.form.get("password") else ""


def secrets_in_urls(reading: CaptureReading) -> Iterator[Hit]:
    """Whatever had to be masked in a URL."""
    for step in reading.steps:
        if "[masked]" in step.url:
            yield step.n, f"{step.method} {step.url}"


RULES: tuple[tuple[LintRule, Check], ...] = (
    (WRONG_HOST, wrong_hosts),
    (REDIRECTED, redirected_tokens),
    (NOT_RENEWED, unrenewed_tokens),
    (CLEARTEXT, cleartext_credentials),
    (SECRET_IN_URL, secrets_in_urls),
)
