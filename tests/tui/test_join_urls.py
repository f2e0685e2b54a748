"""A join URL in the form: asked for first, sent only where the answer is certain; kept where there is none."""

from __future__ import annotations

import pytest

from tests.support.launching import launch
from tests.tui.desk import SIZES, SMALL, Desk, opened
from tests.workbench.builders import MEETING
from ucwa_tui.wire.reports import Failure, FailureKind, JoinUrlResolved
from ucwa_tui.wire.sign_in_target import Grant

URL = "https://meet.example.test/dana/K7Q2M4XN"
LOST = Failure(FailureKind.NETWORK, "meet.example.test: no such host", "Check the name.")


def told(desk: Desk, how: str, *, uri: str | None = MEETING, failure: Failure | None = None) -> JoinUrlResolved:
    """The answer to what was asked for last."""
    return JoinUrlResolved(1000 + len(desk.client.resolved), desk.client.resolved[-1], uri, how, failure=failure)


@pytest.mark.parametrize("size", SIZES)
async def test_sending_resolves_first(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.fill("onlineMeetingUri", f"{URL} ")
        plans = len(desk.client.plans)
        await desk.press("f5")
        assert desk.client.resolved == [URL]
        assert len(desk.client.plans) == plans
        assert "asking meet.example.test" in desk.outcome
        await desk.press("f5")
        assert desk.client.resolved == [URL]
        await desk.report(told(desk, "conf-info"))
        assert desk.field("onlineMeetingUri").value == MEETING
        assert len(desk.client.plans) == plans + 1
        assert MEETING.encode() in desk.client.plans[-1].body


async def test_a_guess_is_put_in_and_not_sent() -> None:
    async with opened(SMALL) as desk:
        await desk.fill("onlineMeetingUri", URL)
        plans = len(desk.client.plans)
        await desk.press("f5")
        await desk.report(told(desk, "guess", failure=LOST))
        assert desk.field("onlineMeetingUri").value == MEETING
        assert len(desk.client.plans) == plans
        assert "Not sent: this URI is only a guess" in desk.outcome
        assert "no such host" in desk.outcome
        await desk.press("f5")
        assert len(desk.client.plans) == plans + 1
        assert "guess" not in desk.outcome


@pytest.mark.parametrize("key", ["f5", "alt+f"])
async def test_a_failure_keeps_what_was_typed_and_names_the_cause(key: str) -> None:
    odd = "https://join.example.test/K7Q2M4XN"
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", odd)
        plans = len(desk.client.plans)
        await desk.press(key)
        await desk.report(told(desk, "", uri=None, failure=LOST))
        assert desk.field("onlineMeetingUri").value == odd
        assert len(desk.client.plans) == plans
        assert "no such host" in desk.outcome
        assert "Check the name." in desk.outcome
        await desk.press("escape")
        assert "no such host" not in desk.outcome


@pytest.mark.parametrize(("how", "words"), [("page", "from the meeting's page"), ("guess", "only a guess")])
async def test_repair_resolves_and_does_not_send(how: str, words: str) -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", URL)
        plans = len(desk.client.plans)
        await desk.press("alt+f")
        await desk.report(told(desk, how))
        assert desk.field("onlineMeetingUri").value == MEETING
        assert len(desk.client.plans) == plans
        assert words in desk.outcome
        await desk.press("alt+f")
        assert "needs no repair" in desk.footer


async def test_repair_falls_back_to_a_guess() -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", URL)
        await desk.press("alt+f")
        await desk.report(told(desk, "", uri=None, failure=LOST))
        assert desk.field("onlineMeetingUri").value == MEETING
        assert "only a guess" in desk.outcome


async def test_an_answer_never_overwrites_what_was_typed_meanwhile() -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", URL)
        await desk.press("f5")
        await desk.fill("onlineMeetingUri", "sip:other@example.test;gruu;opaque=app:conf:focus:id:ZZZZZZ11")
        plans = len(desk.client.plans)
        await desk.report(told(desk, "page"))
        assert "ZZZZZZ11" in desk.field("onlineMeetingUri").value
        assert len(desk.client.plans) == plans
        assert "stood for" in desk.outcome


GUEST = launch(root_url="https://lync.example.test/", grant=Grant.ANONYMOUS, meeting=URL)


async def test_a_guest_signs_in_with_what_the_join_url_stands_for() -> None:
    async with opened(options=GUEST, reports=(), ready=lambda client: bool(client.resolved)) as desk:
        assert desk.client.resolved == [URL]
        assert desk.client.targets == []
        await desk.report(told(desk, "page"))
        assert [target.meeting_uri for target in desk.client.targets] == [MEETING]
        assert desk.field("onlineMeetingUri").value == MEETING


async def test_a_guests_join_url_that_leads_nowhere_is_told_and_tried_again() -> None:
    async with opened(options=GUEST, reports=(), ready=lambda client: bool(client.resolved)) as desk:
        await desk.report(told(desk, "", uri=None, failure=LOST))
        assert "cannot be resolved" in desk.outcome
        assert "no such host" in desk.outcome
        assert desk.field("onlineMeetingUri").value == URL
        await desk.press("alt+c")
        assert desk.client.resolved == [URL, URL]
        await desk.report(told(desk, "guess", failure=LOST))
        assert [target.meeting_uri for target in desk.client.targets] == [MEETING]
        assert "only a guess" in desk.footer


async def test_a_guest_who_names_no_server_is_led_by_the_meeting() -> None:
    by_link = launch(grant=Grant.ANONYMOUS, meeting=URL)
    async with opened(options=by_link, reports=(), ready=lambda client: bool(client.resolved)) as desk:
        await desk.report(told(desk, "page"))
        assert [(target.domain, target.root_url) for target in desk.client.targets] == [("example.test", "")]
    by_uri = launch(grant=Grant.ANONYMOUS, meeting=MEETING)
    async with opened(options=by_uri, reports=(), ready=lambda client: bool(client.targets)) as desk:
        assert [(target.domain, target.root_url) for target in desk.client.targets] == [("example.test", "")]
        assert desk.app.backend.running_sandbox is None
