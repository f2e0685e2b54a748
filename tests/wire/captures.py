"""Captures in the forms that other programs write, made here."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

CANARY = "Canary-5ecret"
TOKEN = "cwt=Canary-T0ken-0001"
TIMERS = (
    '<?xml version="1.0"?><Session SID="{n}" BitFlags="59"><SessionTimers'
    ' ClientConnected="{day}T10:00:00.0000000+02:00"'
    ' ClientBeginRequest="{day}T10:00:01.2500000+02:00" FiddlerBeginRequest="{day}T10:00:01.3000000+02:00"'
    ' ServerGotRequest="{day}T10:00:01.3500000+02:00" ServerBeginResponse="{day}T10:00:01.5500000+02:00"'
    ' ServerDoneResponse="{day}T10:00:01.7500000+02:00" DNSTime="12" TCPConnectTime="30" HTTPSHandshakeTime="0" />'
    '<SessionFlags><SessionFlag N="x-hostIP" V="192.0.2.7" /></SessionFlags></Session>'
)


def har(*entries: Any, **log: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": list(entries)} | log}).encode()


def entry(method: str = "GET", url: str = "https://h.example/a?b=1", **parts: Any) -> dict[str, Any]:
    """An entry as a browser writes it; `parts` go into it, those of request and response by prefix."""
    request: dict[str, Any] = {"method": method, "url": url, "httpVersion": "http/2.0", "headers": []}
    response: dict[str, Any] = {"status": 200, "statusText": "", "httpVersion": "h2", "headers": [], "content": {}}
    told: dict[str, Any] = {"startedDateTime": "2026-03-01T10:00:00.500Z", "time": 120.5}
    for name, value in parts.items():
        side, _, rest = name.partition("_")
        {"request": request, "response": response}.get(side, told)[rest or name] = value
    return {**told, "request": request, "response": response, "timings": {"send": 1, "wait": 100, "receive": -1}}


def headers(**values: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in values.items()]


def saz(*sessions: tuple[bytes, bytes], timers: bool = True) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_index.htm", "<html></html>")
        archive.writestr("[Content_Types].xml", "<Types/>")
        for n, (request, response) in enumerate(sessions, 1):
            archive.writestr(f"raw/{n:02}_c.txt", request)
            archive.writestr(f"raw/{n:02}_s.txt", response)
            if timers:
                archive.writestr(f"raw/{n:02}_m.xml", TIMERS.format(n=n, day="2026-03-01"))
    return file.getvalue()


def token_exchange() -> tuple[bytes, bytes]:
    form = f"grant_type=password&username=u&password={CANARY}".encode()
    body = json.dumps({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"}).encode()
    return (
        b"POST https://h.example/WebTicket/oauthtoken HTTP/1.1\r\nHost: h.example\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(form) + form,
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body,
    )


def bearer_exchange(path: str = "/ucwa/oauth/v1/applications/1", note: str = "") -> tuple[bytes, bytes]:
    body = json.dumps({"echo": f"{TOKEN} {CANARY}", "note": note}).encode()
    return (
        f"GET https://h.example{path} HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode(),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body,
    )


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def texts_of(items: Sequence[Any]) -> str:
    return "\n".join(repr(item) for item in items)
