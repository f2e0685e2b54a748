"""Error codes, HTTP statuses, and the errors of token services: what each means and what to do next.

Source: UCWA reference, "Errors and informational messages", "Generic synchronous errors", "Authentication in UCWA".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code."""

    code: str
    statuses: tuple[int, ...]
    """The HTTP statuses it comes with; none for codes of the event channel alone."""
    meaning: str
    next_step: str


_CODES: Final = (
    CodeEntry(
        "BadRequest",
        (400,),
        "The server could not make sense of the input.",
        "Look at the parameters that the answer names, and at body and Content-Type.",
    ),
    CodeEntry(
        "Forbidden",
        (403,),
        "The server understood and refuses: policy, role, or a token that is not for this.",
        "Check who is signed in, on which host, and what X-Ms-diagnostics says.",
    ),
    CodeEntry(
        "NotFound",
        (404,),
        "There is nothing at this address, or not any more.",
        "Follow a fresh link: addresses are good for one application and change with state.",
    ),
    CodeEntry(
        "MethodNotAllowed",
        (405,),
        "The resource does not take this method.",
        "Use the method that the operation documents.",
    ),
    CodeEntry(
        "NotAcceptable",
        (406,),
        "The server cannot answer in the wanted form.",
        "Ask for application/json or application/xml.",
    ),
    CodeEntry(
        "ClientTimeout", (408,), "The server waited for the request and gave up.", "Check the network and send again."
    ),
    CodeEntry(
        "Conflict",
        (409,),
        "The request does not fit the present state.",
        "Read the resource again and see which links it offers now.",
    ),
    CodeEntry(
        "Gone",
        (410,),
        "What was asked for has ended for good.",
        "If it was the application, sign in again; otherwise follow a fresh link.",
    ),
    CodeEntry(
        "PreconditionFailed",
        (412,),
        "The resource has changed since it was read.",
        "Read it again and repeat with the new etag.",
    ),
    CodeEntry(
        "EntityTooLarge", (413,), "The request, or what it would make, is too large.", "Shorten it or split it up."
    ),
    CodeEntry(
        "UnsupportedMediaType",
        (415,),
        "The server does not take this Content-Type here.",
        "Send application/json or application/xml, and make body and header agree.",
    ),
    CodeEntry(
        "PreconditionRequired",
        (428,),
        "A change without If-Match is not taken.",
        "Read the resource and send its etag, quoted, in If-Match.",
    ),
    CodeEntry(
        "TooManyRequests",
        (429,),
        "Too many requests of this user are under way.",
        "Wait for the open ones, then send again more slowly.",
    ),
    CodeEntry(
        "ServiceFailure",
        (500,),
        "The server failed at something of its own.",
        "Send again once; if it stays, give X-MS-Server-Fqdn and X-MS-Correlation-Id to the administrator.",
    ),
    CodeEntry(
        "ServiceUnavailable",
        (503,),
        "The server is overloaded, starting, or shut down for service.",
        "Wait and send again; note X-MS-Server-Fqdn, as it may be one front end only.",
    ),
    CodeEntry("Timeout", (504,), "Something behind the server did not answer in time.", "Send again after a while."),
    CodeEntry(
        "GatewayTimeout", (504,), "A server behind this one did not answer in time.", "Send again after a while."
    ),
    CodeEntry(
        "ExchangeServiceFailure",
        (),
        "The Exchange server behind this one failed.",
        "Send again later; mailbox data does not come from this server.",
    ),
    CodeEntry(
        "LocalFailure",
        (),
        "It failed on this side of the conversation.",
        "Look at its message; then send a new invitation.",
    ),
    CodeEntry(
        "RemoteFailure",
        (),
        "It failed, or was refused, on the other side.",
        "Look at its message; then send a new invitation.",
    ),
    CodeEntry("Informational", (), "No error: the server explains a change it made.", "Nothing needs doing."),
)

CODES: Final = {entry.code.lower(): entry for entry in _CODES}
"""By code in lower case: spelling varies (`PreConditionFailed`)."""

STATUSES: Final = {status: entry for entry in reversed(_CODES) for status in entry.statuses}
"""The code that a status stands for where the body names none."""

PLAIN_STATUSES: Final = {
    401: (
        "The request carried no valid token: none, an expired one, or one for another host.",
        "Sign in again with the token service that this answer's WWW-Authenticate names.",
    ),
    403: (
        "Refused before the request reached UCWA.",
        "Read X-Ms-diagnostics: a token for another host and a user without SIP are the usual causes.",
    ),
    404: (
        "There is no such address on this server, and the answer is not one of UCWA's.",
        "Check the host and follow links instead of typing addresses.",
    ),
    502: ("A proxy could not reach the server behind it.", "Wait and sign in again from the root URL."),
}
"""Statuses whose body is not UCWA's own: a web server or a proxy has spoken."""

TOKEN_ERRORS: Final = {
    "invalid_request": (
        "The token request lacks a field, or has one that does not belong to this grant.",
        "Check the fields that the grant type takes.",
    ),
    "invalid_grant": (
        "The credentials were not accepted: user name, password, or conference key with its meeting URI.",
        "Check the user name and the password; a guest's key is the id at the end of the meeting URI.",
    ),
    "unsupported_grant_type": (
        "The server does not offer this kind of sign-in.",
        "Choose one of the grant types in its challenge.",
    ),
    "invalid_scope": ("The scope is not known; only `all` exists.", "Leave the scope out."),
    "server_error": ("The token service failed at something of its own.", "Try again; then ask the administrator."),
}
"""The `error` of a token service's 400."""

TOKEN_STATUSES: Final = {
    401: (
        "The token service did not accept the credentials, or wants them proved in another way.",
        "Check user and password; a service that answers with Negotiate or NTLM wants Windows sign-in.",
    ),
    403: (
        "The token service refuses this user, whatever the credentials.",
        "Read X-Ms-diagnostics: a user without SIP and a kind of sign-in that is not allowed are the usual causes.",
    ),
}
"""What a status of a token service means, whose requests never carry a token."""
