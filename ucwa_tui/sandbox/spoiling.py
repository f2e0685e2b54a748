"""What a fault makes of an answer's body: other text in it, more of it, less of it, or something else in its place."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from ucwa_tui.protocol.reason import Reason
from ucwa_tui.sandbox.answer import Accepted, Answer, Refusal, refusal_answer
from ucwa_tui.sandbox.html import error_page
from ucwa_tui.sandbox.response_head import http_date
from ucwa_tui.wire.scenario import ErrorAnswer, Then

HOSTILE = (
    "\u202eevil\u202c \u200b\u2066<script>alert(1)</script>\u2069 [bold]x[/] %s {0} \u0085\u009b31m "
    "e\u0301\u0301\u0301\u0301 \ufeff\U0001f468\u200d\U0001f469\u200d\U0001f467 \u0627\u0644 " + "long" * 60
)
"""What XML can carry too: bidirectional marks, C1 controls, markup, stacked accents, a line without end."""
HOSTILE_JSON = "\x1b[2J\x1b]0;title\x07\x00\r\n" + HOSTILE
"""And what only JSON can: escape sequences, NUL, line ends."""
_WRITTEN = frozenset(
    {"name", "title", "subject", "message", "note", "location", "department", "office", "company", "displayname"}
)
_IN_XML = re.compile(
    r"""(<property name="(?:name|title|subject|message|note|location|department|office|company)">)[^<]*(<)"""
    r"""|(<message>)[^<]*(<)|(\btitle=")[^"]*(")"""
)
_OPENING = re.compile(rb"\s*\{")


def error_answer(error: ErrorAnswer, accepted: Accepted, now: float) -> Answer:
    """The answer of a row. `now` is what Date says, in seconds since the epoch."""
    headers: tuple[tuple[str, str], ...] = ()
    if error.retry_after is not None:
        wait = http_date(now + error.retry_after) if error.retry_as_date else str(error.retry_after)
        headers = (("Retry-After", wait),)
    if error.oauth:
        body = json.dumps({"error": error.oauth}, separators=(",", ":")).encode("ascii")
        return Answer(error.status, (("Cache-Control", "no-store"), *headers), body, "application/json").marked()
    if not error.code:
        return Answer(error.status, headers).marked()
    reason = Reason(error.code, error.subcode, error.message, parameters=error.parameters)
    return refusal_answer(Refusal(error.status, reason, headers, captured=False), accepted)


def page_answer(kind: str) -> Answer:
    """HTML of a machine in between."""
    via = (("Via", "1.1 proxy.sandbox.example"),)
    if kind == "login":
        page = error_page(200, "Sign in to the network", "Type your user name and password to go on.")
        return Answer(200, via, page, "text/html; charset=utf-8")
    page = error_page(502, "Bad Gateway", "The proxy server received an invalid response from an upstream server.")
    return Answer(502, via, page, "text/html; charset=utf-8")


def spoiled(answer: Answer, then: Then) -> Answer:
    """The answer with its body and headers as the fault wants them."""
    body = answer.body
    if body and then.text:
        body = _hostile(body, answer.content_type or "")
    if body and then.size:
        body = _padded(body, then.size)
    match then.payload:
        case "truncated":
            body = body[: len(body) * 3 // 5]
        case "malformed":
            body = body[: len(body) // 2] + b"</]}" + body[len(body) // 2 :]
        case "bad-utf-8":
            body = body[: len(body) // 2] + b"\xff\xfe\xc3(" + body[len(body) // 2 :]
        case "empty":
            body = b""
    set_names = {name.lower() for name, _ in then.headers}
    headers = tuple(line for line in answer.headers if line[0].lower() not in set_names) + then.headers
    kind = then.content_type or answer.content_type
    return replace(answer, body=body, headers=headers, content_type=kind if body or not answer.body else None)


def _padded(body: bytes, megabytes: int) -> bytes:
    """The same resource with an unknown property, or in XML a comment, that is large."""
    rest = b"x" * (megabytes * 1024 * 1024)
    opening = _OPENING.match(body)
    if opening is not None:
        more = b"," if body[opening.end() :].lstrip()[:1] != b"}" else b""
        return body[: opening.end()] + b'"padding":"' + rest + b'"' + more + body[opening.end() :]
    return body + b"<!-- " + rest + b" -->" if body.lstrip().startswith(b"<") else body + rest


def _hostile(body: bytes, content_type: str) -> bytes:
    """What people wrote replaced; nothing that the protocol needs."""
    if "xml" in content_type:
        shown = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        changed = _IN_XML.sub(
            lambda m: f"{m[1] or m[3] or m[5]}{shown}{m[2] or m[4] or m[6]}", body.decode("utf-8", "replace")
        )
        return changed.encode("utf-8")
    try:
        value = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_changed(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _changed(value: object) -> object:
    if isinstance(value, dict):
        return {
            name: HOSTILE_JSON if isinstance(inner, str) and name.lower() in _WRITTEN else _changed(inner)
            for name, inner in value.items()
        }
    return [_changed(inner) for inner in value] if isinstance(value, list) else value
