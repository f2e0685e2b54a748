"""Questions about hosts: never over what somebody types, whole at any size, remembered only for credentials."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from ucwa_tui.tui.screens import approval
from ucwa_tui.tui.screens.approval import ApprovalScreen
from ucwa_tui.wire.reports import Question, QuestionClosed, QuestionKind
from ucwa_tui.workbench.profiles import ProfileBook
from ucwa_tui.workbench.remembered import Remembered

TRUST = Question(4, QuestionKind.TRUST_HOST, "pool.elsewhere.test", "example.test", "lyncdiscover leads elsewhere")
JOIN = replace(TRUST, number=5, kind=QuestionKind.JOIN_HOST, host="join.elsewhere.test")
LONG = f"login.contoso.example.account-security-verification.portal.{'x' * 50}.evil.test"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "GUARD_SECONDS", 0.0)
    monkeypatch.setattr(approval, "QUIET_SECONDS", 0.0)


def asking(desk: Desk) -> bool:
    """Whether a question lies over the screen."""
    return isinstance(desk.app.screen, ApprovalScreen)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("key", "approved"), [("y", True), ("n", False), ("escape", False)])
async def test_a_question_is_answered(size: tuple[int, int], key: str, approved: bool, tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "remembered.json")
    async with opened(size, remembered=remembered) as desk:
        await desk.press("alt+4")
        await desk.report(TRUST)
        assert "Trust this host?" in desk.text
        for words in ("pool.elsewhere.test", "example.test", "lyncdiscover leads elsewhere", "plain HTTP"):
            assert words in desk.box
        await desk.press("enter")
        assert desk.client.answered == []
        await desk.press(key)
        assert desk.client.answered == [(4, approved)]
        assert desk.app.screen is desk.main
        await desk.report(QuestionClosed(4))
        assert desk.app.screen is desk.main
        assert remembered.trusted_hosts("example.test") == (frozenset({TRUST.host}) if approved else frozenset())


async def test_what_was_approved_is_not_asked_again(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "remembered.json")
    remembered.trust("example.test", TRUST.host)
    async with opened(remembered=remembered, reports=(TRUST,)) as desk:
        assert desk.client.answered == [(4, True)]
        assert desk.app.screen is desk.main
        assert "approved before" in desk.footer


async def test_following_a_join_url_is_no_trust(tmp_path: Path) -> None:
    """The password must not go where only a meeting was asked for."""
    remembered = Remembered(tmp_path / "remembered.json")
    remembered.trust("example.test", JOIN.host)
    async with opened(remembered=remembered) as desk:
        await desk.press("alt+4")
        await desk.report(replace(JOIN, host="other.elsewhere.test"))
        await desk.press("y")
        assert desk.client.answered == [(5, True)]
        assert remembered.trusted_hosts("example.test") == {JOIN.host}
        await desk.report(QuestionClosed(5), replace(JOIN, number=6))
        assert asking(desk)


async def test_a_question_closes_itself_and_the_next_one_comes() -> None:
    async with opened(SMALL) as desk:
        await desk.press("alt+4")
        await desk.report(TRUST, JOIN)
        assert "pool.elsewhere.test" in desk.box
        await desk.report(QuestionClosed(4))
        await desk.settle()
        assert "join.elsewhere.test" in desk.box
        await desk.report(QuestionClosed(5))
        await desk.settle()
        assert desk.app.screen is desk.main
        assert desk.client.answered == []


@pytest.mark.parametrize("size", SIZES)
async def test_it_waits_while_a_text_is_edited(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        row = await desk.into("subject")
        before = row.value
        await desk.report(JOIN)
        await desk.type("hello to all of you, only today: yes or no")
        assert desk.app.screen is desk.main
        assert desk.client.answered == []
        assert row.value == before + "hello to all of you, only today: yes or no"
        assert "Alt+Q answers: follow the join URL to join.elsewhere.test?" in desk.outcome
        await desk.press("alt+q")
        assert asking(desk)
        await desk.press("y")
        assert desk.client.answered == [(5, True)]
        assert "Alt+Q" not in desk.outcome
        await desk.press("alt+q")
        assert "no question waits" in desk.footer


@pytest.mark.parametrize("key", ["f1", "ctrl+p", "alt+j"])
async def test_it_waits_while_a_box_is_open(key: str) -> None:
    async with opened(profiles=ProfileBook) as desk:
        await desk.press("alt+4", key)
        box = desk.app.screen
        await desk.report(TRUST)
        assert desk.app.screen is box
        await desk.press("escape")
        await desk.until(lambda: asking(desk))


async def test_it_goes_before_it_was_seen() -> None:
    async with opened() as desk:
        await desk.report(TRUST)
        assert "Alt+Q" in desk.outcome
        await desk.report(QuestionClosed(4))
        assert "Alt+Q" not in desk.outcome


async def test_it_comes_up_when_nobody_has_typed_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "QUIET_SECONDS", 60.0)
    async with opened() as desk:
        await desk.press("alt+4")
        await desk.report(TRUST)
        desk.app.approvals.look(desk.main)  # as the next tick would, however long that takes here
        assert desk.app.screen is desk.main
        monkeypatch.setattr(approval, "QUIET_SECONDS", 0.0)  # the moment has passed
        await desk.until(lambda: asking(desk))


async def test_a_key_that_was_on_its_way_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The box steps back from who types, and what was typed gets to where it was meant for."""
    async with opened() as desk:
        await desk.press("alt+4")
        await desk.report(TRUST)
        assert asking(desk)
        asked = desk.app.screen
        assert isinstance(asked, ApprovalScreen)
        monkeypatch.setattr(approval, "QUIET_SECONDS", 60.0)
        asked._pause = 60.0
        await desk.type("y25")
        assert desk.client.answered == []
        assert desk.app.screen is desk.main
        assert desk.main.pane.number == 5
        assert "Alt+Q answers: trust pool.elsewhere.test?" in desk.outcome


