"""The real client at the sandbox: every scenario can be lived through, every way of signing in works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.client.harness import Driven, driven
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.wire.network_settings import NetworkSettings
from ucwa_tui.wire.reports import (
    ChannelChanged,
    ChannelGap,
    ChannelPhase,
    JoinUrlResolved,
    SignedIn,
)
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS, shipped
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import Grant, SignInTarget
from ucwa_tui.workbench.draft import new_draft
from ucwa_tui.workbench.explanation import explain

ALICE = SignInTarget(user="alice@sandbox.example", secret=Secret("open-sesame-alice"), steady=True)


@contextmanager
def sandbox(scenario: str, scale: float = 1.0) -> Iterator[tuple[EmbeddedSandbox, str, Driven]]:
    box = EmbeddedSandbox(seed=1, clock_scale=scale, scenario=scenario)
    root = box.start()
    try:
        with driven(tuning=Tuning()) as it:
            yield box, root, it
    finally:
        box.stop()
    assert box.faults == []


@pytest.mark.parametrize("scenario", [name for name in SCENARIOS if not shipped(name).rules or name == "stormy"])
def test_signing_in_and_resolving_a_join_url(scenario: str) -> None:
    with sandbox(scenario) as (box, root, it):
        it.sign_in(replace(ALICE, root_url=root))
        ticket = it.client.resolve(box.meetings[0].join_url, NetworkSettings())
        found = it.reports.wait(JoinUrlResolved, lambda r: r.ticket == ticket)
        assert (found.uri, found.how) == (box.meetings[0].uri, "conf-info")
        assert len(found.ucwa_urls) == 3


def test_windows_sign_in() -> None:
    with sandbox("calm") as (_, root, it):
        signed_in = it.sign_in(replace(ALICE, root_url=root, grant=Grant.WINDOWS, user="SANDBOX\\alice"))
        assert (signed_in.user, signed_in.grant) == ("Alice Arnold", Grant.WINDOWS)


def test_forgotten_applications_are_replaced() -> None:
    with sandbox("forgetful", 100.0) as (_, root, it):
        it.sign_in(replace(ALICE, root_url=root))
        it.reports.wait(SignedIn, lambda r: r.recreated)
        assert it.reports.wait(ChannelGap).kind == "recreated"


def test_a_takeover_ends_in_words_and_can_be_undone() -> None:
    with sandbox("takeover", 100.0) as (_, root, it):
        it.sign_in(replace(ALICE, root_url=root))
        assert "PGetReplaced" in repr(it.reports.channel_failure())
        seen = len(it.reports.all)
        it.client.reopen_channel()
        it.reports.wait(
            ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING and r in it.reports.all[seen:], timeout=5
        )


def test_a_ticket_for_another_meeting_is_explained() -> None:
    with sandbox("calm") as (box, root, it):
        mine, other = box.meetings[0].uri, box.meetings[1].uri
        target = SignInTarget(root, Grant.ANONYMOUS, meeting_uri=mine)
        joins = it.sign_in(target).application.embeds("communication")[0].href("joinOnlineMeeting") or ""
        draft = new_draft(onlineMeetingUri=other, operationId="1", anonymousDisplayName="Zoe")
        plan: RequestPlan = draft.plan(joins)
        refused = it.finish(plan).exchange
        assert refused.status == 403
        told = explain(refused, mine)
        assert "STAND1UP" in told[1]
        assert "L0BBY3S0" in told[1]
