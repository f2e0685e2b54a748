"""What wild clients send and a server has to put up with; what `me` looks like before and after makeMeAvailable."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.crowd import FORMATS, Crowd, crowd, label_of, read, send
from ucwa_tui.protocol.request_plan import PayloadFormat

__all__ = ["crowd"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
URI = "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:STAND1UP"
INVITATIONS = "communication/onlineMeetingInvitations"
BEFORE = {"self", "makeMeAvailable", "photo"}
AFTER = {
    "self",
    "note",
    "presence",
    "location",
    "reportMyActivity",
    "callForwardingSettings",
    "phones",
    "photo",
}


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(("who", "rels"), [("bob", BEFORE), ("alice", AFTER), ("guest", {"self"})])
async def test_the_links_of_me(crowd: Crowd, payload_format: PayloadFormat, who: str, rels: set[str]) -> None:
    visitor = await crowd.get(who, payload_format)
    me = await visitor.get(f"{visitor.path}/me")
    assert {g.rel for g in me.links} == rels
    assert (await visitor.get(visitor.path)).embeds("me")[0].links == me.links


@pytest.mark.parametrize("payload_format", FORMATS)
@pytest.mark.parametrize(
    ("posted", "shown"),
    [
        ({"availability": "Busy"}, ("Busy", "Busy")),
        ({"AVAILABILITY": "doNotDisturb"}, ("DoNotDisturb", "Do not disturb")),
        ({"availability": "Offwork"}, ("Away", "Off work")),
        ({}, ("Online", "Available")),
    ],
)
async def test_presence_is_set_and_reset(
    crowd: Crowd, payload_format: PayloadFormat, posted: dict[str, str], shown: tuple[str, str]
) -> None:
    alice = await crowd.get("alice", payload_format)
    assert (await send(alice, "POST", "{app}/me/presence", posted)).status == 204
    found = await alice.get(f"{alice.path}/me/presence")
    assert (found.text("availability"), found.text("activity")) == shown
    assert label_of(alice, await send(alice, "DELETE", "{app}/me/presence")) == "405 MethodNotAllowed"


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("me/note", {"Message": "x", "telemetryId": None, "sessionContext": "y", "unknown": {"deep": [1]}}),
        ("me/note?message=from+the+query", None),
        ("me/note?MESSAGE=a&sessionContext=b", {}),
        ("ME//Note/", {"message": "x"}),
        ("me/reportMyActivity", None),
        ("reportMyActivity", {}),
        ("me/location", {"location": ""}),
    ],
)
async def test_posts_that_are_taken(crowd: Crowd, target: str, body: dict[str, object] | None) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    data = b"" if body is None else json.dumps(body).encode()
    assert (await alice.request("POST", f"{alice.path}/{target}", data)).status == 204


@pytest.mark.parametrize(
    ("target", "body"),
    [
        (f"{INVITATIONS}?onlineMeetingUri={URI}", None),
        (f"{INVITATIONS}?onlineMeetingUri={URI}", {"onlineMeetingUri": URI}),
        (INVITATIONS, {"OnlineMeetingUri": URI, "operationid": "1", "threadid": "t", "telemetryId": None}),
        (f"/{INVITATIONS.swapcase()}", {"ONLINEMEETINGURI": URI.upper().replace("SIP:", "sip:")}),
    ],
)
async def test_joins_that_are_taken(crowd: Crowd, target: str, body: dict[str, object] | None) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    data = b"" if body is None else json.dumps(body).encode()
    answer = await alice.request("POST", f"{alice.path}/{target}", data, X_MS_RequiresMinResourceVersion="2")
    assert answer.status == 201
    assert (await alice.get(answer.header("Location") or "")).text("onlineMeetingUri") == URI


@pytest.mark.parametrize(
    "form",
    [
        "grant_type=password&username=alice@sandbox.example&password=open-sesame-alice",
        "grant_type=password&username=sandbox\\alice&password=open-sesame-alice&charset=utf-8",
        "GRANT_TYPE=password&UserName=Alice&Password=open-sesame-alice&scope=all",
    ],
)
async def test_forms_that_are_taken(crowd: Crowd, form: str) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    assert (await alice.get_token(form)).status == 200


@pytest.mark.parametrize(
    "accept",
    [
        "application/vnd.microsoft.com.ucwa+json",
        "application/vnd.microsoft.ucwa+xml",
        "text/html, application/xml;q=0.5",
        "*/*",
    ],
)
async def test_the_form_follows_accept(crowd: Crowd, accept: str) -> None:
    alice = await crowd.get("alice", PayloadFormat.JSON)
    answer = await send(alice, "GET", "{app}/people/contacts", Accept=accept, Accept_Encoding="gzip")
    assert answer.header("Content-Encoding") == "gzip"
    assert answer.header("Content-Length") == str(len(answer.body))
    assert answer.header("Transfer-Encoding") is None
    xml = (answer.header("Content-Type") or "").split(";")[0].endswith("xml")
    assert xml is ("xml" in accept)
    alice_reads = await crowd.get("alice", PayloadFormat.XML if xml else PayloadFormat.JSON)
    assert read(alice_reads, answer).rel == "myContacts"
