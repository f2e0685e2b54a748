"""Secrets out of captured bytes, before anything is stored: by structure first, then known values.

What is a secret: passwords, tokens, the `cwt_ucwa` cookie, Negotiate and NTLM messages. Each becomes `[masked]`, and
a `Mask` says where and how long it was. Pure: the owner keeps the redactor and tells it every secret it learns; what a
message itself hands out (a cookie, a token service's tokens) the redactor learns while masking it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import body_text, decode_body, wide_charset_of
from ucwa_tui.wire.exchange import CapturedMessage
from ucwa_tui.wire.http1 import HttpMessage, is_interim, parse_request, parse_response
from ucwa_tui.wire.http1_chunks import read_chunked
from ucwa_tui.wire.http1_head import Head, scan_head
from ucwa_tui.wire.redact_body import bearer_spans, body_spans, text_spans
from ucwa_tui.wire.redact_head import field_spans
from ucwa_tui.wire.redact_known import KnownSecrets
from ucwa_tui.wire.redact_learn import cookie_values, token_values
from ucwa_tui.wire.redact_span import COOKIE, TOKEN, MaskedBytes, Span
from ucwa_tui.wire.secret import Secret

MOST_LEARNED = 64
"""How many different secrets are learned from messages, so that a hostile server cannot make masking slow."""


@dataclass(frozen=True, slots=True)
class _Content:
    """A body as it would be read, and the secrets in it."""

    data: bytes
    spans: list[Span]
    rewritten: bool
    """`data` is not what went over the wire."""
    must_rewrite: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Withheld:
    """A message without its secrets, and apart from it the secrets. No repr: nobody is to print them."""

    message: CapturedMessage
    secrets: tuple[Secret, ...] = ()
    """One for each mask, its bytes read as Latin-1."""


class Redactor:
    """Masks secrets in messages and texts.

    Args:
        known: secrets to mask wherever they appear, in any spelling.
    """

    def __init__(self, known: Iterable[Secret] = ()) -> None:
        self._known = KnownSecrets()
        self._learned: dict[Secret, None] = {}
        for secret in known:
            self._known.add(secret)

    def __repr__(self) -> str:
        return "Redactor()"

    def add(self, secret: Secret, kind: str | None = None) -> None:
        """Mask one more secret from now on.

        Args:
            secret: shorter than six characters it is masked by structure only.
            kind: password, token, cookie or negotiate; None guesses.
        """
        self._known.add(secret, kind)

    def request(self, data: bytes) -> CapturedMessage:
        """The bytes of a request, whole or as far as they have been sent, without its secrets."""
        return self.split_request(data).message

    def split_request(self, data: bytes) -> Withheld:
        """The same, and the secrets apart."""
        return self._message(data, parse_request(data), None)

    def response(self, data: bytes, *, purpose: Purpose | None = None, method: str = "GET") -> CapturedMessage:
        """The bytes of an answer, whole or as far as they have come, without its secrets.

        Args:
            data: everything received for one request.
            purpose: what the request was for; a token answer that cannot be read is masked whole.
            method: the request's method.
        """
        return self.split_response(data, purpose=purpose, method=method).message

    def split_response(self, data: bytes, *, purpose: Purpose | None = None, method: str = "GET") -> Withheld:
        """The same, and the secrets apart. Arguments as for `response`."""
        return self._message(data, parse_response(data, method), purpose)

    def text(self, text: str) -> str:
        """A URL, an error text or a diagnostic line without secrets."""
        data = text.encode("utf-8", "surrogatepass")
        spans = [*text_spans(data), *bearer_spans(data), *self._known.spans(data)]
        if not spans:
            return text
        masked = MaskedBytes()
        masked.masked(data, spans)
        return masked.data.decode("utf-8", "surrogatepass")

    def _learn(self, data: bytes, message: HttpMessage, purpose: Purpose | None) -> None:
        """Remember what the message hands out, before anything of it is shown."""
        fields = [field for head in _heads(data, message) for field in head.fields]
        self._remember(cookie_values(data, fields), COOKIE)
        start = _trailer_start(data, message)
        if start is not None:
            section = data[start : message.body_end]
            self._remember(cookie_values(section, scan_head(section, start_line=False).fields), COOKIE)
        if purpose is Purpose.TOKEN and message.status is not None:
            self._remember(
                token_values(body_text(message).encode("utf-8", "replace"), message.header("Content-Type")), TOKEN
            )

    def _remember(self, values: Iterable[str], kind: str) -> None:
        for value in values:
            secret = Secret(value)
            if secret in self._learned:
                continue
            if len(self._learned) >= MOST_LEARNED:
                return  # they are masked where they stand all the same
            self._learned[secret] = None
            self._known.add(secret, kind)

    def _message(self, data: bytes, message: HttpMessage, purpose: Purpose | None) -> Withheld:
        self._learn(data, message, purpose)
        result = MaskedBytes()
        body_start = message.head_length
        result.masked(data[:body_start], self._head_spans(data, message))
        content = self._content(data, message, purpose)
        if not content.rewritten:
            result.masked(data[body_start:], content.spans)
            return _withheld(result, data)
        framed_end, trailer_spans = self._after_framing(data, message)
        rest = data[message.body_end :]
        framed = data[body_start:framed_end]
        reconstructed = content.must_rewrite or bool(content.spans) or bool(self._spans(framed, cut_off=False))
        if reconstructed:
            self._rewrite(result, content, message, whole=framed_end < message.body_end)
        else:
            result.plain(framed)
        result.masked(data[framed_end : message.body_end], trailer_spans)
        result.masked(rest, self._spans(rest, cut_off=True))
        return _withheld(result, data, reconstructed=reconstructed)

    def _spans(self, data: bytes, *, cut_off: bool) -> list[Span]:
        return [*text_spans(data), *self._known.spans(data, cut_off=cut_off)]

    def _head_spans(self, data: bytes, message: HttpMessage) -> list[Span]:
        end = message.head_length
        heads = _heads(data, message)
        spans = [span for head in heads for field in head.fields for span in field_spans(data, field)]
        spans += self._spans(data[:end], cut_off=not heads[-1].finished)
        if message.method is None and message.status is None:
            spans += body_spans(data[:end], None)
        return spans

    def _after_framing(self, data: bytes, message: HttpMessage) -> tuple[int, list[Span]]:
        """Where the trailer section begins (or the body ends), and the secrets in it."""
        start = _trailer_start(data, message)
        if start is None:
            return message.body_end, []
        section = data[start : message.body_end]
        fields = scan_head(section, start_line=False).fields
        spans = [span for field in fields for span in field_spans(section, field)]
        return start, [*spans, *self._spans(section, cut_off=not message.complete)]

    def _content(self, data: bytes, message: HttpMessage, purpose: Purpose | None) -> _Content:
        decoded = decode_body(message)
        rewritten = message.chunked or bool(decoded.undone)
        body = decoded.data if rewritten else data[message.head_length :]
        if decoded.unknown and purpose is Purpose.TOKEN:
            return _Content(body, [Span(0, len(body), TOKEN)], rewritten)
        content_type = message.header("Content-Type")
        cut_off = not message.complete or message.until_close or bool(decoded.problems)
        spans = self._body_spans(body, content_type, cut_off)
        wide = None if spans else wide_charset_of(body, content_type)
        if wide:
            narrow = body.decode(wide, "replace").encode("utf-8", "replace")
            spans = self._body_spans(narrow, content_type, cut_off)
            if spans:
                return _Content(narrow, spans, True)
        return _Content(body, spans, rewritten, decoded.limited)

    def _body_spans(self, body: bytes, content_type: str | None, cut_off: bool) -> list[Span]:
        return [*body_spans(body, content_type), *self._known.spans(body, cut_off=cut_off)]

    @staticmethod
    def _rewrite(result: MaskedBytes, content: _Content, message: HttpMessage, *, whole: bool) -> None:
        """The content without compression; chunked as one chunk, so that the head still says how to read it."""
        if not message.chunked:
            result.masked(content.data, content.spans)
            return
        body = MaskedBytes()
        body.masked(content.data, content.spans)
        if body.data:
            result.plain(f"{len(body.data):x}\r\n".encode())
            result.masked(content.data, content.spans)
            result.plain(b"\r\n" if whole else b"")
        if whole:
            result.plain(b"0\r\n")


def _withheld(result: MaskedBytes, data: bytes, *, reconstructed: bool = False) -> Withheld:
    if not result.masks and not reconstructed:
        return Withheld(CapturedMessage(data))
    message = CapturedMessage(result.data, tuple(result.masks), reconstructed)
    return Withheld(message, tuple(Secret(raw.decode("latin-1")) for raw in result.withheld))


def _heads(data: bytes, message: HttpMessage) -> list[Head]:
    """The message's head, after those of interim answers."""
    end = message.head_length
    heads = [scan_head(data[:end])]
    while heads[-1].finished and heads[-1].end < end and is_interim(heads[-1].start_line):
        heads.append(scan_head(data[:end], heads[-1].end))
    return heads


def _trailer_start(data: bytes, message: HttpMessage) -> int | None:
    return read_chunked(data, message.head_length).trailer_start if message.chunked else None
