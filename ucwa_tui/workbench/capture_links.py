"""The links that an answer in a capture offers, wherever it holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ucwa_tui.protocol.challenge import parse_challenges, token_challenge
from ucwa_tui.protocol.events import EventsAnswer
from ucwa_tui.protocol.media import essence
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import decode_body, text_of

if TYPE_CHECKING:
    from ucwa_tui.workbench.capture_reading import Step

_URL_IN_TEXT = re.compile(r"https?://[^\s\"'<>]{1,2000}")
_HREF_IN_TEXT = re.compile(r"\bhref\\*\"\s*[:=]\s*\\*\"([^\"<>\\]{1,2000})|\bhref\s*=\s*\"([^\"<>]{1,2000})\"")
_MEETING_XML = "simplejoinconfdoc"
LOCATION, IN_BATCH = "Location", "in batch"
"""What offers are called that have no rel: those of the header, and those somewhere in the answers of a batch."""


def links_of(step: Step) -> Iterator[tuple[str, str]]:
    """Rel and href, as the server wrote it, of everything that an answer offers."""
    answer = step.answer
    if answer is None:
        return
    location = answer.header("Location")
    if location:
        yield LOCATION, location
    challenge = token_challenge(parse_challenges(answer.headers_named("WWW-Authenticate")))
    if challenge is not None and challenge.href:
        yield "token", challenge.href
    if step.resource is not None:
        yield from _of_resource(step.resource)
    if step.events is not None:
        yield from _of_events(step.events)
    if essence(answer.header("Content-Type")).startswith("multipart/"):
        # A batch: the answers within it are not taken apart, but what they offer counts.
        batch = text_of(decode_body(answer).data, None).text.replace("\\/", "/")
        yield from ((IN_BATCH, one or other) for one, other in _HREF_IN_TEXT.findall(batch))
    if step.exchange.purpose is Purpose.JOIN_PAGE or step.method == "GET":
        text = decode_body(answer).data
        if _MEETING_XML.encode() in text:
            yield from (("applications", url) for url in _URL_IN_TEXT.findall(text_of(text, None).text))


def _of_resource(resource: Resource) -> Iterator[tuple[str, str]]:
    for group in resource.links:
        for link in group.links:
            if link.href and not link.href.startswith("data:"):
                yield (resource.rel or "self") if group.rel == "self" else group.rel, link.href
    for embedded in resource.embedded:
        for child in embedded.resources:
            yield from _of_resource(child)


def _of_events(answer: EventsAnswer) -> Iterator[tuple[str, str]]:
    ways: Sequence[tuple[str, str | None]] = (
        ("next", answer.next),
        ("resync", answer.resync),
        ("resume", answer.resume),
    )
    yield from ((rel, href) for rel, href in ways if href)
    for sender in answer.senders:
        yield sender.rel, sender.href
        for event in sender.events:
            yield event.link.rel, event.link.href
            if event.in_ is not None:
                yield event.in_.rel, event.in_.href
            if event.resource is not None:
                yield from _of_resource(event.resource)
