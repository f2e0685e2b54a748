"""A capture of a client that goes wrong in the usual ways, as a browser or a proxy would have saved it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

ROOT = "https://lyncdiscover.contoso.example/"
POOL = "https://pool.contoso.example"
APPLICATION = "/ucwa/oauth/v1/applications/1017"
BEGAN = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)


def entry(at: float, method: str, url: str, status: int, sent: str = "", answer: object = None, **more: str) -> Any:
    """One entry of a HAR.

    Args:
        at: seconds since the capture began.
        method, url, status: of the exchange.
        sent: the request's body.
        answer: the answer's body; None: it has none.
        more: headers of both sides: `sent_…` of the request, the others of the answer, `_` for `-`.
    """
    asked = {name[5:].replace("_", "-"): value for name, value in more.items() if name.startswith("sent_")}
    told = {name.replace("_", "-"): value for name, value in more.items() if not name.startswith("sent_")}
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": name, "value": value} for name, value in asked.items()],
        "queryString": [],
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(sent),
    }
    if sent:
        request["postData"] = {"mimeType": asked.get("Content-Type", ""), "text": sent}
    text = json.dumps(answer) if answer is not None else ""
    kind = told.get("Content-Type", "application/json" if text else "")
    return {
        "startedDateTime": (BEGAN + timedelta(seconds=at)).isoformat(),
        "time": 20,
        "request": request,
        "response": {
            "status": status,
            "statusText": {200: "OK", 201: "Created", 401: "Unauthorized", 404: "Not Found"}[status],
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": n, "value": v} for n, v in ({"Content-Type": kind} if text else {} | told).items()]
            + [{"name": n, "value": v} for n, v in told.items() if text],
            "cookies": [],
            "content": {"size": len(text), "mimeType": kind, "text": text},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(text),
        },
        "cache": {},
        "timings": {"send": 1, "wait": 18, "receive": 1},
    }


def wrong_client() -> bytes:
    """The HAR."""
    bearer = {"sent_Authorization": "Bearer cwt=AAEBHAEFAAAAAAAFFQ", "sent_Accept": "application/json"}
    json_body = {"sent_Content_Type": "application/json"}
    user = f"{POOL}/Autodiscover/AutodiscoverService.svc/root/oauth/user"
    token = f"{POOL}/WebTicket/oauthtoken"
    challenge = f'MsRtcOAuth href="{token}",grant_type="urn:microsoft.rtc:windows,password"'
    application = {
        "culture": "en-US",
        "_links": {"self": {"href": APPLICATION}, "events": {"href": f"{APPLICATION}/events?ack=1"}},
        "_embedded": {
            "me": {"rel": "me", "name": "Bob", "uri": "sip:bob@contoso.example", "_links": {"self": {"href": "me"}}},
            "communication": {
                "rel": "communication",
                "_links": {
                    "self": {"href": f"{APPLICATION}/communication"},
                    "joinOnlineMeeting": {"href": f"{APPLICATION}/communication/onlineMeetingInvitations"},
                },
            },
        },
        "rel": "application",
    }
    polled = {
        "_links": {"self": {"href": f"{APPLICATION}/events?ack=1"}, "next": {"href": f"{APPLICATION}/events?ack=2"}}
    }
    refused = {"code": "NotFound", "message": "The resource does not exist."}
    join = '{"onlineMeetingUri":"sip:bob@contoso.example;gruu;opaque=app:conf:focus:id:7HK2QX9D","subject":"Stand-up"}'
    entries = [
        entry(0.0, "GET", ROOT, 200, answer={"_links": {"user": {"href": user}}}),
        entry(0.2, "GET", user, 401, WWW_Authenticate=challenge),
        entry(
            0.4,
            "POST",
            token,
            200,
            "grant_type=password&username=bob%40contoso.example&password=open-sesame",
            {"access_token": "cwt=AAEBHAEFAAAAAAAFFQ", "expires_in": 28000, "token_type": "Bearer"},
            sent_Content_Type="application/x-www-form-urlencoded",
        ),
        entry(
            0.6,
            "GET",
            user,
            200,
            answer={"_links": {"applications": {"href": f"{POOL}/ucwa/oauth/v1/applications"}}},
            **bearer,
        ),
        entry(
            0.8,
            "POST",
            f"{POOL}/ucwa/oauth/v1/applications",
            201,
            '{"userAgent":"bot","endpointId":"b-1","culture":"en-US"}',
            application,
            **bearer,
            **json_body,
        ),
        entry(1.0, "GET", f"{POOL}{APPLICATION}/events?ack=1", 200, answer=polled, **bearer),
        entry(1.3, "POST", f"{POOL}{APPLICATION}/joinOnlineMeeting", 404, join, refused, **bearer, **json_body),
        entry(
            1.6,
            "POST",
            f"{POOL}{APPLICATION}/communication/onlineMeetingInvitations",
            201,
            join,
            **bearer,
            sent_Content_Type="text/plain",
        ),
        entry(
            1.7,
            "POST",
            f"{POOL}{APPLICATION}/communication/onlineMeetingInvitations",
            201,
            join,
            **bearer,
            **json_body,
        ),
        entry(1.9, "GET", f"{POOL}{APPLICATION}/events?ack=1", 200, answer=polled, **bearer),
    ]
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "bot", "version": "1"}, "entries": entries}}
    ).encode()
