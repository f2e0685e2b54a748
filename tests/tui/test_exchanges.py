"""The list of exchanges and the one that is shown: pretty or as sent, links, search."""

from __future__ import annotations

import pytest

from tests.tui.desk import SIZES, SMALL, WIDE, Desk, opened
from tests.tui.fakes import ended
from tests.workbench.builders import HOST, arrived, exchange, invitation_event, posted, refused
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.exchange_rows import size_of
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState, Mask
from ucwa_tui.wire.reports import ExchangeChanged

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 135\r\n\r\n"
    b'{"rel":"me","name":"Dana","_links":{"self":{"href":"/ucwa/me"},'
    b'"photo":{"href":"/ucwa/me/photo"},"far":{"href":"https://evil.test/x"}}}'
)
ASKED = (
    b"GET /ucwa/me HTTP/1.1\r\nHost: pool.example.test\r\nAuthorization: Bearer [masked]\r\n"
    b"Accept: application/json\r\n\r\n"
)


def me(n: int) -> Exchange:
    """A GET with links in its answer, the token masked."""
    made = exchange(n, url=f"{HOST}/ucwa/me", response=ANSWER, elapsed=0.034)
    masked = CapturedMessage(ASKED, (Mask(ASKED.index(b"[masked]"), 8, 400, "token"),))
    return Exchange(
        made.n,
        method=made.method,
        url=made.url,
        purpose=made.purpose,
        started_at=made.started_at,
        state=made.state,
        status=made.status,
        elapsed=made.elapsed,
        request=masked,
        response=made.response,
    )


async def with_exchanges(desk: Desk) -> None:
    """Three exchanges: a sign-in step, the event channel, and one with links."""
    await desk.report(
        ExchangeChanged(exchange(1, purpose=Purpose.ROOT, url=f"{HOST}/root", elapsed=0.012)),
        ExchangeChanged(
            exchange(2, purpose=Purpose.EVENTS, url=f"{HOST}/events?ack=1", state=ExchangeState.RUNNING, status=None)
        ),
        ExchangeChanged(me(3)),
    )


