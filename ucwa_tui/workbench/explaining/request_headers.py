"""The headers of a request that decide something."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.media import essence, payload_format_of
from ucwa_tui.workbench.capture_reading import Step
from ucwa_tui.workbench.explaining.kinds import Kind
from ucwa_tui.workbench.explaining.page import Line, Mark, count, line


def header_lines(step: Step, kind: Kind) -> Iterator[Line]:
    """The headers of the request that decide something."""
    request = step.request
    accept = request.header("Accept")
    if accept is not None:
        yield line(f"{accept} · the form that is wanted", "Accept")
    elif kind.page and kind.name != "token" and request.headers:
        yield line("none · the server chooses, usually JSON", "Accept", Mark.NOTE)
    content_type = request.header("Content-Type")
    if request.body:
        yield _content_type(content_type, kind)
    yield from _authorization(step, kind)
    if_match = request.header("If-Match")
    if if_match is not None:
        quoted = if_match.startswith('"') or if_match == "*"
        words = "changes only what was read" if quoted else "real servers want it in double quotes"
        yield line(f"{if_match} · {words}", "If-Match", Mark.GOOD if quoted else Mark.NOTE)
    elif step.method == "PUT":
        yield line("missing · a PUT needs the resource's etag: servers answer 428", "If-Match", Mark.BAD)
    for name, value in request.headers:
        folded = name.strip().lower()
        meaning = _REQUEST_HEADERS.get(folded)
        if meaning is None and folded.startswith("x-ms-") and folded != "x-ms-diagnostics":
            meaning = "Microsoft's own; no page of the reference explains it"
        if meaning is not None:
            yield line(f"{value} · {meaning}", name)
    if step.exchange.request.masks:
        yield line(f"{count(len(step.exchange.request.masks), 'secret')} in this request: masked", "masked")


_REQUEST_HEADERS = {
    "user-agent": "which program asks",
    "x-ms-requiresminresourceversion": "demands resources of at least this version, or else 404 APIVersionNotSupported",
    "x-requires-minimum-version": "demands resources of at least this version (the other spelling)",
    "x-ms-origin": "the page that asks, in a browser; nobody else needs it",
    "x-requested-with": "sent by browsers' scripts; not needed",
    "if-none-match": "asks for the resource only if it has changed (304 otherwise)",
    "client-request-id": "the client's own number for this request, for the server's log",
}


def _content_type(content_type: str | None, kind: Kind) -> Line:
    if content_type is None:
        return line("none, though there is a body: servers answer 415 or 400", "Content-Type", Mark.BAD)
    if kind.name == "token":
        fine = essence(content_type) == "application/x-www-form-urlencoded"
        words = "a form, as token services want it" if fine else "token services want a form (x-www-form-urlencoded)"
        return line(f"{content_type} · {words}", "Content-Type", Mark.GOOD if fine else Mark.BAD)
    if kind.operation is not None and kind.operation.text_body:
        fine = essence(content_type) in {"text/plain", "text/html"}
        words = "the body is the message itself" if fine else "a message goes as text/plain or text/html"
        return line(f"{content_type} · {words}", "Content-Type", Mark.GOOD if fine else Mark.BAD)
    fmt = payload_format_of(content_type)
    if fmt is None:
        return line(f"{content_type} · UCWA takes JSON or XML", "Content-Type", Mark.NOTE)
    return line(f"{content_type} · the body's form", "Content-Type", Mark.GOOD)


def _authorization(step: Step, kind: Kind) -> Iterator[Line]:
    value = step.request.header("Authorization")
    if value is None:
        if kind.name in {"root", "token", "join page", "sandbox"}:
            yield line("none, and none is needed here", "Authorization", Mark.GOOD)
        elif kind.name == "user":
            yield line("none · the answer is the challenge that names the token service", "Authorization")
        elif step.request.headers:
            yield line("none · everything below the application needs a token", "Authorization", Mark.BAD)
        return
    scheme = value.partition(" ")[0]
    if scheme.lower() == "bearer":
        warn = kind.name in {"root", "join page"}
        words = "a token, which is not needed here" if warn else "a token; it opens this host only"
        yield line(f"Bearer · {words}", "Authorization", Mark.NOTE if warn else Mark.GOOD)
    else:
        fine = kind.name == "token" and scheme.lower() in {"negotiate", "ntlm"}
        words = "Windows sign-in" if fine else "UCWA wants Bearer here"
        yield line(f"{scheme} · {words}", "Authorization", Mark.GOOD if fine else Mark.BAD)
