"""Every exit code, provoked on a scripted server."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest

from tests.cli.harness import JOIN, OP_ID, Cli, after_post, completed, script_of, started, told
from tests.support.raw_server import Connection, Received, Reply, answer, cut_short, hang_up, silent
from tests.support.scripted_server import HTML_401, MEETING, PASSWORD, USER, Dynamic, FakeUcwa
from tests.support.ucwa_bodies import Res, events_json, invitation_event, reason_json


def test_joined(cli: Cli, fake: FakeUcwa) -> None:
    after_post(fake, told(fake, 1, started(fake)), told(fake, 2, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN)
    href = f"{fake.pool.url}{fake.join_path}/1"
    assert ran.result == {
        "kind": "result",
        "outcome": "joined",
        "exit_code": 0,
        "operation_id": OP_ID,
        "invitation": href,
        "state": "Connected",
        "http_status": 201,
        "code": None,
        "subcode": None,
        "message": None,
        "diagnostics": None,
    }
    assert [(i["state"], i["href"]) for i in ran.of("invitation")] == [("Connecting", href), ("Connected", href)]
    assert [i["operation_id"] for i in ran.of("invitation")] == [OP_ID, OP_ID]
    assert fake.deleted == [fake.application_path]


def test_the_channel_is_open_before_the_post(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, completed(fake, status="Success")))
    cli.at(fake, *JOIN)
    order = [(r.method, r.path) for r in fake.requests]
    assert order.index(("GET", fake.events_path)) < order.index(("POST", fake.join_path))


def test_what_was_sent_is_what_is_told(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN, "--subject", "Größe 🎉", "--importance", "Urgent", "--thread-id", "t-1")
    received = fake.seen("POST", fake.join_path)[0]
    line = next(e for e in ran.of("exchange") if e["url"].endswith("/onlineMeetingInvitations"))
    shown = [[n, v if n != "Authorization" else "Bearer [masked]"] for n, v in received.headers]
    assert line["request_headers"] == shown
    assert line["request_headers"][0] == ["Host", f"127.0.0.1:{fake.pool.port}"]
    assert line["request_body"] == received.body.decode()
    assert json.loads(received.body) == {
        "onlineMeetingUri": MEETING,
        "operationId": OP_ID,
        "importance": "Urgent",
        "subject": "Größe 🎉",
        "threadId": "t-1",
    }
    assert (line["status"], line["error"], line["response_body"]) == (201, None, "")
    assert ["Location", f"{fake.join_path}/1"] in line["response_headers"]
    assert line["elapsed_ms"] >= 0


def test_all_exchanges_are_told_and_the_last_one_is_the_sign_out(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN)
    exchanges = ran.of("exchange")
    assert sorted(e["n"] for e in exchanges) == list(range(1, len(exchanges) + 1))
    assert script_of(exchanges)[:5] == ["GET root", "GET user", "POST oauthtoken", "GET user", "POST applications"]
    assert script_of(exchanges)[-1] == "DELETE 10390001"
    pending = [e for e in exchanges if e["error"] is not None]
    assert script_of(pending) == ["GET events"]
    assert [(e["error"], e["status"], e["response_headers"], e["response_body"]) for e in pending] == [
        ("cancelled", None, None, None)
    ]


def test_an_event_line_has_all_that_the_event_says(cli: Cli, fake: FakeUcwa) -> None:
    reason = {"code": "Forbidden", "subcode": "Denied", "message": "No."}
    inside = {"rel": "conversation", "href": f"{fake.applications_path}/10390001/conversations/1"}
    fake.events(told(fake, 1, completed(fake, "Failed", status="Failure", reason=reason, **{"in": inside})))
    ran = cli.at(fake, *JOIN)
    href = f"{fake.join_path}/1"
    assert ran.of("event") == [
        {
            "kind": "event",
            "ack": 1,
            "sender": {"rel": "communication", "href": f"{fake.application_path}/communication"},
            "type": "completed",
            "rel": "onlineMeetingInvitation",
            "href": href,
            "in": inside,
            "status": "Failure",
            "reason": reason,
            "operation_id": OP_ID,
            "resource": {
                "state": "Failed",
                "operationId": OP_ID,
                "_links": {"self": {"href": href}},
                "rel": "onlineMeetingInvitation",
            },
        }
    ]


@pytest.mark.parametrize(
    ("state", "more", "code", "shown"),
    [
        ("Connected", {}, 0, "Connected"),
        (None, {"status": "Success"}, 0, "Connected"),
        ("Connected", {"status": "Succeeded"}, 0, "Connected"),
        ("Failed", {}, 1, "Failed"),
        ("Connected", {"status": "Partial"}, 1, "Connected"),
        ("Declined", {"status": "Failure"}, 1, "Declined"),
    ],
)
def test_how_a_completed_event_counts(
    cli: Cli, fake: FakeUcwa, state: str | None, more: dict[str, Any], code: int, shown: str
) -> None:
    fake.events(told(fake, 1, completed(fake, state, **more)))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["state"]) == (code, shown)


def test_started_and_completed_in_one_answer_are_two_changes(cli: Cli, fake: FakeUcwa) -> None:
    after_post(fake, told(fake, 1, started(fake), completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN)
    assert [i["state"] for i in ran.of("invitation")] == ["Connecting", "Connected"]
    kinds = [line["kind"] for line in ran.lines if line["kind"] in {"event", "invitation"}]
    assert kinds == ["event", "invitation", "event", "invitation"]


def test_an_invitation_rejected_is_a_failure_with_its_reason(cli: Cli, fake: FakeUcwa) -> None:
    reason = {"code": "Forbidden", "subcode": "Denied", "message": "Not you."}
    fake.events(told(fake, 1, started(fake), completed(fake, "Failed", status="Failure", reason=reason)))
    result = cli.at(fake, *JOIN).result
    assert (result["outcome"], result["code"], result["subcode"], result["message"]) == (
        "failed",
        "Forbidden",
        "Denied",
        "Not you.",
    )


def test_a_refused_post(cli: Cli, fake: FakeUcwa) -> None:
    diagnostics = '33;source="fe1";reason="No meeting."'
    body = reason_json("NotFound", "DestinationNotFound", "Nowhere.")
    fake.on("POST", fake.join_path, answer(404, body, headers=(("X-Ms-diagnostics", diagnostics),)))
    ran = cli.at(fake, *JOIN)
    assert ran.result["outcome"] == "refused"
    assert (ran.code, ran.result["http_status"]) == (3, 404)
    assert (ran.result["code"], ran.result["subcode"], ran.result["message"]) == (
        "NotFound",
        "DestinationNotFound",
        "Nowhere.",
    )
    assert ran.result["diagnostics"] == diagnostics
    assert len(fake.seen("POST", fake.join_path)) == 1
    assert fake.deleted == [fake.application_path]


@pytest.mark.parametrize(
    "reply",
    [
        answer(503, b"<html><title>Busy</title></html>", "text/html"),
        answer(302, headers=(("Location", "/elsewhere"),)),
        answer(500, b""),
        answer(404, reason_json("NotFound", "ApplicationNotFound")),
    ],
)
def test_any_other_answer_to_the_post_is_a_refusal_sent_once(cli: Cli, fake: FakeUcwa, reply: bytes) -> None:
    fake.on("POST", fake.join_path, reply)
    ran = cli.at(fake, *JOIN, "--timeout", "0.5")  # after a 5xx that is not UCWA's, events are looked for
    assert (ran.code, ran.result["outcome"]) == (3, "refused")
    assert ran.result["message"]
    assert len(fake.seen("POST", fake.join_path)) == 1
    assert not fake.seen("GET", "/elsewhere")


def test_the_post_is_repeated_once_after_a_401(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, completed(fake, status="Success")))
    fake.on(
        "POST", fake.join_path, Dynamic(fake.challenge), answer(201, headers=(("Location", f"{fake.join_path}/1"),))
    )
    assert cli.at(fake, *JOIN).code == 0
    assert len(fake.seen("POST", fake.join_path)) == 2
    assert len(fake.seen("POST", fake.token_path)) == 2


def test_a_401_again_is_a_refusal(cli: Cli, fake: FakeUcwa) -> None:
    fake.on("POST", fake.join_path, Dynamic(fake.challenge))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["http_status"]) == (3, 401)
    assert len(fake.seen("POST", fake.join_path)) == 2


def test_wrong_credentials_are_sent_once(cli: Cli, fake: FakeUcwa) -> None:
    ran = cli.join("--root", fake.root_url, "--user", USER, *JOIN, environment={"UCWA_TUI_PASSWORD": "Wrong-Pass-1"})
    assert (ran.code, ran.result["outcome"]) == (4, "signin")
    assert len(fake.seen("POST", fake.token_path)) == 1
    assert ran.result["diagnostics"] == '28020;source="fe1.example.test";reason="No valid security token."'
    assert "Wrong-Pass-1" not in ran.out + ran.err


def test_a_link_that_is_missing(cli: Cli, fake: FakeUcwa) -> None:
    tree = fake.application().tree()
    del tree["_embedded"]["communication"]["_links"]["joinOnlineMeeting"]
    fake.on("POST", fake.applications_path, answer(201, json.dumps(tree)))
    ran = cli.at(fake, *JOIN)
    assert ran.code == 4
    assert "joinOnlineMeeting" in ran.result["message"]
    known = ("--root", fake.root_url, "--user", USER)
    told_people = cli("join", *known, *JOIN, environment={"UCWA_TUI_PASSWORD": PASSWORD})
    assert told_people.code == 4
    assert "conferencing policy" in told_people.out + told_people.err
    assert cli("doctor", *known, environment={"UCWA_TUI_PASSWORD": PASSWORD}).code == 0  # only joining needs it


def test_a_root_that_answers_with_a_page(cli: Cli, fake: FakeUcwa) -> None:
    fake.on("GET", fake.root_path, answer(200, b"<html></html>", "text/html"))
    assert cli.at(fake, *JOIN).code == 4


def test_nobody_listens(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        root = f"http://127.0.0.1:{taken.getsockname()[1]}/root"
        ran = cli.join("--root", root, "--user", USER, *JOIN, environment={"UCWA_TUI_PASSWORD": PASSWORD})
    assert (ran.code, ran.result["outcome"]) == (5, "network")
    assert "connection refused" in ran.result["message"]
    assert ran.of("exchange")[0]["error"]


@pytest.mark.parametrize("reply", [hang_up, cut_short(answer(201, b"{}", length=500))])
def test_a_post_that_is_not_answered_whole(cli: Cli, fake: FakeUcwa, reply: Any) -> None:
    fake.on("POST", fake.join_path, reply)
    ran = cli.at(fake, *JOIN, "--timeout", "0.5")
    assert (ran.code, ran.result["outcome"]) == (5, "network")
    assert f"the answer is lost; looking for events with operation id {OP_ID} for up to 10 s" in ran.err
    assert "The join was sent once and its answer is lost" in ran.result["message"]
    assert len(fake.seen("POST", fake.join_path)) == 1
    assert fake.deleted == [fake.application_path]


BROKEN = {
    "html": answer(200, b"<html>proxy</html>", "text/html"),
    "dtd": answer(200, b'<!DOCTYPE x [<!ENTITY e "e">]><events>&e;</events>', "application/xml"),
    "truncated": answer(200, b'{"_links":{"next":', "application/json"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_events_that_cannot_be_read_are_asked_for_again(cli: Cli, fake: FakeUcwa, broken: bytes) -> None:
    fake.events(broken, broken, told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN)
    assert ran.code == 0
    asked = [r.target for r in fake.seen("GET", fake.events_path)]
    assert asked[:3] == [f"{fake.events_path}?ack=1"] * 3


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_events_that_can_never_be_read_end_it_by_name(cli: Cli, fake: FakeUcwa, broken: bytes) -> None:
    fake.on("GET", fake.events_path, broken)
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"]) == (5, "network")
    assert "event channel" in ran.result["message"]
    assert 3 <= len(fake.seen("GET", fake.events_path)) <= 12


def test_an_application_that_is_gone_before_the_post_is_made_anew(cli: Cli, fake: FakeUcwa) -> None:
    second = f"{fake.applications_path}/10390002"
    gone = answer(404, reason_json("NotFound", "ApplicationNotFound"))

    def join_second(received: object) -> bytes:
        return answer(201, headers=(("Location", f"{second}/communication/onlineMeetingInvitations/1"),))

    fake.on("POST", f"{second}/communication/onlineMeetingInvitations", Dynamic(join_second))
    done = completed(fake, status="Success")
    done = json.loads(json.dumps(done).replace("10390001", "10390002"))
    fake.events(gone, told(fake, 1, done, base=second))
    ran = cli.at(fake, *JOIN)
    assert ran.code == 0, ran.err
    assert fake.created == 2
    assert not fake.seen("POST", f"{fake.applications_path}/10390001/communication/onlineMeetingInvitations")
    assert fake.deleted[-1] == second


def test_an_application_that_is_gone_after_the_post_ends_it(cli: Cli, fake: FakeUcwa) -> None:
    after_post(fake, told(fake, 1, started(fake)), answer(404, reason_json("NotFound", "ApplicationNotFound")))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"], ran.result["subcode"]) == (1, "failed", "ApplicationNotFound")
    assert fake.created == 1


def test_applications_that_are_gone_again_and_again_end_it(cli: Cli, fake: FakeUcwa) -> None:
    gone = answer(404, reason_json("NotFound", "ApplicationNotFound"))
    fake.events(*[gone] * 50)
    ran = cli.at(fake, *JOIN)
    assert ran.code in {1, 4}
    assert ran.result["subcode"] == "ApplicationNotFound"
    assert fake.created < 20


def test_a_channel_that_is_taken_again_and_again_ends_it(cli: Cli, fake: FakeUcwa) -> None:
    fake.on("GET", fake.events_path, answer(409, reason_json("Conflict", "PGetReplaced")))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["subcode"]) == (1, "PGetReplaced")
    assert len(fake.seen("GET", fake.events_path)) <= 6


def test_not_in_time(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, started(fake)))
    ran = cli.at(fake, *JOIN, "--timeout", "0.4")
    assert (ran.code, ran.result["outcome"], ran.result["state"]) == (6, "timeout", "Connecting")
    assert "0.4 s" in ran.result["message"]
    assert fake.deleted == [fake.application_path]


def test_a_bearer_token_needs_no_user(cli: Cli, fake: FakeUcwa) -> None:
    fake.accept("my-own-token-123")
    fake.events(told(fake, 1, completed(fake, status="Success")))
    ran = cli.join(
        "--root", fake.root_url, "--auth", "bearer", *JOIN, environment={"UCWA_TUI_TOKEN": "my-own-token-123"}
    )
    assert ran.code == 0, ran.err
    assert not fake.seen("POST", fake.token_path)
    assert "my-own-token-123" not in ran.out + ran.err


def test_an_anonymous_guest(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, completed(fake, status="Success")))
    ran = cli.join("--root", fake.root_url, "--auth", "anonymous", *JOIN, "--display-name", "Gus")
    assert ran.code == 0, ran.err
    assert json.loads(fake.seen("POST", fake.join_path)[0].body)["anonymousDisplayName"] == "Gus"


@pytest.mark.parametrize("place", ["body", "query", "both"])
def test_where_the_uri_goes(cli: Cli, fake: FakeUcwa, place: str) -> None:
    fake.events(told(fake, 1, completed(fake, status="Success")))
    assert cli.at(fake, *JOIN, "--uri-in", place).code == 0
    received = fake.seen("POST", fake.join_path)[0]
    assert (b"onlineMeetingUri" in received.body) is (place != "query")
    assert ("onlineMeetingUri=" in received.query) is (place != "body")


def test_xml_is_spoken_both_ways(cli: Cli, fake: FakeUcwa) -> None:
    fake.events(told(fake, 1, completed(fake, status="Success")))
    assert cli.at(fake, *JOIN, "--format", "xml").code == 0
    received = fake.seen("POST", fake.join_path)[0]
    assert received.header("Accept") == "application/xml"
    assert received.header("Content-Type") == "application/xml"
    assert received.body.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<input xmlns="http://schemas')


def test_without_validation_anything_goes_out(cli: Cli, fake: FakeUcwa) -> None:
    body = reason_json("BadRequest", "ParameterValidationFailure")
    fake.on("POST", fake.join_path, answer(400, body))
    ran = cli.at(fake, "--meeting", "tel:+1425", "--subject", "s" * 300, "--no-validate")
    assert (ran.code, ran.result["http_status"]) == (3, 400)
    assert json.loads(fake.seen("POST", fake.join_path)[0].body)["onlineMeetingUri"] == "tel:+1425"
    assert "warning: --subject" in ran.err


def test_without_an_operation_id_the_location_tells_which_events_are_ours(cli: Cli, fake: FakeUcwa) -> None:
    done = completed(fake, status="Success")
    del done["_embedded"]["onlineMeetingInvitation"]["operationId"]
    after_post(fake, told(fake, 1, done))
    ran = cli.at(fake, "--meeting", MEETING, "--operation-id", "")
    assert ran.code == 0
    assert (ran.result["operation_id"], ran.result["state"]) == (None, "Connected")
    assert b"operationId" not in fake.seen("POST", fake.join_path)[0].body


def test_other_peoples_invitations_decide_nothing(cli: Cli, fake: FakeUcwa) -> None:
    other = invitation_event(fake.application_path, 2, "completed", status="Success")
    after_post(fake, told(fake, 1, other))
    ran = cli.at(fake, *JOIN, "--timeout", "0.3")
    assert ran.code == 6
    assert [e["operation_id"] for e in ran.of("event")] == ["op-2"]
    assert ran.of("invitation") == []


def test_events_tell_the_end_of_a_post_that_is_never_answered(cli: Cli, fake: FakeUcwa) -> None:
    fake.on("POST", fake.join_path, silent)
    fake.events(told(fake, 1, completed(fake, status="Success")))
    ran = cli.at(fake, *JOIN, "--timeout", "0.4")
    assert (ran.code, ran.result["http_status"], ran.result["state"]) == (0, None, "Connected")


def test_an_end_that_is_not_told_is_looked_up(cli: Cli, fake: FakeUcwa) -> None:
    done = completed(fake, None)
    body = Res("onlineMeetingInvitation", f"{fake.join_path}/1", properties={"state": "Connected"}).json()
    fake.on("GET", f"{fake.join_path}/1", answer(200, body))
    after_post(fake, told(fake, 1, done))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["state"]) == (0, "Connected")
    assert len(fake.seen("GET", f"{fake.join_path}/1")) == 1


@pytest.mark.parametrize("location", ["?x=1", "/elsewhere"])
@pytest.mark.parametrize("state", ["Connected", "Failed"])
def test_events_with_our_operation_id_count_wherever_location_points(
    cli: Cli, fake: FakeUcwa, location: str, state: str
) -> None:
    fake.on("POST", fake.join_path, answer(201, headers=(("Location", f"{fake.join_path}/1{location}"),)))
    after_post(fake, told(fake, 1, started(fake), completed(fake, state)))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["state"]) == (0 if state == "Connected" else 1, state)
    assert not [r for r in fake.requests if r.method == "GET" and r.path.startswith(fake.join_path)]


def test_events_tell_the_end_of_a_post_whose_connection_was_lost(cli: Cli, fake: FakeUcwa) -> None:
    def lost(connection: Connection) -> None:
        fake.events(told(fake, 1, completed(fake, status="Success")))
        fake.wait_for("GET", fake.events_path, 2)
        connection.reset()

    fake.on("POST", fake.join_path, lost)
    began = time.monotonic()
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["http_status"], ran.result["state"]) == (0, None, "Connected")
    assert time.monotonic() - began < 10.0


def _reset(connection: Connection) -> None:
    connection.reset()


@pytest.mark.parametrize(("reply", "status"), [(_reset, None), (answer(502, HTML_401, "text/html"), 502)])
def test_a_join_whose_answer_is_lost_goes_on_where_the_channel_tells_of_it(
    cli: Cli, fake: FakeUcwa, reply: Reply, status: int | None
) -> None:
    """The server has taken it: started comes after the loss, completed after that. It is sent once."""

    def lost(received: Received) -> Reply:
        fake.events(told(fake, 1, started(fake)), told(fake, 2, completed(fake, status="Success")))
        return reply

    fake.on("POST", fake.join_path, Dynamic(lost))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["http_status"], ran.result["state"]) == (0, status, "Connected")
    assert "the event channel told of the join" in ran.result["message"]
    assert "going on with it" in ran.err
    assert len(fake.seen("POST", fake.join_path)) == 1
    assert fake.deleted == [fake.application_path]


@pytest.mark.parametrize(
    ("reply", "code", "said"),
    [
        (answer(302, headers=(("Location", "/elsewhere"),)), 5, "redirect"),
        (answer(403, reason_json("Forbidden", None, "Not you.")), 5, "Not you."),
        (answer(401, headers=(("WWW-Authenticate", "Bearer"),)), 4, "token"),
    ],
)
def test_a_channel_that_is_refused_after_the_post_names_the_cause(
    cli: Cli, fake: FakeUcwa, reply: bytes, code: int, said: str
) -> None:
    after_post(fake, told(fake, 1, started(fake)), reply)
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["http_status"]) == (code, 201)
    assert said in ran.result["message"]


def test_a_channel_that_leads_to_another_host_ends_it(cli: Cli, fake: FakeUcwa) -> None:
    after_post(fake, answer(200, events_json(fake.application_path, 1, to="https://evil.example/events?ack=2")))
    ran = cli.at(fake, *JOIN)
    assert (ran.code, ran.result["outcome"]) == (5, "network")
    assert "evil.example" in ran.result["message"]
