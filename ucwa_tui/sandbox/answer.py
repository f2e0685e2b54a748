"""What a handler gives back, before the server adds the headers that every answer has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.delivery import Delivery

NEVER_CAPTURED = ("X-Sandbox-Shape", "from the documentation, never captured")
"""Marks a shape that nobody has seen on a wire: only the documentation's tables stand behind it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The form that the client asked for."""

    payload_format: PayloadFormat = PayloadFormat.JSON
    media_type: str = "application/json"
    """As it was asked for; the answer repeats it."""
    revision: float = 1.0
    """What the client demands that resources are at least."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers of its own, and a body that is whole."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str | None = None
    close: bool = False
    """End the connection after this answer."""
    delivery: Delivery | None = None
    """How the bytes leave, where not in the plain way."""

    def header(self, name: str) -> str | None:
        """The first of its own headers of that name."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def marked(self) -> Answer:
        """The same answer, labelled as never captured."""
        return self if NEVER_CAPTURED in self.headers else replace(self, headers=(*self.headers, NEVER_CAPTURED))


class Refusal(Exception):
    """A UCWA error answer, raised where the request is found wanting.

    Args:
        status: HTTP status.
        reason: the error body.
        headers: extra headers.
        captured: whether somebody has seen this answer on a wire.
    """

    def __init__(
        self, status: int, reason: Reason, headers: tuple[tuple[str, str], ...] = (), *, captured: bool = True
    ) -> None:
        super().__init__(f"{status} {reason.label}")
        self.status = status
        self.reason = reason
        self.headers = headers
        self.captured = captured


def no_content() -> Answer:
    """204: the command was carried out."""
    return Answer(204)


def created_at(location: str) -> Answer:
    """201 for an operation that goes on in the event channel: `Location`, no body."""
    return Answer(201, (("Location", location),))


def refusal_answer(refusal: Refusal, accepted: Accepted) -> Answer:
    """The error body in the negotiated form."""
    from ucwa_tui.protocol.body_codec import encode_reason

    answer = Answer(
        refusal.status,
        refusal.headers,
        encode_reason(refusal.reason, accepted.payload_format),
        f"{accepted.media_type}; charset=utf-8",
    )
    return answer if refusal.captured else answer.marked()


def resource_answer(
    resource: Resource,
    accepted: Accepted,
    *,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
    if_none_match: str | None = None,
    charset: bool = True,
) -> Answer:
    """A resource in the negotiated form, with its `ETag` where it has one; 304 where the client has it already."""
    from ucwa_tui.protocol.body_codec import encode_resource
    from ucwa_tui.sandbox.preconditions import matches
    from ucwa_tui.sandbox.revisions import SECOND, revised
    from ucwa_tui.sandbox.shapes import carried_by

    etag = resource.text("etag")
    if etag is not None:
        headers = (*headers, ("ETag", f'"{etag}"'))
        if if_none_match is not None and matches(if_none_match, etag):
            return Answer(304, headers)
    shown = revised(resource) if accepted.revision >= SECOND else resource
    body = encode_resource(carried_by(shown, accepted.payload_format), accepted.payload_format)
    content_type = f"{accepted.media_type}; charset=utf-8" if charset else accepted.media_type
    return Answer(status, headers, body, content_type)
