"""A join that was sent and whose answer is lost: looked for in the event channel, never sent again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.workbench.builders import arrived, channel_failed, invitation_event, post, refused
from tests.workbench.test_join_job import Bench
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, Failure, FailureKind, RequestFinished
from ucwa_tui.workbench.invitation_view import Outcome
from ucwa_tui.workbench.join_result import JoinOutcome


def page_of_a_proxy(*headers: bytes) -> RequestFinished:
    """A gateway's 502."""
    page = b"<title>502 Bad Gateway</title>"
    head = b"\r\n".join((b"HTTP/1.1 502 X", b"Content-Type: text/html", *headers, b"Content-Length: %d" % len(page)))
    return refused(502, response=head + b"\r\n\r\n" + page)


LOST: dict[str, Callable[[], RequestFinished]] = {
    "reset": lambda: RequestFinished(
        1, post(5, 1, request=b"POST / HTTP/1.1\r\n\r\n"), failure=Failure(FailureKind.NETWORK, "connection reset")
    ),
    "cut off": lambda: RequestFinished(
        1, post(5, 1, status=201, request=b"POST"), failure=Failure(FailureKind.NETWORK, "connection reset")
    ),
    "a proxy's page": page_of_a_proxy,
}


@pytest.mark.parametrize("how", LOST)
def test_a_lost_answer_is_sought_in_the_event_channel(how: str) -> None:
    bench = Bench().joining().feed(LOST[how]())
    assert bench.job.view is not None
    assert (bench.job.view.outcome, bench.job.view.sought) == (Outcome.RUNNING, True)
    bench.pass_time(9.0)
    assert bench.job.result is None
    bench.feed(arrived(invitation_event(1, "started")))
    bench.pass_time(30.0)
    assert bench.job.result is None  # what was found is followed as long as any other join
    bench.feed(arrived(invitation_event(2, "completed", "Connected", status="Success")))
    assert bench.job.outcome is JoinOutcome.JOINED
    assert "the event channel told of the join" in (bench.result.message or "")
    assert len(bench.plans) == 1


@pytest.mark.parametrize("how", LOST)
def test_a_lost_answer_of_which_nobody_tells(how: str) -> None:
    bench = Bench().joining().feed(LOST[how]()).pass_time(5.0).pass_time(5.1)
    result = bench.result
    assert result.exit_code == (3 if how == "a proxy's page" else 5)  # somebody did say no
    message = result.message or ""
    assert "The join was sent once and its answer is lost: " in message
    assert ("502 Bad Gateway" if how == "a proxy's page" else "connection reset") in message
    assert "within 10 s the event channel told of no invitation with this operation id" in message
    assert result.way_out.startswith("Run the same command again")
    assert result.http_status == {"reset": None, "cut off": 201, "a proxy's page": 502}[how]
    assert len(bench.plans) == 1


def test_a_lost_answer_and_a_channel_that_cannot_be_read() -> None:
    retrying = ChannelChanged(ChannelPhase.RETRYING, trouble="connection refused")
    bench = Bench().joining().feed(LOST["reset"](), retrying).pass_time(11.0)
    assert "could not be read meanwhile (connection refused). Nobody knows whether" in (bench.result.message or "")
    failed = Bench().joining().feed(LOST["reset"](), channel_failed(FailureKind.REPLACED))
    assert failed.result.exit_code == 1
    assert "is lost: connection reset; no event told of it before this: event channel" in (failed.result.message or "")


def test_an_answer_of_the_servers_own_is_none_that_is_lost() -> None:
    for header in (b'X-Ms-diagnostics: 1;reason="r"', b"Retry-After: 5"):
        assert Bench().joining().feed(page_of_a_proxy(header)).job.outcome is JoinOutcome.REFUSED
    named = refused(503, Reason("ServiceUnavailable", None, "busy"))
    assert Bench().joining().feed(named).job.outcome is JoinOutcome.REFUSED
