"""A conversation with a server as exchanges, for tests of what is said about them."""

from __future__ import annotations

import json
from typing import Any

from tests.workbench.builders import APP, HOST, INVITES, exchange
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange

JSON_TYPE = "application/json"
ROOT = f"{HOST}/Autodiscover/AutodiscoverService.svc/root"
USER = f"{ROOT}/oauth/user"
TOKEN = f"{HOST}/WebTicket/oauthtoken"
APPLICATIONS = f"{HOST}/ucwa/oauth/v1/applications"
COMMUNICATION = f"{APP}/communication"
CHALLENGE = f'MsRtcOAuth href="{TOKEN}",grant_type="urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password"'


def talk(
    n: int,
    method: str,
    url: str,
    status: int | None = 200,
    answer: Any = None,
    *,
    sent: Any = None,
    heads: dict[str, str] | None = None,
    answer_heads: dict[str, str] | None = None,
    **more: Any,
) -> Exchange:
    """An exchange; bodies that are no bytes go as JSON."""
    request_heads = {"Authorization": "Bearer [masked]", "Accept": JSON_TYPE, **(heads or {})}
    body = _bytes(sent)
    if body and "Content-Type" not in request_heads:
        request_heads["Content-Type"] = JSON_TYPE
    path = url.removeprefix(HOST)
    request = _message(f"{method} {path} HTTP/1.1", request_heads, body)
    response = b""
    if status is not None:
        content = _bytes(answer)
        told = {"Content-Type": JSON_TYPE} if content else {}
        response = _message(f"HTTP/1.1 {status} X", {**told, **(answer_heads or {})}, content)
    more.setdefault("purpose", Purpose.GET if method == "GET" else Purpose.OPERATION)
    return exchange(n, method=method, url=url, status=status, request=request, response=response, **more)


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()


def _message(start: str, heads: dict[str, str], body: bytes) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in heads.items() if value), f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def links(**hrefs: str) -> dict[str, dict[str, str]]:
    """Links as JSON writes them."""
    return {rel: {"href": href} for rel, href in hrefs.items()}


def new_application() -> dict[str, Any]:
    """The answer that begins a session."""
    return {
        "rel": "application",
        "etag": "77",
        "_links": links(self=APP, events=f"{APP}/events?ack=1"),
        "_embedded": {
            "me": {"rel": "me", "_links": links(self=f"{APP}/me", makeMeAvailable=f"{APP}/me/makeMeAvailable")},
            "communication": {
                "rel": "communication",
                "7f1c": "please pass this in a PUT request",
                "_links": links(self=COMMUNICATION, joinOnlineMeeting=INVITES),
            },
        },
    }


def sign_in() -> list[Exchange]:
    """From discovery to the application, numbers 1 to 5."""
    form = b"grant_type=password&username=dana&password=%5Bmasked%5D"
    token = {"access_token": "[masked]", "expires_in": 28000, "token_type": "Bearer"}
    applicant = {"UserAgent": "t", "endpointId": "1", "culture": "en-US"}
    user = {"rel": "user", "_links": links(self=f"{ROOT}/user", applications=APPLICATIONS)}
    return [
        talk(1, "GET", ROOT, answer={"_links": links(user=USER)}, heads={"Authorization": ""}, purpose=Purpose.ROOT),
        talk(
            2,
            "GET",
            USER,
            401,
            b"<html>",
            heads={"Authorization": ""},
            answer_heads={"WWW-Authenticate": CHALLENGE, "Content-Type": "text/html"},
            purpose=Purpose.USER,
        ),
        talk(
            3,
            "POST",
            TOKEN,
            answer=token,
            sent=form,
            heads={"Authorization": "", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
            purpose=Purpose.TOKEN,
        ),
        talk(4, "GET", USER, answer=user, purpose=Purpose.USER),
        talk(5, "POST", APPLICATIONS, 201, new_application(), sent=applicant, purpose=Purpose.APPLICATIONS),
    ]
