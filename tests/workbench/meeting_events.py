"""Events of a meeting, short to write."""

from __future__ import annotations

from typing import Any

from tests.workbench.builders import CONVERSATION, HOST, event, resource
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.reports import ReceivedEvent

CONVERSATION_URL = HOST + CONVERSATION
MESSAGING = f"{CONVERSATION}/messaging"


def person_href(name: str) -> str:
    """The participant of that name."""
    return f"{CONVERSATION}/participants/{name}@example.test"


def told(seq: int, kind: str, rel: str, href: str, **more: Any) -> ReceivedEvent:
    """An event whose sender is the conversation."""
    received = event(seq, kind, rel, href, sender="conversation", **more)
    return ReceivedEvent(seq, received.at, 1, "conversation", CONVERSATION, received.event, 4)


def conversation(seq: int, kind: str = "updated", state: str = "Conferenced", **more: Any) -> ReceivedEvent:
    """The conversation changes."""
    links = {"self": {"href": CONVERSATION}, "messaging": {"href": MESSAGING}}
    tree = {"rel": "conversation", "state": state, "subject": "Harvest plan", "_links": links}
    embedded = resource(tree) if kind != "deleted" else None
    return event(seq, kind, "conversation", CONVERSATION, embedded=embedded, **more)


def meeting(seq: int) -> ReceivedEvent:
    """The meeting behind it."""
    tree = {
        "rel": "onlineMeeting",
        "onlineMeetingUri": "sip:dana@example.test;gruu;opaque=app:conf:focus:id:K7Q2M4XN",
        "joinUrl": "https://meet.example.test/dana/K7Q2M4XN",
        "organizerName": "Dana",
    }
    href = f"{CONVERSATION}/onlineMeeting"
    return told(seq, "added", "onlineMeeting", href, embedded=resource(tree))


def person(
    seq: int,
    name: str,
    kind: str = "added",
    *,
    in_: str | None = None,
    rel: str = "participant",
    title: str | None = None,
    links: tuple[str, ...] = (),
    embed: bool = False,
    **properties: Any,
) -> ReceivedEvent:
    """A participant comes, goes, changes; `in_` is the collection concerned."""
    href = person_href(name)
    embedded = None
    if embed or properties or links:
        offered = {rel: {"href": f"{href}/{rel}"} for rel in links}
        embedded = resource({"rel": "participant", **properties, "_links": {"self": {"href": href}, **offered}})
    where = EventLink(in_, f"{CONVERSATION}/{in_}") if in_ else None
    return told(seq, kind, rel, href, title=title or name.capitalize(), in_=where, embedded=embedded)


def messaging(seq: int, state: str, *links: str, reason: Reason | None = None) -> ReceivedEvent:
    """Messaging changes."""
    offered = {rel: {"href": f"{MESSAGING}/{rel}"} for rel in links}
    tree = {"rel": "messaging", "state": state, "_links": {"self": {"href": MESSAGING}, **offered}}
    return told(seq, "updated", "messaging", MESSAGING, embedded=resource(tree), reason=reason)


def message(
    seq: int, n: int, data: str = "", *, rel: str = "plainMessage", who: str = "", status: str | None = "Success"
) -> ReceivedEvent:
    """A message; without `who` it is one of ours."""
    links: dict[str, Any] = {"messaging": {"href": MESSAGING}}
    if data:
        links[rel] = {"href": data}
    if who:
        links["participant"] = {"href": person_href(who)}
    direction = "Incoming" if who else "Outgoing"
    tree = {"rel": "message", "direction": direction, "timeStamp": "/Date(1700000000000)/", "_links": links}
    return told(seq, "completed", "message", f"{MESSAGING}/messages/{n}", embedded=resource(tree), status=status)
