"""Going between panes, sizes, the meetings, the help, the palette and the footer."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from tests.support.launching import launch
from tests.tui.desk import SIZES, SMALL, WIDE, opened
from tests.tui.fakes import LOBBY, ScriptedSandbox, ended
from tests.tui.test_exchanges import with_exchanges
from tests.tui.test_sending import join
from tests.workbench.builders import accepted, arrived, invitation_event, posted
from ucwa_tui.tui.actions.table import ACTIONS
from ucwa_tui.tui.palette import RegistryProvider
from ucwa_tui.tui.screens.help import help_rows
from ucwa_tui.workbench.command import PANES, Place, key_label
from ucwa_tui.workbench.commands import COMMANDS


@pytest.mark.parametrize(("size", "forward", "back"), [(SMALL, "f6", "shift+f6"), (WIDE, "ctrl+n", "ctrl+l")])
async def test_round_the_panes(size: tuple[int, int], forward: str, back: str) -> None:
    async with opened(size) as desk:
        for place in (*PANES[1:], PANES[0]):
            await desk.press(forward)
            assert desk.main.pane.place is place
            assert desk.main.pane.has_focus_within
            assert desk.main.pane.display
            name = f"{desk.main.pane.number} {desk.main.pane.title_word}"
            assert desk.tab == name if size == SMALL else f"▸ {name}" in desk.text
        for place in reversed(PANES):
            await desk.press(back)
            assert desk.main.pane.place is place


@pytest.mark.parametrize("size", SIZES)
async def test_numbers_jump_where_no_text_is_edited(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("alt+2")
        for number in "53421":
            await desk.press(number)
            assert desk.main.pane.number == int(number)
        assert isinstance(desk.main.focused, Input)
        value = desk.main.focused.value
        await desk.press("4")
        assert desk.main.pane.number == 1
        assert desk.main.focused.value == f"{value}4"


async def test_the_form_remembers_its_field() -> None:
    async with opened() as desk:
        await desk.into("subject")
        focused = desk.main.focused
        await desk.press("f6", "shift+f6")
        assert desk.main.focused is focused


@pytest.mark.parametrize(("first", "second"), [(SMALL, WIDE), (WIDE, SMALL)])
async def test_another_size_keeps_everything(first: tuple[int, int], second: tuple[int, int]) -> None:
    async with opened(first) as desk:
        await join(desk)
        await with_exchanges(desk)
        await desk.fill("subject", "being written")
        focused = desk.main.focused
        for size in (second, first, second):
            await desk.resize(size)
            assert [len(line) for line in desk.lines] == [size[0]] * size[1]
            assert desk.main.focused is focused
            assert desk.field("subject").value == "being written"
            assert "being written" in desk.text
            assert "✓ joined" in desk.outcome
            assert "completed" in desk.text
            assert desk.tab == ("1 Request" if size == SMALL else "")
            assert desk.main.exchanges.selected is not None
            assert desk.main.exchanges.selected.n == 5
        await desk.press("alt+2", "g", "enter")
        for size in (first, second):
            await desk.resize(size)
            assert desk.main.pane is desk.main.exchange
            assert desk.main.exchange.has_focus_within
            assert desk.main.exchange.exchange is not None
            assert "/root" in desk.text


async def test_a_screen_of_few_cells_does_no_harm() -> None:
    async with opened() as desk:
        for size in ((20, 6), (10, 3), (1, 1), (300, 90), SMALL):
            await desk.resize(size)
            assert [len(line) for line in desk.lines] == [size[0]] * size[1]
        assert desk.tab == "1 Request"


# Meetings


@pytest.mark.parametrize(("size", "key"), [(SMALL, "f4"), (WIDE, "ctrl+o")])
async def test_a_meeting_goes_into_the_form(size: tuple[int, int], key: str) -> None:
    async with opened(size) as desk:
        await desk.press(key)
        assert "Meetings of the sandbox (3)" in desk.text
        assert "Planning: joins at once" in desk.box
        assert "started, then completed with Success" in desk.box
        await desk.press("down")
        assert "conversation InLobby, then Success" in desk.box
        await desk.press("enter")
        assert desk.app.screen is desk.main
        assert desk.field("onlineMeetingUri").value == LOBBY
        assert desk.field("subject").value == "Board: waits in the lobby"
        assert LOBBY.encode() in "\n".join(desk.preview).encode()


async def test_escape_leaves_the_form_alone() -> None:
    async with opened() as desk:
        await desk.fill("subject", "own words")
        focused = desk.main.focused
        await desk.press("f4", "down", "escape")
        assert desk.field("subject").value == "own words"
        assert desk.main.focused is focused


async def test_a_meeting_after_a_join_gets_a_fresh_operation_id() -> None:
    async with opened() as desk:
        await join(desk)
        await desk.press("f4", "enter")
        assert desk.field("operationId").value == "op-2"
        assert "sent before" not in desk.findings("operationId")


async def test_elsewhere_there_is_no_directory_and_the_program_says_so() -> None:
    async with opened(options=launch(root_url="https://lync.example.test/", user="erin")) as desk:
        assert "meetings" not in desk.footer
        await desk.press("f4")
        assert desk.app.screen is desk.main
        assert "only a sandbox has a directory" in desk.footer


async def test_an_empty_directory() -> None:
    async with opened(sandbox=ScriptedSandbox(())) as desk:
        await desk.press("f4")
        assert "The directory is empty." in desk.text
        await desk.press("down", "enter")


# Help, palette, footer


def test_every_command_has_a_function_and_every_function_a_command() -> None:
    assert set(ACTIONS) == {c.id for c in COMMANDS}


@pytest.mark.parametrize("width", [76, 116])
async def test_the_help_lists_every_command_with_its_keys(width: int) -> None:
    async with opened() as desk:
        rows = ["".join(text for text, _ in row) for row in help_rows(desk.main.situation(), width)]
        for entry in COMMANDS:
            assert any(entry.title in row for row in rows), entry.id
            assert all(any(key_label(key) in row for row in rows) for key in entry.keys), entry.id
        assert max(len(row) for row in rows) <= width


async def test_the_help_is_a_line_for_each_command_until_it_is_to_be_explained() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+3", "f1")
        assert "Filter the body" in desk.box
        assert "JSONPath on JSON" not in desk.box
        await desk.press("x")
        assert "The exact bytes both ways" in desk.box
        await desk.press("x", "/")
        assert isinstance(desk.app.screen, CommandPalette)


@pytest.mark.parametrize(("size", "key"), [(SMALL, "f1"), (WIDE, "ctrl+g")])
async def test_help_starts_with_the_pane_one_is_in(size: tuple[int, int], key: str) -> None:
    async with opened(size) as desk:
        await desk.press("alt+4", key)
        assert "Events pane · where you are" in desk.text
        assert "Follow new events" in desk.text
        await desk.press("end")
        assert "never loses what was typed" in desk.box
        await desk.press("escape", "?")
        assert "Events pane · where you are" in desk.text
        await desk.press("q")
        assert desk.app.screen is desk.main


@pytest.mark.parametrize("key", ["ctrl+p", "f9"])
async def test_the_palette_opens_and_runs_a_command(key: str) -> None:
    async with opened() as desk:
        await desk.press(key)
        assert isinstance(desk.app.screen, CommandPalette)
        await desk.type("JSON or XML")
        await desk.until(lambda: "JSON or XML  F2" in desk.text)
        await desk.press("down", "enter")
        await desk.until(lambda: desk.app.screen is desk.main)
        await desk.until(lambda: " xml " in desk.lines[0])


async def test_the_palette_finds_every_command() -> None:
    async with opened() as desk:
        provider = RegistryProvider(desk.main)
        found = [hit async for hit in provider.discover()]
        assert len(found) == len(COMMANDS)
        for entry in COMMANDS:
            hits = [hit async for hit in provider.search(entry.title)]
            best = max(hits, key=lambda hit: hit.score)
            assert str(best.text) == entry.title or any(str(hit.text) == entry.title for hit in hits), entry.id
        [cancel] = [hit async for hit in provider.search("Cancel the invitation")]
        assert cancel.help is not None
        assert cancel.help.startswith("not now: ")


@pytest.mark.parametrize("size", SIZES)
async def test_the_footer_shows_only_what_works(size: tuple[int, int]) -> None:
    async with opened(size, reports=()) as desk:
        assert "send" not in desk.footer
        assert "F2 json/xml" in desk.footer
        assert "quit" in desk.footer
        from tests.workbench.builders import signed_in, waiting

        await desk.report(signed_in(), waiting())
        assert "F5 send" in desk.footer
        await desk.press("alt+4")
        assert "Enter open" not in desk.footer
        await desk.report(arrived(invitation_event(1, "started")))
        assert "Enter open" in desk.footer
        await desk.press("f5")
        await desk.report(posted())
        assert "send" not in desk.footer
        await desk.report(*ended(accepted()))
        assert "F5 send" in desk.footer


@pytest.mark.parametrize("place", list(PANES))
async def test_the_footer_fits_and_names_working_keys_only(place: Place) -> None:
    async with opened(SMALL) as desk:
        await join(desk)
        await with_exchanges(desk)
        desk.main.go_to(place)
        await desk.settle()
        now = desk.main.situation()
        words = {c.footer: c for c in COMMANDS if c.footer and c.place in {place, Place.APP} and not c.why_not(now)}
        shown = [part for part in desk.footer.strip().split("  ") if part]
        assert len(shown) >= 5
        for part in shown:
            assert part.split(" ", 1)[1] in words, part


async def test_a_notice_goes_with_the_next_key() -> None:
    async with opened() as desk:
        await desk.press("f11")
        assert "Cancel the invitation" in desk.footer
        await desk.press("x")
        assert "F5 send" in desk.footer
