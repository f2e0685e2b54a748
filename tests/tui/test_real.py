"""The main job with the real client against the real sandbox, over loopback."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.support.launching import launch
from tests.tui.desk import SHELF, SIZES, SMALL, WIDE, Desk, at_work
from ucwa_tui.client.engine import Client
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.sandbox.meetings import MEETINGS
from ucwa_tui.tui.application import UcwaApp
from ucwa_tui.workbench.launch import LaunchOptions

NEVER_ADMITTED = next(m for m in MEETINGS if m.behaviour == "never-admitted")
ENDED = next(m for m in MEETINGS if m.behaviour == "ended")


@asynccontextmanager
async def real(size: tuple[int, int], options: LaunchOptions) -> AsyncIterator[Desk]:
    """The program as it is started, signed in; on the way out nothing may be left of it."""
    ids = itertools.count(1)
    sandbox = EmbeddedSandbox(clock_scale=10)
    app = UcwaApp(options, SHELF, client=Client, sandbox=lambda: sandbox, new_id=lambda: f"real-{next(ids)}")
    async with at_work(app, size) as desk:
        yield desk
    assert sandbox.faults == []


@pytest.mark.parametrize(("size", "payload_format"), zip(SIZES, PayloadFormat, strict=True))
async def test_one_key_joins(size: tuple[int, int], payload_format: PayloadFormat) -> None:
    async with real(size, launch(payload_format=payload_format)) as desk:
        await desk.press("f5")
        await desk.until(lambda: "✓ joined" in desk.outcome)
        assert "201" in desk.outcome
        assert "Connected" in desk.outcome
        current = desk.app.controller.session.current
        assert current is not None
        assert current.exchange_n is not None
        sent = desk.app.controller.session.exchange(current.exchange_n)
        assert sent is not None
        body = sent.request.data.partition(b"\r\n\r\n")[2]
        if payload_format is PayloadFormat.XML:
            assert b"Content-Type: application/xml" in sent.request.data
            assert b"<input" in body
        else:
            assert json.loads(body)["operationId"] == "real-1"
        await desk.press("alt+4", "g", "enter")
        assert "received" in desk.text


async def test_a_key_lets_one_in_from_the_lobby() -> None:
    async with real(SMALL, launch(meeting=NEVER_ADMITTED.uri)) as desk:
        await desk.press("f5")
        await desk.until(lambda: "F8 lets you in" in desk.outcome)
        await desk.press("f8")
        await desk.until(lambda: "✓ joined" in desk.outcome)


async def test_a_meeting_that_has_ended_is_explained() -> None:
    async with real(WIDE, launch(meeting=ENDED.uri)) as desk:
        await desk.press("f5")
        await desk.until(lambda: "✗" in desk.outcome)
        assert "Next: " in desk.outcome


async def test_from_a_join_url_to_an_answered_message() -> None:
    async with real(WIDE, launch()) as desk:
        sandbox = desk.app.controller.sandbox
        assert sandbox is not None
        meeting = next(m for m in sandbox.meetings if m.behaviour == "joins")
        await desk.fill("onlineMeetingUri", meeting.join_url)
        await desk.press("f5")
        await desk.until(lambda: "✓ joined" in desk.outcome)
        assert desk.field("onlineMeetingUri").value == meeting.uri
        pages = [e for e in desk.app.controller.session.exchanges if e.purpose is Purpose.JOIN_PAGE]
        assert pages
        assert all(e.url.startswith(meeting.join_url.rpartition("/meet")[0]) for e in pages)
        await desk.press("alt+5")
        await desk.until(lambda: "m adds it" in desk.text)
        await desk.press("m", "enter")
        await desk.until(lambda: "Message to" in desk.text)
        await desk.type("Good morning")
        await desk.press("enter")
        await desk.until(lambda: "you: Good morning" in desk.text and "you wrote: Good morning" in desk.text)
        assert "3 people" in desk.text


async def test_the_meeting_pane_shows_that_one_waits() -> None:
    async with real(SMALL, launch(meeting=NEVER_ADMITTED.uri)) as desk:
        await desk.press("f5")
        await desk.press("alt+5")
        await desk.until(lambda: "You wait in the lobby" in desk.text)
        await desk.press("f8")
        await desk.until(lambda: "Conferenced" in desk.text_of(desk.main.meeting.list))
        await desk.press("f12")
        await desk.until(lambda: "You are not in it any more" in desk.text)
