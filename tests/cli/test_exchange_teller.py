"""Exchanges are told once each, over days too."""

from __future__ import annotations

from tests.workbench.builders import exchange
from ucwa_tui.cli.client_run import ExchangeTeller
from ucwa_tui.wire.exchange import Exchange, ExchangeState
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.workbench.state import Session


def test_each_is_told_once_when_it_has_ended() -> None:
    told: list[Exchange] = []
    teller = ExchangeTeller(told.append)
    running = ExchangeChanged(exchange(1, state=ExchangeState.RUNNING, status=None))
    for report in (running, ExchangeChanged(exchange(1)), ExchangeChanged(exchange(1)), ExchangeChanged(exchange(2))):
        teller.report(report)
    assert [one.n for one in told] == [1, 2]


def test_what_never_ended_is_told_as_cancelled() -> None:
    told: list[Exchange] = []
    teller = ExchangeTeller(told.append)
    session = Session()
    for report in (
        ExchangeChanged(exchange(1)),
        ExchangeChanged(exchange(2, state=ExchangeState.RUNNING, status=None)),
    ):
        session.apply(report)
        teller.report(report)
    teller.rest(session)
    assert [(one.n, one.state) for one in told] == [(1, ExchangeState.DONE), (2, ExchangeState.CANCELLED)]


def test_a_tail_of_days_does_not_grow() -> None:
    count = 0

    def tell(_: Exchange) -> None:
        nonlocal count
        count += 1

    teller = ExchangeTeller(tell)
    for n in range(1, 20_001):
        teller.report(ExchangeChanged(exchange(n)))
    assert count == 20_000
    assert len(teller._told) == 10_000
