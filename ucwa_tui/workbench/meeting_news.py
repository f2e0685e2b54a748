"""What single resources and answers say about a conversation, written into its picture.

Source: UCWA reference, "conversation", "onlineMeeting", "participant", "messaging", "message", "sendMessage".
"""

from __future__ import annotations

from ucwa_tui.protocol.data_uri import text_in
from ucwa_tui.protocol.events import Event
from ucwa_tui.protocol.links import resolve
from ucwa_tui.protocol.payload import Resource, Timestamp
from ucwa_tui.wire.reports import RequestFinished
from ucwa_tui.workbench.bounded_text import bounded
from ucwa_tui.workbench.meeting_picture import (
    ACTIONS_ON_PEOPLE,
    MAX_MESSAGES,
    MODALITIES,
    MeetingPicture,
    Message,
    Modality,
    Person,
)
from ucwa_tui.workbench.resource_index import resource_key

_TEXTS = ("plainMessage", "htmlMessage")
_TICKS = 10_000_000
MAX_MESSAGE = 8_000
"""Characters of a message that are kept; a row shows fewer, and the event has them all."""


def read_conversation(picture: MeetingPicture, resource: Resource, base: str) -> None:
    """Subject, state, which modalities there are, what can be done."""
    picture.subject = _text(resource, "subject") or picture.subject
    picture.state = _text(resource, "state") or picture.state
    if not picture.over:
        picture.incoming = picture.state.casefold() == "incoming"
    picture.links = links_of(resource, base)
    for rel in MODALITIES:
        if rel in picture.links:
            modality = picture.modalities.setdefault(rel, Modality(rel))
            modality.href = picture.links[rel]


def read_meeting(picture: MeetingPicture, resource: Resource) -> None:
    """The meeting behind the conversation."""
    picture.meeting_uri = _text(resource, "onlineMeetingUri") or picture.meeting_uri
    picture.join_url = _text(resource, "joinUrl") or picture.join_url
    picture.organizer = _text(resource, "organizerName") or _text(resource, "organizerUri") or picture.organizer
    picture.subject = picture.subject or _text(resource, "subject")


def read_person(person: Person, resource: Resource, base: str) -> None:
    """Name, address, role, and what this client may do to them now."""
    person.name = _text(resource, "name") or person.name
    person.uri = _text(resource, "uri") or person.uri
    person.role = _text(resource, "role") or person.role
    person.waits = resource.get("inLobby") is True
    person.local = person.local or resource.get("local") is True
    person.anonymous = resource.get("anonymous") is True
    person.organizer = resource.get("organizer") is True
    offered = links_of(resource, base)
    person.links = {rel: offered[rel] for rel in ACTIONS_ON_PEOPLE if rel in offered}
    person.read = True


def read_modality(modality: Modality, event: Event, base: str) -> None:
    """State and links of a modality."""
    if event.reason is not None:
        modality.reason = bounded(event.reason.label)
    if event.type == "deleted":
        modality.state = "Disconnected"
        modality.links.clear()
    elif event.resource is not None:
        before = modality.state
        modality.state = _text(event.resource, "state") or modality.state
        modality.links = links_of(event.resource, base)
        if event.reason is None and modality.state != before:
            modality.reason = ""


def read_message(picture: MeetingPicture, event: Event, href: str, base: str, at: float) -> None:
    """A message came in, or one of ours was delivered."""
    if event.type == "deleted":
        return
    message = _message(picture, href)
    resource = event.resource
    if resource is not None:
        direction = (resource.text("direction") or "").casefold()
        message.outgoing = direction == "outgoing" if direction else message.outgoing
        when = resource.get("timeStamp")
        message.at = when.ticks / _TICKS if isinstance(when, Timestamp) else message.at
        for rel in _TEXTS:
            carried = resource.href(rel) or resource.text(rel)
            found = text_in(carried) if carried else None
            message.text = bounded(found, MAX_MESSAGE) if found is not None else message.text
        message.who = bounded(_writer(picture, resource, base)) or message.who
    message.at = at if message.at is None else message.at
    if event.type == "completed" or event.status:
        message.status = bounded(event.status or "completed")
    if event.reason is not None:
        message.status = bounded(f"{event.status or 'Failure'} {event.reason.label}".strip())


def sent_message(picture: MeetingPicture, report: RequestFinished) -> None:
    """Our own text is told by nobody else: it is in the request."""
    exchange = report.exchange
    text = exchange.request.data.partition(b"\r\n\r\n")[2].decode("utf-8", "replace")
    accepted = exchange.status is not None and exchange.status // 100 == 2
    message = _message(picture, report.location or f"{exchange.url}#{report.ticket}")
    message.outgoing = True
    message.text = bounded(text, MAX_MESSAGE)
    message.at = message.at if message.at is not None else exchange.started_at
    if not accepted:
        label = report.reason.label if report.reason is not None else ""
        message.status = bounded(f"not sent: {exchange.status or 'no answer'} {label}".strip())


def links_of(resource: Resource, base: str) -> dict[str, str]:
    """Rel -> absolute href of every link."""
    return {g.rel: resolve(base, m.href) for g in resource.links for m in g.links[:1] if m.href}


def _text(resource: Resource, name: str) -> str:
    return bounded(resource.text(name) or "")


def _message(picture: MeetingPicture, href: str) -> Message:
    key = resource_key(href)
    for message in reversed(picture.messages):
        if resource_key(message.href) == key:
            return message
    message = Message(href)
    picture.messages.append(message)
    del picture.messages[:-MAX_MESSAGES]
    return message


def _writer(picture: MeetingPicture, resource: Resource, base: str) -> str:
    link = resource.link("participant")
    if link is None:
        return ""
    known = picture.people.get(resource_key(resolve(base, link.href))) if link.href else None
    return link.title or (known.shown_name if known is not None else "")
