"""The event channel end to end: faults on the wire in, events exactly once out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.client.harness import TUNING, Driven, driven, join_plan, signed_in, target
from tests.support.raw_server import Reply, answer, chunked, cut_short, hang_up, silent
from tests.support.scripted_server import HTML_401, Dynamic, FakeUcwa, eventually
from tests.support.ucwa_bodies import NAMESPACE, events_json, invitation_event, reason_json, sender
from ucwa_tui.protocol.channel_patience import BACK_OFF, REPLACED_BACK_OFF, TRIES
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, EventsArrived, FailureKind, SignedIn
from ucwa_tui.wire.sign_in_target import ChannelParameters

BASE = "/ucwa/oauth/v1/applications/10390001"
GONE = answer(404, reason_json("NotFound", "ApplicationNotFound", "An error occurred."))
REPLACED = answer(409, reason_json("Conflict", "PGetReplaced", "Replaced."))


def package(ack: int, *numbers: int, **more: object) -> bytes:
    """An answer with one event for each number."""
    events = [sender(BASE, *(invitation_event(BASE, n) for n in numbers))] if numbers else []
    return answer(200, events_json(BASE, ack, events, **more))  # type: ignore[arg-type]  # way and to


def delivered(it: Driven) -> list[str]:
    return [e.event.link.href.rpartition("/")[2] for e in it.reports.events]


def until_delivered(it: Driven, *numbers: str) -> None:
    eventually(lambda: len(delivered(it)) >= len(numbers))
    assert delivered(it) == list(numbers)


def test_events_come_in_order_with_their_circumstances() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(package(1, 1, 2), package(2, 3))
        until_delivered(it, "1", "2", "3")
        first, second, third = it.reports.events
        assert [e.seq for e in (first, second, third)] == [1, 2, 3]
        assert (first.ack, third.ack) == (1, 2)
        assert (first.sender_rel, first.sender_href) == ("communication", f"{BASE}/communication")
        assert first.exchange == second.exchange < third.exchange
        assert len(it.reports.of(EventsArrived)) == 2
        asked = [r.target for r in fake.wait_for("GET", fake.events_path, 3)]
        assert asked == [f"{BASE}/events?ack=1", f"{BASE}/events?ack=2", f"{BASE}/events?ack=3"]


def test_the_next_p_get_is_sent_before_the_events_are_delivered() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(package(1, 1))
        until_delivered(it, "1")
        reports = it.reports.all
        arrived = next(i for i, r in enumerate(reports) if isinstance(r, EventsArrived))
        asked = next(i for i, r in enumerate(reports) if isinstance(r, ChannelChanged) and r.ack == 2)
        assert asked < arrived


def test_health_is_told_at_each_p_get() -> None:
    with FakeUcwa() as fake, driven(clock=lambda: 5000.0) as it:
        it.sign_in(target(fake))
        fake.events(package(1, 1))
        until_delivered(it, "1")
        phases = [(r.phase, r.ack, r.since) for r in it.reports.of(ChannelChanged)]
        assert phases == [
            (ChannelPhase.OPENING, None, None),
            (ChannelPhase.WAITING, 1, 5000.0),
            (ChannelPhase.WAITING, 2, 5000.0),
        ]


def test_xml_events() -> None:
    body = (
        f'<events href="{BASE}/events?ack=1" xmlns="{NAMESPACE}"><link rel="next" href="{BASE}/events?ack=2"/>'
        f'<sender rel="communication" href="{BASE}/communication">'
        f'<updated rel="onlineMeetingInvitation" href="{BASE}/communication/onlineMeetingInvitations/7"/>'
        "</sender></events>"
    )
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(answer(200, body, "application/vnd.microsoft.com.ucwa+xml; charset=utf-8"))
        until_delivered(it, "7")


DTD = f'<!DOCTYPE events [<!ENTITY x "y">]><events href="{BASE}/events?ack=1" xmlns="{NAMESPACE}"/>'
FAULTS: dict[str, Reply] = {
    "lost": hang_up,
    "cut head": cut_short(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "cut body": cut_short(answer(200, events_json(BASE, 1), length=9000)),
    "cut chunk": cut_short(chunked(events_json(BASE, 1), last=False)),
    "html": answer(200, HTML_401, "text/html"),
    "half a body": answer(200, events_json(BASE, 1)[:-4]),
    "dtd": answer(200, DTD, "application/xml"),
    "500": answer(500, reason_json("ServiceFailure", "CallbackChannelError")),
    "503": answer(503, "<html>", "text/html"),
    "429": answer(429, reason_json("TooManyRequests")),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_is_asked_about_again_at_the_same_url(fault: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(FAULTS[fault], FAULTS[fault], package(1, 1), package(2, 2))
        until_delivered(it, "1", "2")
        asked = [r.query for r in fake.wait_for("GET", fake.events_path, 5)]
        assert asked[:5] == ["ack=1", "ack=1", "ack=1", "ack=2", "ack=3"]
        assert it.delays[:2] == list(BACK_OFF[:2])
        retrying = it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.RETRYING)
        assert "retry 2 of 5" in retrying.note


@pytest.mark.parametrize("fault", ["lost", "html", "cut body", "dtd"])
def test_a_fault_that_stays_ends_the_channel_naming_it(fault: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(*[FAULTS[fault]] * (TRIES + 2))
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.NETWORK
        assert failure.exchange is not None
        assert f"({TRIES} tries)" in failure.headline
        words = {"lost": "closed the connection", "html": "HTML", "cut body": "broke off", "dtd": "DOCTYPE"}
        assert words[fault].lower() in failure.headline.lower()
        assert it.delays == list(BACK_OFF)
        assert len(fake.seen("GET", fake.events_path)) == TRIES


def test_a_silent_channel_is_asked_again_after_its_time() -> None:
    patient = replace(TUNING, channel_floor=0.1, channel_margin=0.1)
    with FakeUcwa() as fake, driven(tuning=patient) as it:
        fake.events(silent, package(1, 1))
        it.sign_in(target(fake))
        waiting = it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.WAITING)
        assert waiting.timeout == 0.1
        eventually(lambda: delivered(it) == ["1"])
        retrying = it.reports.wait(ChannelChanged, lambda r: r.phase is ChannelPhase.RETRYING)
        assert "no answer within 0.2 s" in retrying.note


def test_a_package_that_comes_twice_is_delivered_once() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(package(1, 1), package(1, 1, 2), package(2, 3))
        until_delivered(it, "1", "2", "3")


def test_pget_replaced_again_and_again_ends_the_channel() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(*[REPLACED] * 10)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REPLACED
        assert failure.status == 409
        assert failure.reason is not None
        assert failure.reason.subcode == "PGetReplaced"
        assert it.delays == list(REPLACED_BACK_OFF)


def test_pget_replaced_once_is_survived() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(REPLACED, package(1, 1))
        until_delivered(it, "1")


def test_a_lost_application_is_created_again_before_anything_was_posted() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(package(1, 1))
        until_delivered(it, "1")
        fake.events(GONE)
        again = it.reports.wait(SignedIn, lambda r: r.recreated)
        assert again.url.endswith("10390002")
        fake.wait_for("GET", "/ucwa/oauth/v1/applications/10390002/events")
        second = "/ucwa/oauth/v1/applications/10390002"
        events = [sender(second, invitation_event(second, 9))]
        fake.events(answer(200, events_json(second, 1, events)))
        until_delivered(it, "1", "9")
        assert [e.seq for e in it.reports.events] == [1, 2]
        it.client.stop(5)
        assert fake.deleted == [second]


def test_a_lost_application_after_a_post_ends_the_channel() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.finish(join_plan(fake))
        fake.events(GONE)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.APPLICATION_GONE
        assert failure.reason is not None
        assert failure.reason.subcode == "ApplicationNotFound"
        assert fake.created == 1


def test_a_re_creation_that_fails_ends_the_channel() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.applications_path, answer(410, reason_json("Gone", "TooManyApplications")))
        fake.events(GONE)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.SIGN_IN
        assert "TooManyApplications" in failure.headline


def test_reopening_after_the_application_was_lost_creates_a_new_one() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        it.finish(join_plan(fake))
        fake.events(GONE)
        it.reports.channel_failure()
        eventually(lambda: len(it.reports.of(ChannelChanged)) >= 3)
        it.client.reopen_channel()
        it.reports.wait(SignedIn, lambda r: r.recreated)


def test_reopening_goes_on_where_the_channel_stopped() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(package(1, 1), *[REPLACED] * 4)
        it.reports.channel_failure()
        fake.events(package(2, 2))
        it.client.reopen_channel()
        until_delivered(it, "1", "2")
        it.client.reopen_channel()  # open already: nothing happens
        assert [r.query for r in fake.wait_for("GET", fake.events_path, 7)][-2:] == ["ack=2", "ack=3"]


def test_resync_and_resume_are_followed() -> None:
    with FakeUcwa() as fake, signed_in(fake, channel=ChannelParameters(low=7)) as it:
        fake.events(
            package(1, 1),
            package(2, way="resync", to=f"{BASE}/events?ack=2&priority=0"),
            package(2, 2),
            package(3, way="resume", to=f"{BASE}/events?ack=1&key=abc"),
            package(1, 3),
        )
        until_delivered(it, "1", "2", "3")
        asked = [r.query for r in fake.wait_for("GET", fake.events_path, 6)]
        assert asked == [
            "ack=1&low=7",
            "ack=2",
            "ack=2&priority=0",
            "ack=3",
            "ack=1&key=abc&low=7",
            "ack=2",
        ]
        notes = [r.note for r in it.reports.of(ChannelChanged)]
        assert "resync" in notes
        assert "resume" in notes


def test_an_answer_without_links_goes_back_to_the_events_link() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(package(1, 1, way=None), package(1, 1, 2))
        until_delivered(it, "1", "2")


def test_a_server_that_answers_at_once_is_slowed_down() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(*(package(n) for n in range(1, 7)))
        fake.wait_for("GET", fake.events_path, 7)
        assert it.delays[:3] == [0.2, 0.4, 0.8]


def test_an_expired_token_is_renewed_for_the_channel() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.revoke()
        fake.events(package(1, 1))
        until_delivered(it, "1")
        asked = fake.wait_for("GET", fake.events_path, 3)
        assert [r.query for r in asked] == ["ack=1", "ack=2", "ack=2"]
        assert asked[0].header("Authorization") == asked[1].header("Authorization") != asked[2].header("Authorization")


def test_a_channel_whose_token_is_refused_for_good_ends() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(*[Dynamic(fake.challenge)] * 3)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REFUSED
        assert failure.status == 401


def test_a_channel_whose_token_cannot_be_renewed_ends() -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.on("POST", fake.token_path, answer(400, b'{"error":"invalid_grant"}', "application/json"))
        fake.events(Dynamic(fake.challenge))
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REFUSED
        assert failure.exchange is not None


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (answer(302, headers=(("Location", "/elsewhere"),)), "redirect"),
        (answer(403, reason_json("Forbidden", None, "Not you.")), "Not you."),
        (answer(404, b""), "404"),
    ],
)
def test_a_refused_channel_ends(reply: bytes, word: str) -> None:
    with FakeUcwa() as fake, signed_in(fake) as it:
        fake.events(reply)
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REFUSED
        assert word in failure.headline
        assert not fake.seen("GET", "/elsewhere")


def test_a_next_link_to_a_foreign_host_gets_nothing() -> None:
    with FakeUcwa() as fake, FakeUcwa("127.0.0.2") as foreign, signed_in(fake) as it:
        fake.events(package(1, 1, to=foreign.discovery.url + "/events?ack=2"))
        failure = it.reports.channel_failure()
        assert failure.kind is FailureKind.REFUSED
        assert "127.0.0.2" in failure.headline
        until_delivered(it, "1")
        assert not foreign.requests
