"""The timing of an exchange as rows: each phase with its share as a bar."""

from __future__ import annotations

from dataclasses import fields

from ucwa_tui.tui.exchange_rows import duration
from ucwa_tui.tui.rows import Row
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.controller import Controller

NAME = 9
TIME = 9


def timing_rows(exchange: Exchange, controller: Controller, width: int) -> list[Row]:
    """A row a phase.

    Args:
        exchange: running or ended.
        controller: not asked.
        width: cells.
    """
    phases = [(field.name, getattr(exchange.timings, field.name)) for field in fields(exchange.timings)]
    total = sum(seconds or 0.0 for _, seconds in phases) or 1.0
    room = max(10, width - NAME - TIME - 2)
    rows: list[Row] = []
    at = 0.0
    for name, seconds in phases:
        told = duration(seconds) if seconds is not None else "—"
        bar = " " * int(at / total * room) + "█" * max(1 if seconds else 0, round((seconds or 0.0) / total * room))
        rows.append(((f"{name:{NAME}}", "token-note"), (f"{told:>{TIME}}  ", ""), (bar[:room], "status-ok")))
        at += seconds or 0.0
    return rows
