"""Resources for scripted servers, written once and told in JSON or in XML."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://schemas.microsoft.com/rtc/2012/03/ucwa"


@dataclass(frozen=True)
class Res:
    """A resource: only what the scripted answers need."""

    rel: str
    href: str
    links: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    embedded: dict[str, Res] = field(default_factory=dict)

    def tree(self) -> dict[str, Any]:
        """The JSON form as a dictionary."""
        links = {"self": {"href": self.href}, **{rel: {"href": href} for rel, href in self.links.items()}}
        tree: dict[str, Any] = {**self.properties, "_links": links}
        if self.embedded:
            tree["_embedded"] = {rel: res.tree() for rel, res in self.embedded.items()}
        return {**tree, "rel": self.rel}

    def json(self) -> bytes:
        """Compact JSON."""
        return json.dumps(self.tree(), separators=(",", ":")).encode()

    def xml(self, *, top: bool = True) -> bytes:
        """XML with the namespace on the outermost element."""
        space = f" xmlns={quoteattr(NAMESPACE)}" if top else ""
        head = '<?xml version="1.0" encoding="utf-8"?>' if top else ""
        links = "".join(f"<link rel={quoteattr(r)} href={quoteattr(h)}/>" for r, h in self.links.items())
        values = "".join(f"<property name={quoteattr(n)}>{escape(v)}</property>" for n, v in self.properties.items())
        inner = "".join(res.xml(top=False).decode() for res in self.embedded.values())
        start = f"<resource rel={quoteattr(self.rel)} href={quoteattr(self.href)}{space}>"
        return f"{head}{start}{links}{values}{inner}</resource>".encode()


def reason_json(code: str, subcode: str | None = None, message: str = "No.") -> bytes:
    """A UCWA error body."""
    tree = {"code": code, **({"subcode": subcode} if subcode else {}), "message": message}
    return json.dumps(tree).encode()


def application(base: str, *, display_name: str = "Dana Reyes") -> Res:
    """An application as a server creates it.

    Args:
        base: its own href, relative or absolute; everything else is below it.
        display_name: the name of `me`.
    """
    me = Res(
        "me",
        f"{base}/me",
        {"makeMeAvailable": f"{base}/me/makeMeAvailable"},
        {"name": display_name, "uri": "sip:dana@example.test"},
    )
    invitations = f"{base}/communication/onlineMeetingInvitations"
    communication = Res(
        "communication",
        f"{base}/communication",
        {"joinOnlineMeeting": invitations, "startOnlineMeeting": f"{invitations}?onlineMeetingUri=adhoc"},
        {"etag": "4711"},
    )
    return Res(
        "application",
        base,
        {"policies": f"{base}/policies", "batch": f"{base}/batch", "events": f"{base}/events?ack=1"},
        {"culture": "en-US", "id": base.rpartition("/")[2]},
        {"me": me, "communication": communication},
    )


def events_json(
    base: str,
    ack: int,
    senders: list[dict[str, Any]] | None = None,
    *,
    way: str | None = "next",
    to: str | None = None,
) -> bytes:
    """An answer of the event channel.

    Args:
        base: the application's href.
        ack: the number of this answer.
        senders: as they go into the body.
        way: the link that says how to go on, or None for no link at all.
        to: its href, where it is not the usual one.
    """
    links = {"self": {"href": f"{base}/events?ack={ack}"}}
    if way:
        links[way] = {"href": to or f"{base}/events?ack={ack + 1}"}
    return json.dumps({"_links": links, "sender": senders or []}).encode()


def sender(base: str, *events: dict[str, Any], rel: str = "communication") -> dict[str, Any]:
    """A sender with its events."""
    return {"rel": rel, "href": f"{base}/{rel}", "events": list(events)}


def invitation_event(base: str, number: int, kind: str = "updated", **more: Any) -> dict[str, Any]:
    """An event about an online meeting invitation."""
    href = f"{base}/communication/onlineMeetingInvitations/{number}"
    resource = {
        "state": "Connecting",
        "operationId": f"op-{number}",
        "_links": {"self": {"href": href}},
        "rel": "onlineMeetingInvitation",
    }
    return {
        "link": {"rel": "onlineMeetingInvitation", "href": href},
        "type": kind,
        "_embedded": {"onlineMeetingInvitation": resource},
        **more,
    }
