"""An exchange comes back from the history as it was, whatever it holds."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, ChainLink, Exchange, ExchangeState, Mask, Peer, Timings, TlsFacts
from ucwa_tui.workbench.history_codec import ExchangeColumns, columns_of, exchange_of, is_cut

KINDS = ("token", "cookie")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["lone \udcff surrogate", "nul \0 inside"]
)
PLAIN: dict[type[Any], st.SearchStrategy[Any]] = {
    str: TEXTS,
    float: st.floats(allow_nan=False),
    int: st.integers(-(2**63), 2**63 - 1),
}


def drawn(kind: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A record whose fields are drawn by their types: a field that is added later is covered by itself."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: _of(hint) for name, hint in hints.items() if name not in more}, **more)


def _of(hint: Any) -> st.SearchStrategy[Any]:
    if hint in PLAIN:
        return PLAIN[hint]
    if type(None) in get_args(hint):
        return st.none() | st.one_of([_of(part) for part in get_args(hint) if part is not type(None)])
    found: st.SearchStrategy[Any] = st.from_type(hint)
    return found


MESSAGES = drawn(
    # what is revealed is for one view, and never stored
    CapturedMessage,
    masks=st.lists(drawn(Mask), max_size=3).map(tuple),
    revealed=st.just(False),
)
FACTS = drawn(
    TlsFacts,
    alternative_names=st.lists(TEXTS, max_size=3).map(tuple),
    chain=st.lists(drawn(ChainLink), max_size=3).map(tuple),
)
PEERS = drawn(Peer, tls=st.none() | FACTS)
EXCHANGES: st.SearchStrategy[Exchange] = drawn(
    Exchange, request=MESSAGES, response=MESSAGES, peer=st.none() | PEERS, timings=drawn(Timings)
)


@settings(max_examples=60)
@given(EXCHANGES, st.booleans())
def test_an_exchange_survives_the_columns_and_the_database(exchange: Exchange, cut: bool) -> None:
    columns = columns_of(exchange, cut=cut)
    connection = sqlite3.connect(":memory:")
    row = connection.execute(f"SELECT {', '.join('?' * len(columns))}", columns).fetchone()
    connection.close()
    assert exchange_of(ExchangeColumns(*row)) == exchange
    assert is_cut(ExchangeColumns(*row)) is cut
    assert columns.weight >= len(exchange.request.data) + len(exchange.response.data)


@pytest.mark.parametrize("facts", ["", "{}", "[]", "null", '{"url": 1}', "\0", '{"method":"GET"'])
def test_a_row_that_is_none_of_ours(facts: str) -> None:
    row = ExchangeColumns(1, 0.0, "GET", "u", 200, "", "get", "done", b"", b"", facts)
    with pytest.raises(ValueError, match=r"."):
        exchange_of(row)


def test_a_row_of_an_earlier_version_is_masked_by_the_rules_of_today() -> None:
    head = (
        b"GET /x?sig=CANARY HTTP/1.1\r\nAuthorization: Bearer [masked]\r\nCookie: a=CANARY; cwt_ucwa=[masked]\r\n\r\n"
    )
    masks = [
        Mask(m.start(), 8, 90 + n, kind)
        for (n, kind), m in zip(enumerate(KINDS), re.finditer(rb"\[m", head), strict=True)
    ]
    got = b"HTTP/1.1 200 OK\r\nSet-Cookie: FedAuth=CANARY; path=/\r\n\r\n"
    old = Exchange(1, Purpose.GET, "GET", "http://h.test/x?sig=CANARY", 1.0, ExchangeState.DONE)
    old = replace(old, request=CapturedMessage(head, tuple(masks)), response=CapturedMessage(got), status=200)
    columns = columns_of(old)
    facts = json.loads(columns.facts)
    assert exchange_of(columns) == old  # by the rules of today: nobody looks again
    del facts["rules"]
    read = exchange_of(columns._replace(facts=json.dumps(facts)))
    assert "CANARY" not in repr(read)
    told = [(mask.original_length, mask.kind) for mask in read.request.masks]
    assert told == [(6, "token"), (90, "token"), (6, "cookie"), (91, "cookie")]
    assert all(read.request.data[m.offset : m.offset + m.length] == b"[masked]" for m in read.request.masks)
    assert exchange_of(columns_of(read)) == read
