"""An exchange as text to paste elsewhere: raw HTTP, or a curl command. No secret is in it, and nothing in it acts.

Source: curl's manual for the options; POSIX, "Shell Command Language", for the quoting.
"""

from __future__ import annotations

import re

from ucwa_tui.wire.decode import decode_text
from ucwa_tui.wire.exchange import CapturedMessage, Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.http1_head import head_text, scan_head
from ucwa_tui.wire.safe_text import has_control, safe_block, safe_line

TOKEN_VARIABLE = "UCWA_TUI_TOKEN"
"""Environment variable that a curl command takes the token from."""
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_@%+=:,./\-]+\Z")
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_LEFT_TO_CURL = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_FOLD = re.compile(rb"[ \t]*\r?\n[ \t]*")
_BEARER = re.compile(r"bearer\s+\[masked\]\Z", re.IGNORECASE)
_ESCAPED = {"'": "\\'", "\\": "\\\\", "!": "\\041", "\n": "\\n"}


def as_raw(exchange: Exchange) -> str:
    """Request and answer as text: heads as they were, bodies decompressed, every control character visible.

    Args:
        exchange: running or ended.
    """
    parts = [_raw_message(exchange.request, parse_request(exchange.request))]
    if exchange.response.data:
        parts.append(_raw_message(exchange.response, parse_response(exchange.response, exchange.method)))
    elif exchange.error:
        parts.append(f"(no answer: {safe_line(exchange.error)})\n")
    return "\n".join(parts)


def _raw_message(captured: CapturedMessage, message: HttpMessage) -> str:
    head = "\n".join(map(head_text, captured.data[: message.head_length].replace(b"\r\n", b"\n").split(b"\n")))
    body = decode_text(message).text.replace("\r\n", "\n")
    return safe_block(head + body + ("\n" if body and not body.endswith("\n") else ""))


def as_curl(exchange: Exchange) -> str:
    """A command for bash, zsh or ksh that sends the same request again.

    The token goes from the environment to curl's standard input, so that it never is in an argument list. What was
    masked elsewhere stays masked, and a comment says so. A `#` line is a comment; nothing of a server is ever run.

    Args:
        exchange: whose request to send; its answer does not matter.
    """
    message = parse_request(exchange.request)
    notes: list[str] = []
    arguments = ["curl --globoff --path-as-is --compressed"]
    bearer = _BEARER.match(message.header("Authorization") or "") is not None
    if bearer:
        printf = f'printf \'header = "Authorization: Bearer %s"\\n\' "${TOKEN_VARIABLE}"'
        arguments[0] = f"{printf} |\n{arguments[0]} --config -"
        notes.append(f"# the token comes from the environment variable {TOKEN_VARIABLE}")
    method = message.method or exchange.method
    if method.upper() == "HEAD":
        arguments.append("--head")
    elif method != ("POST" if message.body else "GET"):
        arguments.append(f"--request {_quoted(method)}")
    headers = _headers(message, exchange.request.data, without_token=bearer)
    arguments += [f"--header {_quoted(header)}" for header in headers]
    if message.body:
        arguments += _body(message, notes)
    arguments.append(f"--url {_quoted(exchange.url)}")
    command = " \\\n  ".join(arguments)
    if "[masked]" in command:
        notes.append("# [masked] stands for a secret that was not kept: put it in yourself")
    return "\n".join([*notes, command]) + "\n"


def _headers(message: HttpMessage, data: bytes, *, without_token: bool) -> list[str]:
    """Header arguments; curl adds what it knows better, and spells an empty value with a semicolon.

    Bytes that are no UTF-8 become lone surrogates, which `_quoted` writes as bytes.
    """
    headers: list[str] = []
    for field in scan_head(data[: message.head_length]).fields:
        name = field.name
        if not _HEADER_NAME.match(name) or name.lower() in _LEFT_TO_CURL:
            continue
        if without_token and name.lower() == "authorization":
            continue
        raw = _FOLD.sub(b" ", data[field.value_start : field.value_end])
        headers.append(f"{name}: {raw.decode('utf-8', 'surrogateescape')}" if raw else f"{name};")
    if message.body and message.header("Content-Type") is None:
        headers.append("Content-Type:")
    return headers


def _body(message: HttpMessage, notes: list[str]) -> list[str]:
    if b"\0" in message.body:
        notes.append("# the body holds a zero byte, which no argument can: save it as body.bin first")
        return ["--data-binary @body.bin"]
    return [f"--data-raw {_quoted(message.body.decode('utf-8', 'surrogateescape'))}"]


def _quoted(text: str) -> str:
    """A shell word: bare, in single quotes, or as `$'…'` where something in it is better not seen raw."""
    if _PLAIN_WORD.match(text):
        return text
    # An interactive shell may take an exclamation mark on a later line for a word of its history.
    if not has_control(text.replace("\n", "")) and not ("!" in text and "\n" in text):
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_escaped, text)) + "'"


def _escaped(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if not has_control(character):
        return character
    # Three octal digits: unlike \xHH they cannot swallow a digit that follows.
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
