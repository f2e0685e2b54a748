"""What somebody tries who sees the program for the first time."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tests.support.launching import launch
from tests.tui.desk import Desk, opened
from ucwa_tui.tui.invitation_rows import MOST_ROWS, failure_rows, invitation_rows
from ucwa_tui.tui.rows import plain
from ucwa_tui.tui.widgets.body_editor import BodyEditor
from ucwa_tui.wire.reports import Failure, FailureKind, SignInFailed
from ucwa_tui.wire.secret import Secret
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome, TimelineEntry


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


async def test_the_tabs_name_the_key_that_works_where_the_cursor_is() -> None:
    async with opened() as desk:
        assert "Alt+1 Request" in desk.lines[1]
        assert "Alt+4 Events" in desk.lines[1]
        await desk.press("alt+2")
        assert "Alt+" not in desk.lines[1]
        assert "1 Request" in desk.lines[1]


async def test_the_focus_stays_when_something_is_sent() -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", "sip:olga@example.test;gruu;opaque=app:conf:focus:id:STAND1UP")
        focused = desk.main.focused
        await desk.press("f5")
        assert desk.client.plans
        assert desk.main.focused is focused


def agrees(desk: Desk) -> bool:
    """Whether editor, draft and preview hold the same body."""
    draft = desk.app.controller.draft
    shown = "\n".join(desk.preview).replace("\r", "")
    return editor_of(desk).text == draft.body_text() and draft.body_text().split("\n")[1] in shown


@pytest.mark.parametrize("key", ["f2", "f7", "alt+u", "alt+f"])
async def test_what_changes_the_form_changes_the_open_body(key: str) -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", "conf:sip:olga@example.test;gruu;opaque=app:conf:focus:id:STAND1UP")
        await desk.press("f3")
        before = editor_of(desk).text
        await desk.press(key)
        assert editor_of(desk).text != before
        assert agrees(desk)


async def test_a_meeting_replaces_a_body_that_nobody_could_read() -> None:
    async with opened() as desk:
        await desk.press("f3", "ctrl+home")
        await desk.type("{{")
        assert desk.app.controller.draft.broken() is not None
        await desk.press("f4", "enter")
        assert desk.app.controller.draft.broken() is None
        assert agrees(desk)
        assert "written anew from the form" in desk.footer
        await desk.press("left")
        assert "written anew" not in desk.footer


async def test_keys_typed_quickly_into_the_body_all_arrive() -> None:
    async with opened() as desk:
        await desk.press("f3", "ctrl+home")
        await desk.type("abcdefgh")
        assert editor_of(desk).text.startswith("abcdefgh{")
        assert agrees(desk)


async def test_a_property_is_added_from_the_open_body() -> None:
    async with opened() as desk:
        await desk.press("f3", "alt+p")
        await desk.type("x=1")
        await desk.press("enter", "f3")
        assert '"x"' in editor_of(desk).text
        assert agrees(desk)


async def test_another_operation_is_chosen_from_the_open_body() -> None:
    async with opened() as desk:
        await desk.press("f3", "alt+o", *"phone", "enter")
        assert desk.app.controller.draft.operation != "joinOnlineMeeting"
        assert not desk.main.request.editing_body
        assert desk.main.focused is desk.field("operation")


async def test_the_line_about_a_field_ends_with_a_whole_sentence() -> None:
    from ucwa_tui.tui import request_view

    async with opened() as desk:
        for name in ("onlineMeetingUri", "operationId", "threadId", "importance"):
            await desk.into(name)
            line = " ".join(desk.text_of(desk.main.request.query_one("#why")).split())
            whole = request_view.why(request_view.look(desk.app.controller), name)
            assert line == whole or (line.endswith(".") and whole.startswith(f"{line} "))


async def test_a_finding_names_the_key_that_repairs() -> None:
    async with opened() as desk:
        await desk.fill("onlineMeetingUri", "sip : olga@example.test;gruu;opaque=app:conf:focus:id:STAND1UP")
        assert "Alt+F repairs it" in desk.findings("onlineMeetingUri")


async def test_no_repair_where_another_word_follows_the_id() -> None:
    async with opened() as desk:
        text = "sip:olga@example.test;gruu;opaque=app:conf:focus:id:STAND1UP x"
        row = await desk.fill("onlineMeetingUri", text)
        assert "Alt+F" not in desk.findings("onlineMeetingUri")
        await desk.press("alt+f")
        assert row.value == text
        assert "needs no repair" in desk.footer


async def test_a_long_text_shows_both_its_ends_without_the_cursor() -> None:
    async with opened() as desk:
        uri = "sip:olga.with.a.long.name@department.example.test;gruu;opaque=app:conf:focus:id:STAND1UP"
        row = await desk.fill("onlineMeetingUri", uri)
        await desk.into("subject")
        shown = desk.text_of(row).split("\n")[0]
        assert "sip:olga" in shown
        assert "…" in shown
        assert shown.rstrip().endswith("STAND1UP")


def joined(conversation_state: str) -> InvitationView:
    """An operation that ended well after 0.5 s; its conversation told something much later."""
    return InvitationView(
        1,
        "joinOnlineMeeting",
        "op-1",
        1000.0,
        Outcome.SUCCEEDED,
        conversation_state=conversation_state,
        timeline=(
            TimelineEntry("POST", 1000.0, 0.0),
            TimelineEntry("conversation", 1060.0, 60.0, conversation_state),
        ),
        finished_at=1000.5,
    )


@pytest.mark.parametrize(("state", "word"), [("Conferenced", "✓ joined 500 ms"), ("Deleted", "✓ joined, left 500 ms")])
def test_the_time_of_a_join_stands_still_and_leaving_is_told(state: str, word: str) -> None:
    assert plain(invitation_rows(joined(state), [], 78)[0]).endswith(word)


REFUSED = Failure(FailureKind.SIGN_IN, "The password was refused.", "Alt+C asks for it again.", exchange=3, status=400)


async def test_a_refused_password_is_asked_for_again_and_never_shown() -> None:
    options = launch(root_url="https://lync.example.test/", user="olga@example.test", secret=Secret("wrong one"))
    async with opened(reports=[SignInFailed(REFUSED)], options=options) as desk:
        assert "Alt+3 shows the whole answer" in desk.outcome
        before = len(desk.client.targets)
        await desk.press("alt+c")
        await desk.type("tr0ub4dor")
        assert "tr0ub4dor" not in desk.text
        assert "•••••••••" in desk.text
        await desk.press("enter")
        assert len(desk.client.targets) == before + 1
        secret = desk.client.targets[-1].secret
        assert secret is not None
        assert secret.reveal() == "tr0ub4dor"


def test_a_long_failure_ends_with_whole_words() -> None:
    failure = Failure(FailureKind.SIGN_IN, "one " * 100, "two " * 300, exchange=3, diagnostics="three " * 50)
    rows = [plain(row) for row in failure_rows(failure, 78)]
    assert len(rows) == MOST_ROWS
    assert rows[1].endswith("one …")
    assert rows[2].endswith("three …")
    assert rows[4].endswith("two …")
