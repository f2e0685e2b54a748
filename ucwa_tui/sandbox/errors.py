"""The error answers that the sandbox gives, by name.

Source: UCWA reference, "Generic synchronous errors", "Errors and informational messages", "Application dashboard".
"""

from __future__ import annotations

from collections.abc import Iterable

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.answer import Refusal
from ucwa_tui.sandbox.behaviours import OTHER_MEETING, TRY_AGAIN, Refused


def deserialization_failure(what: str) -> Refusal:
    """400: the body is not what its Content-Type says."""
    return Refusal(400, Reason("BadRequest", "DeserializationFailure", f"The request body cannot be read: {what}"))


def parameter_validation(problems: Iterable[tuple[str, str]]) -> Refusal:
    """400 with the `parameters` bag: each bad name and what is wrong with it."""
    named = tuple(problems)
    names = ", ".join(dict.fromkeys(name for name, _ in named))
    message = f"One or more parameters are not valid: {names}."
    return Refusal(400, Reason("BadRequest", "ParameterValidationFailure", message, parameters=named))


def application_not_found() -> Refusal:
    """404: the application has ended, or never was."""
    return Refusal(404, Reason("NotFound", "ApplicationNotFound", TRY_AGAIN))


def conversation_not_found() -> Refusal:
    """404: the conversation is over."""
    return Refusal(404, Reason("NotFound", "ConversationNotFound", "The conversation does not exist."), captured=False)


def resource_not_found() -> Refusal:
    """404: nothing is at this address."""
    return Refusal(404, Reason("NotFound", None, "The resource does not exist."))


def destination_not_found() -> Refusal:
    """404: no such meeting."""
    return Refusal(404, Reason("NotFound", "DestinationNotFound", "The person or meeting doesn't exist."))


def version_not_supported(asked: str) -> Refusal:
    """404: `X-MS-RequiresMinResourceVersion` asks for more than there is."""
    return Refusal(
        404, Reason("NotFound", "APIVersionNotSupported", f"Resource version {asked} is not supported."), captured=False
    )


def method_not_allowed(allowed: Iterable[str]) -> Refusal:
    """405, with `Allow`."""
    verbs = ", ".join(sorted(allowed))
    reason = Reason("MethodNotAllowed", None, f"This resource knows {verbs} only.")
    return Refusal(405, reason, (("Allow", verbs),))


def not_acceptable() -> Refusal:
    """406: none of the types in Accept can be had."""
    return Refusal(
        406,
        Reason("NotAcceptable", None, "Answers are application/json or application/xml, plain or vnd."),
        captured=False,
    )


def unsupported_media_type(got: str | None) -> Refusal:
    """415: a body of a type that the operation does not take."""
    told = f"Content-Type {got} is" if got else "A body without Content-Type is"
    return Refusal(415, Reason("UnsupportedMediaType", None, f"{told} not one that this operation reads."))


def other_meeting() -> Refusal:
    """403: the anonymous ticket is for another meeting."""
    return Refusal(403, Reason("Forbidden", None, OTHER_MEETING), captured=False)


def normalization_failed(number: str) -> Refusal:
    """400: no telephone number can be made of it."""
    told = f"{number} is no telephone number." if number else "No telephone number is given, and none is set."
    return Refusal(400, Reason("BadRequest", "NormalizationFailed", told), captured=False)


def anonymous_not_allowed() -> Refusal:
    """403: not for anonymous users."""
    return Refusal(403, Reason("Forbidden", "AnonymousNotAllowed", "Anonymous users cannot do this."), captured=False)


def attendee_not_allowed() -> Refusal:
    """403: only leaders govern, and those who were leaders do no more."""
    message = "Only a leader of the meeting can do this."
    return Refusal(403, Reason("Forbidden", "AttendeeNotAllowed", message), captured=False)


def forbidden(message: str) -> Refusal:
    """403 without a subcode."""
    return Refusal(403, Reason("Forbidden", None, message), captured=False)


def already_exists() -> Refusal:
    """409: done already."""
    return Refusal(
        409, Reason("Conflict", "AlreadyExists", "The requested resource already exists. Please wait and try again.")
    )


def make_me_available_required() -> Refusal:
    """409: only after makeMeAvailable."""
    return Refusal(409, Reason("Conflict", "MakeMeAvailableRequired", "Call makeMeAvailable first."), captured=False)


def replaced() -> Refusal:
    """409: another P-GET has taken this one's place."""
    return Refusal(
        409, Reason("Conflict", "PGetReplaced", "Another pending GET has replaced this one."), captured=False
    )


def busy(retry_after: int) -> Refusal:
    """503: come again in so many seconds."""
    return Refusal(
        503,
        Reason("ServiceUnavailable", None, "The server is busy. Please try again later."),
        (("Retry-After", str(retry_after)),),
        captured=False,
    )


def too_many_requests() -> Refusal:
    """429: more than a user may have outstanding."""
    return Refusal(
        429, Reason("TooManyRequests", None, "There are too many outstanding requests. Send fewer."), captured=False
    )


def too_many_online_meetings() -> Refusal:
    """409: this user has scheduled too many meetings."""
    return Refusal(
        409, Reason("Conflict", "TooManyOnlineMeetings", "There are too many online meetings."), captured=False
    )


def limit_exceeded(message: str) -> Refusal:
    """403: more than the service allows."""
    return Refusal(403, Reason("Forbidden", "LimitExceeded", message), captured=False)


def conflict(message: str, subcode: str | None = None) -> Refusal:
    """409 where the state of things does not allow it."""
    return Refusal(409, Reason("Conflict", subcode, message), captured=False)


def too_many_applications() -> Refusal:
    """410: this user has too many applications."""
    return Refusal(410, Reason("Gone", "TooManyApplications", "There are too many applications."), captured=False)


def precondition_failed() -> Refusal:
    """412: the etag in If-Match is stale."""
    return Refusal(412, Reason("PreconditionFailed", None, "The resource has changed since you read it."))


def precondition_required() -> Refusal:
    """428: PUT needs If-Match."""
    return Refusal(428, Reason("PreconditionRequired", None, "A PUT needs If-Match with the resource's etag."))


def refused_join(row: Refused) -> Refusal:
    """One of the documented answers to a join."""
    return Refusal(row.status, row.reason, captured=row.captured)
