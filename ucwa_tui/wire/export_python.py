"""A request as a Python program for httpx: the same method, target, headers and body, and nothing that httpx adds."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.export_request import TOKEN_VARIABLE, sent_request

_PLAIN_URL = re.compile(r"https?://[\w.\-]+(:\d+)?/[\w.\-~!$&()*+,;=:@/]*(\?[\w.\-~!$&()*+,;=:@/?]+)?\Z", re.A)
_DOTS = re.compile(r"/\.{1,2}(/|\?|\Z)")
_TIMEOUT = 200
"""Seconds: an event channel answers after 180 where nothing happens."""


def as_python(exchange: Exchange) -> str:
    """A program that sends the same request again with httpx 0.24 or newer, and prints the answer.

    Args:
        exchange: whose request to send.
    """
    sent = sent_request(exchange)
    lines = [f"# {note}" for note in sent.notes()]
    lines += ["import os", ""] if sent.bearer else []
    lines += ["import httpx", "", "headers = ["]
    lines += [f"    ({_literal(name.encode())}, {_literal(value)})," for name, value in sent.headers]
    if sent.bearer:
        lines.append(f'    ("Authorization", "Bearer " + os.environ["{TOKEN_VARIABLE}"]),')
    lines.append("]")
    arguments = [ascii(sent.method), "url", "headers=headers"]
    if sent.body:
        lines.append(f"body = {_body(sent.body)}")
        arguments.append("content=body")
    target = _target(sent.url)
    url = sent.url
    if not _PLAIN_URL.match(url) or _DOTS.search(target):
        # httpx would spell such a target in its own way: it gets the origin, and the target apart.
        url = url.removesuffix(target)
        lines.append(f"target = {target.encode('utf-8', 'surrogatepass')!r}")
        arguments.append('extensions={"target": target}')
    lines.append(f"url = {url!a}")
    lines += [f"request = httpx.Request({', '.join(arguments)})", f"with httpx.Client(timeout={_TIMEOUT}) as client:"]
    lines += ["    response = client.send(request)"]
    lines += ["print(response.status_code, response.reason_phrase)", "print(response.text)"]
    return "\n".join(lines) + "\n"


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query or url.endswith("?") else "")


def _literal(data: bytes) -> str:
    """A header's name or value: as text where it is ASCII."""
    return repr(data.decode("ascii")) if data.isascii() else repr(data)


def _body(body: bytes) -> str:
    """As text where it is one that can be read; `repr` spells out what is not printable."""
    if body.isascii():
        return repr(body)
    try:
        return f"{body.decode('utf-8')!r}.encode()"
    except UnicodeDecodeError:
        return repr(body)
