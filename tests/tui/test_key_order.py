"""Keys that come in one write do what they would have done one by one: what is typed behind a key gets where it led."""

from __future__ import annotations

import random
import time

import pytest
from textual.keys import _character_to_key

from tests.tui.desk import SIZES, Desk, opened
from tests.tui.test_exchanges import with_exchanges
from tests.tui.test_meeting import in_a_meeting
from tests.workbench.meeting_events import messaging
from ucwa_tui.document.views import View
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.screens.help import HelpScreen
from ucwa_tui.tui.screens.main import MainScreen
from ucwa_tui.tui.screens.message import MessageScreen
from ucwa_tui.tui.screens.password import PasswordScreen
from ucwa_tui.workbench.profiles import read_profiles

PROFILES = """
[profiles.first]
root = "https://first.example.test/"
user = "erin@example.test"
password = "prompt"
[profiles.second]
root = "https://second.example.test/"
user = "erin@example.test"
password = "prompt"
"""
ANY = [
    *("alt+1", "alt+2", "alt+3", "alt+4", "alt+5", "f6", "tab", "f1", "f3", "escape", "enter"),
    *("up", "down", "home", "end", "a", "5", "/", ":", "]"),
    *"owphxtylWzsSd",
]


async def at_once(desk: Desk, *keys: str) -> None:
    """All of them before any has been dealt with."""
    for key in keys:
        desk.send(_character_to_key(key) if len(key) == 1 else key, key if len(key) == 1 else None)
    await desk.settle()


@pytest.mark.parametrize("size", SIZES)
async def test_a_message_behind_the_key_that_asks_for_it(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await in_a_meeting(desk, messaging(8, "Connected", "sendMessage"))
        await at_once(desk, *"mhello there, quite", "enter", "m", *"again")
        assert desk.client.plans[-1].body == b"hello there, quite"
        assert isinstance(desk.app.screen, MessageScreen)
        assert desk.app.screen.input.value == "again"


@pytest.mark.parametrize("size", SIZES)
async def test_a_choice_behind_the_key_that_opens_the_list(size: tuple[int, int]) -> None:
    async with opened(size, profiles=lambda: read_profiles(PROFILES, "profiles.toml")) as desk:
        await at_once(desk, "alt+j", "down", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, PasswordScreen))
        await desk.type("open sesame")
        await at_once(desk, "enter", "f1")
        await desk.until(lambda: len(desk.client.targets) == 2)
        assert desk.client.targets[-1].root_url == "https://second.example.test/"
        assert isinstance(desk.app.screen, HelpScreen)


async def test_words_behind_the_key_that_opens_the_palette() -> None:
    async with opened() as desk:
        before = desk.main.controller.draft.payload_format
        await at_once(desk, "ctrl+p", *"json or xml")
        await desk.until(lambda: "JSON or XML" in desk.text)
        await at_once(desk, "down", "enter")
        await desk.until(lambda: desk.main.controller.draft.payload_format is not before)


async def test_keys_of_panes_in_a_row() -> None:
    async with opened() as desk:
        await at_once(desk, "alt+2", "3", "4", "5", "1", "alt+4")
        assert desk.main.pane.number == 4


async def test_what_is_typed_into_a_field_is_not_held_up() -> None:
    async with opened() as desk:
        row = await desk.into("subject")
        before = row.value
        await at_once(desk, *"one two", "left", "left", "left", *"and ", "end", "!", "alt+2")
        assert row.value == f"{before}one and two!"
        assert desk.main.pane.number == 2


async def test_keys_go_on_where_what_they_wait_for_is_gone() -> None:
    """The mark behind a key may go down with a box; nobody waits for it for ever."""
    async with opened() as desk:
        desk.app.keys._rounds = 1
        desk.app.keys._number += 1
        desk.send("alt+4", None)
        await desk.until(lambda: desk.main.pane.number == 4)


async def test_lines_pasted_into_a_message_become_one() -> None:
    async with opened() as desk:
        await in_a_meeting(desk, messaging(8, "Connected", "sendMessage"))
        await desk.press("m")
        await desk.paste("first line\r\n  second\n\nthird\n")
        assert isinstance(desk.app.screen, MessageScreen)
        assert desk.app.screen.input.value == "first line second third"
        await desk.press("enter")
        assert desk.client.plans[-1].body == b"first line second third"


@pytest.mark.parametrize("slow", [0.0, 0.7], ids=["quick", "slow"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_depth_behind_the_key_that_opens_the_exchange(
    size: tuple[int, int], slow: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the first one takes its time, on a busy machine."""
    shown = MainScreen._show_pane

    def show(screen: MainScreen, pane: Pane) -> None:
        shown(screen, pane)
        time.sleep(slow)

    async with opened(size) as desk:
        await with_exchanges(desk)
        monkeypatch.setattr(MainScreen, "_show_pane", show)
        await at_once(desk, "alt+2", "enter", "o")
        assert desk.main.exchange.view is View.CONNECTION, desk.text


async def test_a_screen_that_never_arrives_holds_no_key_for_ever() -> None:
    async with opened() as desk:
        desk.app.keys._rounds = 1
        desk.app.keys._number += 1
        desk.app.keys.arriving()
        desk.send("alt+4", None)
        await desk.until(lambda: desk.main.pane.number == 4)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(4))
async def test_keys_typed_ahead_end_where_they_do_one_by_one(size: tuple[int, int], seed: int) -> None:
    """Any keys, in any order."""
    chosen = random.Random(seed)
    keys = [chosen.choice(ANY) for _ in range(chosen.randint(4, 9))]
    ends = []
    for type_keys in (Desk.press, at_once):
        async with opened(size) as desk:
            await with_exchanges(desk)
            await type_keys(desk, *keys)
            await desk.settle()
            ends.append((keys, str(desk.app.focused), desk.lines))
    assert ends[0] == ends[1]


async def test_a_key_of_another_pane_says_where_it_works() -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "o")
        assert "Other panes: Connection (3)" in desk.footer
        await desk.press("up")
        assert "Other panes" not in desk.text
        await desk.press("alt+3", "o")
        assert "Other panes" not in desk.text
        assert desk.main.exchange.view is View.CONNECTION


async def test_letters_of_a_text_are_told_nothing() -> None:
    async with opened() as desk:
        await desk.into("subject")
        await desk.press("z", "o")
        assert "Other panes" not in desk.text
