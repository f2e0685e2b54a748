"""Sending again from the lists: the menu, what needs a yes, the form, the text, and what is said afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.workbench.builders import HOST, INVITES, exchange
from ucwa_tui.protocol.compose import plan_request
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose
from ucwa_tui.tui.pasting import PasteTold, tamed
from ucwa_tui.tui.widgets.body_editor import BodyEditor
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.wire.head import request_bytes
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.reports import ExchangeChanged, Failure, FailureKind, Replayed, RequestFinished
from ucwa_tui.wire.secret import Secret

TOKEN = "cwt=AAEB-canary-token-4711"
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


def join(n: int = 5, form: PayloadFormat = PayloadFormat.JSON) -> Exchange:
    """A join that was answered."""
    values = {"operationId": "used-1", "subject": "Planning"}
    plan = plan_request(OPERATIONS["joinOnlineMeeting"], INVITES, values, (), form)
    data = request_bytes(plan, "pool.example.test", f"Bearer {TOKEN}", INVITES)
    made = exchange(n, method="POST", status=201, url=HOST + INVITES, response=CREATED, purpose=Purpose.OPERATION)
    request = Redactor([Secret(TOKEN)]).request(data)
    return replace(made, request=request, operation="joinOnlineMeeting", operation_id="used-1")


def other(n: int, data: bytes, **more: object) -> Exchange:
    """A request with these bytes."""
    return replace(exchange(n, url=HOST + "/x", request=data, response=CREATED), **more)  # type: ignore[arg-type]


async def at_list(desk: Desk, *exchanges: Exchange) -> None:
    await desk.report(*map(ExchangeChanged, exchanges))
    await desk.press("alt+2", "end")


@pytest.mark.parametrize("size", SIZES)
async def test_byte_for_byte_and_what_is_said_afterwards(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await at_list(desk, join())
        await desk.press("r")
        assert "b byte for byte" in desk.box
        assert "header spelling and order included" in desk.box
        await desk.press("b")
        [order] = desk.client.replays
        assert order.is_verbatim
        assert order.exchange.n == 5
        assert order.sources == (0,)
        again = replace(join(6), ticket=2001)
        told = Replayed(2001, 5, 6, 1234, identical=True)
        await desk.report(ExchangeChanged(again), told, RequestFinished(2001, again))
        assert "#6 repeats #5, identical: 1,234 bytes" in desk.footer
        assert desk.main.exchanges.selected is not None
        assert desk.main.exchanges.selected.n == 6
        await desk.press("enter")
        assert "replay: of #5, identical: 1,234 bytes" in desk.words


async def test_a_fresh_operation_id_is_followed_like_any_other_operation() -> None:
    async with opened(SMALL) as desk:
        await at_list(desk, join())
        await desk.press("enter", "r", "down", "enter")
        [order] = desk.client.replays
        fresh = order.operation_id or ""
        assert fresh.startswith("op-")
        assert f'"operationId": "{fresh}"'.encode() in order.request.data
        assert fresh in desk.app.controller.context().used_operation_ids
        again = replace(join(6), ticket=2001, operation_id=fresh, request=order.request)
        await desk.report(ExchangeChanged(again), Replayed(2001, 5, 6, 500, False, True), RequestFinished(2001, again))
        assert "identical but for" in desk.footer
        current = desk.app.controller.session.current
        assert current is not None
        assert (current.ticket, current.operation_id) == (2001, fresh)


@pytest.mark.parametrize("size", SIZES)
async def test_into_the_form(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await desk.fill("subject", "typed and not sent")
        await at_list(desk, join(form=PayloadFormat.XML))
        await desk.press("r", "e")
        assert "has not been sent" in desk.box
        await desk.press("escape")
        assert desk.app.controller.draft.value("subject") == "typed and not sent"
        await desk.press("r", "e", "enter")
        draft = desk.app.controller.draft
        assert draft.value("subject") == "Planning"
        assert draft.payload_format is PayloadFormat.XML
        assert draft.target_href == HOST + INVITES
        assert desk.main.pane is desk.main.request
        assert "#5 is in the form: F5 sends it to its address, F7 new operationId, Esc back" in desk.footer
        await desk.press("f5")
        assert desk.client.plans[-1].href == HOST + INVITES


@pytest.mark.parametrize("pane", ["alt+2", "alt+3"])
async def test_escape_in_the_form_goes_back_to_the_exchange_that_filled_it_in(pane: str) -> None:
    async with opened() as desk:
        await at_list(desk, join())
        await desk.press(pane, "r", "e")
        if desk.app.screen is not desk.main:
            await desk.press("enter")
        assert desk.main.pane is desk.main.request
        desk.main.exchanges.follow()
        await desk.report(ExchangeChanged(other(9, b"GET /x HTTP/1.1\r\n\r\n")))
        chosen = desk.main.exchanges.selected
        assert chosen is not None
        assert chosen.n == 9
        await desk.press("escape")
        back = desk.main.exchanges.selected
        assert back is not None
        assert back.n == 5
        assert desk.tab == ("2 Exchanges" if pane == "alt+2" else "3 Exchange")
        if pane == "alt+3":
            assert desk.main.exchange.exchange is not None
            assert desk.main.exchange.exchange.n == 5
        await desk.press("alt+1", "escape")
        assert desk.main.pane is desk.main.request, "once"


@pytest.mark.parametrize("size", SIZES)
async def test_as_a_text_that_is_checked_while_it_is_typed(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await at_list(desk, join())
        await desk.press("r", "t")
        assert "✓ unchanged" in desk.box
        assert "typed" not in desk.box
        assert TOKEN not in desk.text
        desk.app.post_message(PasteTold(tamed(2), early=True))
        await desk.press("ctrl+home")
        assert "2 control characters pasted" in desk.text
        desk.app.screen.query_one(BodyEditor).move_cursor((1, 0))
        await desk.type("X-Api-Key: k")
        assert "1 typed secret goes with it, masked in what is kept" in " ".join(desk.box.split())
        await desk.press(*["backspace"] * 12, "ctrl+home")
        await desk.type("x ")
        await desk.press("f5")
        assert desk.client.replays == []
        assert "✗ line 1" in desk.box
        await desk.press("escape")
        assert "Not sent; the text is kept" in desk.footer
        desk.app.post_message(PasteTold(tamed(1)))
        await desk.until(lambda: "pasted" in desk.footer)
        assert "1 control character pasted" in desk.footer
        await desk.press("r", "t")
        assert "✗ line 1" in desk.box
        await desk.press("ctrl+home", "delete", "delete", "ctrl+end")
        await desk.type(" ")
        assert "Content-Length becomes" in desk.box
        await desk.press("f5")
        [order] = desk.client.replays
        assert order.request.data.endswith(b" ")
        assert order.operation_id == "used-1"
        assert not order.is_verbatim


async def test_what_is_not_possible_says_why_and_does_nothing() -> None:
    async with opened(WIDE) as desk:
        await at_list(desk, other(5, b"PATCH /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n\xff\xfe"))
        await desk.press("r")
        assert "not now: no operationId is in it" in desk.box
        for letter, why in (("f", "no operationId"), ("e", "no such PATCH"), ("t", "no UTF-8")):
            await desk.press(letter)
            assert "Not possible:" in desk.box
            assert why in desk.box
        await desk.press("escape")
        assert desk.client.replays == []
        await desk.report(ExchangeChanged(exchange(6, state=ExchangeState.RUNNING, status=None)))
        await desk.press("end", "r")
        assert desk.app.screen is desk.main
        assert "nothing of this request has been sent" in desk.footer


@pytest.mark.parametrize("size", SIZES)
async def test_a_p_get_and_a_foreign_host_need_a_yes(size: tuple[int, int]) -> None:
    data = b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n"
    async with opened(size) as desk:
        foreign = other(5, data, url="https://evil.test/x")
        await at_list(desk, foreign, other(6, data, purpose=Purpose.EVENTS))
        await desk.press("r")
        assert "PGetReplaced" in desk.box
        await desk.press("b")
        assert "This is a P-GET" in desk.box
        await desk.press("escape")
        assert desk.client.replays == []
        await desk.press("r", "b", "enter")
        assert [order.exchange.n for order in desk.client.replays] == [6]
        await desk.press("g", "r", "b")
        assert "evil.test" in desk.text
        assert "carries no token of this session" in desk.box
        await desk.press("n")
        assert len(desk.client.replays) == 1


async def test_a_refusal_of_the_client_is_told_with_its_way_out() -> None:
    async with opened(SMALL) as desk:
        await at_list(desk, join())
        await desk.press("r", "b")
        failed = replace(join(6), state=ExchangeState.FAILED, status=None, ticket=2001)
        failure = Failure(FailureKind.REFUSED, "not sent: a token in #5 is masked", "Sign in to pool.example.test.")
        await desk.report(RequestFinished(2001, failed, failure=failure))
        assert "not sent: a token in #5 is masked. Sign in to pool.example.test." in desk.words
        assert "is being sent again" not in desk.footer


async def test_what_is_wrong_with_a_body_is_as_wide_as_the_pane() -> None:
    async with opened(SMALL) as desk:
        broken = join().request.data.replace(b'"subject"', b'+subject"')
        await at_list(desk, replace(join(), request=CapturedMessage(broken)))
        await desk.press("r", "e", "enter")
        for size in (WIDE, SMALL):
            said = [line for line in desk.lines if "The body is not JSON" in line]
            assert len(said) == 1, desk.text
            assert desk.main.request.query_one("#body-findings").size.height <= 4
            await desk.resize(size)
