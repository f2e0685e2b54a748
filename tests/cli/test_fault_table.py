"""Every exchange of signing in and of the event channel, and everything that can happen to it on the way.

Whatever it is: the run ends in time with its exit code, the result names the cause, no traceback shows, no secret does,
and an application that was created is deleted again.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cli.harness import JOIN, Cli, Ran
from tests.support.raw_server import Connection, Received, Reply, answer, cut_short, silent
from tests.support.scripted_server import HTML_401, PASSWORD, USER, Dynamic, FakeUcwa, Script
from tests.support.ucwa_bodies import NAMESPACE, Res, events_json
from ucwa_tui.protocol.request_plan import PayloadFormat

JSON, XML = PayloadFormat.JSON, PayloadFormat.XML
PATIENCE = 1.0
"""Seconds for signing in, and again for the invitation: what bounds silence."""
BOUND = 12.0
"""Seconds that no run may take, however the server behaves."""
BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>proxy</body></html>"


@dataclass(frozen=True)
class Step:
    """An exchange: how to script it, and how to lead it to where nobody listens."""

    name: str
    script: Callable[[FakeUcwa, Script], None]
    lead_away: Callable[[FakeUcwa, str], None]
    after_creation: bool = False
    """The application exists already."""


def _root(fake: FakeUcwa, script: Script) -> None:
    fake.on("GET", fake.root_path, script)


def _user(fake: FakeUcwa, script: Script) -> None:
    fake.on("GET", fake.user_path, script)


def _token(fake: FakeUcwa, script: Script) -> None:
    fake.on("POST", fake.token_path, script)


def _user_again(fake: FakeUcwa, script: Script) -> None:
    fake.on("GET", fake.user_path, Dynamic(fake.challenge), script)


def _applications(fake: FakeUcwa, script: Script) -> None:
    fake.on("POST", fake.applications_path, script)


def _events(fake: FakeUcwa, script: Script) -> None:
    fake.on("GET", f"{fake.applications_path}/10390001/events", script)


def _linking(rel: str) -> Callable[[FakeUcwa, str], None]:
    """The resource before this step links to that place instead."""

    def lead(fake: FakeUcwa, place: str) -> None:
        told = Res(rel, fake.root_url, {rel: place + "/x"})
        if rel == "user":
            fake.on("GET", fake.root_path, Dynamic(lambda received: _told(received, told)))
        else:
            fake.on("GET", fake.user_path, Dynamic(fake.challenge), Dynamic(lambda received: _told(received, told)))

    return lead


def _no_root(fake: FakeUcwa, place: str) -> None:
    """Nothing to do: the root URL itself leads there."""


def _no_token_service(fake: FakeUcwa, place: str) -> None:
    challenge = f'MsRtcOAuth href="{place}/WebTicket/oauthtoken",grant_type="password"'
    fake.on("GET", fake.user_path, answer(401, HTML_401, "text/html", (("WWW-Authenticate", challenge),)))


def _no_events(fake: FakeUcwa, place: str) -> None:
    path = f"{fake.applications_path}/10390001"

    def created(received: Received) -> Reply:
        fake.created = 1
        plain = fake.application()
        links = plain.links | {"events": f"{place}{path}/events?ack=1"}
        return _told(received, Res(plain.rel, plain.href, links, plain.properties, plain.embedded), 201)

    fake.on("POST", fake.applications_path, Dynamic(created))


def _told(received: Received, resource: Res, status: int = 200) -> bytes:
    if "xml" in (received.header("Accept") or ""):
        return answer(status, resource.xml(), "application/xml")
    return answer(status, resource.json())


STEPS = (
    Step("root", _root, _no_root),
    Step("user", _user, _linking("user")),
    Step("token", _token, _no_token_service),
    Step("user-again", _user_again, _linking("user")),
    Step("applications", _applications, _linking("applications")),
    Step("events", _events, _no_events, after_creation=True),
)
BY_NAME = {step.name: step for step in STEPS}


def before_the_answer(connection: Connection) -> None:
    """The connection is reset before a byte of the answer."""
    connection.reset()


def inside_the_answer(connection: Connection) -> None:
    """The connection is reset in the middle."""
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")
    time.sleep(0.02)  # a reset overtakes bytes that the other end has not read yet
    connection.reset()


def _body(step: Step, form: PayloadFormat) -> tuple[bytes, str]:
    """A body that this step could have, for spoiling."""
    if step.name == "token":
        return b'{"access_token":"cwt=AAEBspoiled","expires_in":28000,"token_type":"Bearer"}', "application/json"
    if step.name == "events":
        told = events_json("/a", 1)
        xml = f'<events xmlns="{NAMESPACE}" href="/a/events?ack=1"><link rel="next" href="/a/events?ack=2"/></events>'
        return (told, "application/json") if form is JSON else (xml.encode(), "application/xml")
    res = Res("user", "/x", {"applications": "/y", "user": "/z"})
    return (res.json(), "application/json") if form is JSON else (res.xml(), "application/xml")


def truncated(step: Step, form: PayloadFormat) -> Script:
    """A body that ends too early, in a frame that does not."""
    body, kind = _body(step, form)
    return answer(200, body[: len(body) // 2], kind)


def truncated_frame(step: Step, form: PayloadFormat) -> Script:
    """A frame that promises more than comes."""
    body, kind = _body(step, form)
    return cut_short(answer(200, body[: len(body) // 2], kind, length=len(body)))


def wrong_type(step: Step, form: PayloadFormat) -> Script:
    """A web page with a success status."""
    return answer(200, b"<html><body>Welcome to the hotel network</body></html>", "text/html")


SPOILED: dict[str, Callable[[Step, PayloadFormat], Script]] = {
    "reset-before": lambda step, form: before_the_answer,
    "reset-inside": lambda step, form: inside_the_answer,
    "truncated": truncated,
    "truncated-frame": truncated_frame,
    "wrong-type": wrong_type,
    "silence": lambda step, form: silent,
    "500": lambda step, form: answer(500, BAD_GATEWAY, "text/html"),
    "502": lambda step, form: answer(502, BAD_GATEWAY, "text/html"),
    "503": lambda step, form: answer(503, b'{"code":"ServiceUnavailable","message":"busy"}'),
}
LOST = {"reset-before", "reset-inside", "truncated-frame", "silence"}
"""Faults after which no whole answer is there."""


def _expected(step: Step, fault: str) -> tuple[int, str, tuple[str, ...]]:
    """Exit code, outcome and words of the message, by the contract of the command line."""
    if step.name == "events":
        words = {"500": "500", "502": "502", "503": "503"}.get(fault)
        if fault == "silence":  # a silent P-GET is the ordinary case: the invitation is what does not come
            return 6, "timeout", ("not heard of yet",)
        return 5, "network", (words or "event channel",)
    if fault in LOST:
        return 5, "network", ("127.0.0.1",)
    if fault in ("500", "502", "503"):
        return 4, "signin", (fault, "127.0.0.1")
    return 4, "signin", ("127.0.0.1", "200")


def _run(cli: Cli, root: str, *more: str) -> tuple[Ran, float]:
    known = ("--root", root, "--user", USER, "--connect-timeout", str(PATIENCE), "--timeout", str(PATIENCE))
    began = time.monotonic()
    ran = cli.join(*known, *JOIN, *more, environment={"UCWA_TUI_PASSWORD": PASSWORD})
    return ran, time.monotonic() - began


def _check(ran: Ran, fake: FakeUcwa, took: float) -> None:
    """What holds for every fault."""
    assert took < BOUND
    everything = ran.out + ran.err
    assert "Traceback" not in everything
    secrets = [
        PASSWORD,
        "AAEBspoiled",
        *(token.partition("=")[2] for issued in fake.tokens.values() for token in issued),
    ]
    assert [secret for secret in secrets if secret in everything] == []
    sent = len(fake.seen("POST", fake.token_path))
    assert sent <= (2 if "without an answer" in ran.result["message"] else 1), "credentials are sent once"
    assert ran.result["message"]


def _closed_port() -> str:
    """A place on loopback where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("form", [JSON, XML], ids=["json", "xml"])
