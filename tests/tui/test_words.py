"""What the bars, the lists and the boxes say of the less usual: none of it false, the telling half always there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, opened
from tests.workbench.builders import (
    APP,
    accepted,
    arrived,
    event,
    exchange,
    invitation_event,
    posted,
    resource,
    signed_in,
    waiting,
)
from tests.workbench.meeting_events import conversation, message, messaging, person
from ucwa_tui.tui.screens.text import TextScreen
from ucwa_tui.tui.status_rows import token_words
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import Failure, FailureKind, RequestFinished
from ucwa_tui.workbench.profiles import read_profiles

PROFILES = """
default = "zebra"
[profiles.box]
sandbox = true
scenario = "forgetful"
[profiles.zebra]
root = "https://z.example.test/"
[profiles.wrong]
root = "https://lync.example.test/"
colour = "blue"
shape = "round"
size = "large"
weight = "heavy"
taste = "sour"
"""
LONG = " ".join(f"word{n}" for n in range(30))


@pytest.mark.parametrize("size", SIZES)
async def test_a_join_whose_application_has_ended(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.report(posted(), accepted(), arrived(conversation(1, "added")))
        await desk.report(arrived(invitation_event(2, "completed", "Connected", status="Success")))
        assert "✓ joined" in desk.outcome
        await desk.report(signed_in(recreated=True))
        assert "joined, application ended" in desk.outcome
        assert "F5 joins again" in desk.outcome
        assert "left" not in desk.outcome


async def test_a_note_goes_before_the_name_of_the_server() -> None:
    async with opened(SMALL) as desk:
        await desk.report(replace(waiting(5), note="the server sent everything again from the beginning"))
        assert "sandbox  Dana  json" in desk.lines[0]
        assert "waiting 0s/180s" in desk.lines[0]
        await desk.resize((160, 24))
        assert "everything again" in desk.lines[0]


def test_a_token_that_can_be_renewed_is_due_and_not_expired() -> None:
    assert token_words(10.0, 11.0, renewable=True) == "token due"
    assert token_words(10.0, 11.0) == "token EXPIRED"


async def test_being_available_is_seen() -> None:
    async with opened(SMALL) as desk:
        assert "available" not in desk.lines[0]
        links = {"self": {"href": f"{APP}/me"}, "reportMyActivity": {"href": f"{APP}/me/reportMyActivity"}}
        me = resource({"rel": "me", "name": "Dana", "_links": links})
        await desk.report(arrived(event(1, "updated", "me", f"{APP}/me", embedded=me)))
        assert "available" in desk.lines[0]


@pytest.mark.parametrize("size", SIZES)
async def test_a_join_url_in_the_form_is_no_error(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.fill("onlineMeetingUri", "https://meet.example.test/dana/K7Q2M4XN")
        assert "F5 resolves it" in desk.findings("onlineMeetingUri")
        assert "error" not in desk.findings("onlineMeetingUri")


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_message_is_wrapped_and_can_be_read_as_a_whole(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        text = "data:text/plain," + LONG.replace(" ", "+")
        await desk.report(arrived(conversation(1, "added"), messaging(2, "Connected", "sendMessage")))
        await desk.report(arrived(message(3, 1, text, who="olga")))
        await desk.press("alt+5", "end")
        assert LONG in " ".join(desk.text_of(desk.main.meeting.list).replace("▸", " ").split())
        await desk.press("enter")
        assert isinstance(desk.app.screen, TextScreen)
        assert LONG in desk.box


async def test_the_cursor_passes_headings_by() -> None:
    async with opened(SMALL) as desk:
        people = (person(2, "olga", in_="leaders"), person(3, "bob", in_="attendees"))
        await desk.report(arrived(conversation(1, "added"), *people, messaging(4, "Disconnected")))
        await desk.press("alt+5", "home")
        seen = []
        for _ in range(3):
            await desk.press("down")
            seen.append(desk.main.meeting.list.item is not None)
        assert seen == [True, True, True]
        await desk.press("down", "up", "up", "up")
        assert desk.main.meeting.list.cursor == 0


async def test_an_operation_that_was_never_sent_may_be_sent_with_its_id() -> None:
    async with opened(SMALL) as desk:
        await desk.press("f5")
        sent = desk.client.plans[-1].operation_id
        assert sent in desk.app.controller.context().used_operation_ids
        unsent = exchange(
            30, method="POST", state=ExchangeState.FAILED, status=None, operation="joinOnlineMeeting", operation_id=sent
        )
        failure = Failure(FailureKind.NETWORK, "not sent: there is no application")
        await desk.report(RequestFinished(len(desk.client.plans), unsent, failure=failure))
        assert sent not in desk.app.controller.context().used_operation_ids


@pytest.mark.parametrize("size", SIZES)
async def test_the_chooser_begins_with_the_default_and_tells_all(size: tuple[int, int]) -> None:
    async with opened(size, profiles=lambda: read_profiles(PROFILES, "profiles.toml")) as desk:
        await desk.press("alt+j", "home")
        assert desk.app.screen.list.profiles[0].name == "zebra"  # type: ignore[attr-defined]
        await desk.press("down")
        assert "scenario forgetful" in desk.box
        await desk.press("down", "enter")
        assert len(desk.client.targets) == 1
        for key in ("colour", "shape", "size", "weight", "taste"):
            assert f"profiles.wrong.{key}" in desk.box


async def test_where_a_wide_title_says_it_the_first_row_does_not() -> None:
    async with opened(WIDE) as desk:
        await desk.report(arrived(conversation(1, "added"), person(2, "olga", in_="leaders")))
        await desk.press("alt+5")
        assert "Conferenced" not in desk.text_of(desk.main.meeting.list)


async def test_no_word_of_a_question_is_cut() -> None:
    async with opened(SMALL) as desk:
        await desk.report(arrived(conversation(1, "added"), messaging(2, "Disconnected", "addMessaging")))
        await desk.press("alt+5", "m")
        assert "messaging is not connected yet." in desk.box
        assert "once that completes you can write." in desk.box
