"""An exchange out of a foreign file before its secrets are masked, and the doing of that.

Nothing here has a repr: only `masked` gives out what may be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from ucwa_tui.protocol.media import essence
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import decode_body
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState, Mask, Peer, Timings
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.import_purpose import operation_id_of, purpose_of
from ucwa_tui.wire.imported import CaptureKind, Imported, ImportProblem, TokenTrail
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.redact_body import body_spans
from ucwa_tui.wire.redact_head import field_spans
from ucwa_tui.wire.redact_learn import is_photo_cookie, token_values, worth_knowing
from ucwa_tui.wire.redact_span import COOKIE, PASSWORD, TOKEN
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.wire.secret import Secret

MOST_SECRETS = 64
"""So many different secrets of a file are looked for everywhere in it; all others are masked where they stand."""
_LONGEST_KNOWN = 20_000
"""Bytes: an assertion is masked where it stands, and nobody echoes it whole."""
MASKED = "[masked]"
_BEARER = re.compile(r"bearer\s+(\S+)\s*\Z", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[\w.+\-]+/[\w.+\-]+\Z", re.A)
_GUEST = b"anonmeeting"


class EntryError(ValueError):
    """One entry of a file cannot be taken; the text is the rule that it breaks, and holds no value out of the file."""


@dataclass(frozen=True, slots=True, repr=False)
class UnmaskedMessage:
    """Head with its blank line, and body.

    `exact` says that they are the bytes of the wire; otherwise the body is without framing and compression.
    """

    head: bytes = b""
    body: bytes = b""
    exact: bool = False

    @property
    def data(self) -> bytes:
        """Head and body."""
        return self.head + self.body

    def with_length(self) -> UnmaskedMessage:
        """A request whose head says that there is a body: HTTP/2 does without, HTTP/1.1 cannot."""
        names = {f.name.strip().lower() for f in scan_head(self.head).fields}
        if not self.body or names & {"content-length", "transfer-encoding"}:
            return self
        return replace(self, head=self.head[:-2] + f"Content-Length: {len(self.body)}\r\n\r\n".encode())


@dataclass(frozen=True, slots=True, repr=False)
class UnmaskedExchange:
    """One entry of a file."""

    method: str
    url: str
    request: UnmaskedMessage
    response: UnmaskedMessage | None = None
    started_at: float = 0.0
    elapsed: float | None = None
    timings: Timings = field(default_factory=Timings)
    peer: Peer | None = None
    error: str | None = None
    state: ExchangeState | None = None
    n: int | None = None
    purpose: Purpose | None = None
    operation: str | None = None
    operation_id: str | None = None
    kept: Exchange | None = None
    """The exchange itself, out of a file of ours; it is taken where there is nothing left in it to mask."""


def absolute_url(url: str) -> str:
    """The URL as exchanges have it: absolute, without userinfo and fragment.

    Raises:
        EntryError: it is none that HTTP could be spoken at.
    """
    try:
        return place_of(url).url
    except ValueError as error:
        raise EntryError(f"the request's URL is {error}") from None


def masked(
    entries: Sequence[UnmaskedExchange], kind: CaptureKind, problems: Iterable[ImportProblem], left_out: int = 0
) -> Imported:
    """The entries as exchanges: every secret of the file is masked wherever in the file it stands.

    Args:
        entries: in the file's order.
        kind: of the file.
        problems: met on the way.
        left_out: how many tunnels the file holds.
    """
    redactor = Redactor(dict.fromkeys(_secrets(entries)))
    numbers = _numbers(entries)
    trail = _Trail()
    exchanges = []
    for n, entry in zip(numbers, entries, strict=True):
        trail.follow(n, entry)
        if entry.kept is not None and is_masked(entry.kept, redactor):
            exchanges.append(replace(entry.kept, n=n))
        else:
            exchanges.append(_exchange(n, entry, redactor))
    return Imported(tuple(exchanges), tuple(problems), kind, TokenTrail(trail.sent, trail.issued), left_out)


def is_masked(exchange: Exchange, redactor: Redactor) -> bool:
    """Whether a redactor finds nothing in an exchange that is not masked already."""
    texts = [exchange.url, exchange.error, exchange.operation_id, exchange.front_end]
    if exchange.peer is not None:
        texts += [exchange.peer.host, exchange.peer.proxy]
    return (
        redactor.request(exchange.request.data).data == exchange.request.data
        and redactor.response(exchange.response.data, purpose=exchange.purpose, method=exchange.method).data
        == exchange.response.data
        and all(redactor.text(text) == text for text in texts if text)
    )


def _numbers(entries: Sequence[UnmaskedExchange]) -> list[int]:
    """The file's own numbers where it has good ones, else counted."""
    own = [entry.n or 0 for entry in entries]
    rising = all(a < b for a, b in zip([0, *own], own, strict=False))
    return own if rising else list(range(1, len(entries) + 1))


