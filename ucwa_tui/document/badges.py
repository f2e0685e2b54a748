"""Words that say at a glance what is special about an exchange as it is shown, most weighty first."""

from __future__ import annotations

from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.http1 import parse_request, parse_response

MASKED = "masked"
"""A secret stands behind a mask."""


def badges_of(exchange: Exchange) -> tuple[str, ...]:
    """The badges that can be told without decoding a body.

    Args:
        exchange: running or ended.
    """
    messages = (exchange.request, exchange.response)
    running = exchange.state is ExchangeState.RUNNING
    saved = exchange.state is ExchangeState.UNANSWERED
    told = {
        "capture overflow": any(message.dropped for message in messages),
        "truncated": not running and not saved and _truncated(exchange),
        "reconstructed": any(message.reconstructed for message in messages),
        "running": running,
        "unanswered when saved": saved,
        MASKED: any(message.masks for message in messages),
    }
    return tuple(word for word, holds in told.items() if holds)


def _truncated(exchange: Exchange) -> bool:
    """Whether something breaks off before what its head announced."""
    request, response = exchange.request, exchange.response
    if request.data and not parse_request(request).complete:
        return True
    return bool(response.data) and not parse_response(response, exchange.method).complete
