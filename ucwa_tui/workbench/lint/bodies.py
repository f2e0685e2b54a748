"""Rules about bodies: their media types, and what a PUT has to bring back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.media import essence, is_ucwa, payload_format_of
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.wire.decode import decode_body
from ucwa_tui.workbench.capture_reading import CaptureReading, Place, Step, place_of_url
from ucwa_tui.workbench.lint.applications import in_applications
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity

_FORM = "application/x-www-form-urlencoded"
_TEXTS = frozenset({"text/plain", "text/html", "multipart/batching", "multipart/alternative"})
_TAKE_TEXT = ("sendMessage", "batch", "message")
"""Rels of links that take a body which is none of UCWA's; bots answer a message at its own address."""
_PASS = re.compile(r"please pass (?:this|me) in a put request", re.IGNORECASE)
WRONG_MEDIA_TYPE = LintRule(
    "wrong-media-type",
    Severity.ERROR,
    "Content-Type does not fit the body",
    "UCWA takes application/json, application/xml and its own two types; the token service takes a form.",
    "Payload format; Authentication in UCWA",
)
ACCEPT_MISMATCH = LintRule(
    "accept-mismatch",
    Severity.WARNING,
    "Accept and Content-Type speak different languages",
    "Choose JSON or XML once, for Accept and Content-Type together.",
    "Payload format",
)
NO_IF_MATCH = LintRule(
    "put-without-if-match",
    Severity.ERROR,
    "PUT without If-Match",
    "Send the resource's etag in double quotes as If-Match; without it the answer is 428.",
    "HTTP methods; ETag",
)
NO_PUT_PROPERTY = LintRule(
    "put-without-property",
    Severity.ERROR,
    "PUT without the property that asks to be passed back",
    "GET the resource and send all of its properties back, also the one named by a GUID.",
    "Payload format",
)


def wrong_media_types(reading: CaptureReading) -> Iterator[Hit]:
    """Bodies of another kind than the head says, or than the server takes."""
    ours = {step.n for step in in_applications(reading)}
    for step in reading.steps:
        if step.method not in ("POST", "PUT") or not step.request.body:
            continue
        kind = step.request.header("Content-Type")
        named = essence(kind) or "none"
        if step.exchange.purpose is Purpose.TOKEN:
            if named != _FORM:
                yield step.n, f"the token service got Content-Type {named} instead of {_FORM}."
        elif step.n in ours or step.exchange.purpose is Purpose.APPLICATIONS:
            if named in _TEXTS and (not step.offers or any(map(step.offered_as, _TAKE_TEXT))):
                continue
            if not is_ucwa(kind):
                yield step.n, f"{step.method} {step.url} has Content-Type {named}."
            elif not _fits(step, fmt := payload_format_of(kind)):
                language = "JSON" if fmt is PayloadFormat.JSON else "XML"
                yield step.n, f"{step.method} {step.url} says {named}, and its body is no {language}."


def _fits(step: Step, fmt: PayloadFormat | None) -> bool:
    start = decode_body(step.request).data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    return start != b"<" if fmt is PayloadFormat.JSON else start not in (b"{", b"[")


def accept_mismatches(reading: CaptureReading) -> Iterator[Hit]:
    """Requests that send one form and want the other."""
    for step in in_applications(reading):
        wanted = {fmt for part in (step.request.header("Accept") or "").split(",") if (fmt := payload_format_of(part))}
        sent = payload_format_of(step.request.header("Content-Type")) if step.request.body else None
        came = payload_format_of(step.answer.header("Content-Type")) if step.answer and step.answer.body else None
        if wanted and sent and sent not in wanted:
            yield step.n, f"it sends {sent.value.upper()} and accepts {' and '.join(sorted(wanted)).upper()} only."
        elif wanted and step.succeeded and came and came not in wanted:
            yield step.n, f"it accepts {' and '.join(sorted(wanted)).upper()}, and got {came.value.upper()}."


def missing_if_matches(reading: CaptureReading) -> Iterator[Hit]:
    """PUTs that do not say which version they replace."""
    for step in in_applications(reading):
        if step.method == "PUT" and not step.request.header("If-Match"):
            yield step.n, f"PUT {step.url} has no If-Match."


def missing_put_properties(reading: CaptureReading) -> Iterator[Hit]:
    """PUTs without the property that the last answer had."""
    wanted: dict[Place, tuple[str, int]] = {}
    for step in reading.steps:
        if step.method == "PUT" and step.sent is not None and step.place in wanted:
            name, by = wanted[step.place]
            if name.lower() not in {prop.name.lower() for prop in step.sent.properties}:
                yield step.n, f"PUT {step.url} lacks the property {name[:60]} of exchange {by}."
        for resource in _resources(step):
            href = resource.href()
            found = next((p.name for p in resource.properties if isinstance(p.value, str) and _PASS.match(p.value)), "")
            if href and found:
                wanted[place_of_url(resolve(step.url, href))] = found, step.n


def _resources(step: Step) -> Iterator[Resource]:
    waiting = [step.resource] if step.resource else []
    for sender in step.events.senders if step.events else ():
        waiting += [event.resource for event in sender.events if event.resource]
    while waiting:
        resource = waiting.pop()
        yield resource
        waiting += [child for group in resource.embedded for child in group.resources]


RULES: tuple[tuple[LintRule, Check], ...] = (
    (WRONG_MEDIA_TYPE, wrong_media_types),
    (ACCEPT_MISMATCH, accept_mismatches),
    (NO_IF_MATCH, missing_if_matches),
    (NO_PUT_PROPERTY, missing_put_properties),
)
