"""The connection of an exchange as rows: who answered, over what, and what its certificate says."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.tui.certificate_rows import certificate_rows
from ucwa_tui.tui.facts import fact
from ucwa_tui.tui.rows import Row
from ucwa_tui.wire.exchange import Exchange, ExchangeState, Peer
from ucwa_tui.wire.http1 import parse_request, parse_response
from ucwa_tui.workbench.controller import Controller


def connection_rows(exchange: Exchange, controller: Controller, width: int) -> list[Row]:
    """Everything known of the connection.

    Args:
        exchange: running or ended.
        controller: knows the other exchanges, and what time it is.
        width: cells.
    """
    peer = exchange.peer
    rows: list[Row] = []
    if peer is None:
        rows += fact("peer", _why_no_peer(exchange), width, "muted")
    else:
        rows += _peer(peer, width)
        rows += fact("connection", _reuse(exchange, peer, controller.session.exchanges), width)
    rows += _protocol(exchange, width)
    if peer is not None:
        rows += certificate_rows(exchange, peer, controller.now(), width)
    return rows


def _why_no_peer(exchange: Exchange) -> str:
    if exchange.state is ExchangeState.RUNNING:
        return "no connection yet"
    return f"no connection: {exchange.error}" if exchange.error else "not recorded"


def _peer(peer: Peer, width: int) -> list[Row]:
    rows = fact("peer", f"{peer.host} port {peer.port}", width)
    if peer.proxy:
        return [*rows, *fact("proxy", f"{peer.proxy}" + (f" at {peer.address}" if peer.address else ""), width)]
    return [
        *rows,
        *fact("address", peer.address or "none: nothing was connected to", width),
        *fact("proxy", "none", width),
    ]


def _reuse(exchange: Exchange, peer: Peer, others: Sequence[Exchange]) -> str:
    number = f"number {peer.connection} of this run, " if peer.connection else ""
    if not peer.reused:
        return f"{number}opened for this exchange" if peer.address else "none was opened"
    if peer.connection:
        for other in others:
            known = other.peer
            if known is not None and known.connection == peer.connection and not known.reused and other.n != exchange.n:
                return f"{number}reused: #{other.n} opened it"
    return f"{number}reused: an earlier exchange opened it"


def _protocol(exchange: Exchange, width: int) -> list[Row]:
    rows: list[Row] = []
    request = parse_request(exchange.request)
    if exchange.request.data:
        rows += fact("asked in", request.version or "no version named", width)
    if exchange.response.data:
        answer = parse_response(exchange.response, exchange.method)
        rows += fact("answered in", answer.version or "no HTTP version", width)
        said = [f"{name}: {value}" for name, value in answer.headers if name.lower() in ("connection", "keep-alive")]
        kept = "stays open: HTTP/1.1 keeps it unless a side says close"
        unsaid = kept if answer.version == "HTTP/1.1" else "closed: HTTP/1.0 keeps it only where both sides say so"
        rows += fact("keep-alive", " · ".join(said) if said else unsaid, width)
    if exchange.front_end:
        rows += fact("front end", f"{exchange.front_end} (X-MS-Server-Fqdn)", width)
    return rows
