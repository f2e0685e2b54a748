"""What goes wrong is said where the eye is, with the way out; quitting is clean whatever happened."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tests.tui.desk import PATIENCE, SIZES, SMALL, WIDE, Desk, application, opened
from tests.tui.fakes import ScriptedClient, ScriptedSandbox
from tests.workbench.builders import channel_failed, signed_in, waiting
from ucwa_tui.tui.backend import QUIT_DEADLINE
from ucwa_tui.wire.reports import Failure, FailureKind, SignInFailed, StepChanged
from ucwa_tui.workbench.launch import LaunchOptions

REFUSED = Failure(
    FailureKind.SIGN_IN,
    "The server refused the user name or the password.",
    "Check both, then start again.",
    status=400,
    diagnostics='28020;source="pool";reason="No valid token"',
)


@pytest.mark.parametrize("size", SIZES)
async def test_a_failed_sign_in_says_why_and_the_way_out(size: tuple[int, int]) -> None:
    async with opened(size, reports=[StepChanged("token", "failed"), SignInFailed(REFUSED)]) as desk:
        assert "✗ sign-in: The server refused the user name or the password." in desk.outcome
        assert "28020" in desk.outcome
        assert "Check both, then start again." in desk.outcome
        assert "not signed in" in desk.lines[0]
        await desk.press("f5")
        assert desk.client.plans == []
        assert "not signed in: The server refused" in desk.footer


async def test_connecting_again_after_a_failed_sign_in() -> None:
    async with opened(reports=[SignInFailed(REFUSED)]) as desk:
        await desk.press("alt+c")
        assert len(desk.client.targets) == 2
        assert desk.client.targets[0] == desk.client.targets[1]
        await desk.report(signed_in(), waiting())
        assert "✗" not in desk.outcome
        assert "nothing sent yet" in desk.outcome
        await desk.press("f6")
        assert "F5 send" in desk.footer


async def test_each_step_of_the_sign_in_is_told() -> None:
    async with opened(reports=[StepChanged("root", "started")]) as desk:
        assert "signing in: root" in desk.lines[0]
        await desk.report(StepChanged("token", "started"))
        assert "signing in: token" in desk.lines[0]
        assert "signing in" in desk.outcome


@pytest.mark.parametrize("size", SIZES)
async def test_a_lost_channel_is_told_and_opened_again(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.report(channel_failed(FailureKind.NETWORK))
        assert "failed" in desk.lines[0]
        assert "event channel: network" in desk.outcome
        await desk.press("alt+c")
        assert desk.client.reopened == 1
        assert len(desk.client.targets) == 1
        await desk.report(waiting(ack=5))
        assert "ack 5 waiting" in desk.lines[0]
        assert "event channel: network" not in desk.outcome


async def test_a_sandbox_that_cannot_listen() -> None:
    async with opened(reports=(), sandbox=ScriptedSandbox(fails="Address in use")) as desk:
        assert "The sandbox cannot listen on this machine: Address in use" in desk.outcome
        await desk.press("f5")
        assert "cannot listen" in desk.footer
        assert desk.client.targets == []


# Quitting


async def gone(desk: Desk) -> None:
    """Wait until the application has ended."""
    await desk.until(lambda: desk.app.return_code is not None and bool(desk.client.stopped), settle=False)


@pytest.mark.parametrize("keys", [["ctrl+q"], ["f10"], ["ctrl+c", "ctrl+c"]])
async def test_quitting_stops_the_client_once_within_a_deadline(keys: list[str]) -> None:
    async with opened() as desk:
        for key in keys:
            desk.app.simulate_key(key)
            await asyncio.sleep(0.02)
        await gone(desk)
        assert desk.client.stopped == [QUIT_DEADLINE]
        assert 0 < QUIT_DEADLINE < 0.5
        assert desk.sandbox.stopped == 1
        assert desk.app.return_code == 0
    assert desk.client.stopped == [QUIT_DEADLINE]
    assert desk.sandbox.stopped == 1


async def test_one_ctrl_c_says_how_to_quit() -> None:
    async with opened() as desk:
        await desk.press("ctrl+c")
        assert "^Q" in desk.footer
        assert desk.client.stopped == []


@pytest.mark.parametrize("over", ["f1", "f4", "ctrl+p"])
async def test_quitting_from_a_box(over: str) -> None:
    async with opened(WIDE) as desk:
        await desk.press(over)
        assert desk.app.screen is not desk.main
        desk.app.simulate_key("ctrl+q")
        await gone(desk)
        assert desk.client.stopped == [QUIT_DEADLINE]


async def test_quitting_before_anything_came_up() -> None:
    client, sandbox = ScriptedClient(), ScriptedSandbox()
    app = application(client, sandbox, LaunchOptions())
    async with app.run_test(size=SMALL):
        await app.action_quit()
    app.backend.stop()
    for thread in threading.enumerate():
        if thread.name == "bring-up":
            thread.join(PATIENCE)
    assert bool(sandbox.started) == bool(sandbox.stopped) == bool(client.stopped)


async def test_reports_after_quitting_are_nobodys() -> None:
    async with opened() as desk:
        desk.app.simulate_key("ctrl+q")
        await gone(desk)
        desk.client.report(waiting(ack=99))
    desk.client.report(waiting(ack=100))
    assert desk.app.controller.session.channel is not None
    assert desk.app.controller.session.channel.ack == 1
