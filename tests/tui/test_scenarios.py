"""The list of the sandbox's scenarios and mishaps."""

from __future__ import annotations

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, opened
from tests.tui.fakes import ScriptedSandbox
from ucwa_tui.wire.sandbox_mishaps import MISHAPS
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS
from ucwa_tui.workbench.launch import LaunchOptions


@pytest.mark.parametrize("size", SIZES)
async def test_a_scenario_is_chosen_and_on_at_once(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("alt+2", "X")
        assert f"How the sandbox behaves ({len(SCENARIOS)} scenarios, {len(MISHAPS)} mishaps)" in desk.text
        assert "▸ on calm" in desk.text or "on calm" in desk.text
        assert "You see a server on a good day" in desk.words
        await desk.press("down", "down")
        assert "ApplicationNotFound" in desk.box
        await desk.press("enter")
        await desk.until(lambda: desk.sandbox.scenario == "forgetful")
        await desk.until(lambda: "The sandbox is forgetful from now on" in desk.footer)
        await desk.until(lambda: desk.lines[0].startswith(" sandbox · forgetful"))
        await desk.press("X")
        assert "on forgetful" in desk.text
        await desk.type("early")
        assert "▸    early-events" in desk.text
        await desk.type("q")
        assert "no scenario or mishap has “earlyq”" in desk.text
        assert "▸    early-events" in desk.text
        await desk.press("backspace")
        assert "no scenario or mishap has" not in desk.text
        await desk.press("end")
        assert "resync now" in desk.text
        assert "Enter makes it happen now, once" in desk.box


async def test_a_mishap_happens_once() -> None:
    async with opened(WIDE) as desk:
        await desk.press("alt+2", "X", "end")
        assert "every connection is reset now" in desk.box
        await desk.press("enter")
        await desk.until(lambda: desk.sandbox.happened == ["drop-connections"])
        await desk.until(lambda: "drop-connections: happened to 1" in desk.footer)
        assert desk.sandbox.scenario == "calm"


async def test_leaving_changes_nothing() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+2", "X", "down", "escape")
        assert (desk.sandbox.scenario, desk.sandbox.happened) == ("calm", [])


async def test_what_the_sandbox_could_not_do_is_said() -> None:
    class Stubborn(ScriptedSandbox):
        def switch(self, scenario: str) -> None:
            raise OSError("no port is free")

    async with opened(WIDE, sandbox=Stubborn()) as desk:
        await desk.press("alt+2", "X", "down", "enter")
        await desk.until(lambda: "The sandbox could not do it: no port is free" in desk.footer)


async def test_other_servers_cannot_be_told() -> None:
    from tests.support.launching import launch

    options: LaunchOptions = launch(root_url="https://far.test/", user="ruth@far.test")
    async with opened(WIDE, options=options) as desk:
        await desk.press("alt+2", "X")
        assert "only the sandbox inside this program can be told how to behave" in desk.footer


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_lesson_fits_its_place_on_a_wide_screen(name: str) -> None:
    from ucwa_tui.tui.screens.scenarios import DETAIL_ROWS, _lines
    from ucwa_tui.wire.sandbox_scenarios import shipped

    lesson = shipped(name).lesson
    assert "You see" in lesson
    assert len(list(_lines(lesson, 70))) <= DETAIL_ROWS
