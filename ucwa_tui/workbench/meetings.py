"""The meetings directory of a sandbox that runs elsewhere: found by its link, read like any other resource."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose, RequestPlan
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.meeting_directory import SandboxMeeting, SandboxUser
from ucwa_tui.wire.reports import ExchangeChanged, Report, RequestFinished
from ucwa_tui.workbench.state import Session

MEETINGS_REL = "sandbox:meetings"


@dataclass(frozen=True, slots=True)
class Directory:
    """Users and meetings on offer."""

    users: tuple[SandboxUser, ...] = ()
    meetings: tuple[SandboxMeeting, ...] = ()
    known: bool = False
    """False: the server is no sandbox, or its list has not been read yet."""

    def joinable(self) -> SandboxMeeting | None:
        """A meeting that lets one in at once: the first thing to try."""
        return next((m for m in self.meetings if m.behaviour == "joins"), next(iter(self.meetings), None))


class MeetingsFinder:
    """Watches the reports of a sign-in for the link to the list, asks for the list once, and reads the answer."""

    def __init__(self) -> None:
        self.directory = Directory()
        self._href: str | None = None
        self._ticket: int | None = None

    def next_plan(self, report: Report, session: Session, payload_format: PayloadFormat) -> RequestPlan | None:
        """Take in a report; the request that it makes possible, or None. Tell `asked` the ticket it went out under."""
        if isinstance(report, ExchangeChanged):
            if report.exchange.purpose is Purpose.ROOT and report.exchange.state is ExchangeState.DONE:
                self._href = _list_href(report.exchange) or self._href
        elif isinstance(report, RequestFinished) and report.ticket == self._ticket and report.resource is not None:
            self.directory = read_directory(report.resource)
        if self._href is None or session.signed_in is None:
            return None
        href, self._href = self._href, None
        return replace(get_plan(href, payload_format), purpose=Purpose.SANDBOX)

    def asked(self, ticket: int) -> None:
        """The list was asked for under this ticket."""
        self._ticket = ticket


def read_directory(resource: Resource) -> Directory:
    """Users and meetings in a sandbox's list; passwords are not in it."""
    names = resource.get("users")
    users = (
        tuple(SandboxUser(name, "", "") for name in names if isinstance(name, str)) if isinstance(names, tuple) else ()
    )
    meetings = [
        SandboxMeeting(
            record.text("uri") or "",
            record.text("subject") or "",
            record.text("behaviour") or "",
            record.text("expect") or "",
            record.text("joinUrl") or "",
        )
        for group in resource.embedded
        for record in group.resources
        if record.text("uri")
    ]
    return Directory(users, tuple(meetings), known=True)


def _list_href(exchange: Exchange) -> str | None:
    from ucwa_tui.protocol.body_codec import decode_resource
    from ucwa_tui.protocol.media import payload_format_of
    from ucwa_tui.wire.decode import decoded_body
    from ucwa_tui.wire.http1 import parse_response

    message = parse_response(exchange.response, exchange.method)
    payload_format = payload_format_of(message.header("Content-Type"))
    if payload_format is None:
        return None
    try:
        href = decode_resource(decoded_body(message), payload_format).href(MEETINGS_REL)
    except PayloadError:
        return None
    return resolve(exchange.url, href) if href else None
