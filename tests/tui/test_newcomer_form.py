"""What somebody new to the form runs into: other operations, lists with letters, long values."""

from __future__ import annotations

from tests.tui.desk import SMALL, opened
from ucwa_tui.tui.screens.meetings import MeetingsScreen
from ucwa_tui.tui.screens.operations import OperationsScreen


async def test_an_operation_is_found_by_letters_and_what_is_none_is_not_taken() -> None:
    async with opened(SMALL) as desk:
        chosen = desk.app.controller.draft.operation
        desk.field("operation").focus()
        await desk.settle()
        assert "Enter lists all" in desk.text
        await desk.press(*"phone")  # the first letter opens the list
        assert isinstance(desk.app.screen, OperationsScreen)
        assert "▸ startPhoneAudio" in desk.box
        await desk.press("z", "z", "enter")
        assert isinstance(desk.app.screen, OperationsScreen)
        assert "no operation has “phonezz”" in desk.text
        assert desk.app.controller.draft.operation == chosen
        await desk.press("backspace", "backspace", "enter")
        assert desk.app.controller.draft.operation == "startPhoneAudio"
        assert desk.main.focused is desk.field("operation")


async def test_without_a_link_the_reason_stands_in_full_and_the_host_is_known() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+o", *"cancel", "enter")
        assert "no link now" in desk.text
        assert "leave the conversation instead." in " ".join(desk.text.split())
        assert "known after sign-in" not in desk.text


async def test_keys_that_come_while_the_form_is_made_anew_go_into_no_other_field() -> None:
    async with opened(SMALL) as desk:
        desk.field("operation").focus()
        await desk.settle()
        desk.send("space", " ")
        desk.send("x", "x")  # at once
        await desk.settle()
        assert desk.app.controller.draft.operation_id == "op-1"
        assert isinstance(desk.app.screen, OperationsScreen)
        await desk.press("escape")
        assert desk.main.focused is desk.field("operation")


async def test_the_subject_of_a_meeting_stays_with_it() -> None:
    async with opened(SMALL) as desk:
        await desk.press("f4", "enter")
        subject = desk.app.controller.draft.value("subject")
        assert subject
        await desk.press("alt+o", *"startm", "enter")
        assert desk.app.controller.draft.value("subject") == ""
        await desk.press("alt+o", *"joino", "enter")
        assert desk.app.controller.draft.value("subject") == subject
        await desk.fill("subject", "of my own")
        await desk.press("alt+o", *"startm", "enter")
        assert desk.app.controller.draft.value("subject") == "of my own"


async def test_no_subject_is_taken_that_was_not_found() -> None:
    async with opened(SMALL) as desk:
        await desk.press("f4", *"boardx")
        assert isinstance(desk.app.screen, MeetingsScreen)
        found = desk.app.screen.list.cursor
        await desk.press("j", "enter")
        assert isinstance(desk.app.screen, MeetingsScreen)
        assert desk.app.screen.list.cursor == found
        assert "no subject has “boardxj”" in desk.text
        await desk.press("home", "enter")
        assert not isinstance(desk.app.screen, MeetingsScreen)


async def test_the_end_of_a_long_uri_stays_in_sight_with_the_cursor_and_dots_tell_of_the_rest() -> None:
    async with opened(SMALL) as desk:
        row = await desk.fill("onlineMeetingUri", "sip:" + "a" * 80 + "@example.test;end")
        line = next(text for text in desk.text.splitlines() if "Meeting URI" in text)
        assert "…a" in line
        assert line.rstrip().endswith(";end")
        await desk.press("home")
        line = next(text for text in desk.text.splitlines() if "Meeting URI" in text)
        assert "sip:a" in line
        assert line.rstrip().endswith("a…")
        assert row.value.endswith(";end")
