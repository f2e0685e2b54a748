"""How the main screens look. After a wanted change: `pytest tests/tui/test_snapshots.py --snapshot-update`."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.desk import SIZES, Desk, application
from tests.tui.fakes import ScriptedClient, ScriptedSandbox, ended
from tests.tui.test_meeting import in_a_meeting
from tests.tui.test_sending import join
from tests.workbench.builders import posted, refused, signed_in, waiting
from tests.workbench.meeting_events import message, messaging
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.tui.application import UcwaApp

REPORT_FOLDER = os.environ["TEXTUAL_SNAPSHOT_TEMPDIR"]
"""The plugin's own; set when the run begins, taken away from each test with all of Textual's variables."""

Compare = Callable[..., bool]
Act = Callable[[Desk], Awaitable[None]]


@pytest.fixture(autouse=True)
def _same_time_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times of day are local; here they are those of Greenwich. The plugin opens an event loop of its own."""
    monkeypatch.setenv("TEXTUAL_SNAPSHOT_TEMPDIR", REPORT_FOLDER)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def nothing(desk: Desk) -> None:
    """The form as it is at the start."""


async def be_refused(desk: Desk) -> None:
    """The meeting has ended."""
    body = b'{"code":"NotFound","subcode":"ConversationNotFound","message":"The meeting has ended."}'
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )
    reason = Reason("NotFound", "ConversationNotFound", "The meeting has ended.")
    await desk.press("f5")
    await desk.report(posted(), *ended(refused(404, reason, response=answer)))


async def look_at_the_meeting(desk: Desk) -> None:
    """In it, with somebody in the lobby and a message."""
    said = message(20, 1, "data:text/plain,Good+morning", who="olga")
    await join(desk)
    await in_a_meeting(desk, messaging(8, "Connected", "sendMessage"), said)


def scripted(act: Act) -> tuple[UcwaApp, Callable[[Pilot[int]], Awaitable[None]]]:
    """An application, and what happens on it before the picture is taken."""
    client, sandbox = ScriptedClient(), ScriptedSandbox()
    app = application(client, sandbox)

    async def before(pilot: Pilot[Any]) -> None:
        desk = Desk(app, pilot, client, sandbox)
        await desk.until(lambda: bool(client.targets))
        await desk.report(signed_in(), waiting())
        await act(desk)

    return app, before


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "act", [nothing, join, be_refused, look_at_the_meeting], ids=["form", "joined", "refused", "meeting"]
)
def test_looks(snap_compare: Compare, act: Act, size: tuple[int, int]) -> None:
    app, before = scripted(act)
    try:
        assert snap_compare(app, terminal_size=size, run_before=before)
    finally:
        app.backend.stop()
        asyncio.set_event_loop(None)
