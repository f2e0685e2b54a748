"""The story of a sign-in: line by line, and lines that are settled stay."""

from __future__ import annotations

import pytest

from tests.workbench.builders import exchange, signed_in, waiting
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import ExchangeState, Peer, TlsFacts
from ucwa_tui.wire.reports import (
    Challenged,
    ChannelChanged,
    ChannelPhase,
    DiscoveryHop,
    ExchangeChanged,
    Failure,
    FailureKind,
    Report,
    SignInFailed,
)
from ucwa_tui.workbench.sign_in_story import StoryLine, duration, story
from ucwa_tui.workbench.state import Session

ROOT = "https://lyncdiscover.example.test/"
PEER = Peer(
    "lyncdiscover.example.test",
    443,
    "192.0.2.7",
    tls=TlsFacts("TLSv1.3", "AES", "CN=lync.example.test", "CN=CA", "2031-04-01 12:00", verified=False),
    proxy="proxy.example.test:3128",
)


def told(*reports: Report) -> list[StoryLine]:
    session = Session()
    for report in reports:
        session.apply(report)
    return story(session)


def change(n: int, purpose: Purpose, **more: object) -> ExchangeChanged:
    return ExchangeChanged(exchange(n, purpose=purpose, **more))  # type: ignore[arg-type]  # fields by name


def test_an_exchange_under_way_is_not_settled() -> None:
    (line,) = told(change(1, Purpose.ROOT, state=ExchangeState.RUNNING, status=None, url=ROOT))
    assert (line.mark, line.settled, line.text) == ("…", False, f"find the server: GET {ROOT}")


def test_a_hop_tells_address_tls_certificate_front_end_and_verdict() -> None:
    response = b'HTTP/1.1 200 OK\r\nX-Ms-diagnostics: 28000;reason="so"\r\nContent-Length: 0\r\n\r\n'
    (line,) = told(
        change(1, Purpose.ROOT, url=ROOT, peer=PEER, front_end="fe3", elapsed=0.0421, response=response),
        DiscoveryHop(ROOT, "redirect", "leads to pool.example.test", 1),
    )
    assert (line.mark, line.text, line.exchange) == ("✓", f"find the server: GET {ROOT}: 200 in 42 ms", 1)
    assert line.detail == (
        "connected to 192.0.2.7:443 through the proxy proxy.example.test:3128",
        "TLSv1.3, certificate CN=lync.example.test, until 2031-04-01 12:00, NOT verified",
        "front end fe3",
        'diagnostics: 28000;reason="so"',
        "redirect: leads to pool.example.test",
    )


def test_a_failed_hop_names_its_cause_once() -> None:
    failed = change(1, Purpose.ROOT, url=ROOT, state=ExchangeState.FAILED, status=None, error="connection refused")
    (line,) = told(failed, DiscoveryHop(ROOT, "failed", "connection refused", 1))
    assert (line.mark, line.text, line.detail) == ("✗", f"find the server: GET {ROOT}: connection refused", ())


def test_a_challenge_is_what_should_happen() -> None:
    url = "https://pool.example.test/user"
    challenged = Challenged("pool.example.test", ("password", "x"), "https://t", "password", "you asked for it", 2)
    lines = told(change(2, Purpose.USER, url=url, status=401), challenged)
    assert [line.mark for line in lines] == ["✓", "✓"]
    assert lines[1].text == "pool.example.test asks for a token: password chosen"
    assert lines[1].detail == ("on offer: password, x", "token URL: https://t", "you asked for it")
    none = Challenged("pool.example.test", (), "", "", "nothing fits", 2)
    assert told(change(2, Purpose.USER, url=url, status=401), none)[1].mark == "✗"


@pytest.mark.parametrize("life", ["1e400", "-1e400", "NaN", "-5", "1e300", '"inf"'])
def test_a_token_whose_life_is_no_time_is_told_all_the_same(life: str) -> None:
    body = f'{{"access_token":"***","expires_in":{life}}}'.encode()
    response = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    assert "for how long is not said" in told(change(3, Purpose.TOKEN, response=response))[1].text


def test_a_token_tells_how_long_it_is_good() -> None:
    body = b'{"access_token":"***","expires_in":28320}'
    response = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    lines = told(change(3, Purpose.TOKEN, method="POST", response=response, peer=Peer("pool.example.test", 443)))
    assert lines[1].text == "token of pool.example.test, good for 7 h 52 min"
    odd = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
    assert "is not said" in told(change(3, Purpose.TOKEN, response=odd))[1].text


def test_application_and_channel() -> None:
    events = change(5, Purpose.EVENTS, state=ExchangeState.RUNNING, status=None)
    lines = told(signed_in(), events, waiting())
    assert lines[0].text.startswith("application: https://pool.example.test/")
    assert lines[0].detail == ("signed in as Dana (password)", "offers joinOnlineMeeting, startOnlineMeeting")
    assert lines[1] == StoryLine("✓", "event channel open", (), 5)
    without = told(signed_in(join=False), events, ChannelChanged(ChannelPhase.OPENING))
    assert without[0].detail[-1] == "does not offer joinOnlineMeeting, startOnlineMeeting"
    assert not without[1].settled
    troubled = told(signed_in(), events, ChannelChanged(ChannelPhase.WAITING, trouble="HTTP 503"))
    assert troubled[1] == StoryLine("…", "opening the event channel", ("HTTP 503",), 5)
    assert "after the old one was lost" in told(signed_in(recreated=True))[0].text


def test_a_failure_comes_last_with_the_next_step() -> None:
    failure = Failure(FailureKind.SIGN_IN, "no", "Do this.", 4, 403, None, "28000;x")
    lines = told(change(4, Purpose.USER, status=403), SignInFailed(failure))
    assert [line.mark for line in lines] == ["✗", "✗"]
    assert lines[-1] == StoryLine("✗", "no", ("diagnostics: 28000;x", "next step: Do this."), 4)


def test_other_exchanges_are_no_part_of_it() -> None:
    assert told(change(1, Purpose.OPERATION), change(2, Purpose.JOIN_PAGE)) == []


def test_a_url_that_was_never_asked_is_a_line_too() -> None:
    (line,) = told(DiscoveryHop("http://evil.test/", "refused", "outside of example.test"))
    assert (line.mark, line.text) == ("✗", "http://evil.test/: refused: outside of example.test")


def test_addresses_with_and_without_a_port() -> None:
    found = {
        address: told(change(1, Purpose.ROOT, peer=Peer("h", 443, address)))[0].detail
        for address in ("192.0.2.7", "192.0.2.7:8443", "2001:db8::1", "[2001:db8::1]:8443", "")
    }
    assert list(found.values()) == [
        ("connected to 192.0.2.7:443",),
        ("connected to 192.0.2.7:8443",),
        ("connected to [2001:db8::1]:443",),
        ("connected to [2001:db8::1]:8443",),
        (),
    ]


def test_durations() -> None:
    assert [duration(s) for s in (-1, 40, 60, 3599, 3600, 28320)] == [
        "0 s",
        "40 s",
        "1 min",
        "59 min",
        "1 h 0 min",
        "7 h 52 min",
    ]
