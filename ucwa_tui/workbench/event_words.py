"""What an event says, as text that a filter looks in. The server's words: hostile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ucwa_tui.wire.reports import ReceivedEvent

_FAILURES = ("fail", "cancel", "declin", "reject", "error")


def state_of(event: ReceivedEvent) -> str:
    """The state word of the embedded resource, or the empty text. The server's: hostile."""
    resource = event.event.resource
    return (resource.text("state") if resource is not None else None) or ""


def _said(event: ReceivedEvent) -> str:
    """Title, status, reason, and the text values of the resource."""
    told = event.event
    parts = [told.link.title or "", told.status or ""]
    if told.reason is not None:
        parts += [told.reason.label, told.reason.message or ""]
    if told.resource is not None:
        parts += [prop.value for prop in told.resource.properties if isinstance(prop.value, str)]
    return "\n".join(parts)


def has_failed(event: ReceivedEvent) -> bool:
    """Whether an event tells of a failure: by its reason, its status, or the state of its resource."""
    told = event.event
    words = ((told.status or "").casefold(), state_of(event).casefold())
    return told.reason is not None or any(word.startswith(_FAILURES) for word in words)


def _hrefs(event: ReceivedEvent) -> str:
    """Where the event belongs: its own href and those of what it is in."""
    told = event.event
    held = told.resource.href("conversation") if told.resource is not None else None
    hrefs = (told.link.href, told.in_.href if told.in_ is not None else "", event.sender_href, held or "")
    return "\n".join(href.rstrip("/") + "/" for href in hrefs)  # so that /5/ is not found in /55


def conversation_of(event: ReceivedEvent) -> str | None:
    """Href of the conversation that an event belongs to, as the server wrote it; None where it names none."""
    told = event.event
    if told.link.rel == "conversation":
        return told.link.href
    if event.sender_rel == "conversation":
        return event.sender_href
    if told.in_ is not None and told.in_.rel == "conversation":
        return told.in_.href
    return told.resource.href("conversation") if told.resource is not None else None


def _status(event: ReceivedEvent) -> str:
    return f"{event.event.status or ''}\n{event.event.reason.label if event.event.reason is not None else ''}"


def _whole(event: ReceivedEvent) -> str:
    told = event.event
    return f"{told.type}\n{told.link.rel}\n{event.sender_rel}\n{told.link.href}\n{_said(event)}"


READ: Mapping[str, Callable[[ReceivedEvent], str]] = {
    "": _whole,
    "type": lambda event: event.event.type,
    "rel": lambda event: event.event.link.rel,
    "sender": lambda event: event.sender_rel,
    "text": _said,
    "state": state_of,
    "href": lambda event: event.event.link.href,
    "under": _hrefs,
    "status": _status,
}
"""By the field of a filter; the empty one is for a text to be found anywhere."""
