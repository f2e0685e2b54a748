"""The token endpoint: form in, OAuth-shaped JSON out, never UCWA-shaped.

Source: UCWA reference, "Authentication in UCWA".
"""

from __future__ import annotations

import json

from ucwa_tui.sandbox.answer import Answer
from ucwa_tui.sandbox.autodiscover import PASSIVE_PATH, diagnostics
from ucwa_tui.sandbox.call import Call
from ucwa_tui.sandbox.room import Room
from ucwa_tui.sandbox.tokens import Ticket
from ucwa_tui.sandbox.windows_grant import prove
from ucwa_tui.wire.forms import form_fields

_ANONYMOUS = "urn:microsoft.rtc:anonmeeting"
_WINDOWS = "urn:microsoft.rtc:windows"
_PASSIVE = "urn:microsoft.rtc:passive"
_BAD_TICKET = (28020, "No valid security token.")
_TYPE_NOT_ALLOWED = (28029, "The web ticket type is not allowed.")


def post_token(call: Call) -> Answer:
    """Give out a token, or say in OAuth's words why not. Unknown form fields (`charset`, `scope=all`) are tolerated."""
    form = form_fields(call.request.header("Content-Type"), call.request.body)
    if form is None:
        return _refuse("invalid_request")
    if form.get("scope", "all") not in ("all", ""):
        return _refuse("invalid_scope")
    match form.get("grant_type"):
        case "password":
            return _password(call, form)
        case grant if grant == _ANONYMOUS:
            return _anonymous(call, form)
        case grant if grant in (_WINDOWS, _PASSIVE):
            if "username" in form or "password" in form:
                return _refuse("invalid_request")
            return _windows(call) if grant == _WINDOWS else _passive(call)
        case None | "":
            return _refuse("invalid_request")
        case _:
            return _refuse("unsupported_grant_type", diagnostics(*_TYPE_NOT_ALLOWED, call.world.cast.domain))


def _password(call: Call, form: dict[str, str]) -> Answer:
    if not form.get("username") or not form.get("password"):
        return _refuse("invalid_request")
    account = call.world.account(form["username"])
    if account is None or account.password != form["password"]:
        return _refuse("invalid_grant", diagnostics(*_BAD_TICKET, call.world.cast.domain))
    return _give(call.world.tickets.for_user(account.person, call.site.name), local=True)


def _anonymous(call: Call, form: dict[str, str]) -> Answer:
    uri = form.get("ms_rtc_conferenceuri", "")
    if not uri or not form.get("password"):
        return _refuse("invalid_request")
    room = call.world.room(uri)
    if room is None or not _is_key(room, form["password"]):
        return _refuse("invalid_grant", diagnostics(*_BAD_TICKET, call.world.cast.domain))
    return _give(call.world.tickets.for_guest(room.meeting.uri, form.get("ms_rtc_renew"), call.site.name))


def _is_key(room: Room, key: str) -> bool:
    """The conference key is the conference id."""
    return key.strip().upper() == room.meeting.id.upper()


def _windows(call: Call) -> Answer:
    proved = prove(call)
    if isinstance(proved, Answer):
        return proved
    return _give(call.world.tickets.for_user(proved.person, call.site.name), local=True)


def _passive(call: Call) -> Answer:
    page = f"{call.request.base_url}{PASSIVE_PATH}"
    return _refuse("invalid_grant", diagnostics(*_BAD_TICKET, call.world.cast.domain), ms_rtc_passiveauthuri=page)


def _give(ticket: Ticket, *, local: bool = False) -> Answer:
    body: dict[str, str | int] = {"access_token": ticket.token, "expires_in": ticket.expires_in}
    if local:
        body["ms_rtc_identityscope"] = "local"
    body["token_type"] = "Bearer"
    headers = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
    return Answer(200, headers, _json(body), "application/json")


def _refuse(error: str, cause: str | None = None, **more: str) -> Answer:
    headers = (("Cache-Control", "no-store"), *((("X-Ms-diagnostics", cause),) if cause else ()))
    return Answer(400, headers, _json({"error": error, **more}), "application/json")


def _json(members: dict[str, str | int]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode("ascii")
