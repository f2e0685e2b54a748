"""The request of an exchange, as everything that sends it again needs it: taken apart once, secrets by reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.http1_head import scan_head
from ucwa_tui.wire.safe_text import has_control, visible_form

TOKEN_VARIABLE = "UCWA_TUI_TOKEN"
"""Environment variable that whatever sends the request again takes the token from."""
MASKED = "[masked]"
MASKED_NOTE = f"{MASKED} stands for a secret that was not kept: put it in yourself"
TOKEN_NOTE = (
    f"the token comes from the environment variable {TOKEN_VARIABLE}: put in the access_token that the POST for a token"
    " was answered with; u shows it there"
)
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_LEFT_TO_THE_SENDER = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_FOLD = re.compile(rb"[ \t]*\r?\n[ \t]*")
_BEARER = re.compile(r"bearer\s+\[masked\]\Z", re.IGNORECASE)
_METHOD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}\Z")


@dataclass(frozen=True, slots=True)
class SentRequest:
    """What went out, without what belongs to the connection."""

    method: str
    url: str
    """Absolute."""
    headers: tuple[tuple[str, bytes], ...]
    """Names that HTTP allows and their bytes, in order; without Host, length, framing, and a token given by name."""
    body: bytes
    """Without chunk framing, still compressed where it was."""
    bearer: bool
    """It carried a token, which was masked: `Authorization: Bearer` and the variable take its place."""
    masked: bool
    """Some other secret is masked in it."""

    @property
    def content_type(self) -> str | None:
        """Of the body, as far as it is text."""
        found = (value for name, value in self.headers if name.lower() == "content-type")
        return next((value.decode("utf-8", "replace") for value in found), None)

    @property
    def text(self) -> str | None:
        """The body as text; None where it is no UTF-8."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def notes(self) -> list[str]:
        """What whoever pastes it has to know, one line each; no text of a server's is in them."""
        return [TOKEN_NOTE] * self.bearer + [MASKED_NOTE] * self.masked


def sent_request(exchange: Exchange) -> SentRequest:
    """The request of an exchange.

    Args:
        exchange: running or ended.
    """
    message = parse_request(exchange.request)
    data = exchange.request.data
    bearer = _BEARER.match(message.header("Authorization") or "") is not None
    headers: list[tuple[str, bytes]] = []
    for field in scan_head(data[: message.head_length]).fields:
        name = field.name
        if not _HEADER_NAME.match(name) or name.lower() in _LEFT_TO_THE_SENDER:
            continue
        if bearer and name.lower() == "authorization":
            continue
        headers.append((name, _FOLD.sub(b" ", data[field.value_start : field.value_end])))
    method = message.method or exchange.method
    marks = [exchange.url.encode("utf-8", "replace"), message.body, *(value for _, value in headers)]
    return SentRequest(
        method if _METHOD.match(method) else exchange.method,
        exchange.url,
        tuple(headers),
        message.body,
        bearer,
        any(MASKED.encode() in part for part in marks),
    )


def is_plain(text: str) -> bool:
    """Whether a text may stand in something to paste as it is: nothing in it acts or hides, line feeds apart."""
    return not has_control(text.replace("\n", "").replace("\t", ""))


def encoded_url(url: str) -> str:
    """A URL whose blanks and unsafe characters are percent-encoded, as they would have to be on the wire."""
    return "".join(c if c.isprintable() and c != " " else _percent(c) for c in url)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def comment_safe(text: str) -> str:
    """A text for a comment of one line."""
    return "".join(c if c.isprintable() else visible_form(c) for c in text)
