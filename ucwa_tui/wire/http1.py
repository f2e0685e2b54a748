"""Captured bytes to an HTTP/1.1 message, with the offsets that each part came from. Tolerant of anything.

Source: RFC 9112. What is wrong with a message is said in words in `HttpMessage.problems`; nothing here raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1_chunks import ChunkedBody, read_chunked
from ucwa_tui.wire.http1_head import Head, scan_head

_VERSION = re.compile(r"HTTP/\d+(?:\.\d+)?\Z", re.A)
_STATUS_LINE = re.compile(r"(HTTP/\d+(?:\.\d+)?)[ \t]+(\d{3})(?:[ \t](.*))?\Z", re.S)
_DIGITS = re.compile(r"\d{1,18}\Z", re.A)


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """One request, or the final answer to one. Texts of the head are UTF-8 or else Latin-1, and hostile."""

    start_line: str
    headers: tuple[tuple[str, str], ...] = ()
    """In order, spelling and number as they came; values without the white space around them."""
    body_wire: bytes = b""
    """The body as it went over the wire, chunk framing included."""
    body: bytes = b""
    """The body without chunk framing, still compressed where it was."""
    version: str = ""
    method: str | None = None
    target: str | None = None
    status: int | None = None
    reason: str | None = None
    """The reason phrase; None where the status line has none."""
    complete: bool = False
    """All that the head announces is there. A body that runs until the connection closes counts as complete."""
    chunked: bool = False
    until_close: bool = False
    """No length was announced, so only the end of the connection ends the body."""
    problems: tuple[str, ...] = ()
    head_start: int = 0
    """Offset of the final head; more than 0 where interim answers (1xx) came before it."""
    head_length: int = 0
    """Number of bytes before the body, interim answers included: the offset of the body."""
    body_end: int = 0
    """Offset after the body's last byte; what follows belongs to no message."""
    chunks: tuple[tuple[int, int], ...] = ()
    """Start and end offset of each chunk's data."""
    trailers: tuple[tuple[str, str], ...] = ()
    interim: tuple[str, ...] = ()
    """Status lines of the interim answers."""
    reconstructed: bool = False
    """The body was written anew to mask a secret in it: it is not compressed, whatever the head says."""

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case; None where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.strip().lower() == wanted), None)

    def headers_named(self, name: str) -> tuple[str, ...]:
        """All values of a header in order, not split at commas."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.strip().lower() == wanted)


def parse_request(source: bytes | CapturedMessage) -> HttpMessage:
    """Read a request.

    Args:
        source: the bytes of the sending direction. For a stored message pass the `CapturedMessage` itself, not its
            `data`: masks change a body's length, which only the message knows.
    """
    data = source if isinstance(source, bytes) else source.data
    head = scan_head(data)
    problems = list(head.problems)
    method, target, version = split_request_line(head.start_line)
    if not target:
        problems.append("no request line" if not data else "the first line is no request line")
    elif not version:
        problems.append("the request line names no HTTP version")
    framing = _Framing(head, source, problems)
    framing.read_request_body()
    return HttpMessage(
        head.start_line,
        _pairs(head),
        framing.raw_body(),
        framing.body,
        version=version,
        method=method if target else None,
        target=target or None,
        complete=framing.complete and bool(target),
        chunked=framing.chunked,
        problems=tuple(problems),
        head_start=head.start,
        head_length=head.end,
        body_end=framing.end,
        chunks=framing.chunks,
        trailers=framing.trailers,
        reconstructed=framing.reconstructed,
    )


def split_request_line(line: str) -> tuple[str, str, str]:
    """Method, target and version; empty where they are missing. A target may hold blanks, as people paste such."""
    method, _, rest = line.strip(" \t").partition(" ")
    rest = rest.strip(" \t")
    target, _, version = rest.rpartition(" ")
    return (method, target.rstrip(" \t"), version) if _VERSION.match(version) and target else (method, rest, "")


def parse_response(source: bytes | CapturedMessage, method: str = "GET") -> HttpMessage:
    """Read the final answer to a request; interim answers (1xx) before it are named in `interim`.

    Args:
        source: the bytes of the receiving direction, or the stored message (see `parse_request`).
        method: the request's method, which decides whether there can be a body.
    """
    data = source if isinstance(source, bytes) else source.data
    head, interim = _final_head(data)
    problems = list(head.problems)
    match = _STATUS_LINE.match(head.start_line)
    if match is None:
        problems.append("no answer" if not data else "the first line is no HTTP status line")
    status = int(match[2]) if match else None
    framing = _Framing(head, source, problems)
    framing.read_response_body(method.upper(), status)
    only_interim = is_interim(head.start_line)
    if only_interim:
        problems.append("only an interim answer so far")
    return HttpMessage(
        head.start_line,
        _pairs(head),
        framing.raw_body(),
        framing.body,
        version=match[1] if match else "",
        status=status,
        reason=match[3] if match else None,
        complete=framing.complete and match is not None and not only_interim,
        chunked=framing.chunked,
        until_close=framing.until_close,
        problems=tuple(problems),
        head_start=head.start,
        head_length=head.end,
        body_end=framing.end,
        chunks=framing.chunks,
        trailers=framing.trailers,
        interim=interim,
        reconstructed=framing.reconstructed,
    )


def _pairs(head: Head) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.value) for field in head.fields if field.name)


def _final_head(data: bytes) -> tuple[Head, tuple[str, ...]]:
    interim: list[str] = []
    head = scan_head(data)
    while head.finished and is_interim(head.start_line):
        following = scan_head(data, head.end)
        if following.start >= len(data):
            break
        interim.append(head.start_line)
        head = following
    return head, tuple(interim)


def is_interim(start_line: str) -> bool:
    """True for the status line of an interim answer; 101 is final, as another protocol follows it."""
    match = _STATUS_LINE.match(start_line)
    return match is not None and match[2].startswith("1") and match[2] != "101"


class _Framing:
    """Finds where a body ends; the result is in its attributes, what is wrong goes to `problems`."""

    def __init__(self, head: Head, source: bytes | CapturedMessage, problems: list[str]) -> None:
        self._head = head
        self._data = source if isinstance(source, bytes) else source.data
        self._grown = 0
        self.reconstructed = False
        if not isinstance(source, bytes):
            self._grown = sum(m.length - m.original_length for m in source.masks if m.offset >= head.end)
            self.reconstructed = source.reconstructed
        self._problems = problems
        self.body = b""
        self.end = head.end
        self.complete = head.finished
        self.chunked = False
        self.until_close = False
        self.chunks: tuple[tuple[int, int], ...] = ()
        self.trailers: tuple[tuple[str, str], ...] = ()
        if not head.finished and self._data:
            problems.append("the head breaks off")

    def read_request_body(self) -> None:
        if self._head.finished and not self._read_announced():
            self._note_excess("a body without Content-Length or Transfer-Encoding")

    def read_response_body(self, method: str, status: int | None) -> None:
        if not self._head.finished:
            return
        no_body = method == "HEAD" or status in (204, 304) or (status is not None and 100 <= status < 200)
        if no_body or (method == "CONNECT" and status is not None and 200 <= status < 300):
            self._note_excess("a body where none is allowed")
        elif not self._read_announced():
            self.until_close = True
            self.body, self.end = self._data[self._head.end :], len(self._data)

    def _values(self, name: str) -> list[str]:
        joined = ",".join(field.value for field in self._head.fields if field.name.strip().lower() == name)
        return [part.strip() for part in joined.split(",") if part.strip()]

    def _read_announced(self) -> bool:
        codings = self._values("transfer-encoding")
        if codings and codings[-1].lower() == "chunked":
            self._read_chunks(read_chunked(self._data, self._head.end))
            return True
        if codings:
            self._problems.append("Transfer-Encoding does not end in chunked")
            return False
        length = self._content_length()
        if length is None:
            return False
        self._read_length(length)
        return True

    def _read_chunks(self, stream: ChunkedBody) -> None:
        self.chunked = True
        self.body, self.end, self.complete = stream.body, stream.end, stream.complete
        self.chunks = stream.chunks
        self.trailers = tuple((field.name, field.value) for field in stream.trailers if field.name)
        self._problems.extend(stream.problems)
        if stream.complete:
            self._note_excess("after the last chunk")

    def _content_length(self) -> int | None:
        values = self._values("content-length")
        good = [value for value in values if _DIGITS.match(value)]
        if len(good) < len(values):
            self._problems.append("Content-Length is no number")
        if len(set(good)) > 1:
            self._problems.append("Content-Length comes with different values")
        return int(good[0]) if good else None

    def _read_length(self, length: int) -> None:
        there = len(self._data) - self._head.end
        if self.reconstructed:
            self.body, self.end = self._data[self._head.end :], len(self._data)
            return
        length = max(length + self._grown, 0)
        self.end = self._head.end + min(length, there)
        self.body = self._data[self._head.end : self.end]
        if there < length:
            self.complete = False
            self._problems.append(f"the body breaks off after {there - self._grown} of {length - self._grown} bytes")
        else:
            self._note_excess("after the end that Content-Length sets")

    def raw_body(self) -> bytes:
        """The body with its framing; without one it is the body itself, which a long answer is not copied twice for."""
        return self._data[self._head.end : self.end] if self.chunked else self.body

    def _note_excess(self, what: str) -> None:
        excess = len(self._data) - self.end
        if excess > 0:
            self._problems.append(f"{excess} {'byte' if excess == 1 else 'bytes'} too many: {what}")
