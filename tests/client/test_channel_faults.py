"""What can befall a P-GET on the wire, as a table: outcome, kind, words and bounded time, in both tempers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tests.client.harness import TUNING, Driven, driven, signed_in, target
from tests.client.test_channel import BASE, package, until_delivered
from tests.support.raw_server import Connection, Reply, answer, chunked, cut_short, hang_up, silent
from tests.support.scripted_server import HTML_401, PASSWORD, FakeUcwa
from tests.support.ucwa_bodies import NAMESPACE, events_json, reason_json
from ucwa_tui.protocol.channel_patience import BACK_OFF, TRIES
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, FailureKind

WHOLE = answer(200, events_json(BASE, 1))
XML = f'<events href="{BASE}/events?ack=1" xmlns="{NAMESPACE}"><link rel="next" href="{BASE}/events?ack=2"/></events>'
IMPATIENT = replace(TUNING, channel_floor=0.05, channel_margin=0.05)


def reset_after(data: bytes) -> Reply:
    """Send these bytes, then drop the connection with a reset."""

    def reply(connection: Connection) -> None:
        connection.send(data)
        connection.reset()

    return reply


def stuck_after(data: bytes) -> Reply:
    """Send these bytes, and then nothing more."""

    def reply(connection: Connection) -> None:
        connection.send(data)
        connection.hold()

    return reply


@dataclass(frozen=True)
class Fault:
    """A broken answer, and the words that tell what was wrong with it."""

    reply: Reply
    words: str
    status: int | None = None


LOST = {
    "closed before the answer": Fault(hang_up, "closed the connection without an answer"),
    "reset before the answer": Fault(reset_after(b""), "closed the connection without an answer (reset)"),
    "reset in the status line": Fault(reset_after(b"HTTP/1."), "127.0.0.1"),
    "closed in the head": Fault(cut_short(b"HTTP/1.1 200 OK\r\nContent-Ty"), "broke off after 27 bytes"),
    "reset in the body": Fault(reset_after(WHOLE[:-20]), "broke off after"),
    "closed in the body": Fault(cut_short(WHOLE[:-1]), "broke off after"),
    "closed in a chunk": Fault(cut_short(chunked(events_json(BASE, 1), last=False)), "broke off after"),
    "silence": Fault(silent, "no answer within 0.1 s"),
    "silence in the body": Fault(stuck_after(WHOLE[:-9]), "stopped after"),
    "not HTTP": Fault(cut_short(b"220 mail.example.test ready\r\n\r\n"), "not proper HTTP/1.1"),
    "half a JSON text": Fault(answer(200, events_json(BASE, 1)[:-7]), "not events"),
    "half an XML document": Fault(answer(200, XML[:-9], "application/xml"), "not events"),
    "JSON that is no object": Fault(answer(200, b"[1,2]"), "not events"),
    "a DTD": Fault(answer(200, f"<!DOCTYPE events>{XML}", "application/xml"), "DOCTYPE"),
    "another content type": Fault(answer(200, "Bad gateway, sorry.", "text/plain"), "the answer is text/plain"),
    "the wrong one of two": Fault(answer(200, XML), "XML, not JSON"),
    "a web page": Fault(answer(200, HTML_401, "text/html"), "HTML"),
    "nothing at all": Fault(answer(200, b""), "not events"),
    "204": Fault(answer(204), "HTTP 204", 204),
    "408": Fault(answer(408, HTML_401, "text/html"), "HTTP 408", 408),
    "429": Fault(answer(429, reason_json("TooManyRequests")), "TooManyRequests", 429),
    "500": Fault(answer(500, reason_json("ServiceFailure", "CallbackChannelError")), "CallbackChannelError", 500),
    "502": Fault(answer(502, HTML_401, "text/html"), "HTTP 502", 502),
    "503": Fault(answer(503, b""), "HTTP 503", 503),
    "504": Fault(answer(504, reason_json("Timeout")), "HTTP 504", 504),
}
FINAL = {
    "301": (answer(301, headers=(("Location", "/elsewhere"),)), "redirect"),
    "302": (answer(302, HTML_401, "text/html", (("Location", "https://elsewhere.test/"),)), "redirect"),
    "307": (answer(307, headers=(("Location", "/elsewhere"),)), "redirect"),
    "400": (answer(400, reason_json("BadRequest", "ParameterValidationFailure", "low")), "ParameterValidationFailure"),
    "403": (answer(403, reason_json("Forbidden", None, "Not you.")), "Not you."),
    "409 of another kind": (answer(409, reason_json("Conflict", "AlreadyExists")), "AlreadyExists"),
    "version": (answer(404, reason_json("NotFound", "APIVersionNotSupported")), "APIVersionNotSupported"),
}


def no_secret(it: Driven, fake: FakeUcwa) -> None:
    told = repr(it.reports.all)
    assert PASSWORD not in told
    assert not [token for tokens in fake.tokens.values() for token in tokens if token in told]
    assert "Traceback" not in told


@pytest.mark.parametrize("name", list(LOST))
def test_a_brief_channel_tries_a_few_times_and_says_what_was_wrong(name: str) -> None:
    fault = LOST[name]
    with FakeUcwa() as fake, driven(tuning=IMPATIENT) as it:
        fake.events(*[fault.reply] * TRIES)
        it.sign_in(target(fake))
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.NETWORK
        assert fault.words in failure.headline
        assert f"({TRIES} tries)" in failure.headline
        assert failure.status == fault.status
        assert failure.way_out
        assert failure.exchange == it.reports.exchanges[-1].n
        assert it.delays == list(BACK_OFF)
        no_secret(it, fake)


@pytest.mark.parametrize("name", list(LOST))
def test_a_steady_channel_goes_on_and_loses_nothing(name: str) -> None:
    fault = LOST[name]
    with FakeUcwa() as fake, driven(tuning=IMPATIENT) as it:
        fake.events(package(1, 1), *[fault.reply] * 7, package(2, 2))
        it.sign_in(target(fake, steady=True))
        until_delivered(it, "1", "2")
        assert it.delays[:7] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]
        retrying = [r for r in it.reports.of(ChannelChanged) if r.phase is ChannelPhase.RETRYING]
        assert retrying[2].note.startswith("retry 3, next in 2 s: ")
        assert fault.words in retrying[2].note
        waiting = [r.note for r in it.reports.of(ChannelChanged) if r.phase is ChannelPhase.WAITING and r.note]
        assert all(note.startswith("asked again: ") and fault.words in note for note in waiting)
        assert not [r for r in it.reports.of(ChannelChanged) if r.phase is ChannelPhase.FAILED]
        assert [r.query for r in fake.wait_for("GET", fake.events_path, 9)][1:9] == ["ack=2"] * 8
        no_secret(it, fake)


def test_events_under_another_content_type_are_events_all_the_same() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(answer(200, package(1, 1).partition(b"\r\n\r\n")[2], "text/plain"))
        until_delivered(it, "1")


@pytest.mark.parametrize("steady", [False, True])
@pytest.mark.parametrize("name", list(FINAL))
def test_a_refusal_for_good_ends_both(name: str, steady: bool) -> None:
    reply, words = FINAL[name]
    with FakeUcwa() as fake, signed_in(fake, steady=steady) as it:
        fake.events(reply)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REFUSED
        assert words in failure.headline
        assert it.delays == []
        assert not fake.seen("GET", "/elsewhere")
        no_secret(it, fake)


@pytest.mark.parametrize("steady", [False, True])
def test_a_server_that_is_gone_refuses_connections(steady: bool) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=steady) as it:
        fake.stop()
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.NETWORK
        assert "connection refused" in failure.headline
        assert ("no good answer for 15 min" if steady else f"({TRIES} tries)") in failure.headline
        assert max(it.delays) == (30.0 if steady else BACK_OFF[-1])
        assert sum(it.delays) < 940.0


@pytest.mark.parametrize(
    ("steady", "asked", "delay"),
    [(True, "7", 7.0), (True, "0", 0.5), (True, "4000", 300.0), (False, "7", 7.0), (False, "4000", 10.0)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(steady: bool, asked: str, delay: float, status: int) -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=steady) as it:
        fake.events(answer(status, HTML_401, "text/html", (("Retry-After", asked),)), package(1, 1))
        until_delivered(it, "1")
        assert it.delays[0] == delay


def test_retry_after_may_be_a_date() -> None:
    dated = (("Retry-After", "Tue, 14 Nov 2023 22:14:05 GMT"),)
    with FakeUcwa() as fake, driven(clock=lambda: 1_700_000_000.0) as it:
        fake.events(answer(503, b"", headers=dated), package(1, 1))
        it.sign_in(target(fake, steady=True))
        until_delivered(it, "1")
        assert it.delays[0] == 45.0


def test_repetitions_are_spread() -> None:
    with FakeUcwa() as fake, driven(chance=lambda: 0.8) as it:
        fake.events(hang_up, hang_up, package(1, 1))
        it.sign_in(target(fake, steady=True))
        until_delivered(it, "1")
        assert it.delays[:2] == [0.5 * 1.2, 1.0 * 1.2]


def test_reopening_goes_on_after_a_long_outage() -> None:
    with FakeUcwa() as fake, signed_in(fake, steady=True) as it:
        fake.events(package(1, 1), *[hang_up] * 40)
        it.reports.channel_failure()
        fake.on("GET", fake.events_path, package(2, 2), silent)
        it.client.reopen_channel()
        until_delivered(it, "1", "2")
