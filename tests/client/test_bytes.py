"""What is recorded is what went over the socket, to the byte."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from tests.client.harness import HEADERS, get, join_plan, request_of, response_of, signed_in
from tests.support.raw_server import Reply, answer, chunked, cut_short, hang_up
from tests.support.scripted_server import FakeUcwa
from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.decode import decoded_body
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.head import request_bytes
from ucwa_tui.wire.place import place_of
from ucwa_tui.wire.reports import FailureKind

BODY = json.dumps({"rel": "thing", "text": "long enough for several chunks"}).encode()


def test_the_bytes_on_the_socket_are_those_of_the_preview() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        plan = join_plan(fake, fake.join_path + "?onlineMeetingUri=sip%3Adana%40example.test;gruu")
        finished = it.finish(plan)
        (received,) = fake.seen("POST", fake.join_path)
        token = received.header("Authorization")
        place = place_of(fake.pool.url + plan.href)
        assert received.raw == request_bytes(plan, place.host_header, token, place.target)
        names = [name for name, _ in received.headers]
        assert names == ["Host", "Authorization", "Accept", "X-Spelling", "Content-Type", "Content-Length"]
        assert dict(received.headers)["X-Spelling"] == "kept As Is"
        masked = finished.exchange.request
        assert masked.data == received.raw.replace((token or "").removeprefix("Bearer ").encode(), b"[masked]")


@pytest.mark.parametrize(
    "target",
    ["/a//b/../c?x=1&x=2", "/%7e%2F%41?q=a+b%20c;d='e'", "/p?onlineMeetingUri=sip:a@b;gruu;opaque=app:conf:focus:id:X"],
)
def test_the_servers_own_spelling_of_a_url_is_kept(target: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.finish(RequestPlan("GET", target))
        assert target in [r.target for r in fake.requests]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_requests_without_a_body(method: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        path = fake.application_path + "/thing"
        it.finish(RequestPlan(method, path))
        (received,) = fake.seen(method, path)
        assert received.header("Content-Length") == (None if method == "DELETE" else "0")
        assert received.header("Transfer-Encoding") is None


def test_only_our_headers_go_out() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.finish(RequestPlan("GET", fake.application_path, (("accept", "*/*"),)))
        received = fake.seen("GET", fake.application_path)[-1]
        assert [name for name, _ in received.headers] == ["Host", "Authorization", "accept"]


def test_a_header_that_http_cannot_carry_is_not_sent() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        finished = it.finish(replace(join_plan(fake), headers=(*HEADERS, ("X-Bad", "a\r\nb"))))
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.REFUSED
        assert "X-Bad" in finished.failure.headline
        assert not fake.seen("POST", fake.join_path)
        assert finished.exchange.state is ExchangeState.FAILED
        assert finished.exchange.request.data == b""


@pytest.mark.parametrize("zipped", [False, True])
def test_chunks_and_compression_are_kept_as_they_came(zipped: bool) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        whole = chunked(BODY, zipped=zipped)
        fake.on("GET", fake.application_path, whole)
        finished = it.finish(get(fake.application_path))
        assert finished.exchange.response.data == whole
        message = response_of(finished.exchange)
        assert message.headers[0] == ("content-TYPE", "application/json")
        assert message.chunked
        assert decoded_body(message) == BODY
        assert finished.resource is not None
        assert finished.resource.text("text") == "long enough for several chunks"


def test_header_spelling_order_and_duplicates_are_kept() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        odd = (("x-TWICE", "1"), ("X-Twice", "2"), ("Via", "1.1 fe"), ("x-TWICE", "3"), ("Set-Cookie", "a=b"))
        fake.on("GET", fake.application_path, answer(200, BODY, headers=odd))
        finished = it.finish(get(fake.application_path))
        names = [name for name, _ in response_of(finished.exchange).headers]
        assert names == ["Content-Type", "x-TWICE", "X-Twice", "Via", "x-TWICE", "Set-Cookie", "Content-Length"]
        it.finish(get(fake.application_path))
        assert fake.seen("GET", fake.application_path)[-1].header("Cookie") is None


def test_an_answer_that_ends_with_the_connection() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        raw = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + BODY
        fake.on("GET", fake.application_path, cut_short(raw))
        finished = it.finish(get(fake.application_path))
        assert finished.failure is None
        assert finished.exchange.response.data == raw
        assert finished.resource is not None


@pytest.mark.parametrize(
    "reply",
    [
        cut_short(answer(200, BODY, length=len(BODY) + 9)),
        cut_short(chunked(BODY, last=False)),
        cut_short(b"HTTP/1.1 200 OK\r\nContent-"),
        hang_up,
        answer(200, BODY).replace(b"HTTP/1.1", b"SMTP"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    ],
)
def test_an_answer_cut_short_is_a_failure_with_what_arrived(reply: Reply) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, reply)
        finished = it.finish(join_plan(fake))
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.NETWORK
        assert "127.0.0.1" in finished.failure.headline
        assert finished.exchange.state is ExchangeState.FAILED
        assert finished.exchange.error == finished.failure.headline
        if isinstance(reply, bytes):
            assert finished.exchange.response.data == reply
        assert len(fake.seen("POST", fake.join_path)) == 1


def test_interim_answers_do_not_count() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        raw = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer(200, BODY)
        fake.on("GET", fake.application_path, raw)
        finished = it.finish(get(fake.application_path))
        assert finished.exchange.status == 200
        assert finished.exchange.response.data == raw


def test_connections_are_kept_and_their_facts_told() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.finish(get(fake.application_path))
        first, second = it.reports.exchanges[0], it.reports.exchanges[1]
        assert first.peer is not None
        assert (first.peer.host, first.peer.port, first.peer.reused) == ("127.0.0.1", fake.discovery.port, False)
        assert second.peer is not None
        assert second.peer.reused
        assert first.peer.address == second.peer.address == "127.0.0.1"
        assert first.timings.connect is not None
        assert second.timings.connect is None
        assert second.timings.send is not None
        assert second.timings.wait is not None
        assert second.timings.receive is not None
        assert second.elapsed is not None
        assert second.elapsed >= second.timings.wait
        assert fake.discovery.connections <= 3


def test_a_kept_connection_that_was_closed_is_replaced_for_a_get() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("GET", fake.application_path, hang_up, answer(200, BODY))
        it.finish(get(fake.application_path + "/warm"))  # so that there is a kept connection
        finished = it.finish(get(fake.application_path))
        assert finished.failure is None
        first, second = (e for e in it.reports.exchanges if e.url.endswith(fake.application_path) and e.method == "GET")
        assert first.state is ExchangeState.FAILED
        assert second.state is ExchangeState.DONE
        assert second.n == finished.exchange.n


def test_a_post_is_never_repeated_by_itself() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, hang_up, answer(201))
        it.finish(get(fake.application_path + "/warm"))
        assert it.finish(join_plan(fake)).failure is not None
        assert len(fake.seen("POST", fake.join_path)) == 1


def test_running_exchanges_show_their_request_before_the_answer() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        waiting = it.reports.exchanges[-1]
        assert waiting.state is ExchangeState.RUNNING
        assert request_of(waiting).target == fake.events_path + "?ack=1"
        assert [e.n for e in it.reports.exchanges] == list(range(1, len(it.reports.exchanges) + 1))


def test_damaged_compression_is_no_resource() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        zipped = gzip.compress(BODY, mtime=0)[:-12]
        fake.on("GET", fake.application_path, answer(200, zipped, headers=(("Content-Encoding", "gzip"),)))
        finished = it.finish(get(fake.application_path))
        assert finished.resource is None
        assert finished.exchange.response.data.endswith(zipped)
