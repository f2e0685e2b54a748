"""Exchanges are kept within bounds, the newest whole, the running ones always."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import exchange
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.workbench.exchange_log import ExchangeLog

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
BIG = HEAD + b"x" * 5000


def test_an_exchange_is_replaced_by_its_later_record() -> None:
    log = ExchangeLog()
    log.put(exchange(1, state=ExchangeState.RUNNING, status=None))
    log.put(exchange(2))
    log.put(exchange(1, response=BIG))
    assert [e.n for e in log.items] == [1, 2]
    kept = log.get(1)
    assert kept is not None
    assert kept.state is ExchangeState.DONE
    assert log.get(3) is None


def test_records_that_come_late_are_put_in_order() -> None:
    log = ExchangeLog()
    for n in (2, 5, 3, 1):
        log.put(exchange(n))
    assert [e.n for e in log.items] == [1, 2, 3, 5]


def test_old_bodies_go_first_and_their_heads_stay() -> None:
    log = ExchangeLog(max_bytes=30_000)
    for n in range(1, 8):
        log.put(exchange(n, response=BIG))
    first, last = log.get(1), log.get(7)
    assert first is not None
    assert last is not None
    assert first.response.data == HEAD
    assert log.is_trimmed(1)
    assert last.response.data == BIG
    assert not log.is_trimmed(7)
    assert log.forgotten == 0


def test_a_running_exchange_is_never_dropped() -> None:
    log = ExchangeLog(max_bytes=20_000)
    log.put(exchange(1, state=ExchangeState.RUNNING, status=None, request=BIG))
    for n in range(2, 200):
        log.put(exchange(n, response=BIG))
    kept = log.get(1)
    assert kept is not None
    assert kept.request.data == BIG


def test_in_the_end_whole_exchanges_are_forgotten() -> None:
    log = ExchangeLog(max_bytes=20_000)
    for n in range(1, 300):
        log.put(exchange(n, response=HEAD))
    assert log.items[-1].n == 299
    assert log.forgotten > 200
    assert log.forgotten + len(log.items) == 299
    log.put(exchange(1, response=HEAD))  # a late word about a forgotten one
    assert log.get(1) is None


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 4000), st.booleans()), max_size=120))
def test_the_bound_holds_whatever_comes(puts: list[tuple[int, int, bool]]) -> None:
    log = ExchangeLog(max_bytes=24_000)
    for n, size, running in puts:
        state = ExchangeState.RUNNING if running else ExchangeState.DONE
        log.put(exchange(n, state=state, response=HEAD + b"x" * size))
        assert [e.n for e in log.items] == sorted({e.n for e in log.items})
        finished = [e for e in log.items[:-1] if e.state is not ExchangeState.RUNNING and not log.is_trimmed(e.n)]
        total = sum(len(e.response.data) + 600 for e in log.items)
        assert total <= 24_000 or not finished or any(e.state is ExchangeState.RUNNING for e in log.items)
