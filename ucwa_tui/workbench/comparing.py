"""Which two exchanges are compared, and what there is to say about a side."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.wire.exchange import Exchange


def earlier_like(exchanges: Sequence[Exchange], exchange: Exchange) -> Exchange | None:
    """The latest earlier exchange of the same operation, or where it is none, of the same purpose, method and path.

    Args:
        exchanges: in order of their number.
        exchange: one of them.
    """
    before = [other for other in exchanges if other.n < exchange.n and other.purpose is exchange.purpose]
    if exchange.operation is not None:
        return next((other for other in reversed(before) if other.operation == exchange.operation), None)
    path = exchange.url.partition("?")[0]
    same = [other for other in before if other.method == exchange.method]
    nearest = next((other for other in reversed(same) if other.url.partition("?")[0] == path), None)
    return nearest or (same[-1] if same else None)


def in_order(one: Exchange, other: Exchange) -> tuple[Exchange, Exchange]:
    """The earlier one first: it stands on the left."""
    return (one, other) if one.n <= other.n else (other, one)
