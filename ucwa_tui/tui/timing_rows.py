"""The timing of an exchange as rows: each phase as a bar on one scale, and why some of them did not happen."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.event_rows import clock_time
from ucwa_tui.tui.exchange_rows import duration, size_of
from ucwa_tui.tui.facts import fact
from ucwa_tui.tui.rows import Row, cut_end
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState, Timings
from ucwa_tui.workbench.controller import Controller

NAME = 9
TIME = 9
GAP = 2
NARROWEST_BAR = 10
_OPENING = ("resolve", "connect", "tls")
"""The phases of opening a connection."""
_HALF = 0.5


def timing_rows(exchange: Exchange, controller: Controller, width: int) -> list[Row]:
    """The phases, and what went over the wire in them.

    Args:
        exchange: running or ended.
        controller: not asked.
        width: cells.
    """
    phases = _phases(exchange.timings)
    known = sum(seconds for _, seconds in phases if seconds is not None)
    total = max(exchange.elapsed or 0.0, known)
    bar = max(NARROWEST_BAR, width - NAME - TIME - GAP - 1)
    rows = fact("started", _moment(exchange.started_at), width)
    rows += [(), _scale(total, bar)]
    at = 0.0
    for name, seconds in phases:
        rows.append(_phase_row(exchange, name, seconds, (at, total), bar))
        at += seconds or 0.0
    rows += _rest(exchange, known, bar)
    rows.append(_total(exchange, bar))
    rows += [(), *_sizes(exchange, width)]
    if exchange.purpose is Purpose.EVENTS:
        rows += [(), *fact("P-GET", _PGET, width, "muted")]
    return rows


_PGET = (
    "waiting is normal here: the server holds a P-GET back until something happens, or until its timeout is up "
    "(180 s unless the request asks for another)."
)


def _phases(timings: Timings) -> list[tuple[str, float | None]]:
    return [(field.name, getattr(timings, field.name)) for field in fields(timings)]


def _moment(at: float) -> str:
    if not at:
        return "not recorded"
    try:
        day = datetime.fromtimestamp(at).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):  # a capture of others may say anything
        day = "-" * 10
    return f"{day} {clock_time(at)} local time"


def _scale(total: float, bar: int) -> Row:
    end = exact_duration(total) if total else ""
    line = "0" + f"{end:>{bar - 1}}" if end else "0"
    return ((" " * (NAME + TIME + GAP), ""), (line, "muted"))


def _phase_row(exchange: Exchange, name: str, seconds: float | None, scale: tuple[float, float], bar: int) -> Row:
    if seconds is None:
        why = cut_end(_why_not(exchange, name), bar)
        return ((f"{name:{NAME}}", "token-note"), (f"{'—':>{TIME}}", "muted"), (" " * GAP, ""), (why, "muted"))
    drawn = _bar(*scale, seconds, bar)
    told = exact_duration(seconds)
    return ((f"{name:{NAME}}", "token-note"), (f"{told:>{TIME}}", ""), (" " * GAP, ""), (drawn, "status-ok"))


def _bar(at: float, total: float, seconds: float, room: int) -> str:
    """At least half a cell, and never beyond the end."""
    if total <= 0:
        return "▌"
    start = min(int(at / total * room), room - 1)
    cells = seconds / total * room
    whole = min(int(cells + _HALF), room - start)
    return " " * start + ("█" * whole or "▌")


def _why_not(exchange: Exchange, name: str) -> str:
    if not any(seconds is not None for _, seconds in _phases(exchange.timings)):
        if exchange.state is ExchangeState.RUNNING:
            return "running" if name == "resolve" else "not yet"
        if exchange.state is ExchangeState.UNANSWERED:
            return "not recorded"
        return "not reached" if exchange.error else "not recorded"
    peer = exchange.peer
    if name in _OPENING and peer is not None:
        if peer.reused:
            return "reused connection"
        if name == "resolve" and peer.proxy:
            return "the proxy looks the name up"
        if name == "tls" and exchange.url.lower().startswith("http:"):
            return "plain HTTP"
        if name == "resolve" and peer.address:
            return "the address was given"
    if exchange.state is ExchangeState.RUNNING:
        return _running(exchange, name)
    if exchange.state is ExchangeState.UNANSWERED:
        return "not over when the capture was saved"
    return "not reached"


def _running(exchange: Exchange, name: str) -> str:
    """The first phase that is not over is the one that runs."""
    phases = _phases(exchange.timings)
    sent = exchange.timings.send is not None
    if (sent and name == "wait") or (not sent and name == "send"):
        over = sum(seconds for _, seconds in phases if seconds is not None)
        return f"running since {clock_time(exchange.started_at + over)}"
    return "not yet"


def _rest(exchange: Exchange, known: float, bar: int) -> list[Row]:
    """What belongs to no phase, where that is more than nothing."""
    rest = (exchange.elapsed or 0.0) - known
    if not known or rest < 0.001 or rest < known * 0.05:
        return []
    why = cut_end("in none of these: waiting for a free connection, own work", bar)
    return [
        ((f"{'other':{NAME}}", "token-note"), (f"{exact_duration(rest):>{TIME}}", ""), (f"{' ' * GAP}{why}", "muted"))
    ]


def _total(exchange: Exchange, bar: int) -> Row:
    if exchange.state is ExchangeState.RUNNING:
        return ((f"{'total':{NAME}}", "strong"), (f"{'running':>{TIME}}", "status-running"))
    if exchange.state is ExchangeState.UNANSWERED:
        why = f"{' ' * GAP}unanswered when the capture was saved"
        return ((f"{'total':{NAME}}", "strong"), (f"{'—':>{TIME}}", "strong"), (cut_end(why, GAP + bar), "muted"))
    told = exact_duration(exchange.elapsed) if exchange.elapsed is not None else "—"
    why = {ExchangeState.FAILED: "failed", ExchangeState.CANCELLED: "cancelled"}.get(exchange.state, "")
    return ((f"{'total':{NAME}}", "strong"), (f"{told:>{TIME}}", "strong"), (f"{' ' * GAP}{why}", "sev-error"))


def _sizes(exchange: Exchange, width: int) -> list[Row]:
    sent, received = wire_size(exchange.request), wire_size(exchange.response)
    rows = fact("sent", _size(exchange.request, sent), width)
    told = _size(exchange.response, received)
    seconds = exchange.timings.receive
    if received and seconds and seconds >= 0.001 and not exchange.response.reconstructed:
        told += f", {size_of(round(received / seconds))} a second from its first byte to its last"
    return rows + fact("received", told, width)


def _size(message: CapturedMessage, count: int) -> str:
    if not message.data and not message.dropped:
        return "nothing"
    about = " as stored: it is put together anew, and not the bytes of the wire" if message.reconstructed else ""
    exact = f" ({count} bytes)" if count >= 1000 else ""
    return f"{size_of(count)}{exact}{about}"


def wire_size(message: CapturedMessage) -> int:
    """How many bytes went over the wire: a mask is not as long as what it stands for."""
    grown = sum(mask.length - mask.original_length for mask in message.masks)
    return len(message.data) + message.dropped - grown


def exact_duration(seconds: float) -> str:
    """A time for the eye, with tenths and hundredths where they tell something: `0.34 ms`, `34.2 ms`, `1.2 s`."""
    milliseconds = seconds * 1000
    if milliseconds < 0.005:
        return "<0.01 ms"
    if milliseconds < 0.995:
        return f"{milliseconds:.2f} ms"
    return f"{milliseconds:.1f} ms" if milliseconds < 99.95 else duration(seconds)
