"""What an exchange says, casefolded, for a filter of the list. Holds the server's words: hostile."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.decode import decode_text
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response

_AT_ONCE = 256 * 1024
"""Characters that are looked through before another thread gets its turn: a few milliseconds."""
_STATES = {
    ExchangeState.RUNNING: "running",
    ExchangeState.CANCELLED: "stopped cancelled",
    ExchangeState.FAILED: "failed",
    ExchangeState.UNANSWERED: "unanswered open",
}


@dataclass(frozen=True, slots=True)
class ListedWords:
    """What the list knows of an exchange without reading its bytes."""

    method: str
    status: str
    """`404`, or a word for there being none: `running`, `stopped`, `failed`."""
    path: str
    """Path and query."""
    host: str
    """Host and port, numeric address, front end."""
    rel: str
    """Operation, purpose, last step of the path."""
    id: str
    """The operationId; empty where there is none."""
    whole: str
    """All of these, and why there was no answer."""
    failed: bool
    """Refused, or not answered whole."""
    mine: bool
    """The user asked for it; the program did not send it of its own accord."""


def words_of(exchange: Exchange) -> ListedWords:
    """The words of an exchange, running or ended."""
    try:
        parts = urlsplit(exchange.url.casefold())
        path, query, netloc = parts.path or "/", parts.query, parts.netloc
    except ValueError:  # a host in brackets that is none
        path, query, netloc = exchange.url.casefold(), "", ""
    whole_path = f"{path}?{query}" if query else path
    state = _STATES.get(exchange.state, "")
    status = str(exchange.status) if exchange.status is not None else state
    address = exchange.peer.address if exchange.peer is not None else ""
    host = "\n".join((netloc, address, exchange.front_end)).casefold()
    rel = "\n".join((exchange.operation or "", exchange.purpose, path.rstrip("/").rpartition("/")[2])).casefold()
    told = (exchange.operation_id or "").casefold()
    method = exchange.method.casefold()
    whole = "\n".join((method, status, whole_path, host, rel, told, (exchange.error or "").casefold()))
    failed = exchange.state is ExchangeState.FAILED or (exchange.status or 0) >= 400
    mine = exchange.ticket is not None or exchange.purpose is Purpose.OPERATION
    return ListedWords(method, status, whole_path, host, rel, told, whole, failed, mine)


def holds_text(exchange: Exchange, text: str) -> bool:
    """Whether a text stands in a head or a body, either way; bodies without chunks and compression.

    Takes a while where a body is large.

    Args:
        exchange: running or ended.
        text: casefolded.
    """
    asked, answered = exchange.request, exchange.response
    return _in_message(asked, parse_request(asked), text) or _in_message(
        answered, parse_response(answered, exchange.method), text
    )


def _in_message(captured: CapturedMessage, message: HttpMessage, text: str) -> bool:
    head = captured.data[: message.head_length].decode("utf-8", "replace")
    return _in_text(head, text) or _in_text(decode_text(message).text, text)


def _in_text(text: str, wanted: str) -> bool:
    """In pieces that overlap: casefolding a long text at once would hold up every other thread."""
    return any(
        wanted in text[start : start + _AT_ONCE + len(wanted)].casefold() for start in range(0, len(text), _AT_ONCE)
    )
