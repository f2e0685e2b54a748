"""Raw HTTP text to exchanges: a request, a request with its answer, or many of them one after another.

Bytes with CRLF and the length that the head announces are taken as they are; anything retyped (a paste, a `.http`
file with `###` between requests, our own copied text) is written anew and marked so.

Source: RFC 9112 for the messages.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ucwa_tui.wire.decode import decode_body
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.http1_chunks import read_chunked
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.imported import CaptureKind, Imported, ImportProblem
from ucwa_tui.wire.unmasked import EntryError, UnmaskedExchange, UnmaskedMessage, absolute_url, masked

NO_ANSWER = "The text holds a request only, and no answer."
_REQUEST_LINE = rb"[A-Z]{3,20}[ \t]+(?:https?://|/)[^\r\n]*"
_STATUS_LINE = rb"HTTP/\d(?:\.\d)?[ \t]+\d{3}(?:[ \t][^\r\n]*)?"
_LINE = re.compile(rb"(?P<line>(?:" + _REQUEST_LINE + rb"|" + _STATUS_LINE + rb"))(?=\r?\n|\Z)")
_START = re.compile(rb"(?:\A|\n)" + _LINE.pattern)
_MARK = re.compile(rb"(?:\A|\n)###[^\n]*")
_ANSWER = re.compile(rb"HTTP/\d")


def starts_as_http(data: bytes) -> bool:
    """Whether the text begins with a request line or a status line, notes and marks before it left aside."""
    first = next((line for line in data[:20_000].splitlines() if line.strip() and not _is_note(line)), b"")
    return re.fullmatch(_REQUEST_LINE + rb"|" + _STATUS_LINE, first.strip()) is not None


def read_http(data: bytes, name: str) -> Imported:
    """Read requests and answers.

    Args:
        data: the text as bytes.
        name: what to call it in problems.
    """
    found: list[UnmaskedExchange] = []
    problems: list[ImportProblem] = []
    waiting = False
    left_out = 0
    for number, piece in enumerate(_pieces(data.removeprefix(b"\xef\xbb\xbf")), 1):
        where = f"message {number}"
        if _ANSWER.match(piece):
            if not waiting:
                problems.append(ImportProblem(name, where, "it is an answer without a request; it is left out"))
                continue
            waiting = False
            method = found[-1].method
            found[-1] = replace(found[-1], response=_answer(piece, method), error=None, state=None)
            continue
        waiting = False
        if piece.startswith(b"CONNECT "):
            left_out += 1
            continue
        try:
            found.append(_request(piece))
        except EntryError as error:
            problems.append(ImportProblem(name, where, f"{error}; the message is left out"))
            continue
        waiting = True
    if not found and not problems:
        problems.append(ImportProblem(name, "", "there is no request line in it, such as GET https://… HTTP/1.1"))
    return masked(found, CaptureKind.HTTP, problems, left_out)


def _is_note(line: bytes) -> bool:
    return line.lstrip().startswith((b"#", b"//"))


def _pieces(data: bytes) -> list[bytes]:
    """Each message with all that may belong to it."""
    pieces: list[bytes] = []
    start = _next_start(data, 0)
    while start is not None:
        end = _announced_end(data, start)
        following = _next_start(data, end)
        mark = _MARK.search(data, end)
        stop = min(s for s in (following, mark.start() if mark else None, len(data)) if s is not None)
        pieces.append(data[start:stop])
        start = following
    return pieces


def _next_start(data: bytes, at: int) -> int | None:
    match = _LINE.match(data, at) or _START.search(data, max(at - 1, 0))
    return match.start("line") if match else None


def _announced_end(data: bytes, start: int) -> int:
    """Where a message ends if its head is right about the length, and if the text goes on with another; else its head's
    end."""
    head = scan_head(data, start)
    lengths = [f.value for f in head.fields if f.name.lower() == "content-length"]
    if lengths and lengths[0].isascii() and lengths[0].isdigit() and len(lengths[0]) < 12:
        end = head.end + int(lengths[0])
        rest = data[end : end + 200].lstrip()
        goes_on = not rest or rest.startswith(b"###") or _START.match(b"\n" + rest) is not None
        if end <= len(data) and goes_on:
            return end
    return head.end


def _request(piece: bytes) -> UnmaskedExchange:
    message = parse_request(piece)
    if not message.method or not message.target:
        raise EntryError("its first line is no request line")
    url = message.target
    if url.startswith("/"):
        host = message.header("Host")
        if not host:
            raise EntryError("it has a path and no Host, so that nobody can tell where it goes")
        url = f"https://{host}{url}"
    url = absolute_url(url)
    content = _message(piece, message)
    if not content.exact:
        content = content.with_length()
    return UnmaskedExchange(message.method, url, content, error=NO_ANSWER, state=ExchangeState.CANCELLED)


def _answer(piece: bytes, method: str) -> UnmaskedMessage:
    return _message(piece, parse_response(piece, method))


def _message(piece: bytes, message: HttpMessage) -> UnmaskedMessage:
    head, rest = piece[: message.head_length], piece[message.head_length :]
    is_wire = b"\n" not in head.replace(b"\r\n", b"") and head.endswith(b"\r\n\r\n")
    surplus = piece[message.body_end :].strip()
    if is_wire and message.complete and not surplus and not message.until_close:
        return UnmaskedMessage(head, piece[message.head_length : message.body_end], exact=True)
    head = re.sub(rb"\r?\n", b"\r\n", head.rstrip(b"\r\n")) + b"\r\n\r\n"
    chunks_are_there = message.chunked and read_chunked(piece, message.head_length).complete
    if chunks_are_there or (is_wire and message.complete and not surplus):
        rest = decode_body(message).data
    return UnmaskedMessage(head, _without_end(rest))


def _without_end(body: bytes) -> bytes:
    """Without the blank lines that a text ends with."""
    return body.rstrip(b"\r\n")
