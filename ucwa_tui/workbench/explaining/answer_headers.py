"""The headers of an answer that tell something, taken apart."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.challenge import Challenge, parse_challenges
from ucwa_tui.protocol.diagnostics import parse_diagnostics
from ucwa_tui.protocol.media import essence, is_ucwa
from ucwa_tui.workbench.capture_links import LOCATION
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.explaining.kinds import Kind
from ucwa_tui.workbench.explaining.page import Line, Mark, line

_PLAIN = {
    "etag": "the version of the resource; goes back in If-Match of a PUT",
    "cache-control": "whether and how long the answer may be kept",
    "retry-after": "seconds, or a date: how long the server wants to be left alone",
    "x-ms-server-fqdn": "the front end that answered; give it to the administrator",
    "x-ms-correlation-id": "finds this request in the server's log",
    "client-request-id": "the client's number, repeated",
    "request-id": "finds this request in the server's log",
    "x-ms-request-id": "finds this request in the server's log",
    "x-ms-ucwaversion": "the version of UCWA; no captured server sends it",
    "warning": "a remark of the server's",
    "content-encoding": "the body is compressed",
}


def answer_header_lines(step: Step, kind: Kind) -> Iterator[Line]:
    """Each header that decides or tells something."""
    answer = step.answer
    if answer is None:
        return
    location = answer.header("Location")
    if location is not None:
        what = "where the new thing is: its events carry the same address" if step.status == 201 else "where to go"
        yield line(f"{location} · {what}", "Location", rel=LOCATION, href=location)
    content_type = answer.header("Content-Type")
    if content_type is not None:
        yield _content_type(content_type, step, kind)
    elif answer.body:
        yield line("none, though there is a body", "Content-Type", Mark.NOTE)
    for name, value in answer.headers:
        meaning = _PLAIN.get(name.strip().lower())
        if meaning is not None:
            yield line(f"{value} · {meaning}", name)
    for challenge in parse_challenges(answer.headers_named("WWW-Authenticate")):
        yield from _challenge(challenge)
    for value in answer.headers_named("X-Ms-diagnostics"):
        told = parse_diagnostics(value)
        if told is None:
            continue
        number = str(told.number) if told.number is not None else "no number"
        meaning = told.meaning or "a number that is in no table of ours"
        yield line(f"{number} · {meaning}", "X-Ms-diagnostics", Mark.NOTE)
        yield from (line(text, name) for name, text in told.parameters)
    cookies = answer.headers_named("Set-Cookie")
    if cookies:
        names = ", ".join(cookie.partition("=")[0].strip() for cookie in cookies)
        yield line(f"{names} · for browsers (photos); requests are let in by their token", "Set-Cookie")


def _content_type(content_type: str, step: Step, kind: Kind) -> Line:
    if step.status >= 400 and not is_ucwa(content_type):
        if kind.name == "user" and step.status == 401:
            return line(f"{content_type} · the challenge is in the headers, not in the body", "Content-Type")
        words = "not UCWA's own: the answer may come from a proxy"
        return line(f"{content_type} · {words}", "Content-Type", Mark.NOTE)
    if essence(content_type) == "multipart/batching":
        return line(f"{content_type} · one part for each request of the batch", "Content-Type")
    return line(f"{content_type} · the form of the answer", "Content-Type")


def _challenge(challenge: Challenge) -> Iterator[Line]:
    scheme = challenge.scheme or "(no scheme)"
    if challenge.href:
        grants = ", ".join(challenge.grant_types) or "none named"
        yield line(f"{scheme} · tokens come from {challenge.href}", "WWW-Authenticate")
        yield line(grants, "grants")
    elif challenge.authorization_uri:
        yield line(f"{scheme} · online sign-in at {challenge.authorization_uri}", "WWW-Authenticate")
    elif scheme.lower() in {"negotiate", "ntlm", "kerberos"}:
        yield line(f"{scheme} · Windows sign-in is wanted", "WWW-Authenticate")
    else:
        known = ", ".join(name for name, _ in challenge.parameters)
        yield line(f"{scheme}{f' · with {known}' if known else ''}", "WWW-Authenticate")
