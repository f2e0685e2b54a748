"""A server that puts text which acts on terminals into every place where a server can put text."""

from __future__ import annotations

import json
from typing import Any

from tests.support.raw_server import answer, chunked
from tests.support.scripted_server import FakeUcwa
from tests.support.ucwa_bodies import application, events_json

ACTS = (
    "\x1b[31mCSI\x1b[2J\x1b[H",
    "\x1b]52;c;aGFjaw==\x07",
    "\x1b]0;title\x07\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP$q m\x1b\\\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bc",
    "\x9b2J\x9d0;t\x9c\x90q\x9c",
    "\u202egnp.exe\u202c\u2066x\u2069\u200b\u200f",
    "[bold]loud[/bold] [b [/] [@click=app.quit]quit[/]",
    "\x08\x0b\x0c\x0e\x7f\x05",
)
EVIL = "Evil " + " ".join(ACTS)
RAW = EVIL.encode("utf-8").decode("latin-1")
"""The bytes of `EVIL`, which `answer` writes as Latin-1. No client takes a head with it, but all show its bytes."""
LINE = "".join(c for c in RAW if c >= " " and c != "\x7f") + " \x9b2J"
"""What HTTP allows in a head: bidi and C1 controls in UTF-8 and in Latin-1, and markup."""
HEADERS = (("X-Evil", LINE), ("X-MS-Server-Fqdn", LINE), ("X-Ms-diagnostics", f'28000;reason="{LINE}"'), ("ETag", LINE))


def resource(base: str, rel: str, name: str) -> dict[str, Any]:
    """A resource whose every text acts."""
    links = {"self": {"href": f"{base}/{name}"}, "evil": {"href": f"/x{EVIL}", "title": EVIL}, EVIL: {"href": EVIL}}
    return {"rel": rel, "state": EVIL, "subject": EVIL, EVIL: EVIL, "operationId": EVIL, "_links": links}


def hostile(fake: FakeUcwa) -> None:
    """Make a server hostile, from the application on: the way there has to be gone."""
    base = f"{fake.applications_path}/10390001"
    whole = json.loads(application(base, display_name=EVIL).json())
    whole[EVIL] = EVIL
    whole["_links"]["evil"] = {"href": f"{base}/evil", "title": EVIL}
    fake.accept("cwt=given")
    fake.created = 1
    fake.on("POST", fake.applications_path, answer(201, json.dumps(whole), headers=HEADERS, reason=LINE))
    error = {"code": EVIL, "subcode": EVIL, "message": EVIL, "debugInfo": {EVIL: EVIL}, "parameters": [{"name": EVIL}]}
    invitations = f"{base}/communication/onlineMeetingInvitations"
    refused = answer(409, json.dumps(error), headers=HEADERS, reason=LINE)
    fake.on("POST", invitations, refused, answer(500, EVIL.encode(), RAW, (("X-Evil", RAW),), RAW))
    fake.on("GET", f"{base}/me", answer(404, f"<html><h1>{EVIL}</h1>", f"text/html; charset={LINE}", HEADERS, LINE))
    events = [
        event(base, "onlineMeetingInvitation", "invitation", "started"),
        event(base, "conversation", "conversation", "added"),
        event(base, EVIL, "odd", EVIL),
    ]
    senders = [{"rel": "communication", "href": f"{base}/communication", "events": events}]
    senders.append({"rel": EVIL, "href": EVIL, "events": [event(base, EVIL, "odder", "updated")]})
    fake.events(chunked(events_json(base, 1, senders), zipped=True))


def event(base: str, rel: str, name: str, kind: str) -> dict[str, Any]:
    """An event whose every text acts."""
    link = {"rel": rel, "href": f"{base}/{name}", "title": EVIL}
    reason = {"code": EVIL, "subcode": EVIL, "message": EVIL}
    embedded = {rel: resource(base, rel, name)}
    return {"link": link, "in": link, "type": kind, "status": EVIL, "reason": reason, "_embedded": embedded}
