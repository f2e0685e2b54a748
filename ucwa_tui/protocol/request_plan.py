"""A request before the client adds what only it knows (Host, Authorization)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PayloadFormat(StrEnum):
    """The wire form of bodies; chosen once for Accept and Content-Type together."""

    JSON = "json"
    XML = "xml"

    @property
    def media_type(self) -> str:
        """The plain media type that every server takes."""
        return f"application/{self.value}"


class UriPlace(StrEnum):
    """Where joinOnlineMeeting's `onlineMeetingUri` goes."""

    BODY = "body"
    QUERY = "query"
    BOTH = "both"


class Purpose(StrEnum):
    """Why an exchange took place: a step of sign-in, the channel, or something the user did."""

    ROOT = "root"
    USER = "user"
    TOKEN = "token"
    APPLICATIONS = "applications"
    MAKE_ME_AVAILABLE = "makeMeAvailable"
    EVENTS = "events"
    OPERATION = "operation"
    GET = "get"
    SIGN_OUT = "sign-out"
    SANDBOX = "sandbox"
    JOIN_PAGE = "join-page"
    """Something behind a join URL: no UCWA server, no token."""
    LOOK = "look"
    """A resource that the front end reads by itself, to know what can be done with it."""
    ACTIVITY = "activity"
    """`reportMyActivity`, sent by the client itself."""


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """Everything the user decides about a request. The client puts Host first and Authorization second."""

    method: str
    href: str
    """As the server wrote it (relative or absolute), plus the query parameters of the operation."""
    headers: tuple[tuple[str, str], ...] = ()
    """In order and spelling as they will go out; without Host, Authorization and Content-Length."""
    body: bytes = b""
    purpose: Purpose = Purpose.OPERATION
    operation: str | None = None
    """Name of the operation in `operations`, e.g. `joinOnlineMeeting`."""
    operation_id: str | None = None
