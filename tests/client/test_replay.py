"""Sending again: the bytes on the server's side are those of the original, secrets come from the vault or the desk."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from tests.client.harness import Driven, driven, get, join_plan, request_of, signed_in, target
from tests.client.test_secrecy import assert_no_secret
from tests.support.forward_proxy import ForwardProxy
from tests.support.raw_server import answer
from tests.support.scripted_server import PASSWORD, FakeUcwa
from tests.support.ucwa_bodies import reason_json
from ucwa_tui.client.exact_head import exact_head
from ucwa_tui.client.vault import Vault
from ucwa_tui.protocol.request_plan import Purpose, RequestPlan
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, Mask
from ucwa_tui.wire.network_settings import NetworkSettings, ProxySettings
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.replay import Replay, Replayed
from ucwa_tui.wire.reports import FailureKind, RequestFinished, TokenRenewed
from ucwa_tui.wire.secret import Secret
from ucwa_tui.workbench.replay import verbatim, with_fresh_id

ODD = (
    ("accept", "application/json"),
    ("X-odd-SPELLING", "a  b"),
    ("x-odd-spelling", "2"),
    ("Content-type", "application/json"),
)


def again(it: Driven, replay: Replay) -> RequestFinished:
    ticket = it.client.replay(replay)
    return it.reports.wait(RequestFinished, lambda r: r.ticket == ticket)


def told(it: Driven, finished: RequestFinished) -> Replayed:
    return it.reports.wait(Replayed, lambda r: r.ticket == finished.ticket)


def test_an_operation_goes_out_again_byte_for_byte() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, answer(201))
        first = it.finish(replace(join_plan(fake), headers=ODD))
        second = again(it, verbatim(first.exchange))
        one, two = fake.seen("POST", fake.join_path)
        assert one.raw == two.raw
        assert second.exchange.n > first.exchange.n
        assert second.exchange.request == first.exchange.request
        assert (second.exchange.operation, second.exchange.operation_id) == ("joinOnlineMeeting", "op-1")
        report = told(it, second)
        assert (report.of, report.exchange, report.size) == (first.exchange.n, second.exchange.n, len(one.raw))
        assert report.identical
        assert not report.todays_token
        it.client.stop(5)
        assert_no_secret(it, fake)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "POST"])
def test_every_method_without_a_body(method: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        path = fake.application_path + "/thing"
        first = it.finish(RequestPlan(method, path + "?a=%7e;b+c", (("aCCept", "*/*"),), purpose=Purpose.GET))
        assert told(it, again(it, verbatim(first.exchange))).identical
        one, two = fake.seen(method, path)
        assert one.raw == two.raw


def test_the_token_request_goes_out_again_with_its_password() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        original = next(e for e in it.reports.exchanges if e.purpose is Purpose.TOKEN)
        assert original.request.masks
        finished = again(it, verbatim(original))
        assert finished.exchange.status == 200
        one, two = fake.seen("POST", fake.token_path)
        assert one.raw == two.raw
        assert PASSWORD.encode() in two.raw.replace(b"%2D", b"-")
        assert told(it, finished).identical
        it.client.stop(5)
        assert_no_secret(it, fake)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '{ "subject":"operationId",  "operationId" : "%s", "x":{"operationId":"op-1"} }'),
        ("application/xml", '<input><!-- "op-1" --><property name="operationId">%s</property></input>'),
    ],
)
def test_a_fresh_id_changes_its_value_and_the_length_only(content_type: str, body: str) -> None:
    fresh = 'fresh-"<&>-0123456789'
    spelled = json.dumps(fresh)[1:-1] if "json" in content_type else 'fresh-"&lt;&amp;&gt;-0123456789'
    with FakeUcwa() as fake, signed_in(fake) as it:
        headers = (("Accept", content_type), ("Content-Type", content_type))
        plan = replace(join_plan(fake), headers=headers, body=(body % "op-1").encode())
        first = it.finish(plan)
        second = again(it, with_fresh_id(first.exchange, fresh))
        one, two = fake.seen("POST", fake.join_path)
        before, after = (body % "op-1").encode(), (body % spelled).encode()
        length = b"Content-Length: %d\r\n"
        assert two.raw == one.raw.replace(length % len(before), length % len(after)).replace(before, after)
        assert second.exchange.operation_id == fresh
        assert not told(it, second).identical


def test_a_fresh_id_in_the_query() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        plan = replace(join_plan(fake), href=fake.join_path + "?x=1&operationId=op-1&y=%41", body=b"")
        again(it, with_fresh_id(it.finish(plan).exchange, "a b/ü"))
        one, two = fake.seen("POST", fake.join_path)
        assert two.raw == one.raw.replace(b"operationId=op-1&", b"operationId=a%20b%2F%C3%BC&")


def test_a_renewed_token_takes_the_place_of_the_old_one() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        first = it.finish(get(fake.application_path))
        old = fake.seen("GET", fake.application_path)[-1]
        fake.tokens[f"{old.address[0]}:{old.address[1]}"].clear()
        it.finish(get(fake.application_path))
        it.reports.wait(TokenRenewed)
        finished = again(it, verbatim(first.exchange))
        assert finished.exchange.status == 200
        new = fake.seen("GET", fake.application_path)[-1]
        bearers = [received.header("Authorization") or "" for received in (old, new)]
        assert bearers[0] != bearers[1]
        assert new.raw == old.raw.replace(bearers[0].encode(), bearers[1].encode())
        report = told(it, finished)
        assert report.todays_token
        assert not report.identical
        it.client.stop(5)
        assert_no_secret(it, fake)


def test_somebody_elses_masked_secrets_are_not_made_up() -> None:
    with FakeUcwa() as fake, FakeUcwa("127.0.0.2") as other, signed_in(fake) as it:
        data = b"GET /ucwa/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer [masked]\r\n\r\n"
        message = CapturedMessage(data, (Mask(data.index(b"[masked]"), 8, 40, "token"),))
        foreign = Exchange(3, Purpose.GET, "GET", other.discovery.url + "/ucwa/x", 0.0, request=message)
        finished = again(it, verbatim(foreign))
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.REFUSED
        assert "has not kept it" in finished.failure.headline
        assert "127.0.0.2" in finished.failure.way_out
        assert not other.requests
        password = replace(message, masks=(replace(message.masks[0], offset=5),))
        finished = again(it, verbatim(replace(foreign, url=fake.discovery.url + "/ucwa/x", request=password)))
        assert finished.failure is not None


def test_kept_secrets_go_to_no_other_origin() -> None:
    with FakeUcwa() as fake, FakeUcwa("127.0.0.2") as other, signed_in(fake) as it:
        original = next(e for e in it.reports.exchanges if e.purpose is Purpose.TOKEN)
        moved = replace(original, url=other.discovery.url + fake.token_path)
        assert again(it, verbatim(moved)).failure is not None
        assert not other.requests


def test_a_capture_of_the_same_host_gets_todays_token_and_one_without_secrets_goes_anywhere() -> None:
    with FakeUcwa() as fake, FakeUcwa("127.0.0.2") as other, signed_in(fake) as it:
        data = b"GET %s HTTP/1.1\r\nHOST:odd\r\nauthorization: Bearer [masked]\r\n\r\n" % fake.application_path.encode()
        message = CapturedMessage(data, (Mask(data.index(b"[masked]"), 8, 40, "token"),))
        foreign = Exchange(3, Purpose.GET, "GET", fake.pool.url + fake.application_path, 0.0, request=message)
        finished = again(it, verbatim(foreign))
        assert finished.exchange.status == 200
        assert told(it, finished).todays_token
        token = next(iter(fake.tokens.values()))[-1].encode()
        assert fake.seen("GET", fake.application_path)[-1].raw == data.replace(b"[masked]", token)
        bare = b"GET /Autodiscover/AutodiscoverService.svc/root HTTP/1.1\r\nhost:  odd  spacing \r\n\r\n"
        elsewhere = Exchange(9, Purpose.ROOT, "GET", other.root_url, 0.0, request=CapturedMessage(bare))
        assert told(it, again(it, verbatim(elsewhere))).identical
        assert other.requests[-1].raw == bare


def test_without_a_session_what_needs_no_secret_can_be_sent() -> None:
    with FakeUcwa() as fake, driven() as it:
        bare = b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n" % fake.root_path.encode()
        elsewhere = Exchange(9, Purpose.ROOT, "GET", fake.root_url, 0.0, request=CapturedMessage(bare))
        assert again(it, verbatim(elsewhere)).exchange.status == 200


def test_revealing_gives_back_the_exact_bytes_and_no_repr_shows_them(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeUcwa() as fake, signed_in(fake) as it:
        token = next(iter(fake.tokens.values()))[-1]
        fake.on("POST", fake.join_path, answer(403, reason_json("Forbidden", "Denied", f"you are {PASSWORD}, {token}")))
        finished = it.finish(join_plan(fake))
        revealed = it.client.reveal(finished.exchange)
        assert revealed is not None
        assert revealed.request.data == fake.seen("POST", fake.join_path)[-1].raw
        assert f"you are {PASSWORD}, {token}".encode() in revealed.response.data
        for message in (revealed.request, revealed.response):
            assert message.revealed
            assert message.masks
            for mask in message.masks:
                assert message.data[mask.offset : mask.offset + mask.length].decode() in {PASSWORD, token}
        assert request_of(revealed).body == b'{"operationId":"op-1"}'
        shown = repr(revealed) + repr(it.client) + caplog.text
        assert token not in shown
        assert PASSWORD not in shown
        another = replace(finished.exchange, request=replace(finished.exchange.request, data=b"x [masked]"))
        assert it.client.reveal(another) is None
        assert it.client.reveal(replace(finished.exchange, n=999)) is None


def test_another_sign_in_forgets_the_secrets_of_the_session_before() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        finished = it.finish(get(fake.application_path))
        assert it.client.reveal(finished.exchange) is not None
        it.client.sign_in(target(fake))
        fake.wait_for("POST", fake.applications_path, 2)
        assert it.client.reveal(finished.exchange) is None


def test_the_vault_is_bounded_and_forgets_the_oldest_first() -> None:
    vault = Vault(10_000)
    redactor = Redactor([Secret("s" * 1000)])
    exchanges = []
    for n in range(1, 31):
        split = redactor.split_request(b"GET / HTTP/1.1\r\nX: %d %s\r\n\r\n" % (n, b"s" * 1000))
        vault.keep_request(n, "http://x.test/", split)
        exchanges.append(Exchange(n, Purpose.GET, "GET", "http://x.test/", 0.0, request=split.message))
    assert 5_000 < vault.size <= 10_000
    kept = [exchange.n for exchange in exchanges if vault.reveal(exchange) is not None]
    assert kept == list(range(31 - len(kept), 31))
    assert "ssss" not in repr(vault) + repr(vault.__dict__)
    vault.forget()
    assert vault.size == 0
    assert vault.reveal(exchanges[-1]) is None


def test_through_a_forwarding_proxy_the_same_bytes_go_out_again() -> None:
    with ForwardProxy() as proxy, FakeUcwa() as fake, driven() as it:
        it.sign_in(target(fake, network=NetworkSettings(proxy=ProxySettings(proxy.server.url))))
        first = it.finish(get(fake.application_path + "?a=b"))
        assert first.exchange.request.data.startswith(b"GET http://127.0.0.1:")
        second = again(it, verbatim(first.exchange))
        assert second.exchange.request == first.exchange.request
        assert told(it, second).identical
        assert proxy.forwarded[-1] == fake.pool.url + fake.application_path + "?a=b"


@pytest.mark.parametrize(
    ("wanted", "written", "result"),
    [
        (b"GET /x HTTP/1.1\r\nA:b\r\n\r\n", b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n", b"GET /x HTTP/1.1\r\nA:b\r\n\r\n"),
        (
            b"GET /x HTTP/1.1\r\nA:b\r\n\r\n",
            b"GET http://h:81/x HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic p\r\n\r\n",
            b"GET http://h:81/x HTTP/1.1\r\nA:b\r\nProxy-Authorization: Basic p\r\n\r\n",
        ),
    ],
)
def test_the_exact_head_takes_from_the_written_one_what_a_proxy_needs(
    wanted: bytes, written: bytes, result: bytes
) -> None:
    assert exact_head(wanted, written) == result


def test_cookies_tickets_and_keys_that_were_typed_go_out_again_and_are_kept_nowhere() -> None:
    secrets = ("CANARY-fed", "CANARY-sid", "CANARY-ticket", "CANARY-key", "CANARY-sig", "CANARY-code")
    typed = (
        ("Cookie", f"FedAuth={secrets[0]}; sid={secrets[1]}"),
        ("X-MS-WebTicket", f"opaque={secrets[2]}"),
        ("X-Api-Key", secrets[3]),
        ("X-Ms-Client-Request-Id", "rid-1"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
    with FakeUcwa() as fake, signed_in(fake) as it:
        set_cookie = (("Set-Cookie", "FedAuth=CANARY-set; path=/; HttpOnly"),)
        path = fake.application_path + "/thing"
        fake.on("POST", path, answer(200, b"{}", headers=set_cookie))
        first = it.finish(RequestPlan("POST", f"{path}?sig={secrets[4]}&a=1", typed, f"code={secrets[5]}&b=2".encode()))
        assert len(first.exchange.request.masks) == len(secrets) + 1  # and the token
        assert told(it, again(it, verbatim(first.exchange))).identical
        one, two = fake.seen("POST", path)
        assert one.raw == two.raw
        assert all(secret.encode() in two.raw for secret in secrets)
        shown = it.client.reveal(first.exchange)
        assert shown is not None
        assert shown.request.data == one.raw
        it.client.stop(5)
        assert "CANARY" not in repr(it.reports.all)
        assert b"FedAuth=[masked]; path=/; HttpOnly" in first.exchange.response.data
        assert b"rid-1" in first.exchange.request.data
