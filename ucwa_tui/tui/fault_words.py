"""A sentence about a fault of this program: what it was busy with, and where it happened; nothing of the content."""

from __future__ import annotations

import os

from ucwa_tui.wire.reports import EventsArrived, ExchangeChanged, Report, RequestFinished


def not_taken_in(report: Report, error: Exception) -> str:
    """Which report could not be taken in, and where that went wrong; safe to show.

    The error's own text is left out: it may hold anything that a server has sent.
    """
    match report:
        case EventsArrived(events) if events:
            what = f"EventsArrived of exchange {events[0].exchange} ({len(events)} events)"
        case ExchangeChanged(exchange) | RequestFinished(_, exchange):
            what = f"{type(report).__name__} of exchange {exchange.n}"
        case _:
            what = type(report).__name__
    return (
        f"✗ a fault of ucwa-tui: the report {what} was not taken in as a whole: {type(error).__name__}{_where(error)}. "
        "Please report it; everything else goes on."
    )


def _where(error: Exception) -> str:
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f" in {os.path.basename(step.tb_frame.f_code.co_filename)}:{step.tb_lineno}" if step is not None else ""