def _exchange(n: int, entry: UnmaskedExchange, redactor: Redactor) -> Exchange:
    sent = parse_request(CapturedMessage(entry.request.data, (), not entry.request.exact))
    purpose = entry.purpose or purpose_of(entry.method, entry.url, sent)
    request = _masked(entry.request, redactor, None, entry.method)
    response, status, front_end = CapturedMessage(), None, ""
    if entry.response is not None:
        response = _masked(entry.response, redactor, purpose, entry.method)
        answer = parse_response(response, entry.method)
        status, front_end = answer.status, safe_line(answer.header("X-MS-Server-Fqdn") or "")[:255]
    operation_id = entry.operation_id or operation_id_of(entry.method, entry.url, sent)
    return Exchange(
        n=n,
        purpose=purpose,
        method=entry.method,
        url=redactor.text(entry.url),
        started_at=entry.started_at,
        state=entry.state or (ExchangeState.DONE if status is not None else ExchangeState.FAILED),
        request=request,
        response=response,
        status=status,
        elapsed=entry.elapsed,
        timings=entry.timings,
        peer=entry.peer,
        error=None if entry.error is None else redactor.text(entry.error),
        operation=entry.operation,
        operation_id=None if operation_id is None else redactor.text(operation_id),
        front_end=front_end,
    )


def _masked(message: UnmaskedMessage, redactor: Redactor, purpose: Purpose | None, method: str) -> CapturedMessage:
    is_answer = message.head.lstrip().startswith(b"HTTP/")
    if message.exact:
        if is_answer:
            return redactor.response(message.data, purpose=purpose, method=method)
        return redactor.request(message.data)
    head = redactor.response(message.head) if is_answer else redactor.request(message.head)
    kind = essence(_content_type(message.head))
    # The body is decoded already: behind a head of its own, nothing tries to undo a coding once more.
    plain = f"HTTP/1.1 200 OK\r\nContent-Type: {kind if _MEDIA_TYPE.match(kind) else 'x/x'}\r\n\r\n".encode()
    content = redactor.response(plain + message.body)
    body = content.data[len(plain) :]
    before, after = b"", b""
    if _is_chunked(message.head) and (body or is_answer):
        before = f"{len(body):x}\r\n".encode() if body else b""
        after = b"\r\n0\r\n\r\n" if body else b"0\r\n\r\n"
    shift = len(head.data) + len(before) - len(plain)
    moved = tuple(Mask(m.offset + shift, m.length, m.original_length, m.kind) for m in content.masks)
    return CapturedMessage(head.data + before + body + after, head.masks + moved, True)


def _content_type(head: bytes) -> str | None:
    return next((f.value for f in scan_head(head).fields if f.name.strip().lower() == "content-type"), None)


def _is_chunked(head: bytes) -> bool:
    values = [f.value for f in scan_head(head).fields if f.name.strip().lower() == "transfer-encoding"]
    return ",".join(values).lower().rstrip().endswith("chunked")


def _read(message: UnmaskedMessage, *, answer: bool, method: str = "GET") -> tuple[HttpMessage, bytes]:
    source = CapturedMessage(message.data, (), not message.exact)
    read = parse_response(source, method) if answer else parse_request(source)
    return read, decode_body(read).data if message.exact else message.body


def _secrets(entries: Iterable[UnmaskedExchange]) -> Iterator[Secret]:
    """What the file's messages hand over, so that it is known wherever it is echoed. Bounded."""
    found: dict[Secret, None] = {}
    for entry in entries:
        for message, answer in ((entry.request, False), (entry.response, True)):
            for text in _values(message, answer=answer, method=entry.method) if message else ():
                if text and MASKED not in text:
                    found[Secret(text)] = None
            if len(found) >= MOST_SECRETS:
                return iter(list(found)[:MOST_SECRETS])
    return iter(found)


def _values(message: UnmaskedMessage, *, answer: bool, method: str) -> Iterator[str]:
    for header in scan_head(message.head).fields:
        credentials = header.name.strip().lower().endswith("authorization")
        for span in field_spans(message.head, header):
            text = message.head[span.start : span.end].decode("utf-8", "replace").strip('" ')
            sure = credentials or is_photo_cookie(message.head, span) or worth_knowing(text)
            if span.kind in (COOKIE, TOKEN, PASSWORD) and sure:
                yield text
    read, body = _read(message, answer=answer, method=method)
    if _GUEST in body:
        return  # a guest's password is the meeting's id, which is no secret: it stands in every URI
    for span in body_spans(body, read.header("Content-Type")):
        if span.kind in (TOKEN, PASSWORD):
            text = body[span.start : span.end].decode("utf-8", "replace")
            if span.end - span.start > _LONGEST_KNOWN:
                continue
            yield unquote_plus(text) if "%" in text or "+" in text else text.replace("\\/", "/")


class _Trail:
    """Gives each different token a number."""

    def __init__(self) -> None:
        self._labels: dict[Secret, int] = {}
        self.sent: dict[int, int] = {}
        self.issued: dict[int, int] = {}

    def follow(self, n: int, entry: UnmaskedExchange) -> None:
        request, _ = _read(entry.request, answer=False)
        bearer = _BEARER.match(request.header("Authorization") or "")
        if bearer and MASKED not in bearer[1]:
            self.sent[n] = self._label(bearer[1])
        if entry.response is None:
            return
        answer, body = _read(entry.response, answer=True, method=entry.method)
        if answer.status != 200 or b"access_token" not in body:
            return
        token = next(iter(token_values(body, answer.header("Content-Type"))), "")
        if token and MASKED not in token:
            self.issued[n] = self._label(token)

    def _label(self, token: str) -> int:
        return self._labels.setdefault(Secret(token), len(self._labels) + 1)