@pytest.mark.parametrize("size", SIZES)
async def test_method_path_status_time_and_size_in_a_row(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_exchanges(desk)
        await desk.press("alt+2")
        rows = desk.text_of(desk.main.exchanges.list).split("\n")
        assert rows[0].split()[:5] == ["1", "GET", "/root", "200", "12"]
        assert rows[1].split()[:5] == ["2", "GET", "/events?ack=1", "...", "waits"]
        assert rows[2].split()[-4:] == ["34", "ms", str(len(ANSWER)), "B"]
        assert rows[2].startswith("▸")


@pytest.mark.parametrize("size", SIZES)
async def test_selecting_and_opening(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "up", "up")
        assert desk.main.exchanges.selected is not None
        assert desk.main.exchanges.selected.n == 1
        await desk.press("j", "G", "k", "g", "end", "enter")
        assert desk.main.pane is desk.main.exchange
        assert desk.main.focused is desk.main.exchange.reader
        assert '"name"' in desk.text
        assert "GET /ucwa/me HTTP/1.1" in desk.text
        await desk.press("w")
        assert "Authorization: Bearer [masked]" in desk.text
        assert "[w wire]" in desk.text
        assert ("#3 200 GET me" if size == SMALL else "#3 GET …/me") in desk.text


async def test_a_chosen_exchange_stays_chosen_while_others_come() -> None:
    async with opened(WIDE) as desk:
        await with_exchanges(desk)
        await desk.press("alt+2", "g")
        await desk.report(ExchangeChanged(me(4)), ExchangeChanged(me(5)))
        assert desk.main.exchange.exchange is not None
        assert desk.main.exchange.exchange.n == 1
        await desk.press("end")
        assert desk.main.exchange.exchange.n == 5
        await desk.report(ExchangeChanged(me(6)))
        assert desk.main.exchange.exchange.n == 6


async def test_pretty_message_and_wire() -> None:
    async with opened(WIDE) as desk:
        await with_exchanges(desk)
        await desk.press("alt+3")
        reader = desk.main.exchange.reader

        def lines() -> list[str]:
            return [reader.lines.text(y) for y in range(len(reader.lines))]

        assert '  "name": "Dana",' in lines()
        assert "[p pretty]" in desk.text
        await desk.press("m")
        assert "[m m" in desk.text
        assert any(line.startswith('{"rel":"me","name":"Dana"') for line in lines())
        assert lines().index("HTTP/1.1 200 OK") < lines().index("Host: pool.example.test")
        await desk.press("w")
        assert "[w wire]" in desk.text
        assert lines().index("GET /ucwa/me HTTP/1.1␍␊") < lines().index("HTTP/1.1 200 OK␍␊")
        await desk.press("alt+v")
        assert "[m m" in desk.text


@pytest.mark.parametrize("size", SIZES)
async def test_a_marked_link_is_got_with_enter(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_exchanges(desk)
        await desk.press("alt+3", "enter")
        assert desk.client.plans == []
        assert "No link is marked" in desk.footer
        await desk.press("]")
        assert "link 1/3" in desk.main.exchange.detail
        await desk.press("]", "enter")
        [plan] = desk.client.plans
        assert (plan.method, plan.href) == ("GET", f"{HOST}/ucwa/me/photo")
        assert ("Accept", "application/json") in plan.headers
        await desk.press("[")
        assert "link 1/3" in desk.main.exchange.detail


async def test_a_link_to_another_host_is_not_followed() -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+3", "[", "enter")
        assert desk.client.plans == []
        assert "another host" in desk.footer


@pytest.mark.parametrize("size", SIZES)
async def test_searching(size: tuple[int, int]) -> None:
    async with opened(size) as desk:
        await with_exchanges(desk)
        await desk.press("alt+3", "/")
        await desk.type("href")
        await desk.press("enter")
        assert "1/3 'href'" in desk.main.exchange.detail
        await desk.press("n", "n")
        assert desk.main.exchange.reader.hit == 2
        await desk.press("N")
        assert desk.main.exchange.reader.hit == 1
        await desk.press("/", "escape")
        assert desk.main.exchange.reader.wanted == "href"
        assert desk.main.exchange.reader.hit == 1


async def test_a_refused_request_is_explained_above_its_bytes() -> None:
    body = b'{"code":"Forbidden","subcode":"AnonymousNotAllowed","message":"No guests."}'
    answer = (
        b"HTTP/1.1 403 Forbidden\r\nX-Ms-diagnostics: 28000;reason=gone\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    async with opened(WIDE) as desk:
        await desk.press("f5")
        await desk.report(posted(), *ended(refused(403, response=answer)))
        shown = desk.text_of(desk.main.exchange.reader)
        assert shown.lstrip(" ▸").startswith("✗ 403")
        assert "AnonymousNotAllowed" in shown
        assert "The server says: No guests." in shown
        assert "28000" in shown
        assert shown.index("Next: ") < shown.index("HTTP/1.1 403")


async def test_the_first_row_takes_the_place_of_what_the_empty_list_says() -> None:
    async with opened(WIDE) as desk:
        assert "No exchanges yet" in desk.text_of(desk.main.exchanges.list)
        assert "No events yet" in desk.text_of(desk.main.events.list)
        assert "F5 sends the request." in desk.text
        await desk.report(ExchangeChanged(me(1)), arrived(invitation_event(1, "started")))
        assert len(desk.text_of(desk.main.exchanges.list).split()) == 9
        assert "F5 sends" not in "\n".join(desk.lines[:-2])


async def test_an_empty_pane_says_what_will_come() -> None:
    async with opened(SMALL) as desk:
        for pane, word in (("2", "No exchanges yet"), ("3", "Nothing sent yet"), ("4", "No events yet")):
            await desk.press(f"alt+{pane}")
            assert word in desk.text
            await desk.press("enter")
            assert desk.app.screen is desk.main


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (67_108_864, "67 MB"),
        (999_500_000, "1.0 GB"),
        (5 * 10**12, "5.0 TB"),
    ],
)
def test_a_size_fits_its_column_with_its_unit(count: int, told: str) -> None:
    assert size_of(count) == told
    assert len(told) <= 6


async def test_a_list_that_was_never_told_its_width_finds_it_out_when_it_is_painted() -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2")
        view = desk.main.exchanges.list
        wide, view._made_for_width = view.text_width, -1
        view.refresh()
        await desk.settle()
        assert view.text_width == wide > 70


def polls(n: int) -> ExchangeChanged:
    """A P-GET that waits."""
    running = exchange(n, purpose=Purpose.EVENTS, url=f"{HOST}/e?ack={n}", state=ExchangeState.RUNNING, status=None)
    return ExchangeChanged(running)


async def test_the_cursor_goes_to_a_new_exchange_only_from_the_newest_one() -> None:
    async with opened() as desk:
        await with_exchanges(desk)
        await desk.press("alt+2")
        shown = desk.main.exchanges

        async def at(*news: ExchangeChanged) -> int:
            await desk.report(*news)
            assert shown.selected is not None
            return shown.selected.n

        assert await at(polls(4), ExchangeChanged(me(5))) == 5  # it was on the newest one
        assert await at(polls(6)) == 5
        await desk.press("end")
        assert await at(polls(7)) == 6  # where it was put, though a newer P-GET has come
        assert await at(ExchangeChanged(me(8))) == 6
        await desk.press("up", "up")
        assert await at(ExchangeChanged(me(9))) == 4
        shown.follow()  # the user sends something
        assert await at(polls(10)) == 4
        assert await at(ExchangeChanged(me(11))) == 11
        assert await at(ExchangeChanged(me(12))) == 12
        await desk.press("enter", "alt+2")
        assert await at(ExchangeChanged(me(13))) == 12  # it is being read
        await desk.press("end")
        assert await at(ExchangeChanged(me(14))) == 14
