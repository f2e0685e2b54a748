"""The depths of an exchange: the row that names them, timing, connection, and the way to the same bytes."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import replace

import pytest

from tests.document.kinds import CONTROLS, KINDS, Kind, answer
from tests.tui.desk import SIZES, SMALL, Desk, opened
from tests.workbench.builders import FakeClient
from ucwa_tui.document.views import DEPTHS, View
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.tui.byte_place import bytes_at, place_of_bytes
from ucwa_tui.tui.certificate_rows import days_left
from ucwa_tui.tui.connection_rows import connection_rows
from ucwa_tui.tui.depth_strip import depth_strip
from ucwa_tui.tui.depths import growth_at
from ucwa_tui.tui.exchange_text import ExchangeText
from ucwa_tui.tui.rows import Row, plain, width_of
from ucwa_tui.tui.timing_rows import exact_duration, timing_rows
from ucwa_tui.wire.exchange import (
    CapturedMessage,
    ChainLink,
    Exchange,
    ExchangeState,
    Mask,
    Peer,
    Timings,
    TlsFacts,
)
from ucwa_tui.wire.reports import ExchangeChanged
from ucwa_tui.wire.safe_text import has_control
from ucwa_tui.workbench.controller import Controller

NOW = 1_900_000_000.0
"""2030-03-17 17:46:40 UTC."""
JSON = next(kind for kind in KINDS if kind.name == "json").exchange()
LINK = ChainLink("CN=Root", "CN=Root", "2020-01-01 00:00", "2041-04-01 12:00", "01", "0F:10")
TLS = TlsFacts(
    "TLSv1.3",
    "TLS_AES_256_GCM_SHA384",
    "CN=pool.example.test, DNS:pool.example.test",
    "CN=Root",
    "2030-03-20 12:00",
    True,
    ("DNS:pool.example.test",),
    "2029-01-01 00:00",
    "5f03",
    "AB:CD",
    (LINK,),
    True,
    "http/1.1",
)
PEER = Peer("pool.example.test", 443, "192.0.2.7", tls=TLS, connection=2)


def desk_of() -> Controller:
    """A workbench whose clock stands still."""
    return Controller(FakeClient(), clock=lambda: NOW, new_id=map(str, itertools.count()).__next__)


def told(rows: list[Row]) -> str:
    """Rows as words."""
    return " ".join(" ".join(plain(row) for row in rows).split())


# The row of depths


@pytest.mark.parametrize("view", DEPTHS)
@pytest.mark.parametrize("width", [40, 60, 72, 79, 120])
def test_every_depth_and_its_key_can_be_read_at_every_width(view: View, width: int) -> None:
    row = plain(depth_strip(view, ("truncated", "masked"), width))
    assert width_of(row) <= width
    shown = row.replace("[", " ").replace("]", " ").split()
    assert [word for word in shown if word in set("wmphtox")] == ["w", "m", "p", "h", "t", "o", "x"]
    assert row.count("[") == 1
    inside = row[row.index("[") + 1 : row.index("]")]
    assert inside.split()[1] in (view.value, "msg", "time", view.value[:4])
    if width >= 79:
        shown = plain(depth_strip(view, ("masked",), width)).replace("[", " ").replace("]", " ").split()
        assert all(word in shown for word in ("wire", "message", "pretty", "hex", "timing", "connection", "explain"))


def test_badges_are_counted_where_there_is_no_room_for_them() -> None:
    badges = ("capture overflow", "truncated", "masked")
    assert plain(depth_strip(View.HEX, badges, 120)).endswith("capture overflow · truncated · masked")
    assert plain(depth_strip(View.HEX, badges, 79)).endswith("capture overflow +2")
    assert plain(depth_strip(View.HEX, badges, 57)).endswith(" +3")
    assert plain(depth_strip(View.HEX, ("truncated", "masked"), 79)).endswith("truncated · masked")


@pytest.mark.parametrize("size", SIZES)
async def test_the_row_says_what_is_special(size: tuple[int, int]) -> None:
    masked = CapturedMessage(b"GET / HTTP/1.1\r\nAuthorization: [masked]\r\n\r\n", (Mask(31, 8, 40, "token"),))
    async with opened(size) as desk:
        await desk.report(ExchangeChanged(replace(JSON, request=masked)))
        await desk.press("alt+3")
        strip = desk.text_of(desk.main.exchange.strip)
        assert "[p pretty]" in strip
        assert strip.endswith("masked")
        broken = next(kind for kind in KINDS if kind.name == "broken utf-8")
        await desk.report(ExchangeChanged(broken.exchange(4)))
        assert "charset guessed" in desk.text_of(desk.main.exchange.strip) or "+1" in desk.text
        await desk.press("t")
        assert "[t tim" in desk.text_of(desk.main.exchange.strip)
        assert "charset" not in desk.text_of(desk.main.exchange.strip)


# All depths of all kinds


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_depth_of_every_kind_is_safe_and_leads_to_its_bytes(kind: Kind) -> None:
    exchange = replace(kind.exchange(), peer=PEER, front_end="fe1.example.test")
    texts: dict[View, ExchangeText] = {}
    for view in View:
        text = texts[view] = ExchangeText()
        for growth in growth_at(view, exchange, desk_of(), 78):
            text.take(growth)
        lines = [text.lines.text(y) for y in range(len(text.lines))]
        assert any(line.strip() for line in lines)
        assert not any(has_control(line) for line in lines)
        assert all(plain(text.lines.row(y)) == line for y, line in enumerate(lines))
    for view in (View.MESSAGE, View.PRETTY, View.HEX):
        text = texts[view]
        for line in range(0, len(text.lines), max(1, len(text.lines) // 20)):
            place = bytes_at(text, exchange, (line, 3))
            assert place is not None
            there, column = place_of_bytes(texts[View.WIRE], exchange, place)
            assert 0 <= there < len(texts[View.WIRE].lines)
            assert column <= len(texts[View.WIRE].lines.text(there))


# Timing


def timing(exchange: Exchange, width: int = 78) -> str:
    """The depth as words."""
    rows = timing_rows(exchange, desk_of(), width)
    assert all(width_of(plain(row)) <= width for row in rows)
    return told(rows)


def test_phases_lie_one_behind_the_other_on_one_scale() -> None:
    timings = Timings(0.01, 0.01, 0.02, 0.0, 0.04, 0.02)
    rows = timing_rows(replace(JSON, timings=timings, elapsed=0.1, peer=PEER), desk_of(), 71)
    bars = {plain(row).split()[0]: plain(row)[20:] for row in rows if plain(row).strip()}
    spans = [
        (bars[name].index(bars[name].strip()), len(bars[name].rstrip()))
        for name in ("resolve", "connect", "tls", "wait")
    ]
    assert spans == [(0, 5), (5, 10), (10, 20), (20, 40)]
    assert plain(rows[2]).endswith("100 ms")
    assert bars["total"].strip() == ""


@pytest.mark.parametrize("width", [40, 78, 120])
def test_what_did_not_happen_says_why(width: int) -> None:
    timings = Timings(send=0.001, wait=0.02, receive=0.001)
    reused = replace(JSON, timings=timings, peer=replace(PEER, reused=True))
    assert timing(reused, width).count("reused connection") == 3
    proxied = replace(JSON, timings=timings, url="http://h/", peer=replace(PEER, proxy="proxy:3128", tls=None))
    assert "the proxy looks" in timing(proxied, width)
    assert "plain HTTP" in timing(proxied, width)
    assert timing(JSON, width).count("not recorded") == 6


def test_what_still_runs_says_so() -> None:
    running = replace(JSON, state=ExchangeState.RUNNING, elapsed=None, response=CapturedMessage(), status=None)
    waits = timing(
        replace(running, timings=Timings(send=0.001), purpose=Purpose.EVENTS, peer=replace(PEER, reused=True))
    )
    assert "wait — running since" in waits
    assert "receive — not yet" in waits
    assert "total running" in waits
    assert "waiting is normal here" in waits
    assert "resolve — running" in timing(running)


def test_bytes_and_speed() -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    masked = CapturedMessage(head + b"[masked]" + b"x" * 1973, (Mask(len(head), 8, 1008, "token"),))
    text = timing(replace(JSON, response=masked, timings=Timings(receive=0.5, send=0.1, wait=0.1)))
    assert "received 3.0 kB (3000 bytes), 6.0 kB a second" in text
    assert "as stored" in timing(replace(JSON, response=replace(masked, reconstructed=True)))
    assert "started not recorded" in " ".join(timing(replace(JSON, started_at=0.0)).split())
    assert "received 1.0 kB" in timing(replace(JSON, response=CapturedMessage(b"", dropped=1000)))


def test_time_that_belongs_to_no_phase_is_not_hidden() -> None:
    text = timing(replace(JSON, elapsed=1.0, timings=Timings(send=0.1, wait=0.1, receive=0.1)))
    assert "other 700 ms in none of these" in text


def test_durations_are_as_exact_as_they_tell_something() -> None:
    assert [exact_duration(s) for s in (0.0, 0.00034, 0.0342, 0.2, 12.0)] == [
        "<0.01 ms",
        "0.34 ms",
        "34.2 ms",
        "200 ms",
        "12.0 s",
    ]


def test_a_time_that_does_not_exist_is_no_fault() -> None:
    assert "--:--:--" in timing(replace(JSON, started_at=float("inf")))


# Connection


def connection(exchange: Exchange, controller: Controller | None = None, width: int = 78) -> str:
    """The depth as words."""
    rows = connection_rows(exchange, controller or desk_of(), width)
    assert all(width_of(plain(row)) <= max(width, 40) for row in rows)
    return told(rows)


@pytest.mark.parametrize("width", [40, 78, 120])
def test_everything_about_a_connection_is_told(width: int) -> None:
    text = connection(replace(JSON, peer=PEER, front_end="fe1.example.test"), width=width)
    for words in (
        "peer pool.example.test port 443",
        "address 192.0.2.7",
        "opened for this exchange",
        "TLS_AES_256_GCM_SHA384",
        "ALPN http/1.1",
        "✓ verified",
        "subject CN=pool.example.test also for DNS:pool.example.test issuer CN=Root",
        "valid from 2029-01-01 00:00 UTC until 2030-03-20 12:00 UTC · 2 days left",
        "serial 5f03 SHA-256 AB:CD",
        "1 CN=Root issued by itself: a root",
        "fe1.example.test",
        "keep-alive",
    ):
        assert words in text


def test_who_opened_a_connection_that_is_used_again() -> None:
    controller = desk_of()
    controller.apply(ExchangeChanged(replace(JSON, n=1, peer=replace(PEER, connection=1))))
    controller.apply(ExchangeChanged(replace(JSON, n=2, peer=PEER)))
    again = replace(JSON, n=3, peer=replace(PEER, reused=True))
    controller.apply(ExchangeChanged(again))
    assert "number 2 of this run, reused: #2 opened it" in connection(again, controller)
    unknown = replace(JSON, peer=replace(PEER, reused=True, connection=0))
    assert "reused: an earlier exchange opened it" in connection(unknown, controller)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"verified": False}, "✗ NOT VERIFIED: checking is off"),
        ({"chain": (), "chain_known": False}, "not available: this Python does not tell it"),
        ({"chain": ()}, "nothing but its own certificate"),
        ({"alpn": ""}, "ALPN nothing agreed on"),
        ({"not_after": "2030-03-10 00:00"}, "EXPIRED 7 days ago"),
        ({"not_before": "2030-03-18 00:00"}, "NOT VALID YET: begins in less than a day"),
        ({"not_after": "whenever"}, "nobody can tell how long that is"),
    ],
)
def test_doubts_about_tls_are_said(changed: dict[str, object], words: str) -> None:
    tls = replace(TLS, **changed)  # type: ignore[arg-type]  # fields of several types
    assert words in connection(replace(JSON, peer=replace(PEER, tls=tls)))


def test_a_handshake_that_failed_names_its_cause() -> None:
    tls = TlsFacts("", "", "CN=other", verified=False)
    failed = replace(JSON, peer=replace(PEER, tls=tls), error="the certificate is not trusted", url="https://h/")
    assert "✗ NOT VERIFIED: the certificate is not trusted" in connection(failed)
    assert "none: plain HTTP" in connection(replace(JSON, peer=replace(PEER, tls=None)))
    assert "no connection yet" in connection(replace(JSON, state=ExchangeState.RUNNING))
    assert "not recorded" in connection(JSON)


def test_hostile_names_are_shown_safely() -> None:
    link = ChainLink(*[CONTROLS] * 6)
    tls = TlsFacts(
        version=CONTROLS,
        cipher=CONTROLS,
        subject=CONTROLS,
        issuer=CONTROLS,
        not_after=CONTROLS,
        alternative_names=(CONTROLS,),
        not_before=CONTROLS,
        serial=CONTROLS,
        fingerprint=CONTROLS,
        chain=(link,),
        chain_known=True,
        alpn=CONTROLS,
    )
    peer = Peer(CONTROLS, 1, CONTROLS, tls=tls)
    for proxy in ("", CONTROLS):
        exchange = replace(JSON, peer=replace(peer, proxy=proxy), front_end=CONTROLS, error=CONTROLS)
        for row in [*connection_rows(exchange, desk_of(), 78), *timing_rows(exchange, desk_of(), 78)]:
            assert not has_control(plain(row))


def test_days_left_by_the_clock() -> None:
    assert days_left("", "2030-03-18 17:47", NOW) == ("1 day left", "sev-warning")
    assert days_left("", "2031-03-18 17:47", NOW)[0] == "366 days left"


# The same bytes


def at(desk: Desk) -> str:
    """The row that the cursor is on."""
    reader = desk.main.exchange.reader
    return plain(reader.row(reader.cursor_row))


@pytest.mark.parametrize("size", SIZES)
async def test_from_a_line_to_its_bytes_and_back(size: tuple[int, int]) -> None:
    body = json.dumps([{"n": n, "name": f"Person {n}"} for n in range(200)]).encode()
    async with opened(size) as desk:
        await desk.report(ExchangeChanged(replace(JSON, response=CapturedMessage(answer("application/json", body)))))
        await desk.press("alt+3")
        reader = desk.main.exchange.reader
        for depth, name in (("p", "[p pretty]"), ("m", "[m m")):
            await desk.press(depth)
            rows = [plain(reader.row(y)) for y in range(reader.row_count())]
            reader.move_to_row(next(y for y, row in enumerate(rows) if "Person 30" in row))
            await desk.settle()
            before = at(desk)
            await desk.press("s")
            assert desk.main.exchange.view is View.WIRE
            assert "Person 30" in desk.text_of(reader).replace("\n", "")
            await desk.press("s")
            assert name in desk.text
            assert at(desk) == before
            await desk.press("s", *["down"] * 4, "s")
            assert name in desk.text
            assert at(desk) != before


async def test_a_long_body_is_looked_through_beside_the_loop() -> None:
    body = json.dumps([{"n": n, "name": f"Person {n}"} for n in range(4000)]).encode()
    async with opened(SMALL) as desk:
        await desk.report(ExchangeChanged(replace(JSON, response=CapturedMessage(answer("application/json", body)))))
        await desk.press("alt+3")
        pane = desk.main.exchange
        await desk.until(lambda: "laying out" not in pane.detail)
        line = next(y for y in range(len(pane.reader.lines)) if '"Person 3900"' in pane.reader.lines.text(y))
        pane.reader.scroll_to(None, line, animate=False)
        await desk.settle()
        await desk.press("s")
        top = len(pane.reader.lines)
        await desk.until(lambda: pane.view is View.WIRE and "Person 3900" in desk.text)
        assert top
        await desk.press("s")
        await desk.until(lambda: pane.view is View.PRETTY and '"name": "Person 3900"' in desk.text)


async def test_compressed_bytes_and_depths_without_bytes_say_so() -> None:
    packed = answer("application/json", gzip.compress(b'{"a":1}'), "Content-Encoding: gzip")
    async with opened(SMALL) as desk:
        await desk.report(ExchangeChanged(replace(JSON, response=CapturedMessage(packed))))
        await desk.press("alt+3", "end", "t", "s")
        assert "The depth timing shows no bytes" in desk.footer
        await desk.press("p")
        reader = desk.main.exchange.reader
        line = next(y for y in range(len(reader.lines)) if '"a": 1' in reader.lines.text(y))
        desk.main.exchange.reader.scroll_to(None, line, animate=False)
        await desk.press("s")
        assert desk.main.exchange.view in (View.WIRE, View.PRETTY)
        assert desk.main.exchange.view is View.WIRE
