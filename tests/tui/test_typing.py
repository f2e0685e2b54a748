"""Nothing that can be typed or pasted into a field is a command."""

from __future__ import annotations

import string

import pytest

from tests.tui.desk import SIZES, opened
from tests.tui.fakes import ScriptedClient
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.workbench.command import Place, is_printable
from ucwa_tui.workbench.commands import COMMANDS
from ucwa_tui.workbench.inspect_commands import INSPECT_COMMANDS

PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " äß€🙂"


def nothing_happened(client: ScriptedClient) -> bool:
    """Whether no command has reached the client."""
    return not client.plans and not client.cancelled and not client.reopened and not client.stopped


@pytest.mark.parametrize("size", SIZES)
async def test_every_character_is_text(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        row = await desk.fill("subject", "")
        focused = desk.main.focused
        await desk.type(PRINTABLE)
        assert row.value == PRINTABLE
        assert desk.main.focused is focused
        assert desk.app.screen is desk.main
        assert desk.main.pane is desk.main.request
        assert nothing_happened(desk.client)


async def test_pasted_lines_are_text() -> None:
    async with opened() as desk:
        row = await desk.fill("subject", "")
        focused = desk.main.focused
        await desk.paste("q?/jG1234[]yv")
        assert row.value == "q?/jG1234[]yv"
        await desk.paste("first\nq\n")
        assert row.value == "q?/jG1234[]yvfirst"
        assert desk.main.focused is focused
        assert desk.app.screen is desk.main
        assert nothing_happened(desk.client)


async def test_the_search_takes_every_character_too() -> None:
    async with opened() as desk:
        from tests.tui.test_exchanges import ANSWER
        from tests.workbench.builders import exchange
        from ucwa_tui.wire.reports import ExchangeChanged

        await desk.report(ExchangeChanged(exchange(3, response=ANSWER)))
        await desk.press("alt+3", "/")
        await desk.type("?q1jG")
        await desk.press("enter")
        assert desk.main.exchange.reader.wanted == "?q1jG"
        assert "does not occur" in desk.footer


def test_no_printable_key_goes_before_the_widget_with_the_focus() -> None:
    for place in Place:
        for binding in bindings_for(place):
            assert not (binding.priority and is_printable(binding.key)), binding.key


def test_each_main_action_has_two_keys_and_one_that_every_terminal_sends() -> None:
    everywhere = [c for c in COMMANDS if c.footer]
    assert {"send", "format", "meetings", "body", "next-pane", "help", "palette", "quit"} <= {c.id for c in everywhere}
    for entry in everywhere:
        if entry.id in {
            "accept",
            "decline",
        }:  # for a moment only; ^P has them too, and F6 leads to A and D
            assert {key for key in entry.keys if is_printable(key)}
        elif entry.place is Place.APP and entry not in INSPECT_COMMANDS:  # nothing is typed where those work
            assert len(entry.keys) >= 2, entry.id
            assert any(key.startswith("ctrl+") for key in entry.keys), entry.id


def test_no_key_means_two_things_in_one_place() -> None:
    general = [key for c in COMMANDS if c.place is Place.APP for key in c.keys]
    for place in Place:
        own = [key for c in COMMANDS if c.place is place for key in c.keys]
        keys = own if place is Place.APP else own + general
        assert len(keys) == len(set(keys)), place
