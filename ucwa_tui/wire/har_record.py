"""What HAR has no room for: an exchange as this program knows it, in one custom field of its entry.

HAR holds no wire bytes, rounds times to milliseconds and knows neither masks nor what a request was for. The field
`_ucwaTui` holds all of that, so that a file of ours opens as what it was made from. Nothing read here is believed:
`exchange_of` takes only a record that is whole and harmless; whether it says what the rest of the entry says is for
`import_har` to find out.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import math
from typing import Any, TypeAlias

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState, Mask, Peer, Timings, TlsFacts
from ucwa_tui.wire.redact_span import COOKIE, MARK, NEGOTIATE, PASSWORD, TOKEN
from ucwa_tui.wire.safe_text import has_control

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

FIELD = "_ucwaTui"
FORMAT = 1
"""Of the record; another number is not read."""
_KINDS = frozenset({PASSWORD, TOKEN, COOKIE, NEGOTIATE})
_MOST = 10**12
"""No number, offset or length in a record is larger."""
_LONGEST_TEXT = 20_000


class RecordError(ValueError):
    """A record cannot be taken; the text says which part of it, and holds no value."""


def record_of(exchange: Exchange) -> Json:
    """The record of an exchange, for `FIELD`.

    Args:
        exchange: running or ended; masked.
    """
    return {
        "format": FORMAT,
        "n": exchange.n,
        "purpose": str(exchange.purpose),
        "method": exchange.method,
        "url": exchange.url,
        "startedAt": exchange.started_at,
        "state": str(exchange.state),
        "request": _message(exchange.request),
        "response": _message(exchange.response),
        "status": exchange.status,
        "elapsed": exchange.elapsed,
        "timings": _plain(exchange.timings),
        "peer": None if exchange.peer is None else _plain(exchange.peer),
        "error": exchange.error,
        "operation": exchange.operation,
        "operationId": exchange.operation_id,
        "ticket": exchange.ticket,
        "frontEnd": exchange.front_end,
    }


def _message(captured: CapturedMessage) -> Json:
    masks: list[Json] = [[m.offset, m.length, m.original_length, m.kind] for m in captured.masks]
    bytes_ = base64.b64encode(captured.data).decode("ascii")
    return {"bytes": bytes_, "masks": masks, "reconstructed": captured.reconstructed}


def _plain(facts: Timings | Peer) -> Json:
    plain: Json = dataclasses.asdict(facts)
    return plain


def exchange_of(record: Any) -> Exchange:
    """The exchange that a record tells of.

    Args:
        record: out of a file that anybody may have written.

    Raises:
        RecordError: it is none of ours, or not whole, or would do harm where it is shown.
    """
    part = _Part(record, "the record")
    if part.get("format") != FORMAT:
        raise RecordError("it is of another version")
    return Exchange(
        n=part.count("n", 1),
        purpose=part.word("purpose", Purpose),
        method=part.text("method"),
        url=part.text("url"),
        started_at=part.number("startedAt"),
        state=part.word("state", ExchangeState),
        request=_captured(part.get("request"), "request"),
        response=_captured(part.get("response"), "response"),
        status=part.count("status", 100) if part.get("status") is not None else None,
        elapsed=part.seconds("elapsed"),
        timings=_timings(part.get("timings")),
        peer=None if part.get("peer") is None else _peer(part.get("peer")),
        error=part.text_or_none("error"),
        operation=part.text_or_none("operation"),
        operation_id=part.text_or_none("operationId", safe=False),
        ticket=part.count("ticket", 0) if part.get("ticket") is not None else None,
        front_end=part.text("frontEnd"),
    )


class _Part:
    """One object of a record; each getter raises where the member is not what it has to be."""

    def __init__(self, value: Any, what: str) -> None:
        if not isinstance(value, dict):
            raise RecordError(f"{what} is no object")
        self._value: dict[str, Any] = value
        self._what = what

    def get(self, name: str) -> Any:
        return self._value.get(name)

    def _wrong(self, name: str) -> RecordError:
        return RecordError(f"`{name}` of {self._what} is not what it has to be")

    def text(self, name: str, *, safe: bool = True) -> str:
        """`safe` says that the screen takes it as it is."""
        value = self.get(name)
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT or (safe and has_control(value)):
            raise self._wrong(name)
        return value

    def text_or_none(self, name: str, *, safe: bool = True) -> str | None:
        return None if self.get(name) is None else self.text(name, safe=safe)

    def flag(self, name: str) -> bool:
        value = self.get(name)
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def count(self, name: str, least: int) -> int:
        value = self.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MOST:
            raise self._wrong(name)
        return value

    def number(self, name: str) -> float:
        value = self.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name)
        if not 0 <= value <= _MOST or not math.isfinite(value):
            raise self._wrong(name)
        return float(value)

    def seconds(self, name: str) -> float | None:
        return None if self.get(name) is None else self.number(name)

    def word(self, name: str, kind: Any) -> Any:
        try:
            return kind(self.text(name))
        except ValueError:
            raise self._wrong(name) from None


def _timings(value: Any) -> Timings:
    part = _Part(value, "`timings`")
    return Timings(*(part.seconds(f.name) for f in dataclasses.fields(Timings)))


def _peer(value: Any) -> Peer:
    part = _Part(value, "`peer`")
    tls = part.get("tls")
    port = part.count("port", 0)
    return Peer(
        part.text("host"),
        port,
        part.text("address"),
        part.flag("reused"),
        None if tls is None else _tls(tls),
        part.text("proxy"),
    )


def _tls(value: Any) -> TlsFacts:
    part = _Part(value, "`tls`")
    names = part.get("alternative_names")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RecordError("`alternative_names` of `tls` is not what it has to be")
    texts = ("version", "cipher", "subject", "issuer", "not_after", "not_before", "serial", "fingerprint")
    # A certificate's texts are shown as hostile ones, whether they come from a server or from a file.
    told = {name: part.text(name, safe=False) for name in texts}
    return TlsFacts(**told, verified=part.flag("verified"), alternative_names=tuple(names))


def _captured(value: Any, what: str) -> CapturedMessage:
    part = _Part(value, f"`{what}`")
    text = part.get("bytes")
    if not isinstance(text, str):
        raise RecordError(f"`bytes` of `{what}` is no text")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RecordError(f"`bytes` of `{what}` is no Base64") from None
    masks = part.get("masks")
    if not isinstance(masks, list):
        raise RecordError(f"`masks` of `{what}` is no list")
    return CapturedMessage(data, tuple(_masks(masks, data, what)), part.flag("reconstructed"))


def _masks(masks: list[Any], data: bytes, what: str) -> list[Mask]:
    """Masks in order, without overlaps, each on a mark of ours: others would hide what is no secret."""
    found: list[Mask] = []
    end = 0
    for mask in masks:
        match mask:
            case [int(offset), int(length), int(original), str(kind)] if (
                not any(isinstance(number, bool) for number in mask[:3])
                and end <= offset <= len(data)
                and length == len(MARK)
                and 0 <= original <= _MOST
                and kind in _KINDS
                and data[offset : offset + length] == MARK
            ):
                found.append(Mask(offset, length, original, kind))
                end = offset + length
            case _:
                raise RecordError(f"a mask of `{what}` is not where a secret was masked")
    return found
