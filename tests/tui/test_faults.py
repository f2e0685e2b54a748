"""A fault of this program in one report costs neither the others nor the events in it, and is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.desk import SIZES, opened
from tests.workbench.builders import arrived, event, exchange
from ucwa_tui.tui.fault_words import not_taken_in
from ucwa_tui.wire.reports import EventsArrived, ExchangeChanged, Report, RequestFinished, SignedOut
from ucwa_tui.workbench.meeting_book import MeetingBook


def stumbling_over(what: type[object], apply: Callable[..., None]) -> Callable[..., None]:
    def stumble(self: MeetingBook, base_url: str, report: Report) -> None:
        if isinstance(report, what):
            raise ValueError("token cwt=abc")
        apply(self, base_url, report)

    return stumble


@pytest.mark.parametrize("size", SIZES)
async def test_the_other_reports_count(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(size) as desk:
        monkeypatch.setattr(MeetingBook, "apply", stumbling_over(EventsArrived, MeetingBook.apply))
        await desk.report(
            arrived(event(1, "updated", "me", "/me"), event(2, "updated", "people", "/people")),
            ExchangeChanged(exchange(9, url="https://lync.example.test/behind")),
        )
        assert [e.seq for e in desk.app.controller.session.events] == [1, 2]
        assert desk.app.controller.session.exchange(9) is not None
        assert "a fault of ucwa-tui: the report EventsArrived of exchange" in desk.outcome
        assert "ValueError in test_faults.py:" in desk.outcome
        assert "cwt=" not in desk.text


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (arrived(event(1, "updated", "me", "/me")), "EventsArrived of exchange"),
        (EventsArrived(()), "EventsArrived was"),
        (ExchangeChanged(exchange(9)), "ExchangeChanged of exchange 9 "),
        (RequestFinished(3, exchange(9)), "RequestFinished of exchange 9 "),
        (SignedOut(True), "SignedOut was"),
    ],
)
def test_which_report_it_was(report: Report, words: str) -> None:
    told = not_taken_in(report, ValueError("secret"))
    assert f"the report {words}" in told
    assert "ValueError. Please report it" in told
    assert "secret" not in told
