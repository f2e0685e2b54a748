"""What goes before a sign-in says what it waits for, and Escape gives it up; the session before goes on."""

from __future__ import annotations

import sys
import threading

import pytest

from tests.support.launching import launch
from tests.tui.desk import SHELF, SIZES, opened
from tests.tui.fakes import ScriptedClient, ScriptedSandbox
from tests.workbench.builders import MEETING, channel_failed
from ucwa_tui.tui import application
from ucwa_tui.wire.failure import Failure, FailureKind, as_sentences
from ucwa_tui.wire.reports import JoinUrlResolved
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench import secret_command
from ucwa_tui.workbench.profiles import read_profiles

URL = "https://meet.example.test/dana/K7Q2M4XN"
PROFILES = f"""
[profiles.guest]
root = "https://lync.example.test/"
auth = "anonymous"
meeting = "{URL}"
display-name = "Gina"

[profiles.slow]
root = "https://lync.example.test/"
user = "erin@example.test"
password = {{ command = ["PYTHON", "-c", "import time; time.sleep(600)"] }}
""".replace("PYTHON", sys.executable)


@pytest.mark.parametrize("size", SIZES)
async def test_a_guests_join_url(size: tuple[int, int]) -> None:
    elsewhere = launch(root_url="https://lync.example.test/", user="erin", profile="lab")
    async with opened(size, options=elsewhere, profiles=lambda: read_profiles(PROFILES, "profiles.toml")) as desk:
        await desk.press("alt+j", "home", "enter")
        await desk.until(lambda: desk.client.resolved == [URL])
        assert "asking meet.example.test which conference this is" in desk.outcome
        assert "lab: " in desk.lines[0]
        await desk.press("alt+4", "escape")
        assert desk.client.cancelled == [1001]
        assert "Not signed in with guest: given up" in desk.footer
        assert "asking" not in desk.outcome
        await desk.report(JoinUrlResolved(1001, URL, MEETING))
        assert len(desk.client.targets) == 1
        await desk.press("alt+c")
        assert desk.client.reopened == 1


async def test_a_guest_from_the_start_can_try_again() -> None:
    guest = launch(root_url="https://lync.example.test/", grant=Grant.ANONYMOUS, meeting=URL)
    async with opened(options=guest, reports=(), ready=lambda client: bool(client.resolved)) as desk:
        await desk.report(channel_failed(FailureKind.NETWORK))
        assert "asking meet.example.test" in desk.outcome
        await desk.press("escape")
        assert "it was given up. Alt+C tries again." in desk.outcome
        await desk.press("alt+c")
        assert desk.client.resolved == [URL, URL]


@pytest.mark.parametrize("size", SIZES)
async def test_a_command_that_hangs(size: tuple[int, int]) -> None:
    async with opened(size, profiles=lambda: read_profiles(PROFILES, "profiles.toml")) as desk:
        await desk.press("alt+j", "end", "enter")
        await desk.until(lambda: bool(secret_command._running))
        [child] = secret_command._running
        assert f"getting the password: command {sys.executable}" in desk.outcome
        await desk.press("escape")
        await desk.until(lambda: child.poll() is not None)
        assert "given up" in desk.footer
        assert "getting" not in desk.outcome
        assert len(desk.client.targets) == 1


async def test_leaving_kills_a_command_that_hangs() -> None:
    async with opened(profiles=lambda: read_profiles(PROFILES, "profiles.toml")) as desk:
        await desk.press("alt+j", "end", "enter")
        await desk.until(lambda: bool(secret_command._running))
        [child] = secret_command._running
        await desk.app.action_quit()
    assert child.wait(5) != 0


@pytest.mark.parametrize("key", ["f5", "alt+f"])
async def test_a_join_url_in_the_form(key: str) -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", URL)
        await desk.press(key, "f5", "alt+f", "f5")
        assert desk.client.resolved == [URL]
        assert "Esc gives up" in desk.outcome
        await desk.press("escape")
        assert desk.client.cancelled == [1001]
        assert desk.field("onlineMeetingUri").value == URL
        assert "given up" in desk.outcome
        await desk.press("alt+f")
        await desk.fill("onlineMeetingUri", f"{URL}2")
        await desk.press("alt+f")
        assert desk.client.resolved == [URL, URL, f"{URL}2"]
        assert desk.client.cancelled == [1001, 1002]


async def test_a_profile_may_be_quicker_than_the_client() -> None:
    """The client is loaded beside the first screen; what was chosen meanwhile counts."""
    client, loaded = ScriptedClient(), threading.Event()

    def load() -> ScriptedClient:
        assert loaded.wait(10)
        return client

    app = application.UcwaApp(
        launch(root_url="https://lync.example.test/", user="erin"),
        SHELF,
        client=load,
        sandbox=ScriptedSandbox,
        profiles=lambda: read_profiles(PROFILES, "profiles.toml"),
    )
    async with app.run_test() as pilot:
        await pilot.press("alt+j")
        await pilot.press("home")
        await pilot.press("enter")
        await pilot.pause()
        assert app.signing.has_begun
        loaded.set()
        while not client.resolved:  # a thread tells
            await pilot.pause(0.01)
        client.report(JoinUrlResolved(1001, URL, MEETING))
        while not client.targets:
            await pilot.pause(0.01)
        assert [target.meeting_uri for target in client.targets] == [MEETING]
    app.backend.stop()


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (
            ("led to evil.test, which was not approved", "Approve that host"),
            "led to evil.test, which was not approved. Approve that host.",
        ),
        (("Gone.", ""), "Gone."),
        (("Who is it?", "Ask!"), "Who is it? Ask!"),
    ],
)
def test_headline_and_way_out_are_sentences(texts: tuple[str, str], told: str) -> None:
    assert as_sentences(*texts) == told
    assert Failure(FailureKind.NETWORK, *texts).told == told


async def test_more_problems_than_fit_can_all_be_read() -> None:
    wrong = "[profiles.wrong]\n" + "".join(f'key-that-nobody-knows-{n} = "value"\n' for n in range(12))
    async with opened(profiles=lambda: read_profiles(wrong, "profiles.toml")) as desk:
        await desk.press("alt+j")
        assert "Enter shows all of it" in desk.box
