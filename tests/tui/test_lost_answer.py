"""A join that was sent and not answered: looked for in the event channel, and told as it is."""

from __future__ import annotations

from dataclasses import replace

from tests.tui.desk import SMALL, opened
from tests.tui.fakes import ended
from tests.workbench.builders import arrived, invitation_event, post
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import ExchangeChanged, Failure, FailureKind, RequestFinished


def lost(ticket: int, at: float, operation_id: str) -> RequestFinished:
    sent = post(ticket, ticket, at=at, request=b"POST / HTTP/1.1", operation_id=operation_id)
    sent = replace(sent, state=ExchangeState.FAILED)
    failure = Failure(FailureKind.NETWORK, "pool.example.test: the connection was reset", "Try again.")
    return RequestFinished(ticket, sent, failure=failure)


async def test_the_answer_is_lost() -> None:
    """The clock says 1003: what was lost at 1000 is still looked for, what was lost at 990 is not."""
    async with opened(SMALL) as desk:
        finished = lost(1, 1000.0, "op-1")
        await desk.report(ExchangeChanged(finished.exchange), *ended(finished))
        assert "answer lost, looking" in desk.outcome
        assert "the connection was reset" in desk.outcome
        desk.main.say("something older")
        await desk.settle()
        assert "Events with its operation id are looked for (10 s); nothing is sent again." in desk.outcome
        await desk.report(arrived(invitation_event(1, "started")))
        assert "… Connecting" in desk.outcome
        assert "the event channel tells of this operation: nothing has to be sent again" in desk.outcome
        await desk.report(arrived(invitation_event(2, "completed", "Connected", status="Success")))
        assert "✓ joined" in desk.outcome
        assert "something older" not in desk.footer  # the end of an operation is newer
        await desk.press("alt+2")
        assert " lost" in desk.text
        await desk.press("enter", "x")
        assert "It was carried out: its events say completed: Success" in desk.words
        await desk.press("p")

        finished = lost(2, 990.0, "op-2")
        await desk.report(ExchangeChanged(finished.exchange), *ended(finished))
        assert "✗ answer lost" in desk.outcome
        assert "In 10 s no event told of its operation id: most likely it was not taken." in desk.outcome
        assert "Next: F7, F5 send it as a second operation" in desk.outcome
        assert desk.client.plans == []
