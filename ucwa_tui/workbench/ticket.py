"""The meeting that an anonymous ticket opens, against the meeting that a request names.

Source: UCWA reference, "joinOnlineMeeting" (403 Forbidden: the conference URI does not match the ticket's).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from ucwa_tui.protocol.compose import values_from_body
from ucwa_tui.protocol.conference_uri import conference_key, same_meeting
from ucwa_tui.protocol.media import payload_format_of
from ucwa_tui.protocol.operations import operation
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request

_JOIN = "joinOnlineMeeting"
_FIELD = "onlineMeetingUri"
WAY_OUT = "Sign in again for that meeting: a ticket is bound to one."


def other_meeting(exchange: Exchange, ticket_uri: str | None) -> str:
    """A sentence that names both meetings where a join was refused because of them; empty otherwise. Hostile text.

    Args:
        exchange: of the join.
        ticket_uri: the conference URI that the anonymous ticket was issued for; None for everybody else.
    """
    if ticket_uri is None or exchange.status != 403 or exchange.operation != _JOIN:
        return ""
    posted = posted_uri(exchange)
    if posted is not None and same_meeting(posted, ticket_uri):
        return ""
    return (
        f"The anonymous ticket is for the meeting {_named(ticket_uri)}, the request names {_named(posted)}: "
        "a ticket opens only its own meeting."
    )


def posted_uri(exchange: Exchange) -> str | None:
    """The `onlineMeetingUri` of a join as it went out: the body's, else the query's; None where there is none."""
    query = parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    in_query = next((value for name, value in query if name.lower() == _FIELD.lower()), None)
    return _in_body(parse_request(exchange.request)) or in_query or None


def _in_body(message: HttpMessage) -> str | None:
    fmt = payload_format_of(message.header("Content-Type"))
    if not message.body or fmt is None:
        return None
    try:
        return values_from_body(operation(_JOIN), message.body, fmt)[0].get(_FIELD)
    except PayloadError:
        return None


def _named(uri: str | None) -> str:
    if not uri:
        return "a new one"
    key = conference_key(uri)
    return f"with the id {key} ({uri})" if key else uri
