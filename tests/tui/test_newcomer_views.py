"""What somebody stumbles over who sees the views for the first time, mostly on a small screen."""

from __future__ import annotations

import re

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import LOBBY, ended
from tests.tui.test_events import others, with_events
from tests.tui.test_exchanges import me, with_exchanges
from tests.workbench.builders import (
    CONVERSATION,
    HOST,
    INVITATION,
    accepted,
    arrived,
    event,
    exchange,
    posted,
    refused,
    resource,
)
from ucwa_tui.document.http_view import response_steps
from ucwa_tui.document.views import View
from ucwa_tui.tui.link_finder import FoundHref, LinkFinder, true_hrefs
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ExchangeChanged, ReceivedEvent

CREATED = (
    b"HTTP/1.1 201 Created\r\nLocation: %s\r\nX-MS-Server-Fqdn: fe7.example.test\r\n"
    b"X-MS-Correlation-Id: 2147\r\nContent-Length: 0\r\n\r\n" % INVITATION.encode()
)


async def with_created(desk: Desk) -> None:
    """A POST that was answered with a place."""
    await desk.report(ExchangeChanged(exchange(3, method="POST", status=201, response=CREATED, elapsed=0.02)))


# Links


@pytest.mark.parametrize("depth", ["p", "m", "w"])
async def test_the_place_of_what_was_made_is_got_in_every_view(depth: str) -> None:
    async with opened() as desk:
        await with_created(desk)
        await desk.press("alt+3", depth, "]", "enter")
        assert [plan.href for plan in desk.client.plans] == [f"{HOST}{INVITATION}"]


@pytest.mark.parametrize("depth", ["p", "m", "w"])
async def test_links_of_a_body_are_the_same_in_every_view(depth: str) -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+3", depth)
        assert [link.href for link in desk.main.exchange.links] == ["/ucwa/me", "/ucwa/me/photo", "https://evil.test/x"]


def links_of(made: Exchange, view: View) -> list[FoundHref]:
    """The links of an answer, found while it is laid out."""
    finder = LinkFinder(made, view, 0)
    found = [link for step in response_steps(made, view) for part in step.parts for link in finder.look(part)]
    return found + finder.rest()


def test_an_href_that_is_cut_in_two_is_still_whole() -> None:
    body = b'10\r\n{"href":"/ucwa/p\r\nc\r\neople/7?a=b"\r\n1\r\n}\r\n0\r\n\r\n'
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    made = exchange(1, response=answer)
    assert true_hrefs(made) == ("/ucwa/people/7?a=b",)
    assert [link.href for link in links_of(made, View.WIRE)] == ["/ucwa/people/7?a=b"]


def test_an_href_of_xml_is_unescaped() -> None:
    body = b'<resource rel="me" href="/ucwa/me?a=1&amp;b=2"/>'
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    made = exchange(1, response=answer)
    assert true_hrefs(made) == ("/ucwa/me?a=1&b=2",)
    [link] = links_of(made, View.MESSAGE)
    assert (link.line, link.start, link.href) == (4, body.index(b"/ucwa"), "/ucwa/me?a=1&b=2")


# What is selected can be seen


def shows_cursor(view_text: str) -> bool:
    """Whether the selected row is among those painted."""
    return any(line.startswith("▸") for line in view_text.split("\n"))


@pytest.mark.parametrize(("first", "second"), [(SMALL, WIDE), (WIDE, SMALL)])
async def test_the_newest_event_is_seen_after_another_size(first: tuple[int, int], second: tuple[int, int]) -> None:
    async with opened(first) as desk:
        await with_events(desk)
        for size in (second, first):
            await desk.resize(size)
            assert desk.main.events.following
            assert shows_cursor(desk.text_of(desk.main.events.list))


async def test_the_newest_event_is_seen_when_its_pane_is_shown() -> None:
    async with opened() as desk:
        await desk.press("alt+4")
        await desk.report(arrived(*others(1, 30)))
        await desk.press("alt+1")
        await desk.report(arrived(*others(31, 60)))
        await desk.press("alt+4")
        assert "following" in desk.text
        assert desk.text_of(desk.main.events.list).rstrip().split("\n")[-1].startswith("▸")


async def test_the_newest_event_is_seen_after_the_filter_and_with_end() -> None:
    async with opened() as desk:
        await with_events(desk)
        view = desk.main.events.list
        await desk.press("i", "i")
        assert shows_cursor(desk.text_of(view))
        view.scroll_to(None, 0, animate=False)
        await desk.settle()
        assert not shows_cursor(desk.text_of(view))
        await desk.press("end")
        assert shows_cursor(desk.text_of(view))
        view.scroll_to(None, 0, animate=False)
        await desk.press("G")
        assert shows_cursor(desk.text_of(view))


