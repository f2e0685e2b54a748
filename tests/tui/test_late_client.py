"""What is asked for before the client has been loaded is done afterwards, and told under the ticket handed out."""

from __future__ import annotations

import pytest

from tests.workbench.builders import MEETING, FakeClient, exchange
from ucwa_tui.protocol.compose import get_plan
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.tui.late_client import LateClient
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.reports import ExchangeChanged, JoinUrlResolved, Report, RequestFinished, SignedOut

URL = "https://meet.example.test/dana/K7Q2M4XN"
PLAN = get_plan("/me", PayloadFormat.JSON)


class Told:
    """A late client, the one behind it, and what was reported."""

    def __init__(self) -> None:
        self.late = LateClient()
        self.client = FakeClient()
        self.reports: list[Report] = []
        self.late.start(self.reports.append)

    def report(self, report: Report) -> Report:
        """The client reports; what its owner hears."""
        assert self.client.sink is not None
        self.client.sink(report)
        return self.reports[-1]


def test_a_join_url_is_resolved_later() -> None:
    it = Told()
    ticket = it.late.resolve(URL, NetworkSettings())
    other = it.late.resolve(f"{URL}2", NetworkSettings())
    assert ticket != other
    it.late.attach(it.client)
    assert it.client.resolved == [URL, f"{URL}2"]
    assert it.report(JoinUrlResolved(1001, URL, MEETING)) == JoinUrlResolved(ticket, URL, MEETING)
    assert it.report(JoinUrlResolved(1002, URL, MEETING)) == JoinUrlResolved(other, URL, MEETING)
    it.late.cancel(other)
    assert it.client.cancelled == [1002]
    assert it.late.resolve(URL, NetworkSettings()) == 1003
    assert it.report(JoinUrlResolved(1003, URL)) == JoinUrlResolved(1003, URL)
    it.late.cancel(1003)
    assert it.client.cancelled == [1002, 1003]


def test_a_request_is_sent_later() -> None:
    it = Told()
    ticket = it.late.submit(PLAN)
    it.late.cancel(ticket)
    assert it.client.plans == []
    it.late.attach(it.client)
    assert it.client.plans == [PLAN]
    assert it.client.cancelled == [1]
    changed = it.report(ExchangeChanged(exchange(1, ticket=1)))
    assert isinstance(changed, ExchangeChanged)
    assert changed.exchange.ticket == ticket
    finished = it.report(RequestFinished(1, exchange(1, ticket=1)))
    assert isinstance(finished, RequestFinished)
    assert (finished.ticket, finished.exchange.ticket) == (ticket, ticket)
    assert it.late.submit(PLAN) == 2


@pytest.mark.parametrize("ticket", [None, 7])
def test_everything_else_passes_as_it_is(ticket: int | None) -> None:
    it = Told()
    it.late.submit(PLAN)
    it.late.attach(it.client)
    for report in (SignedOut(True), ExchangeChanged(exchange(1, ticket=ticket)), RequestFinished(7, exchange(2))):
        assert it.report(report) is report


def test_what_was_never_attached_stops() -> None:
    it = Told()
    it.late.submit(PLAN)
    it.late.answer(1, True)
    it.late.reopen_channel()
    assert it.late.stop(0.1)
    assert not it.late.is_there