async def test_too_early_after_asking_for_it_is_no_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "GUARD_SECONDS", 60.0)
    async with opened(reports=(TRUST,)) as desk:
        await desk.press("alt+q", "y", "n")
        assert desk.client.answered == []
        assert asking(desk)
        await desk.press("escape")
        assert desk.client.answered == [(4, False)]


@pytest.mark.parametrize("size", [(40, 24), (40, 10), (80, 10), (30, 8), WIDE])
async def test_whose_host_it_is_can_be_seen_at_any_size(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.report(replace(TRUST, host=LONG, text=f"Leads to {LONG}."))
        await desk.press("alt+q")
        assert "yes, go on" in desk.text
        assert "no, stop here" in desk.text
        seen = desk.box.replace(" ", "")
        assert LONG in seen
        assert "Theapprovalisremembered" in seen
        for _ in range(40):
            await desk.press("down")
        assert "this domain." in desk.words
        assert "yes, go on" in desk.text


async def test_of_a_name_without_end_the_end_is_shown() -> None:
    async with opened((40, 24)) as desk:
        await desk.report(replace(TRUST, host=f"login.contoso.example.{'a.' * 5000}evil.test"))
        await desk.press("alt+q")
        assert "evil.test" in desk.box.replace(" ", "")
        assert "yes, go on" in desk.text


async def test_it_is_broken_anew_when_the_size_changes() -> None:
    async with opened(WIDE) as desk:
        await desk.report(replace(TRUST, host=LONG))
        await desk.press("alt+q")
        await desk.resize((40, 12))
        assert "n Esc no, stop here" in desk.words
        assert LONG in desk.box.replace(" ", "")


async def test_the_notice_names_the_end_of_the_host() -> None:
    async with opened((40, 24)) as desk:
        await desk.report(replace(JOIN, host=LONG))
        assert "? Alt+Q answers:" in desk.outcome
        assert "xxx.evil.test?" in desk.outcome
