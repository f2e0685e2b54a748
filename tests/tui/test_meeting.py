"""The meeting pane: who is there, what can be done, what is said; nothing jumps while it is read."""

from __future__ import annotations

import json

import pytest

from tests.support.launching import launch
from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.workbench.builders import APP, APP_URL, HOST, arrived, event, exchange, resource
from tests.workbench.meeting_events import (
    MESSAGING,
    conversation,
    meeting,
    message,
    messaging,
    person,
    person_href,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.reports import (
    ExchangeChanged,
    Failure,
    FailureKind,
    KeepActiveChanged,
    ReceivedEvent,
    RequestFinished,
)
from ucwa_tui.workbench.command import Place

JOINED = (
    conversation(1, "added", "Conferenced"),
    meeting(2),
    person(3, "me", rel="localParticipant", embed=True, local=True),
    person(4, "me", in_="attendees"),
    person(5, "olga", in_="leaders", links=("demote", "eject")),
    person(6, "bob", in_="attendees", links=("promote", "eject")),
    person(7, "wanda", in_="lobby", links=("admit", "reject")),
)


async def in_a_meeting(desk: Desk, *more: ReceivedEvent) -> None:
    """Joined, and looking at it; the cursor is on the one who waits."""
    await desk.report(arrived(*JOINED, *more))
    await desk.press("alt+5")


async def on(desk: Desk, words: str) -> None:
    """Put the cursor on the line that says this."""
    pane = desk.main.meeting
    for y in range(pane.list.row_count()):
        if words in "".join(text for text, _ in pane.list.row(y)):
            pane.list.select(y)
            await desk.settle()
            return
    raise AssertionError(f"no line says {words!r}:\n{desk.text}")


@pytest.mark.parametrize("size", SIZES)
async def test_the_picture(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await in_a_meeting(desk, messaging(8, "Disconnected", "addMessaging"))
        assert desk.main.pane.place is Place.MEETING
        text = desk.text_of(desk.main.meeting.list)
        lines = [" ".join(line.split()) for line in text.split("\n")]
        order = ["Harvest plan", "waiting in the lobby: 1", "Wanda", "leaders: 1", "Olga", "attendees: 2", "Me", "Bob"]
        found = [next(i for i, line in enumerate(lines) if word in line) for word in order]
        assert found == sorted(found)
        assert desk.text.count("Conferenced · 1 waits · 3 people") == 1
        assert "a lets in, r turns away" in text
        assert "you" in lines[found[-2]]
        assert "messaging Disconnected m adds it" in " ".join(lines)
        assert "https://meet.example.test/dana/K7Q2M4XN" in text


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_pane_says_what_will_come(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.press("alt+2", "5")
        assert "F5 joins the meeting in the form" in desk.words
        await desk.press("m")
        assert "F5 joins a meeting" in desk.footer
        await desk.press("enter")
        assert "there is no conversation yet" in desk.footer


async def test_the_exchange_and_the_meeting_share_a_place() -> None:
    async with opened(WIDE) as desk:
        await desk.report(arrived(*JOINED))
        assert "5 Meeting: Conferenced" in desk.text
        assert "Wanda" not in desk.text_of(desk.main.exchange.title)
        await desk.press("alt+5")
        assert (desk.main.exchange.display, desk.main.meeting.display) == (False, True)
        await desk.press("alt+4")
        assert (desk.main.exchange.display, desk.main.meeting.display) == (False, True)
        await desk.press("alt+3")
        assert (desk.main.exchange.display, desk.main.meeting.display) == (True, False)
        await desk.resize((140, 64))
        assert desk.main.exchange.display
        assert desk.main.meeting.display
        await desk.resize(SMALL)
        assert [pane.number for pane in desk.main.panes if pane.display] == [3]


@pytest.mark.parametrize(
    ("who", "keys", "name"),
    [
        ("Wanda", ("a",), "admit"),
        ("Wanda", ("alt+a",), "admit"),
        ("Wanda", ("f8",), "admit"),
        ("Wanda", ("r",), "reject"),
        ("Wanda", ("alt+r",), "reject"),
        ("Bob", ("o",), "promote"),
        ("Bob", ("alt+b",), "promote"),
        ("Olga", ("d",), "demote"),
        ("Olga", ("alt+d",), "demote"),
        ("Olga", ("e", "Y"), "eject"),
        ("Olga", ("alt+e", "Y"), "eject"),
    ],
)
async def test_keys_on_a_person(who: str, keys: tuple[str, ...], name: str) -> None:
    async with opened(SMALL) as desk:
        await in_a_meeting(desk)
        await on(desk, who)
        await desk.press(*keys)
        plan = desk.client.plans[-1]
        assert (plan.method, plan.href) == ("POST", f"{HOST}{person_href(who.lower())}/{name}")
        assert f"{name}: sent ({who})" in desk.footer
        sent = exchange(30, method="POST", url=plan.href, status=403, operation=name)
        reason = Reason("Forbidden", None, "Only leaders.")
        await desk.report(RequestFinished(len(desk.client.plans), sent, reason=reason))
        assert f"{name} ({who}): refused 403" in desk.footer


@pytest.mark.parametrize(
    ("mine", "why"), [("attendees", "you are no leader here"), ("leaders", "nobody waits in the lobby of this meeting")]
)
async def test_why_nobody_can_be_let_in_is_said_of_the_user_and_not_of_a_link(mine: str, why: str) -> None:
    async with opened(options=launch(root_url="https://lync.example.test/", user="erin")) as desk:
        await desk.report(arrived(*JOINED[:3], person(4, "me", in_=mine)))
        await desk.press("f8")
        assert f"Let in who waits in the lobby: {why}" in desk.footer


async def test_eject_asks_first() -> None:
    async with opened() as desk:
        await in_a_meeting(desk)
        await on(desk, "Olga")
        plans = len(desk.client.plans)
        await desk.press("e")
        assert "Throw Olga out of the meeting?" in desk.text
        await desk.press("enter", "y")
        assert "Throw Olga out of the meeting?" in desk.text
        await desk.press("n")
        assert desk.app.screen is desk.main
        assert len(desk.client.plans) == plans


@pytest.mark.parametrize(
    ("who", "key", "words"),
    [
        ("Me", "e", "only leaders see it"),
        ("Olga", "a", "only while waiting in the lobby"),
        ("leaders: 1", "o", "the cursor is on nobody"),
    ],
)
async def test_what_cannot_be_done_says_what_it_waits_for(who: str, key: str, words: str) -> None:
    async with opened(WIDE) as desk:
        await in_a_meeting(desk)
        await on(desk, who)
        plans = len(desk.client.plans)
        await desk.press(key)
        assert words in desk.footer
        assert len(desk.client.plans) == plans


async def test_the_footer_offers_what_works_on_the_line() -> None:
    async with opened(WIDE) as desk:
        await in_a_meeting(desk)
        assert "a admit" in desk.footer
        assert "e eject" not in desk.footer
        await on(desk, "Bob")
        assert "a admit" not in desk.footer
        assert "o promote" in desk.footer


async def test_nothing_jumps_while_people_come() -> None:
    async with opened(SMALL) as desk:
        crowd = [person(100 + n, f"p{n}", in_="attendees") for n in range(60)]
        await in_a_meeting(desk, *crowd)
        await on(desk, "P30")
        before = next(i for i, line in enumerate(desk.lines) if "P30" in line)
        more = [person(200 + n, f"w{n}", in_="lobby") for n in range(5)]
        await desk.report(arrived(*more))
        assert next(i for i, line in enumerate(desk.lines) if "P30" in line) == before
        assert desk.main.meeting.person is not None
        assert desk.main.meeting.person.name == "P30"
        await desk.report(arrived(person(300, "p30", "deleted"), person(301, "p31", "updated", embed=True)))
        assert "P30" not in desk.text_of(desk.main.meeting.list)


@pytest.mark.parametrize("size", SIZES)
async def test_no_key_meets_the_next_one_when_somebody_leaves(size: tuple[int, int]) -> None:
    """Of two who wait one is looked at and goes: the key that was meant for this one must not let in the other."""
    async with opened(size) as desk:
        await in_a_meeting(desk, person(8, "xaver", in_="lobby", links=("admit", "reject")))
        for who in ("Wanda", "Xaver"):
            await on(desk, who)
            plans = len(desk.client.plans)
            await desk.report(arrived(person(9, who.lower(), "deleted", in_="lobby")))
            assert f"{who} has left: the cursor is on nobody" in desk.footer
            assert desk.main.meeting.person is None
            await desk.press("a", "r", "o", "d", "e")
            assert desk.app.screen is desk.main
            assert len(desk.client.plans) == plans


async def test_the_cursor_stays_on_the_last_one_when_another_comes() -> None:
    async with opened(SMALL) as desk:
        await in_a_meeting(desk)
        await on(desk, "Bob")
        await desk.report(arrived(person(8, "zoe", in_="attendees", links=("promote", "eject"))))
        assert desk.main.meeting.person is not None
        assert desk.main.meeting.person.name == "Bob"


async def test_messages_are_followed_at_the_end() -> None:
    async with opened(SMALL) as desk:
        hi = message(20, 1, "data:text/plain,Hi+there", who="olga")
        await in_a_meeting(desk, messaging(8, "Connected", "sendMessage"), hi)
        await desk.press("end")
        assert "Olga: Hi there" in desk.text
        await desk.report(
            arrived(*(message(21 + n, 2 + n, f"data:text/plain,line+{n}", who="olga") for n in range(30)))
        )
        assert "Olga: line 29" in desk.text


async def test_a_message_is_written_and_sent() -> None:
    async with opened(SMALL) as desk:
        await in_a_meeting(desk, messaging(8, "Connected", "sendMessage", "stopMessaging"))
        await desk.press("m")
        assert "Message to Harvest plan" in desk.text
        await desk.type("Good mor")
        await desk.press("escape", "alt+n")
        await desk.type("ning")
        await desk.press("enter")
        plan = desk.client.plans[-1]
        assert plan.body == b"Good morning"
        assert plan.href.startswith(f"{HOST}{MESSAGING}/sendMessage?operationId=")
        assert ("Content-Type", "text/plain; charset=utf-8") in plan.headers
        await desk.press("m")
        assert "Good morning" not in desk.text


async def test_messaging_is_added_before_the_first_message() -> None:
    async with opened(WIDE) as desk:
        await in_a_meeting(desk, messaging(8, "Disconnected", "addMessaging"))
        await desk.press("m")
        assert "Add messaging first?" in desk.text
        await desk.press("enter")
        assert desk.client.plans[-1].href == f"{HOST}{MESSAGING}/addMessaging"
        await desk.report(arrived(messaging(9, "Connecting", "stopMessaging")))
        await desk.press("m")
        assert "still Connecting" in desk.footer
        await desk.report(arrived(messaging(10, "Connected", "sendMessage", "stopMessaging")))
        assert desk.app.screen.query("MessageInput")
        await desk.type("Hello")
        await desk.press("enter")
        assert desk.client.plans[-1].body == b"Hello"
        await desk.report(arrived(messaging(11, "Connected", "sendMessage", "stopMessaging")))
        assert desk.app.screen is desk.main


async def test_who_has_gone_elsewhere_meanwhile_is_told_that_there_is_messaging_now() -> None:
    async with opened(WIDE) as desk:
        await in_a_meeting(desk, messaging(8, "Disconnected", "addMessaging"))
        await desk.press("m", "enter", "alt+4")
        await desk.report(arrived(messaging(10, "Connected", "sendMessage", "stopMessaging")))
        assert desk.app.screen is desk.main
        assert "Messaging is Connected" in desk.footer
        await desk.report(arrived(messaging(11, "Disconnected", "addMessaging")))
        await desk.press("alt+5", "m", "enter")
        ticket, plan = len(desk.client.plans), desk.client.plans[-1]
        failed = exchange(40, method="POST", url=plan.href, status=403, operation="addMessaging", ticket=ticket)
        await desk.report(ExchangeChanged(failed), RequestFinished(ticket, failed, reason=Reason("Forbidden")))
        await desk.report(arrived(messaging(12, "Connected", "sendMessage", "stopMessaging")))
        assert desk.app.screen is desk.main


async def test_who_has_left_reads_why() -> None:
    async with opened(SMALL) as desk:
        await in_a_meeting(desk)
        await desk.report(arrived(conversation(40, "updated", "Disconnected", reason=Reason("Gone", "Ejected"))))
        assert "You are not in it any more" in desk.text
        assert "Ejected" in desk.text
        assert "Wanda" not in desk.text_of(desk.main.meeting.list)


async def test_enter_reads_the_resource() -> None:
    async with opened(SMALL) as desk:
        await in_a_meeting(desk)
        await on(desk, "Bob")
        await desk.press("enter")
        plan = desk.client.plans[-1]
        assert (plan.method, plan.href) == ("GET", HOST + person_href("bob"))
        assert desk.main.pane.place is Place.EXCHANGE


async def test_names_and_messages_are_hostile() -> None:
    async with opened(WIDE) as desk:
        nasty = person(50, "eve", in_="attendees", title="\x1b]0;owned\x07Eve\u202e[b]")
        said = message(51, 1, "data:text/plain,%1b%5b2J%0abye", who="eve")
        await in_a_meeting(desk, nasty, said)
        text = desk.text
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "␛]0;owned" in text
        assert "␛[2J ⏎ bye" in text


async def test_available_and_active() -> None:
    async with opened(WIDE) as desk:
        await desk.press("alt+w")
        assert "me offers it once" in desk.footer
        links = {"makeMeAvailable": {"href": f"{APP}/me/makeMeAvailable"}}
        await desk.report(arrived(event(1, "updated", "me", f"{APP}/me", embedded=resource({"_links": links}))))
        await desk.press("alt+z")
        assert "make yourself available first" in desk.footer
        assert desk.client.kept_active == []
        await desk.press("alt+w")
        plan = desk.client.plans[-1]
        assert plan.href == f"{HOST}{APP}/me/makeMeAvailable"
        assert json.loads(plan.body)["supportedModalities"] == ["Messaging"]
        sent = exchange(30, method="POST", url=plan.href, status=204, operation="makeMeAvailable")
        await desk.report(RequestFinished(len(desk.client.plans), sent))
        assert desk.client.plans[-1].method == "GET"
        assert desk.client.plans[-1].href == APP_URL
        assert "done (204). Alt+Z keeps you so" in desk.footer
        links = {"reportMyActivity": {"href": f"{APP}/me/reportMyActivity"}}
        await desk.report(arrived(event(2, "updated", "me", f"{APP}/me", embedded=resource({"_links": links}))))
        await desk.press("alt+z")
        await desk.report(KeepActiveChanged(True, 1000.0))
        assert "active" in desk.lines[0].split()
        trouble = Failure(FailureKind.NETWORK, "connection lost")
        await desk.report(KeepActiveChanged(True, 1000.0, trouble))
        assert "active!" in desk.lines[0].split()
        await desk.press("alt+z")
        await desk.report(KeepActiveChanged(False, 1000.0, Failure(FailureKind.REFUSED, "409 refused", "Do this.")))
        assert "409 refused. Do this." in desk.outcome
        assert "active" not in desk.lines[0]
        assert desk.client.kept_active == [True, False]
