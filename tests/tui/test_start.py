"""The first screen: signed in to the sandbox, the form filled in, the cursor in it, one key from sending."""

from __future__ import annotations

import pytest
from textual.css.stylesheet import Stylesheet

from tests.support.launching import launch
from tests.tui.desk import SIZES, SMALL, WIDE, opened
from tests.tui.fakes import ROOT
from tests.workbench.builders import MEETING
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.tui.widgets.text_field import FieldInput
from ucwa_tui.wire.secret import Secret


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_is_filled_in_and_has_the_cursor(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        assert isinstance(desk.main.focused, FieldInput)
        assert desk.main.focused.value == MEETING
        assert desk.field("subject").value == "Planning: joins at once"
        assert desk.field("operationId").value == "op-1"
        assert "sip:dana@example.test;gruu" in desk.text
        assert "Planning: joins at once" in desk.text
        assert "nothing sent yet · F5 or ^R sends the request above" in desk.text
        assert [len(line) for line in desk.lines] == [size[0]] * size[1]


async def test_style_sheets_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them takes as long as loading ten modules: choosing the theme is no reason to begin again."""

    def again(self: Stylesheet) -> None:
        raise AssertionError("parsed before there was a screen, to be parsed again")

    monkeypatch.setattr(Stylesheet, "reparse", again)
    async with opened() as desk:
        assert desk.app.theme == desk.app.theme_spec.name


async def test_it_signs_in_as_the_first_user_of_the_sandbox() -> None:
    async with opened() as desk:
        [target] = desk.client.targets
        assert (target.root_url, target.user) == (ROOT, "dana@example.test")
        assert target.secret == Secret("correct horse battery")
        assert "correct horse" not in desk.text


@pytest.mark.parametrize("size", SIZES)
async def test_one_glance_says_where_one_is(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        status = desk.lines[0]
        for word in ("sandbox", "Dana", "json", "ack 1", "waiting", "/180s"):
            assert word in status


async def test_wide_shows_all_panes_and_small_shows_one_with_a_strip() -> None:
    async with opened(WIDE) as desk:
        for title in ("1 Request", "2 Exchanges", "3 Exchange", "4 Events"):
            assert title in desk.text
    async with opened(SMALL) as desk:
        assert desk.tab == "1 Request"
        assert "4 Events" in desk.lines[1]
        assert [pane.display for pane in desk.main.panes] == [True, False, False, False, False]


async def test_the_users_own_server_meeting_and_format() -> None:
    options = launch(
        root_url="https://lync.example.test/",
        user="erin",
        secret=Secret("hunter2hunter2"),
        payload_format=PayloadFormat.XML,
        meeting="sip:erin@example.test;gruu;opaque=app:conf:focus:id:OWN12345",
    )
    async with opened(options=options) as desk:
        [target] = desk.client.targets
        assert (target.root_url, target.user) == ("https://lync.example.test/", "erin")
        assert desk.field("onlineMeetingUri").value.endswith("OWN12345")
        assert desk.field("subject").value == ""
        assert "pool.example.test" in desk.lines[0]
        assert " xml " in desk.lines[0]


async def test_before_sign_in_everything_can_be_typed_and_nothing_sent() -> None:
    async with opened(reports=()) as desk:
        await desk.fill("subject", "already writing")
        await desk.press("f5")
        assert desk.client.plans == []
        assert "not signed in yet" in desk.footer
        assert desk.field("subject").value == "already writing"


async def test_what_somebody_typed_is_not_filled_over_by_a_later_sign_in() -> None:
    async with opened(reports=()) as desk:
        await desk.fill("onlineMeetingUri", "sip:own")
        from tests.workbench.builders import signed_in

        await desk.report(signed_in())
        assert desk.field("onlineMeetingUri").value == "sip:own"
