"""The request form: findings and counters follow each key, the preview is what will be sent."""

from __future__ import annotations

import json

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, opened
from tests.workbench.builders import MEETING
from ucwa_tui.tui.widgets.body_editor import BodyEditor
from ucwa_tui.tui.widgets.choice_field import ChoiceField


@pytest.mark.parametrize("size", SIZES)
async def test_a_subject_that_is_too_long_is_an_error_until_it_is_not(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        row = await desk.fill("subject", "x" * 250)
        assert "250/250" in desk.text_of(row)
        assert desk.findings("subject") == ""
        await desk.press("y")
        assert "251/250" in desk.text_of(row)
        assert "✗ error:" in desk.findings("subject")
        assert "✗ error:" in desk.text
        await desk.press("backspace")
        assert "250/250" in desk.text_of(row)
        assert desk.findings("subject") == ""


async def test_over_the_limit_only_in_utf_16_is_a_warning() -> None:
    async with opened() as desk:
        await desk.fill("subject", "🙂" * 126)
        assert "126/250" in desk.text_of(desk.field("subject"))
        assert "! warning:" in desk.findings("subject")
        assert "UTF-16" in desk.findings("subject")


async def test_the_operation_id_has_its_own_limit() -> None:
    async with opened() as desk:
        await desk.fill("operationId", "i" * 51)
        assert "51/50" in desk.text_of(desk.field("operationId"))
        assert "✗ error:" in desk.findings("operationId")
        await desk.fill("operationId", "")
        assert "! warning:" in desk.findings("operationId")
        await desk.press("f7")
        assert desk.field("operationId").value == "op-2"
        assert desk.findings("operationId") == ""
        await desk.press("ctrl+y")
        assert desk.field("operationId").value == "op-3"


async def test_a_telephone_number_is_no_meeting() -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", "tel:+14255551234")
        assert "✗ error:" in desk.findings("onlineMeetingUri")
        assert "tel" in desk.findings("onlineMeetingUri")


async def test_an_empty_meeting_says_that_a_new_one_will_be_made() -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", "")
        assert "a NEW meeting will be created" in desk.findings("onlineMeetingUri")


@pytest.mark.parametrize("key", ["f2", "ctrl+t"])
async def test_json_and_xml_change_accept_content_type_and_body_together(key: str) -> None:
    async with opened(WIDE) as desk:
        await desk.fill("subject", "Über <alles> & mehr")
        before = desk.preview
        assert "Accept: application/json" in before
        assert "Content-Type: application/json" in before
        await desk.press(key)
        lines = desk.preview
        assert "Accept: application/xml" in lines
        assert "Content-Type: application/xml" in lines
        assert any(line.startswith("<input") for line in lines)
        assert " xml " in desk.lines[0]
        assert desk.field("subject").value == "Über <alles> & mehr"
        await desk.press(key)
        assert desk.preview == before


async def test_the_preview_counts_the_bytes_of_the_body() -> None:
    async with opened(WIDE) as desk:
        await desk.fill("subject", "€")
        lines = desk.preview
        body = "\n".join(lines[lines.index("") + 1 :])
        assert f"Content-Length: {len(body.encode())}" in lines
        assert f"JSON · {len(body.encode())} bytes" in desk.text
        assert json.loads(body)["subject"] == "€"
        assert "Authorization: Bearer [masked]" in lines


async def test_the_meeting_goes_into_body_query_or_both() -> None:
    async with opened() as desk:
        row = await desk.into("place")
        assert isinstance(row, ChoiceField)
        assert "?" not in desk.preview[0]
        await desk.press("right")
        assert row.value == "query"
        assert "?onlineMeetingUri=" in desk.preview[0]
        assert not any('"onlineMeetingUri"' in line for line in desk.preview)
        await desk.press("alt+u")
        assert row.value == "both"
        assert "?onlineMeetingUri=" in desk.preview[0]
        assert any('"onlineMeetingUri"' in line for line in desk.preview)
        await desk.press("alt+u")
        assert row.value == "body"


async def test_choices_are_made_with_the_arrows() -> None:
    async with opened() as desk:
        row = await desk.into("importance")
        assert row.value == "Normal"
        await desk.press("right")
        assert row.value == "Urgent"
        assert any('"Urgent"' in line for line in desk.preview)
        await desk.press("left", "left")
        assert row.value == ""
        assert not any("importance" in line for line in desk.preview)


async def test_a_property_of_ones_own() -> None:
    async with opened() as desk:
        await desk.into("subject")
        await desk.press("alt+p")
        await desk.type("phone=yes")
        await desk.press("enter")
        await desk.until(lambda: desk.main.request.row("extra phone") is not None)
        assert desk.field("extra phone").value == "yes"
        assert any('"phone"' in line for line in desk.preview)
        await desk.fill("extra phone", "")
        await desk.until(lambda: desk.main.request.row("extra phone") is None)
        assert not any('"phone"' in line for line in desk.preview)


async def test_another_operation_brings_other_fields_and_the_first_ones_come_back_filled() -> None:
    async with opened() as desk:
        await desk.fill("subject", "kept")
        await desk.press("alt+o", *"start a", "enter")
        await desk.until(lambda: desk.app.controller.draft.operation == "startOnlineMeeting")
        await desk.until(lambda: desk.main.request.row("onlineMeetingUri") is None)
        await desk.press("left")
        await desk.until(lambda: desk.main.request.row("onlineMeetingUri") is not None)
        assert desk.field("subject").value == "kept"
        assert desk.field("onlineMeetingUri").value == MEETING


async def test_each_field_says_what_it_is_for() -> None:
    async with opened() as desk:
        for name in ("onlineMeetingUri", "operationId", "importance", "subject", "threadId", "anonymousDisplayName"):
            await desk.into(name)
            assert desk.main.request.first_focus() is desk.main.focused
            assert f" {name}: " in desk.text


async def test_up_down_tab_and_enter_go_from_field_to_field() -> None:
    async with opened() as desk:
        await desk.into("operationId")
        await desk.press("down")
        assert desk.main.focused is desk.field("importance")
        await desk.press("j", "up", "k")
        assert desk.main.focused is not None
        assert desk.main.focused.parent is desk.field("operationId")
        await desk.press("enter", "tab")
        assert desk.main.focused.parent is desk.field("subject")


# The body as text


@pytest.mark.parametrize("size", SIZES)
async def test_editing_the_body_edits_the_form(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("f3")
        editor = desk.main.focused
        assert isinstance(editor, BodyEditor)
        assert '"subject"' in editor.text
        editor.load_text(editor.text.replace("Planning", "Replanning"))
        await desk.settle()
        assert desk.field("subject").value == "Replanning: joins at once"
        await desk.press("f3")
        assert not desk.main.request.editing_body
        await desk.fill("subject", "from the form")
        await desk.press("f3")
        assert '"from the form"' in editor.text


async def test_a_mistake_in_the_body_is_shown_with_line_and_column_and_loses_nothing() -> None:
    async with opened(WIDE) as desk:
        await desk.press("f3")
        editor = desk.main.focused
        assert isinstance(editor, BodyEditor)
        good = editor.text
        at = good.split("\n").index(next(line for line in good.split("\n") if "subject" in line))
        editor.move_cursor((at, 2))
        await desk.type("!")
        broken = editor.text
        assert f"line {at + 1}, column 3" in desk.text
        assert desk.field("subject").value == "Planning: joins at once"
        assert "✗ error: The body is not JSON" in desk.words
        await desk.press("f3", "f3")
        assert editor.text == broken
        assert "!" in "".join(desk.preview)
        editor.move_cursor((at, 3))
        await desk.press("backspace")
        assert editor.text == good
        assert "line " not in desk.main.request._why.rows[0][0][0]
        assert "The body is not JSON" not in desk.words


async def test_letters_typed_into_the_body_are_text() -> None:
    async with opened(SMALL) as desk:
        await desk.press("f3")
        editor = desk.main.focused
        assert isinstance(editor, BodyEditor)
        editor.load_text("")
        await desk.type('{"subject": "?q/jG 1234 []"}')
        assert editor.text == '{"subject": "?q/jG 1234 []"}'
        assert desk.field("subject").value == "?q/jG 1234 []"
        assert desk.main.focused is editor


async def test_xml_is_edited_the_same_way() -> None:
    async with opened(WIDE) as desk:
        await desk.press("f2", "f3")
        editor = desk.main.focused
        assert isinstance(editor, BodyEditor)
        editor.load_text(editor.text.replace("Planning", "A &amp; B"))
        await desk.settle()
        assert desk.field("subject").value == "A & B: joins at once"
        editor.load_text(editor.text.replace("</input>", "</imput>"))
        await desk.settle()
        assert "The body is not XML" in desk.words
        assert "line " in desk.main.request._why.rows[0][0][0]
