"""The forms in which an exchange can be taken elsewhere: one list, for menus and for tests that no secret is in any.

No secret is in them, and nothing in them acts on a terminal, in a shell or in an editor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.export_curl import as_curl
from ucwa_tui.wire.export_http import as_http
from ucwa_tui.wire.export_powershell import as_curl_powershell, as_web_request
from ucwa_tui.wire.export_python import as_python
from ucwa_tui.wire.export_request import TOKEN_VARIABLE, comment_safe
from ucwa_tui.wire.export_text import (
    answer_body,
    answer_head,
    as_raw,
    raw_answer,
    raw_request,
    request_body,
    request_head,
)
from ucwa_tui.wire.har import har_bytes

__all__ = ["FORMS", "TOKEN_VARIABLE", "Form", "FormGroup", "as_curl", "as_raw", "form"]


class FormGroup(StrEnum):
    """What a form is for."""

    READ = "to read"
    SEND = "to send it again"


@dataclass(frozen=True, slots=True)
class Form:
    """One form."""

    id: str
    key: str
    """The letter that chooses it."""
    title: str
    about: str
    """One sentence."""
    suffix: str
    """Of a file with it."""
    make: Callable[[Exchange], str]
    """The text; empty where the exchange has no such part."""
    group: FormGroup = FormGroup.SEND


def _url(exchange: Exchange) -> str:
    return comment_safe(exchange.url)


def _har(exchange: Exchange) -> str:
    return har_bytes([exchange]).decode("ascii")


_READ = FormGroup.READ
_ANSWER = "Without framing and compression, control characters visible; what is no text as hex for xxd -r."
_REQUEST = "As it was sent, control characters visible; what is no text as hex for xxd -r."
FORMS: tuple[Form, ...] = (
    Form("answer-body", "b", "answer body", _ANSWER, ".txt", answer_body, _READ),
    Form("request-body", "q", "request body", _REQUEST, ".txt", request_body, _READ),
    Form("answer-head", "h", "answer head", "Status line and headers.", ".txt", answer_head, _READ),
    Form("request-head", "e", "request head", "Request line and headers.", ".txt", request_head, _READ),
    Form("answer", "a", "whole answer", "Head and body of the answer.", ".txt", raw_answer, _READ),
    Form("request", "r", "whole request", "Head and body of the request.", ".txt", raw_request, _READ),
    Form("both", "t", "request and answer", "Both, as text.", ".txt", as_raw, _READ),
    Form("url", "u", "URL", "Absolute, secrets masked.", ".txt", _url, _READ),
    Form(
        "curl",
        "c",
        "curl, POSIX shells",
        f"Any of them. The token comes from ${TOKEN_VARIABLE} by curl's standard input, never as an argument;"
        " u in the exchange that got the token shows it.",
        ".sh",
        as_curl,
    ),
    Form(
        "curl-powershell",
        "w",
        "curl, PowerShell",
        f"curl.exe in PowerShell 5.1 and 7, which quote differently: all goes through its standard input."
        f" Token from $env:{TOKEN_VARIABLE}.",
        ".ps1",
        as_curl_powershell,
    ),
    Form(
        "web-request",
        "i",
        "Invoke-WebRequest",
        f"PowerShell 5.1 and 7, without curl. The token comes from $env:{TOKEN_VARIABLE}.",
        ".ps1",
        as_web_request,
    ),
    Form(
        "python",
        "p",
        "Python, httpx",
        f"Sends the same headers and body, nothing added. The token comes from {TOKEN_VARIABLE}.",
        ".py",
        as_python,
    ),
    Form(
        "http",
        "v",
        ".http file",
        f"VS Code's REST Client, Visual Studio, JetBrains. The token comes from {TOKEN_VARIABLE}.",
        ".http",
        as_http,
    ),
    Form("har", "n", "HAR entry", "HAR 1.2 with this one exchange; opens here again as it is.", ".har", _har),
)
"""In the order of a menu."""


def form(name: str) -> Form:
    """A form by its id.

    Raises:
        KeyError: there is none.
    """
    return _BY_ID[name]


_BY_ID = {f.id: f for f in FORMS}
