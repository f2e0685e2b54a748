"""Rules about operations: their ids, and what a join has to bring."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.conference_uri import is_join_url, same_meeting
from ucwa_tui.protocol.operation import FieldKind
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.workbench.capture_reading import CaptureReading, Step
from ucwa_tui.workbench.lint.finding import Check, Hit, LintRule, Severity

MOST_CHARACTERS = 50
_RELS = frozenset(o.rel for o in OPERATIONS.values() if o.field_of_kind(FieldKind.OPERATION_ID) and not o.text_body) | {
    "startMessaging",
    "startPhoneAudio",
    "addPhoneAudio",
    "addParticipant",
}
"""Links whose POST starts an operation that events tell of."""
_PATHS = ("onlinemeetinginvitations", "messaginginvitations", "phoneaudioinvitations", "participantinvitations")
_GUEST = "urn:microsoft.rtc:anonmeeting"
NO_OPERATION_ID = LintRule(
    "operation-id-missing",
    Severity.ERROR,
    "operation without operationId",
    "Send a fresh operationId: the started event may come before the 201, and nothing else tells which event is whose.",
    "Operation resource",
)
REUSED_OPERATION_ID = LintRule(
    "operation-id-reused",
    Severity.ERROR,
    "operationId used twice",
    "Make a new operationId for each operation, or the events of both look alike.",
    "Operation resource",
)
LONG_OPERATION_ID = LintRule(
    "operation-id-too-long",
    Severity.ERROR,
    "operationId over 50 characters",
    "Keep it at 50 characters; a UUID has 36.",
    "joinOnlineMeeting",
)
JOIN_URL_AS_URI = LintRule(
    "join-url-as-uri",
    Severity.ERROR,
    "join URL where the conference URI belongs",
    "Send sip:…;gruu;opaque=app:conf:focus:id:…; the meeting's page says which (`ucwa-tui resolve URL`).",
    "joinOnlineMeeting",
)
NO_DISPLAY_NAME = LintRule(
    "anonymous-without-name",
    Severity.ERROR,
    "guest joins without anonymousDisplayName",
    "A guest has to say what the others shall see.",
    "onlineMeetingInvitation",
)
OTHER_MEETING = LintRule(
    "anonymous-other-meeting",
    Severity.ERROR,
    "guest joins another meeting than the ticket is for",
    "A guest's token holds for the one ms_rtc_conferenceuri that it was asked with: get another one.",
    "Authentication in UCWA; joinOnlineMeeting",
)
ANONYMOUS_RENEWAL = LintRule(
    "anonymous-renewal",
    Severity.WARNING,
    "guest's token renewed without ms_rtc_renew",
    "Send the old token as ms_rtc_renew, or the guest becomes somebody else in the midst of the meeting.",
    "Authentication in UCWA",
)


def starts_operation(step: Step) -> bool:
    """Whether a request starts something that the event channel reports on."""
    if step.method != "POST":
        return False
    if step.offers:
        return any(offer.rel in _RELS for offer in step.offers)
    return step.place[1].rpartition("/")[2] in _PATHS


def _readable(step: Step) -> bool:
    """A body that could not be read is another rule's matter."""
    return not step.request.body or step.sent is not None


def missing_ids(reading: CaptureReading) -> Iterator[Hit]:
    """Operations without an id."""
    for step in reading.steps:
        if starts_operation(step) and _readable(step) and not step.value("operationId"):
            yield step.n, f"POST {step.url} carries no operationId."


def reused_ids(reading: CaptureReading) -> Iterator[Hit]:
    """Ids of operations that had been taken before."""
    seen: dict[str, int] = {}
    for step in reading.steps:
        operation_id = step.value("operationId") if starts_operation(step) else None
        if not operation_id:
            continue
        if operation_id in seen:
            yield step.n, f"operationId {operation_id[:60]} was that of exchange {seen[operation_id]}."
        elif step.succeeded:
            seen[operation_id] = step.n


def long_ids(reading: CaptureReading) -> Iterator[Hit]:
    """Ids that servers refuse."""
    for step in reading.steps:
        operation_id = step.value("operationId") if starts_operation(step) else None
        if operation_id and len(operation_id) > MOST_CHARACTERS:
            yield step.n, f"the operationId has {len(operation_id)} characters."


def _joins(reading: CaptureReading) -> Iterator[tuple[Step, str | None]]:
    """Joins, each with the meeting of the guest's ticket; None for everybody else."""
    ticket: str | None = None
    for step in reading.steps:
        if "grant_type" in step.form and step.succeeded:
            is_guest = step.form["grant_type"].lower() == _GUEST
            ticket = step.form.get("ms_rtc_conferenceuri", "") if is_guest else None
        offered = step.offered_as("joinOnlineMeeting")
        if step.method == "POST" and _readable(step) and (offered or step.place[1].endswith("/" + _PATHS[0])):
            yield step, ticket


def join_urls(reading: CaptureReading) -> Iterator[Hit]:
    """https:// where sip: belongs."""
    for step, _ in _joins(reading):
        uri = step.value("onlineMeetingUri")
        if uri and is_join_url(uri):
            yield step.n, f"onlineMeetingUri is {uri[:200]}."


def nameless_guests(reading: CaptureReading) -> Iterator[Hit]:
    """Guests without a name."""
    for step, ticket in _joins(reading):
        if ticket is not None and not step.value("anonymousDisplayName"):
            yield step.n, "the token is a guest's, and the join has no anonymousDisplayName."


def strayed_guests(reading: CaptureReading) -> Iterator[Hit]:
    """Guests at another meeting."""
    for step, ticket in _joins(reading):
        uri = step.value("onlineMeetingUri")
        if ticket and uri and not is_join_url(uri) and not same_meeting(uri, ticket):
            yield step.n, f"the token is for {ticket[:200]}, the join for {uri[:200]}."


def forgetful_renewals(reading: CaptureReading) -> Iterator[Hit]:
    """A second ticket for the same meeting, asked for as if by a newcomer."""
    held: dict[str, int] = {}
    for step in reading.steps:
        if step.form.get("grant_type", "").lower() != _GUEST or not step.succeeded:
            continue
        uri = step.form.get("ms_rtc_conferenceuri", "").lower()
        same_host = f"{step.place[0]} {uri}"
        if same_host in held and "ms_rtc_renew" not in step.form:
            yield step.n, f"exchange {held[same_host]} got a token for the same meeting before."
        held[same_host] = step.n


RULES: tuple[tuple[LintRule, Check], ...] = (
    (NO_OPERATION_ID, missing_ids),
    (REUSED_OPERATION_ID, reused_ids),
    (LONG_OPERATION_ID, long_ids),
    (JOIN_URL_AS_URI, join_urls),
    (NO_DISPLAY_NAME, nameless_guests),
    (OTHER_MEETING, strayed_guests),
    (ANONYMOUS_RENEWAL, forgetful_renewals),
)
