"""What a request or an answer says about the client, read quickly and without belief."""

from __future__ import annotations

import json
import re
from enum import Enum
from urllib.parse import parse_qsl

from ucwa_tui.sandbox.client_book import short_name
from ucwa_tui.sandbox.request import Request
from ucwa_tui.wire.decode import decode_body
from ucwa_tui.wire.forms import form_fields
from ucwa_tui.wire.http1 import parse_response

_TOKEN = re.compile(rb'"access_token"\s*:\s*("(?:[^"\\]|\\.){1,20000}")')


class Kind(Enum):
    """The requests by which clients are told apart."""

    TOKEN = "asks for a token"
    APPLICATIONS = "creates an application"
    OTHER = "anything else"


def kind_of(request: Request) -> Kind:
    """Which of them a request is."""
    last = request.segments[-1].lower() if request.segments else ""
    if request.method.upper() != "POST":
        return Kind.OTHER
    if last in ("applications", "anonapplications"):
        return Kind.APPLICATIONS
    return Kind.TOKEN if last == "oauthtoken" or b"grant_type=" in request.body else Kind.OTHER


def url_of(request: Request) -> str:
    """The absolute URL."""
    return request.target if "://" in request.target.split("?", 1)[0] else request.base_url + request.target


def application_in(request: Request) -> str:
    """Identifier of the application in a path; empty where there is none."""
    steps = [step.lower() for step in request.segments]
    place = steps.index("applications") + 1 if "applications" in steps else len(steps)
    return request.segments[place] if place < len(steps) else ""


def bearer_of(request: Request) -> str:
    """The bearer token of a request; empty where it has none."""
    scheme, _, token = (request.header("Authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def asked_for(content_type: str | None, body: bytes) -> str:
    """Whom a token is asked for, in short; `guest`; empty where the form does not say."""
    form = form_of(content_type, body)
    return "guest" if "ms_rtc_conferenceuri" in form else short_name(form.get("username", ""))


def renewed_token(content_type: str | None, body: bytes) -> str:
    """The old token that a guest sends along."""
    return form_of(content_type, body).get("ms_rtc_renew", "")


def issued_token(answer: bytes) -> str:
    """The token in a token service's answer."""
    found = _TOKEN.search(decode_body(parse_response(answer, "POST")).data)
    try:
        return str(json.loads(found[1])) if found else ""
    except ValueError:
        return ""


def form_of(content_type: str | None, body: bytes) -> dict[str, str]:
    """A form's values, whatever its head calls it; empty where the body is none."""
    fields = form_fields(content_type, body)
    if fields is not None:
        return fields
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), separator="&", max_num_fields=100))
    except ValueError:
        return {}
