"""An exchange as columns of the history file, and back, identically. Secrets are masked in it already."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from typing import Any, NamedTuple

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import (
    CapturedMessage,
    ChainLink,
    Exchange,
    ExchangeState,
    Mask,
    Peer,
    Timings,
    TlsFacts,
)
from ucwa_tui.wire.redact_again import RULES, masked_again

FACTS_WEIGH = 200
"""Bytes that a row takes beside its texts, about."""


class ExchangeColumns(NamedTuple):
    """What is stored: some columns to look for, the bytes, and everything else as JSON."""

    n: int
    started_at: float
    method: str
    url: str
    status: int | None
    operation: str
    purpose: str
    state: str
    request: bytes
    response: bytes
    facts: str
    """The exact method and URL among them: lone surrogates have no place in a column of text."""

    @property
    def weight(self) -> int:
        """Bytes in the file, about."""
        return len(self.request) + len(self.response) + len(self.facts) + 2 * len(self.url) + FACTS_WEIGH


def columns_of(exchange: Exchange, *, cut: bool = False) -> ExchangeColumns:
    """The exchange, taken apart.

    Args:
        exchange: that has ended.
        cut: whether its bodies were too large to be kept, and are missing in it.
    """
    facts = {
        **({"cut": True} if cut else {}),
        "method": exchange.method,
        "url": exchange.url,
        "elapsed": exchange.elapsed,
        "timings": astuple(exchange.timings),
        "peer": asdict(exchange.peer) if exchange.peer is not None else None,
        "error": exchange.error,
        "operation": exchange.operation,
        "operation_id": exchange.operation_id,
        "ticket": exchange.ticket,
        "front_end": exchange.front_end,
        "request": _message_facts(exchange.request),
        "response": _message_facts(exchange.response),
        "rules": RULES,
    }
    return ExchangeColumns(
        exchange.n,
        exchange.started_at,
        _storable(exchange.method),
        _storable(exchange.url),
        exchange.status,
        _storable(exchange.operation or ""),
        exchange.purpose.value,
        exchange.state.value,
        exchange.request.data,
        exchange.response.data,
        json.dumps(facts, separators=(",", ":")),
    )


def exchange_of(columns: ExchangeColumns) -> Exchange:
    """The exchange, put together.

    Raises:
        ValueError: the row is none of ours.
    """
    try:
        facts = json.loads(columns.facts)
        exchange = Exchange(
            n=columns.n,
            purpose=Purpose(columns.purpose),
            method=facts["method"],
            url=facts["url"],
            started_at=columns.started_at,
            state=ExchangeState(columns.state),
            request=_message(columns.request, facts["request"]),
            response=_message(columns.response, facts["response"]),
            status=columns.status,
            elapsed=facts["elapsed"],
            timings=Timings(*facts["timings"]),
            peer=_peer(facts["peer"]),
            error=facts["error"],
            operation=facts["operation"],
            operation_id=facts["operation_id"],
            ticket=facts["ticket"],
            front_end=facts["front_end"],
        )
        # A history of an earlier version holds cookies that were not masked then.
        return exchange if facts.get("rules") == RULES else masked_again(exchange)
    except (LookupError, TypeError, RecursionError) as error:
        raise ValueError(f"exchange {columns.n} of the history cannot be put together: {error}") from error


def is_cut(columns: ExchangeColumns) -> bool:
    """Whether the bodies were too large to be kept."""
    return columns.facts.startswith('{"cut":true')


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _message_facts(message: CapturedMessage) -> dict[str, object]:
    facts: dict[str, object] = {"masks": [astuple(mask) for mask in message.masks]}
    facts["reconstructed"] = message.reconstructed
    return facts | {"dropped": message.dropped} if message.dropped else facts


def _message(data: bytes, facts: Any) -> CapturedMessage:
    masks = tuple(Mask(*mask) for mask in facts["masks"])
    return CapturedMessage(data, masks, facts["reconstructed"], facts.get("dropped", 0))


def _peer(facts: Any) -> Peer | None:
    if facts is None:
        return None
    tls = facts.pop("tls")
    if tls is not None:
        tls["alternative_names"] = tuple(tls["alternative_names"])
        # histories of earlier versions have none
        tls["chain"] = tuple(ChainLink(**link) for link in tls.get("chain", ()))
    return Peer(**facts, tls=TlsFacts(**tls) if tls is not None else None)
