"""An exchange comes back from the history as it was, whatever it holds."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.wire.exchange import CapturedMessage, Exchange, Mask, Peer, Timings, TlsFacts
from ucwa_tui.workbench.history_codec import ExchangeColumns, columns_of, exchange_of, is_cut

INTEGERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=("Cs",))) | st.just("lone \udcff surrogate") | st.just("nul \0 inside")
FLOATS = st.floats(allow_nan=False)
for kind, strategy in ((str, TEXTS), (float, FLOATS), (int, INTEGERS)):
    st.register_type_strategy(kind, strategy)
"""Every field of the records is drawn by its type: one that is added later is covered by itself."""


def drawn(kind: type[Any], **more: Any) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: st.from_type(t) for name, t in _hints(kind).items()} | more)


def _hints(kind: type[Any]) -> dict[str, Any]:
    from typing import get_type_hints

    return get_type_hints(kind)


MESSAGES = drawn(CapturedMessage, masks=st.lists(drawn(Mask), max_size=3).map(tuple))
PEERS = drawn(Peer, tls=st.none() | drawn(TlsFacts))
EXCHANGES: st.SearchStrategy[Exchange] = drawn(
    Exchange, request=MESSAGES, response=MESSAGES, peer=st.none() | PEERS, timings=drawn(Timings)
)


@given(EXCHANGES)
def test_an_exchange_survives_the_columns(exchange: Exchange) -> None:
    assert exchange_of(columns_of(exchange)) == exchange


@given(EXCHANGES)
def test_every_column_can_be_stored(exchange: Exchange) -> None:
    columns = columns_of(exchange)
    with sqlite3.connect(":memory:") as connection:
        row = connection.execute(f"SELECT {', '.join('?' * len(columns))}", columns).fetchone()
    assert exchange_of(ExchangeColumns(*row)) == exchange
    assert columns.weight >= len(exchange.request.data) + len(exchange.response.data)


@given(EXCHANGES)
def test_a_cut_one_says_so(exchange: Exchange) -> None:
    assert not is_cut(columns_of(exchange))
    assert is_cut(columns_of(exchange, cut=True))
    assert exchange_of(columns_of(exchange, cut=True)) == exchange


@pytest.mark.parametrize("facts", ["", "{}", "[]", "null", '{"url": 1}', "\0", '{"method":"GET"'])
def test_a_row_that_is_none_of_ours(facts: str) -> None:
    row = ExchangeColumns(1, 0.0, "GET", "u", 200, "", "get", "done", b"", b"", facts)
    with pytest.raises(ValueError, match=r"."):
        exchange_of(row)