@pytest.mark.parametrize("fault", SPOILED)
@pytest.mark.parametrize("step", BY_NAME)
def test_a_fault(cli: Cli, fake: FakeUcwa, step: str, fault: str, form: PayloadFormat) -> None:
    at = BY_NAME[step]
    at.script(fake, SPOILED[fault](at, form))
    ran, took = _run(cli, fake.root_url, "--format", form.value)
    code, outcome, words = _expected(at, fault)
    assert (ran.code, ran.result["outcome"]) == (code, outcome), ran.result
    assert [word for word in words if word not in ran.result["message"]] == [], ran.result["message"]
    _check(ran, fake, took)
    assert bool(fake.deleted) is at.after_creation


@pytest.mark.parametrize("step", BY_NAME)
def test_nobody_listens(cli: Cli, fake: FakeUcwa, step: str) -> None:
    place = _closed_port()
    at = BY_NAME[step]
    at.lead_away(fake, place)
    root = place + fake.root_path if step == "root" else fake.root_url
    ran, took = _run(cli, root)
    # a closed port is another origin than sign-in led to: a channel there is refused before it is tried
    refused_by_us = step == "events"
    assert (ran.code, ran.result["outcome"]) == ((4, "signin") if refused_by_us else (5, "network")), ran.result
    assert ("not sent" if refused_by_us else "connection refused") in ran.result["message"]
    _check(ran, fake, took)


@pytest.mark.parametrize("step", [name for name in BY_NAME if name != "events"])
def test_a_reset_after_the_answer_is_no_fault(cli: Cli, fake: FakeUcwa, step: str) -> None:
    """The answer was whole: the next request opens a connection of its own."""

    def spoil(received: Received) -> Reply:
        reply = fake.faithful(received)

        def deliver(connection: Connection) -> None:
            assert isinstance(reply, bytes)
            connection.send(reply)
            time.sleep(0.02)
            connection.reset()

        return deliver

    BY_NAME[step].script(fake, Dynamic(spoil))
    fake.on("POST", fake.join_path, answer(404, json.dumps({"code": "NotFound"})))
    ran, took = _run(cli, fake.root_url)
    assert (ran.code, ran.result["http_status"]) == (3, 404), ran.result  # it came as far as the POST
    _check(ran, fake, took)


def test_a_reset_after_each_answer_of_the_channel_loses_nothing(cli: Cli, fake: FakeUcwa) -> None:
    """Each answer is whole, and the connection behind it is gone: every event comes once, in order."""
    from tests.cli.harness import completed, started, told

    def then_reset(data: bytes) -> Reply:
        def deliver(connection: Connection) -> None:
            connection.send(data)
            time.sleep(0.02)
            connection.reset()

        return deliver

    def accept(received: Received) -> bytes:
        fake.events(
            then_reset(told(fake, 1, started(fake))), then_reset(told(fake, 2, completed(fake, status="Success")))
        )
        return answer(201, headers=(("Location", f"{fake.join_path}/1"),))

    fake.on("POST", fake.join_path, Dynamic(accept))
    ran, took = _run(cli, fake.root_url, "--timeout", "8")
    assert ran.code == 0, ran.result
    kinds: list[Any] = [line["type"] for line in ran.of("event")]
    assert kinds == ["started", "completed"]
    assert took < BOUND
