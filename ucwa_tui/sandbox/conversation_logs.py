"""conversationLogs: what has happened in the user's conversations that are over, and going on with one of them.

Source: UCWA reference, "conversationLogs", "conversationLog", "conversationLogRecipient", "markAsRead",
"continueMessaging", "continuePhoneAudio". Decisions where it is silent: only what was missed can be marked as read, and
once; going on is for two people, not for a meeting, and makes a new conversation of the same thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.protocol.payload import Resource, Value
from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.answer import Answer, no_content
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.calling import MAX_OPERATION_ID, CallOrder, begin_call, phone_of
from ucwa_tui.sandbox.contacts import contact_path
from ucwa_tui.sandbox.history import Log
from ucwa_tui.sandbox.invitation import MESSAGING, PHONE_AUDIO
from ucwa_tui.sandbox.missed_items import missed_items
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.shapes import Href, date, number, resource
from ucwa_tui.sandbox.validation import Fields

MOST_SHOWN = 100


def get_logs(call: Call) -> Answer:
    """Links to all of them, the newest first, or to the first so many."""
    _insiders_only(call)
    fields = Fields(call.request)
    limit = fields.integer("limit", 1, MOST_SHOWN)
    fields.check()
    logs = [log_path(call, log) for log in call.world.archive.of(call.identity.person)]
    path = f"{call.application.communication_path}/conversationLogs"
    return call.give(resource("conversationLogs", path, None, {"conversationLog": logs[:limit]})).marked()


def get_missed_items(call: Call) -> Answer:
    """How many were missed."""
    _insiders_only(call)
    return call.give(missed_items(call.application, call.world.archive.of(call.identity.person))).marked()


def get_log(call: Call) -> Answer:
    """One of them, with who took part."""
    return call.give(_log(call, find_log(call))).marked()


def delete_log(call: Call) -> Answer:
    """Forget it."""
    call.world.archive.forget(find_log(call))
    return no_content()


def post_mark_as_read(call: Call) -> Answer:
    """The user has seen it. A link that is not offered now leads nowhere."""
    log = find_log(call)
    if not log.unread:
        raise errors.resource_not_found()
    call.world.archive.mark_read(log)
    return no_content()


def post_continue(call: Call) -> Answer:
    """Write to the other one again, or call, in the same thread: 201 with the invitation."""
    log, by_phone = find_log(call), call.request.segments[-1].lower() == "continuephoneaudio"
    if log.peer is None:
        raise errors.resource_not_found()
    fields = Fields(call.request)
    operation_id = fields.text("operationId", limit=MAX_OPERATION_ID) or None
    fields.check()
    order = CallOrder(
        rel=PHONE_AUDIO if by_phone else MESSAGING,
        to=log.peer,
        operation_id=operation_id,
        importance=log.importance,
        subject=log.subject,
        thread_id=log.thread_id,
        message=None if by_phone else fields.body.href("message"),
        phone_number=phone_of(call, fields) if by_phone else None,
    )
    return begin_call(call, order).marked()


def get_recipient(call: Call) -> Answer:
    """One of those who took part."""
    log, wanted = find_log(call), call.params["recipient"].lower()
    found = next((p for p in log.people.values() if p.id.lower() == wanted), None)
    if found is None:
        raise errors.resource_not_found()
    return call.give(_recipient(call, log, found)).marked()


def find_log(call: Call) -> Log:
    """The log in the path. Raises Refusal 404."""
    _insiders_only(call)
    found = call.world.archive.find(call.identity.person, call.params["log"])
    if found is None:
        raise errors.resource_not_found()
    return found


def log_path(call: Call, log: Log) -> str:
    """Where a log is."""
    return f"{call.application.communication_path}/conversationLogs/{log.id}"


def _insiders_only(call: Call) -> None:
    if call.identity.anonymous:
        raise errors.anonymous_not_allowed()


def _log(call: Call, log: Log) -> Resource:
    path = log_path(call, log)
    # only after makeMeAvailable, as startPhoneAudio
    by_phone = log.peer is not None and call.application.presence is not None
    properties: dict[str, Value] = {
        "creationTime": date(log.began),
        "direction": "Incoming" if log.incoming else "Outgoing",
        "importance": log.importance,
        "modalities": tuple(log.modalities),
        "onlineMeetingUri": log.meeting_uri,
        "previewMessage": log.preview,
        "status": "Missed" if log.missed else "Archived",
        "subject": log.subject,
        "threadId": log.thread_id,
        "totalRecipientsCount": number(len(log.people)),
        "type": log.kind,
    }
    links: dict[str, Href | Sequence[Href] | None] = {
        "continueMessaging": f"{path}/continueMessaging" if log.peer is not None else None,
        "continuePhoneAudio": f"{path}/continuePhoneAudio" if by_phone else None,
        "conversationLogTranscripts": f"{path}/transcripts",
        "markAsRead": f"{path}/markAsRead" if log.unread else None,
    }
    recipients = [_recipient(call, log, person) for person in log.people.values()]
    return resource("conversationLog", path, properties, links, {"conversationLogRecipient": recipients})


def _recipient(call: Call, log: Log, person: Person) -> Resource:
    path = f"{log_path(call, log)}/recipients/{person.id.lower()}"
    known = call.world.book.find(person.id) is not None
    contact = contact_path(call.application, person.id)
    links = {
        "contact": contact if known else None,
        "contactPhoto": f"{call.application.path}/photos/{person.id}" if known else None,
        "contactPresence": f"{contact}/presence" if known else None,
    }
    return resource("conversationLogRecipient", path, {"displayName": person.name, "sipUri": person.uri}, links)
