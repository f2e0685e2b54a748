"""Links of an answer: what they are called, what Enter does, and the way back; at both sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.workbench.builders import APP_URL, HOST, INVITES, resource
from tests.workbench.talk import links, new_application, talk
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ExchangeChanged, RequestFinished
from ucwa_tui.workbench.command import Place

ME = {"rel": "me", "name": "Dana", "_links": links(self=f"{APP_URL}/me", photo=f"{APP_URL}/photo")}


async def with_application(desk: Desk, **more: str) -> None:
    """The answer that made the application is shown, with more links in it."""
    made = new_application()
    made["_links"] |= links(**more)
    await desk.report(ExchangeChanged(talk(1, "POST", APP_URL, 201, made, purpose=Purpose.APPLICATIONS, elapsed=0.1)))
    await desk.press("alt+3")


def got(n: int, ticket: int) -> Exchange:
    """The answer to a followed link."""
    return talk(n, "GET", f"{APP_URL}/me", answer=ME, ticket=ticket, elapsed=0.1)


async def answer(desk: Desk, n: int, ticket: int) -> None:
    """The link that was followed is answered."""
    made = got(n, ticket)
    await desk.report(ExchangeChanged(made), RequestFinished(ticket, made, resource=resource(ME)))


async def mark(desk: Desk, rel: str) -> None:
    """Press ] until the link of that rel is marked."""
    for _ in range(30):
        await desk.press("]")
        if desk.main.exchange.marked_rel == rel:
            return
    raise AssertionError(f"no link {rel}")


@pytest.mark.parametrize("size", SIZES)
async def test_marking_says_what_a_link_is_called_and_what_enter_does(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_application(desk)
        await mark(desk, "me")
        assert "me" in desk.main.exchange.detail.split()
        assert "Enter GETs me: the signed-in user" in desk.footer
        await mark(desk, "joinOnlineMeeting")
        assert "Enter fills in the form: POST joinOnlineMeeting" in desk.footer


@pytest.mark.parametrize("size", SIZES)
async def test_an_operation_fills_in_the_form_and_sends_nothing(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_application(desk)
        await mark(desk, "makeMeAvailable")
        await desk.press("enter")
        assert desk.client.plans == []
        assert desk.main.pane.place is Place.REQUEST
        assert desk.app.controller.draft.operation == "makeMeAvailable"
        assert "nothing is sent yet" in desk.footer
        await desk.press("escape")
        assert str(desk.main.pane.place) == "exchange"
        await desk.press("enter", "f5")
        [plan] = desk.client.plans
        assert (plan.method, plan.href) == ("POST", f"{APP_URL}/me/makeMeAvailable")


async def test_an_operation_on_its_own_link_stays_free_to_follow_the_server() -> None:
    async with opened() as desk:
        await with_application(desk)
        await mark(desk, "joinOnlineMeeting")
        await desk.press("enter")
        assert desk.app.controller.draft.target_href is None
        assert desk.app.controller.target_href() == HOST + INVITES


async def test_the_event_channel_is_never_polled_by_a_key() -> None:
    async with opened() as desk:
        await with_application(desk)
        await mark(desk, "events")
        await desk.press("enter")
        assert desk.client.plans == []
        assert desk.app.controller.draft.operation == "get"
        assert "a second P-GET takes the channel" in desk.footer


async def test_a_name_that_looks_like_an_action_is_got_with_a_warning() -> None:
    async with opened() as desk:
        await with_application(desk, startHolography=f"{APP_URL}/h")
        await mark(desk, "startHolography")
        assert "probably an operation" in desk.footer
        await desk.press("enter")
        assert [plan.method for plan in desk.client.plans] == ["GET"]
        assert "probably an operation" in desk.footer


async def test_what_takes_a_post_is_not_got_and_a_refusal_is_told() -> None:
    async with opened() as desk:
        await with_application(desk, batch=f"{APP_URL}/batch")
        await mark(desk, "batch")
        assert "batch takes a POST" in " ".join(desk.footer.split())
        await desk.press("enter")
        assert desk.client.plans == []
        assert "batch takes a POST" in " ".join(desk.footer.split())
        await desk.press("h")
        await mark(desk, "me")
        await desk.press("enter")
        gone = replace(got(2, 1), status=404)
        await desk.report(ExchangeChanged(gone), RequestFinished(1, gone, reason=Reason("NotFound")))
        assert "me: refused 404 NotFound" in desk.footer
        assert "#2 404 GET" in desk.main.exchange.detail
        assert "#2 404" in desk.lines[1]  # also where there is no room for all of the title


async def test_links_can_be_followed_from_the_explanation_too() -> None:
    async with opened() as desk:
        await with_application(desk)
        await desk.press("x")
        await mark(desk, "makeMeAvailable")
        await desk.press("enter")
        assert desk.app.controller.draft.operation == "makeMeAvailable"


@pytest.mark.parametrize("size", SIZES)
async def test_back_and_forward_keep_depth_and_place(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_application(desk)
        await desk.press("b")
        assert "no link has been followed yet" in desk.footer
        await mark(desk, "me")
        line = desk.main.exchange.reader.line_at_top()
        await desk.press("enter")
        assert [plan.href for plan in desk.client.plans] == [f"{APP_URL}/me"]
        await answer(desk, 2, 1)
        shown = desk.main.exchange
        assert shown.exchange is not None
        assert shown.exchange.n == 2
        assert "› me" in desk.text
        await desk.press("x", "b")
        assert shown.exchange.n == 1
        assert str(shown.view) == "pretty"
        assert shown.reader.line_at_top() == line
        await desk.press("B")
        assert shown.exchange.n == 2
        assert str(shown.view) == "explain"
        await desk.press("backspace")
        assert shown.exchange.n == 1


async def test_the_trail_stands_in_the_title_where_there_is_room() -> None:
    async with opened(WIDE) as desk:
        await with_application(desk)
        await mark(desk, "me")
        await desk.press("enter")
        await answer(desk, 2, 1)
        assert "application › me" in desk.text
        await desk.press("alt+2", "up")
        assert "application › me" not in desk.text


async def test_an_event_leads_to_its_p_get_and_back() -> None:
    from tests.workbench.builders import arrived, invitation_event

    async with opened(SMALL) as desk:
        polled = talk(4, "GET", f"{APP_URL}/events?ack=1", answer={"sender": []}, purpose=Purpose.EVENTS)
        await with_application(desk)
        await desk.report(ExchangeChanged(polled), arrived(invitation_event(1, "started")))
        await desk.press("alt+4", "x")
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 4
        await desk.press("b")
        assert desk.main.exchange.exchange.n == 1


async def test_hostile_names_are_made_safe() -> None:
    async with opened(WIDE) as desk:
        await with_application(desk, **{"a\x1b[31m": f"{APP_URL}/x"})
        for _ in range(12):
            await desk.press("]")
            assert "\x1b" not in desk.text
