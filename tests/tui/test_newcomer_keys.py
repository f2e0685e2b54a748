"""What somebody tries who sees the program for the first time."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tests.tui.desk import Desk, opened
from ucwa_tui.tui.widgets.body_editor import BodyEditor


async def press_as_sent(desk: Desk, sequence: str) -> None:
    """Press a key as a terminal sends it, byte for byte."""
    driver = desk.app._driver
    assert driver is not None
    parser = XTermParser()
    for message in [*parser.feed(sequence), *parser.feed("")]:
        if isinstance(message, events.Key):
            message.set_sender(desk.app)
            driver.process_message(message)
    await desk.settle()


def editor_of(desk: Desk) -> BodyEditor:
    """The body editor that is open."""
    return desk.main.request.query_one(BodyEditor)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_alt_and_a_digit_leaves_a_field_and_types_nothing(number: int) -> None:
    async with opened() as desk:
        row = await desk.fill("subject", "Plan")
        await press_as_sent(desk, f"\x1b{number}")
        assert desk.main.pane.number == number
        assert row.value == "Plan"


async def test_alt_and_a_digit_leaves_the_body_and_types_nothing() -> None:
    async with opened() as desk:
        await desk.press("f3")
        before = editor_of(desk).text
        await press_as_sent(desk, "\x1b2")
        assert desk.main.pane is desk.main.exchanges
        assert editor_of(desk).text == before


@pytest.mark.parametrize("key", ["\x1b7", "\x1bz", "\x1bi"])
async def test_a_key_with_alt_that_is_no_command_types_nothing(key: str) -> None:
    async with opened() as desk:
        row = await desk.fill("subject", "Plan")
        await press_as_sent(desk, key)
        assert row.value == "Plan"
        await desk.press("f3")
        before = editor_of(desk).text
        await press_as_sent(desk, key)
        assert editor_of(desk).text == before


async def test_alt_f_repairs_while_the_cursor_is_in_the_field() -> None:
    async with opened() as desk:
        row = await desk.fill("onlineMeetingUri", " conf:sip:olga@example.test;gruu;opaque=app:conf:focus:id:STAND1UP ")
        await press_as_sent(desk, "\x1bf")
        assert row.value == "sip:olga@example.test;gruu;opaque=app:conf:focus:id:STAND1UP"


async def test_letters_do_not_change_a_choice() -> None:
    async with opened() as desk:
        row = await desk.into("importance")
        before = row.value
        await desk.type("hlHL")
        assert row.value == before
        await desk.press("right")
        assert row.value != before


async def test_the_ends_of_the_body_have_keys() -> None:
    async with opened() as desk:
        await desk.press("f3", "ctrl+end")
        editor = editor_of(desk)
        assert editor.cursor_location == editor.document.end
        await desk.press("ctrl+home")
        assert editor.cursor_location == (0, 0)
