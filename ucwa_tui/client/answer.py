"""A whole answer, unredacted: for the client's own decisions, never for a report as it is."""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.body_codec import decode_reason, decode_resource
from ucwa_tui.protocol.challenge import parse_challenges, token_challenge
from ucwa_tui.protocol.media import essence, payload_format_of
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage

LARGEST_RESOURCE = 1_000_000
"""Bytes of a body that is still read as a resource, or as an error: reading takes 0.2 s and thirty times the bytes, and
what UCWA servers send is far smaller. A larger body is only shown."""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """Status, headers and decoded body. No repr: it may hold a token."""

    url: str
    """What was asked, absolute."""
    exchange: Exchange
    message: HttpMessage
    body: bytes
    """Without framing and compression."""
    certificate: bytes = b""
    """The server's, in DER form; empty without TLS."""

    @property
    def status(self) -> int:
        """The status code."""
        return self.message.status or 0

    @property
    def content_type(self) -> str | None:
        """The Content-Type header."""
        return self.message.header("Content-Type")

    @property
    def diagnostics(self) -> str | None:
        """`X-Ms-diagnostics` as received."""
        return self.message.header("X-Ms-diagnostics")

    def resource(self) -> Resource:
        """The body as a UCWA resource.

        Raises:
            PayloadError: it is something else; the text says what.
        """
        form = payload_format_of(self.content_type)
        if form is None:
            raise PayloadError(f"the body is {self.kind} instead of JSON or XML")
        return decode_resource(self.body, form)

    def resource_if_any(self) -> Resource | None:
        """The body as a resource, or None for everything else: errors, and what is larger than `LARGEST_RESOURCE`."""
        if not self.body or self.status >= 400 or len(self.body) > LARGEST_RESOURCE:
            return None
        try:
            return self.resource()
        except PayloadError:
            return None

    def reason(self) -> Reason | None:
        """The body of a refusal as a UCWA error, or None where it is none (a web server's HTML page)."""
        if self.status < 400 or not self.body or len(self.body) > LARGEST_RESOURCE:
            return None
        try:
            return decode_reason(self.body, self.content_type)
        except PayloadError:
            return None  # the status alone has to do

    @property
    def is_ucwas_own(self) -> bool:
        """Whether UCWA itself has answered, not a proxy or the web server.

        The Content-Type tells; without one an empty body may be UCWA's. The web server's own page of a 401 or 403 comes
        from the real server where it names a token service, or the cause in `X-Ms-diagnostics`.
        """
        if payload_format_of(self.content_type) is not None:
            return True
        if not self.body and not essence(self.content_type):
            return True
        if self.status not in (401, 403):
            return False
        challenges = parse_challenges(self.message.headers_named("WWW-Authenticate"))
        wants_token = token_challenge(challenges) is not None or any(c.scheme.lower() == "bearer" for c in challenges)
        return wants_token or self.diagnostics is not None

    @property
    def kind(self) -> str:
        """What the body is, for sentences."""
        if not self.body:
            return "empty"
        return essence(self.content_type) or "without a Content-Type"
