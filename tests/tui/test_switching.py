"""From one session to another: what belongs to the one that is over is not shown as the new one's."""

from __future__ import annotations

import json

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import LOBBY
from tests.workbench.builders import (
    HOST,
    accepted,
    arrived,
    exchange,
    invitation_event,
    posted,
    signed_in,
    signed_out,
    waiting,
)
from tests.workbench.meeting_events import conversation, person
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.screens.password import PasswordScreen
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ExchangeChanged, Failure, FailureKind, SignInFailed
from ucwa_tui.workbench.profiles import ProfileBook, read_profiles

PROFILES = """
default = "two"

[profiles.one]
root = "https://one.example.test/"
user = "erin@example.test"
password = "prompt"
meeting = "sip:erin@example.test;gruu;opaque=app:conf:focus:id:QQQQ1111"
display-name = "Erin from one"

[profiles.two]
root = "https://two.example.test/"
user = "frank@example.test"
password = "prompt"
"""
REFUSED = Failure(FailureKind.SIGN_IN, "two.example.test: wrong user name or password", status=400)
DIRECTORY = b'{"rel":"user","_links":{"sandbox:meetings":{"href":"/sandbox/meetings"}}}'


def book() -> ProfileBook:
    """Two servers."""
    return read_profiles(PROFILES, "profiles.toml")


async def choose(desk: Desk, name: str) -> None:
    """Sign in with a profile by the chooser, with some password."""
    before = len(desk.client.targets)
    await desk.press("alt+j", "home")
    names = [profile.name for profile in desk.app.screen.list.profiles]  # type: ignore[attr-defined]
    await desk.press(*["down"] * names.index(name), "enter")
    await desk.until(lambda: isinstance(desk.app.screen, PasswordScreen))
    await desk.type("open sesame")
    await desk.press("enter")
    await desk.until(lambda: len(desk.client.targets) == before + 1)


async def settled_in(desk: Desk) -> None:
    """Signed in with the first profile, and in a meeting."""
    await choose(desk, "one")
    await desk.report(signed_out(), signed_in(), waiting(7))
    await desk.report(posted(), accepted(), arrived(invitation_event(1, "completed", "Connected", status="Success")))
    await desk.report(arrived(conversation(2, "added"), person(3, "olga", in_="leaders")))


@pytest.mark.parametrize("size", SIZES)
async def test_the_session_is_over_as_soon_as_another_sign_in_begins(size: tuple[int, int]) -> None:
    async with opened(size, profiles=book) as desk:
        await settled_in(desk)
        assert "ack 7" in desk.lines[0]
        await choose(desk, "two")
        assert "two: two.example.test" in desk.lines[0]
        assert "Dana" not in desk.lines[0]
        assert "ack" not in desk.lines[0]
        assert "token" not in desk.lines[0]
        await desk.report(signed_out(), SignInFailed(REFUSED))
        assert "two: two.example.test  not signed in" in desk.lines[0]
        assert "channel not open" in desk.lines[0]
        await desk.press("f5")
        assert "not signed in" in desk.footer
        assert "wrong user name or password" in desk.footer


@pytest.mark.parametrize("size", SIZES)
async def test_after_a_refused_password_it_is_asked_for_again(size: tuple[int, int]) -> None:
    async with opened(size, profiles=book) as desk:
        await settled_in(desk)
        await choose(desk, "two")
        await desk.report(signed_out(), SignInFailed(REFUSED))
        await desk.press("alt+j")
        assert "in use" not in desk.box
        await desk.press("escape", "alt+c")
        assert isinstance(desk.app.screen, PasswordScreen)
        assert desk.client.reopened == 0
        await desk.type("the right one")
        await desk.press("enter")
        secret = desk.client.targets[-1].secret
        assert secret is not None
        assert secret.reveal() == "the right one"
        assert "the right one" not in desk.field("onlineMeetingUri").value
        await desk.report(signed_in(), waiting())
        await desk.press("alt+j")
        assert "in use" in desk.box


async def test_a_session_that_is_being_left_does_not_come_back() -> None:
    async with opened(profiles=book) as desk:
        await settled_in(desk)
        await choose(desk, "two")
        await desk.report(waiting(8), signed_out())
        assert desk.app.controller.session.channel is None
        assert "ack" not in desk.lines[0]


async def test_the_meeting_of_the_session_before() -> None:
    async with opened(WIDE, profiles=book) as desk:
        await settled_in(desk)
        await desk.press("alt+5")
        await choose(desk, "two")
        await desk.report(signed_out(), SignInFailed(REFUSED))
        assert "You are not in it any more: signed out." in desk.text
        assert "F5 joins again" not in desk.text
        assert "✓ joined" not in desk.outcome
        await desk.press("alt+c")
        await desk.type("x")
        await desk.press("enter")
        await desk.report(signed_in(), waiting())
        assert "Harvest plan" not in desk.text_of(desk.main.meeting)
        assert "nothing sent yet" in desk.outcome


@pytest.mark.parametrize("size", SIZES)
async def test_a_line_between_the_events_of_two_sessions(size: tuple[int, int]) -> None:
    async with opened(size, profiles=book) as desk:
        await settled_in(desk)
        await choose(desk, "two")
        await desk.report(signed_out(), signed_in(), waiting())
        await desk.report(arrived(person(4, "bob", in_="leaders")))
        await desk.press("alt+4")
        rows = desk.text_of(desk.main.events.list).split("\n")
        place = next(y for y, row in enumerate(rows) if "another session begins" in row)
        assert ("Olga" in rows[place - 1], "Bob" in rows[place + 1]) == (True, True)
        assert "gap" not in desk.text
        await desk.press("up", "enter")
        assert "signed in as Dana" in desk.footer


async def test_the_form_keeps_what_was_typed_and_loses_what_the_profile_had_filled_in() -> None:
    async with opened(profiles=book) as desk:
        await choose(desk, "one")
        await desk.report(signed_in(), waiting())
        assert desk.field("anonymousDisplayName").value == "Erin from one"
        await desk.fill("onlineMeetingUri", LOBBY)
        await choose(desk, "two")
        assert desk.field("anonymousDisplayName").value == ""
        assert desk.field("onlineMeetingUri").value == LOBBY


async def test_the_story_begins_at_the_latest_sign_in() -> None:
    async with opened(WIDE, profiles=book) as desk:
        await desk.report(ExchangeChanged(exchange(1, url="https://one.example.test/", purpose=Purpose.ROOT)))
        await choose(desk, "two")
        await desk.report(signed_out())
        await desk.report(ExchangeChanged(exchange(2, url="https://two.example.test/", purpose=Purpose.ROOT)))
        await desk.press("alt+h")
        assert "two.example.test" in desk.box
        assert "one.example.test" not in desk.box


def root_of_a_sandbox(n: int) -> Exchange:
    """The answer that leads to the list of meetings."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(DIRECTORY)
    return exchange(n, url=f"{HOST}/", purpose=Purpose.ROOT, response=head + DIRECTORY)


async def test_the_directory_is_looked_for_at_each_sign_in() -> None:
    async with opened(SMALL, profiles=book) as desk:
        assert json.loads(DIRECTORY)
        await choose(desk, "two")
        plans = len(desk.client.plans)
        await desk.report(ExchangeChanged(root_of_a_sandbox(3)))
        assert len(desk.client.plans) == plans  # not with the session that is being left
        await desk.report(signed_out(), signed_in(), waiting())
        assert [plan.href for plan in desk.client.plans[plans:]] == [f"{HOST}/sandbox/meetings"]
