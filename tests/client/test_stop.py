"""Signing out: nothing stays on the server, and nothing ever hangs."""

from __future__ import annotations

import threading
import time

from tests.client.harness import Reports, driven, get, join_plan, signed_in, target
from tests.support.raw_server import Connection, answer, silent
from tests.support.scripted_server import Dynamic, FakeUcwa, eventually
from tests.support.ucwa_bodies import application, reason_json
from ucwa_tui.client.engine import Client
from ucwa_tui.wire.exchange import ExchangeState
from ucwa_tui.wire.reports import ExchangeChanged, FailureKind, RequestFinished, SignedIn, SignedOut


def test_stop_deletes_the_application_with_the_token() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        assert it.client.stop(5)
        (deleted,) = fake.seen("DELETE", fake.application_path)
        assert fake.is_authorised(deleted)
        assert it.reports.all[-1] == SignedOut(clean=True)
        assert it.reports.exchanges[-1].status == 204
        p_get = next(e for e in it.reports.exchanges if e.purpose == "events")
        assert p_get.state is ExchangeState.CANCELLED


def test_stop_is_idempotent_from_several_threads() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        results: list[bool] = []
        threads = [threading.Thread(target=lambda: results.append(it.client.stop(5))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [True] * 3
        assert len(fake.deleted) == 1
        assert it.client.stop(5)
        assert len(it.reports.of(SignedOut)) == 1


def test_stop_without_start_and_without_sign_in() -> None:
    assert Client().stop(1)
    reports = Reports()
    client = Client()
    client.start(reports.sink)
    assert client.stop(5)
    assert reports.all == [SignedOut(clean=True)]


def test_calls_after_stop_do_nothing() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.client.stop(5)
        it.client.sign_in(target(fake))
        it.client.cancel(it.client.submit(get("/x")))
        it.client.reopen_channel()
        assert it.reports.all[-1] == SignedOut(clean=True)


def test_a_silent_server_costs_the_deadline_and_no_more() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("DELETE", fake.application_path, silent)
        began = time.monotonic()
        assert not it.client.stop(0.4)
        assert time.monotonic() - began < 0.4 + 0.1
        assert it.reports.all[-1] == SignedOut(clean=False)
        assert it.reports.exchanges[-1].state is not ExchangeState.RUNNING


def test_a_refused_delete_is_not_clean() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("DELETE", fake.application_path, answer(500))
        assert not it.client.stop(5)
        assert it.reports.all[-1] == SignedOut(clean=False)


def test_an_application_that_is_gone_already_is_clean() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("DELETE", fake.application_path, answer(404, reason_json("NotFound", "ApplicationNotFound")))
        assert it.client.stop(5)


def test_a_page_of_a_proxy_does_not_say_that_the_application_is_gone() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("DELETE", fake.application_path, answer(404, "<html></html>", "text/html"))
        assert not it.client.stop(5)


def test_an_expired_token_is_renewed_for_the_delete() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.revoke()
        assert it.client.stop(5)
        assert fake.deleted == [fake.application_path]


def test_stop_while_the_application_is_being_created_deletes_it() -> None:
    with FakeUcwa() as fake, driven() as it:
        asked = threading.Event()
        created = answer(201, application("/ucwa/oauth/v1/applications/10390001").json())

        def slowly(connection: Connection) -> None:
            asked.set()
            connection.stopped.wait(0.15)
            connection.send(created)

        fake.on("POST", fake.applications_path, slowly)
        it.client.sign_in(target(fake))
        assert asked.wait(5)
        assert it.client.stop(5)
        assert fake.deleted == ["/ucwa/oauth/v1/applications/10390001"]
        assert not it.reports.of(SignedIn)


def test_stop_in_the_middle_of_discovery() -> None:
    with FakeUcwa() as fake, driven() as it:
        fake.on("GET", fake.user_path, silent)
        it.client.sign_in(target(fake))
        fake.wait_for("GET", fake.user_path)
        assert it.client.stop(5)
        assert it.reports.exchanges[-1].state is ExchangeState.CANCELLED


def test_stop_while_a_silent_server_creates_the_application() -> None:
    with FakeUcwa() as fake, driven() as it:
        fake.on("POST", fake.applications_path, silent)
        it.client.sign_in(target(fake))
        fake.wait_for("POST", fake.applications_path)
        began = time.monotonic()
        assert not it.client.stop(0.3)
        assert time.monotonic() - began < 0.4


def test_stop_ends_a_request_that_is_under_way() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.join_path, silent)
        ticket = it.client.submit(join_plan(fake))
        fake.wait_for("POST", fake.join_path)
        assert it.client.stop(5)
        finished = it.reports.wait(RequestFinished)
        assert finished.ticket == ticket
        assert finished.failure is not None
        assert finished.failure.kind is FailureKind.CANCELLED


def test_a_sink_whose_loop_is_closed_does_not_keep_the_application_alive() -> None:
    with FakeUcwa() as fake:
        gone = threading.Event()
        reports = Reports()

        def sink(report: object) -> None:
            if gone.is_set():
                raise RuntimeError("Event loop is closed")
            reports.sink(report)  # type: ignore[arg-type]  # a Report

        client = Client()
        client.start(sink)
        client.sign_in(target(fake))
        reports.wait(SignedIn)
        gone.set()
        assert client.stop(5)
        assert fake.deleted == [fake.application_path]


def test_the_p_get_does_not_outlive_the_client() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        held = threading.Event()

        def reply(connection: Connection) -> None:
            connection.hold()
            held.set()

        fake.events(Dynamic(lambda _: reply))
        fake.wait_for("GET", fake.events_path)
        it.client.stop(5)
        eventually(held.is_set)
        assert it.reports.of(ExchangeChanged)[-1].exchange.purpose == "sign-out"


def test_another_sign_in_says_that_the_session_before_it_is_over() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.client.sign_in(target(fake))
        eventually(lambda: len(it.reports.of(SignedIn)) == 2)
        told = [report for report in it.reports.all if isinstance(report, SignedIn | SignedOut)]
        assert [type(report) for report in told] == [SignedIn, SignedOut, SignedIn]
        assert told[1] == SignedOut(clean=True)