async def test_the_selected_exchange_is_seen_after_another_size_and_when_shown() -> None:
    async with opened(WIDE) as desk:
        await desk.report(*(ExchangeChanged(me(n)) for n in range(1, 60)))
        for size in (SMALL, WIDE, SMALL):
            await desk.resize(size)
            await desk.press("alt+2")
            assert shows_cursor(desk.text_of(desk.main.exchanges.list))


# The title of the exchange


@pytest.mark.parametrize("size", SIZES)
async def test_the_view_is_named_at_every_width(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_exchanges(desk)
        await desk.press("alt+3")
        for key, word in zip("phtoxwm", ("pretty", "hex", "tim", "conn", "expl", "wire", "m"), strict=True):
            assert f"[{key} {word}" in desk.text_of(desk.main.exchange.strip)
            await desk.press("v")


# The exchange, its search, the way back


@pytest.mark.parametrize("size", SIZES)
async def test_a_success_begins_with_what_came_of_it(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_created(desk)
        await desk.press("alt+3")
        rows = desk.text_of(desk.main.exchange.reader).split("\n")
        assert rows[0].strip(" ▸").startswith("✓ 201 Created · Location ")
        assert rows[0].endswith("/7")
        assert rows[1].strip() == "in the server's log: fe7.example.test · 2147"
        text = "\n".join(rows)
        assert text.index("answer") < text.index("─ request")


async def test_what_does_not_occur_is_said_again_and_hits_are_counted() -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+3", "/")
        await desk.type("zzz")
        await desk.press("enter")
        assert "'zzz' does not occur" in desk.footer
        for key in ("n", "N"):
            await desk.press("down", key)
            assert "'zzz' does not occur" in desk.footer
        await desk.press("/", "ctrl+u")
        await desk.type("href")
        await desk.press("enter", "n")
        assert "2/3 'href'" in desk.lines[1]


async def test_escape_goes_back_to_the_list_and_never_into_a_text() -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        body = desk.preview
        await desk.press("alt+2", "g", "enter", "escape")
        assert desk.main.focused is desk.main.exchanges.list
        await desk.press("escape", "x")
        assert desk.main.focused is desk.main.exchanges.list
        await desk.press("alt+4", "i", "escape", "x")
        assert desk.main.events.has_focus_within
        assert "only yours" not in desk.main.events.detail
        assert desk.preview == body


# Events, meetings, the last request


@pytest.mark.parametrize("size", SIZES)
async def test_the_time_of_an_event_has_its_hour(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_events(desk, 3)
        rows = desk.text_of(desk.main.events.list).rstrip().split("\n")
        assert all(re.match(r"[▸ ]\d\d:\d\d:\d\d[. ]", row) for row in rows)


async def test_the_list_of_meetings_starts_with_the_last_choice() -> None:
    async with opened() as desk:
        await desk.press("f4", "down", "enter", "f4")
        assert "conversation InLobby, then Success" in desk.box
        await desk.press("enter")
        assert desk.field("onlineMeetingUri").value == LOBBY


async def test_letters_find_a_meeting() -> None:
    async with opened() as desk:
        await desk.press("f4")
        await desk.type("bo")
        assert "conversation InLobby, then Success" in desk.box
        await desk.type("xplan")
        assert "no meeting with “boxplan”" in desk.box
        assert "conversation InLobby, then Success" in desk.box
        await desk.press(*["backspace"] * 7)
        await desk.type("plan")
        assert "started, then completed with Success" in desk.box
        await desk.press("down", "j")
        assert "404 NotFound/ConversationNotFound" in desk.box
        await desk.press("k", "enter")
        assert desk.field("onlineMeetingUri").value == LOBBY


async def test_what_has_been_read_about_a_refusal_folds_with_the_first_edit() -> None:
    async with opened() as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(refused(403)))
        assert desk.main.outcome.size.height > 1
        await desk.fill("subject", "again")
        assert desk.main.outcome.size.height == 1
        assert "403" in desk.outcome


async def test_what_has_been_read_about_a_refusal_folds_with_escape() -> None:
    async with opened() as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(refused(403)))
        await desk.press("escape")
        assert desk.main.outcome.size.height == 1


async def test_that_an_id_was_sent_is_said_when_it_is_sent_again() -> None:
    async with opened() as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(accepted()))
        assert "sent before" not in desk.text
        await desk.press("f5")
        assert "sent before" in desk.findings("operationId")


def waiter(seq: int) -> ReceivedEvent:
    """A participant in the lobby whom one may let in."""
    href = f"{CONVERSATION}/participants/9"
    links = {"self": {"href": href}, "admit": {"href": f"{href}/admit"}}
    embedded = resource({"rel": "participant", "inLobby": True, "_links": links})
    return event(seq, "added", "participant", href, embedded=embedded, sender="conversation")


async def test_who_waits_in_a_lobby_is_said_with_the_keys() -> None:
    async with opened() as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(accepted()))
        assert "in the lobby" not in desk.outcome
        await desk.report(arrived(waiter(1)))
        assert "1 waits in the lobby: F8 lets in, Shift+F8 turns away" in desk.outcome
