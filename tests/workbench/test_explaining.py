"""The page that explains an exchange: what it is, what came of it, each field, differences, and what to do next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import APP, APP_URL, CONVERSATION, HOST, INVITATION, INVITES, MEETING, exchange
from tests.workbench.talk import ROOT, TOKEN, links, sign_in, talk
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, ExchangeState
from ucwa_tui.workbench.explaining.beside import Beside
from ucwa_tui.workbench.explaining.earlier import Earlier
from ucwa_tui.workbench.explaining.explain import explain_page
from ucwa_tui.workbench.explaining.page import Mark, Page
from ucwa_tui.workbench.lint.finding import LintFinding
from ucwa_tui.workbench.lint.operations import REUSED_OPERATION_ID

JOIN: dict[str, Any] = {"onlineMeetingUri": MEETING, "operationId": "op-1", "importance": "Normal"}


def page_of(shown: Exchange, *before: Exchange, context: FieldContext | None = None) -> Page:
    """The page of an exchange that came after others."""
    return explain_page(shown, [*before, shown], Earlier(), context or FieldContext())


def words(page: Page) -> str:
    """The page as one text."""
    return "\n".join(page.texts())


def join(status: int = 201, answer: Any = None, *, sent: Any = None, **more: Any) -> Exchange:
    """The POST of a join."""
    more.setdefault("answer_heads", {"Location": INVITATION} if status == 201 else {})
    return talk(6, "POST", HOST + INVITES, status, answer, sent=JOIN if sent is None else sent, **more)


def poll(answer: Any, ack: int = 1, **more: Any) -> Exchange:
    """A P-GET."""
    return talk(7, "GET", f"{APP_URL}/events?ack={ack}", answer=answer, purpose=Purpose.EVENTS, **more)


def news(*events: dict[str, Any], sender: str = "communication", **ways: str) -> dict[str, Any]:
    """An answer of the event channel."""
    told = links(**(ways or {"next": f"{APP}/events?ack=2"}))
    return {"_links": told, "sender": [{"rel": sender, "href": f"{APP}/{sender}", "events": list(events)}]}


COMPLETED = {
    "link": {"rel": "onlineMeetingInvitation", "href": INVITATION},
    "_embedded": {
        "onlineMeetingInvitation": {
            "rel": "onlineMeetingInvitation",
            "state": "Connected",
            "_links": links(self=INVITATION),
        }
    },
    "status": "Success",
    "type": "completed",
}


@pytest.mark.parametrize(
    ("n", "parts"),
    [
        (1, ("Asks the discovery service", "known beforehand", "200", "GET the user link", "none is needed here")),
        (
            2,
            (
                "Without a token",
                "user, offered by the answer of #1",
                "the challenge that was asked for",
                f"POST one of the grants to {TOKEN}",
                "urn:microsoft.rtc:anonmeeting, password",
            ),
        ),
        (
            3,
            (
                "token with user name and password",
                "the challenge of #2 names it",
                "masked · the password",
                "28000 · seconds",
                "The reference says 8 hours",
                "to no other",
            ),
        ),
        (
            4,
            (
                "With a token",
                "POST to applications",
                "applications: POST · makes an application",
                "self is another address",
            ),
        ),
        (
            5,
            (
                "Creates the application",
                "applications, offered by the answer of #4",
                "201",
                "makeMeAvailable: POST",
                "begin with capitals",
                "goes back unchanged in a PUT",
                "a 201 ought to have location",
                "startOnlineMeeting: communication offers it only to users who may make meetings",
            ),
        ),
    ],
)
def test_the_steps_of_a_sign_in(n: int, parts: tuple[str, ...]) -> None:
    steps = sign_in()
    told = words(page_of(steps[n - 1], *steps[: n - 1])).casefold()
    for part in parts:
        assert part.casefold() in told, told


def test_a_join_says_which_link_it_followed_and_judges_each_field() -> None:
    page = page_of(join(), *sign_in())
    told = words(page)
    assert "joinOnlineMeeting, offered by the answer of #5" in told
    assert "✓ operationId: op-1 · in the body · 4 of 50 characters" in told
    assert "✓ onlineMeetingUri" in told
    assert "· subject: not sent" in told
    assert "as documented" in told
    assert "Watch the event channel" in told
    assert "every captured server" in told
    location = next(found for section in page.sections for found in section.lines if found.rel == "Location")
    assert location.href == INVITATION


def test_a_url_that_nobody_offered_was_built() -> None:
    assert "no earlier answer offered this URL: built, not followed" in words(page_of(join()))


def test_offers_that_come_later_do_not_count() -> None:
    later = talk(9, "GET", HOST + APP, answer={"rel": "communication", "_links": links(joinOnlineMeeting=INVITES)})
    shown = join()
    assert "built, not followed" in words(explain_page(shown, [shown, later], Earlier(), FieldContext()))


@pytest.mark.parametrize(
    ("sent", "mark", "label", "part"),
    [
        ({**JOIN, "subject": "x" * 251}, Mark.BAD, "subject", "250"),
        ({**JOIN, "importance": "Highest"}, Mark.BAD, "importance", "Normal"),
        ({**JOIN, "colour": "red"}, Mark.NOTE, "colour", "not documented"),
        ({**JOIN, "operationId": "o" * 51}, Mark.BAD, "operationId", "50"),
        ({"onlineMeetingUri": "https://meet.example.test/dana/K7Q2M4XN"}, Mark.BAD, "onlineMeetingUri", ""),
        ({"OnlineMeetingUri": MEETING}, Mark.GOOD, "onlineMeetingUri", "written OnlineMeetingUri"),
        ({}, Mark.NOTE, "operationId", "cannot be told by id"),
    ],
)
def test_each_field_against_its_rule(sent: dict[str, Any], mark: Mark, label: str, part: str) -> None:
    section = page_of(join(sent=sent), *sign_in()).section("What was sent")
    assert section is not None
    found = next(told for told in section.lines if told.label == label)
    assert found.mark is mark, found
    assert part in found.text


def test_fields_of_xml_and_of_the_query_are_judged_too() -> None:
    body = (
        b'<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="operationId">op-9</property>'
        b'<property name="nonsense">1</property></input>'
    )
    shown = talk(
        6,
        "POST",
        f"{HOST}{INVITES}?onlineMeetingUri=sip:dana@example.test%3Bgruu%3Bopaque=app:conf:focus:id:K7Q2M4XN",
        201,
        sent=body,
        heads={"Content-Type": "application/xml"},
    )
    told = words(page_of(shown, *sign_in()))
    assert "✓ operationId: op-9 · in the body" in told
    assert "! nonsense: 1 · in the body · not documented" in told
    assert "id:K7Q2M4XN · in the query" in told


@pytest.mark.parametrize(
    ("status", "answer", "parts"),
    [
        (
            404,
            {"code": "NotFound", "subcode": "DestinationNotFound", "message": "None."},
            ("no meeting with this URI", "server says: None.", "documented: yes", "Compare organizer", "F5 sends it"),
        ),
        (409, {"code": "Conflict", "subcode": "TooManyGroups"}, ("it tells little of this one",)),
        (400, {"code": "Conflict"}, ("belongs to 409, and the status is 400",)),
        (400, {"code": "BadRequest", "subcode": "Novel"}, ("documented: no",)),
        (500, {"code": "ServiceFailure", "subcode": "CallbackChannelError"}, ("not on the reference's page",)),
    ],
)
def test_refusals_have_meaning_way_out_and_their_place_in_the_reference(
    status: int, answer: dict[str, Any], parts: tuple[str, ...]
) -> None:
    told = words(page_of(join(status, answer), *sign_in()))
    for part in parts:
        assert part in told, told


def test_headers_that_hide_the_cause_are_taken_apart() -> None:
    heads = {
        "Content-Type": "text/html",
        "X-Ms-diagnostics": '28055;source="fe1";reason="bad token"',
        "X-MS-Server-Fqdn": "fe1.example.test",
        "Retry-After": "7",
        "Set-Cookie": "cwt_ucwa=[masked]; path=/",
    }
    told = words(page_of(talk(6, "GET", APP_URL, 403, b"<html>", answer_heads=heads), *sign_in()))
    for part in ("28055 · The token is not valid here", "source: fe1", "reason: bad token", "front end", "left alone"):
        assert part in told
    assert "cwt_ucwa" in told
    assert "a proxy or the web server itself" in told


def test_a_p_get_tells_its_events_the_way_on_and_contradictions() -> None:
    told = words(page_of(poll(news(COMPLETED)), *sign_in()))
    for part in (
        "Waits for news in the event channel",
        "events, offered by the answer of #5",
        "next: following it confirms",
        "from communication: 1 event · invitations",
        "✓ completed onlineMeetingInvitation: Connected",
        "with Success",
        "has Succeeded",
        "Follow next at once",
    ):
        assert part in told, told


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (news(resync=f"{APP}/events?ack=9"), "lost the count"),
        (news(resume=f"{APP}/events?ack=9"), "begins anew"),
        ({"_links": links(next=f"{APP}/events?ack=2"), "sender": []}, "nothing had happened"),
        ({"_links": links(self=APP), "sender": []}, "says no way on"),
    ],
)
def test_other_ways_on(answer: dict[str, Any], part: str) -> None:
    assert part in words(page_of(poll(answer), *sign_in()))


@pytest.mark.parametrize(
    ("event", "part"),
    [
        (
            {"type": "added", "link": {"rel": "participant", "href": "/p"}, "in": {"rel": "lobby", "href": "/l"}},
            "F8 lets in",
        ),
        (
            {
                "type": "updated",
                "link": {"rel": "conversation", "href": CONVERSATION},
                "_embedded": {"conversation": {"rel": "conversation", "state": "InLobby"}},
            },
            "You wait in the lobby",
        ),
        (
            {
                "type": "updated",
                "link": {"rel": "messaging", "href": "/m"},
                "_embedded": {"messaging": {"rel": "messaging", "_links": links(self="/m", addMessaging="/m/add")}},
            },
            "Alt+M",
        ),
        (
            {
                "type": "completed",
                "link": {"rel": "onlineMeetingInvitation", "href": INVITATION},
                "status": "Failure",
                "reason": {"code": "RemoteFailure", "subcode": "Denied", "message": "No."},
            },
            "A leader turned you away",
        ),
    ],
)
def test_news_that_somebody_can_do_something_about(event: dict[str, Any], part: str) -> None:
    assert part in words(page_of(poll(news(event)), *sign_in()))


def test_timers_out_of_range_are_marked() -> None:
    shown = talk(7, "GET", f"{APP_URL}/events?ack=1&timeout=5&low=20", answer=news(), purpose=Purpose.EVENTS)
    told = words(page_of(shown, *sign_in()))
    assert "✗ timeout: 5" in told
    assert "✓ low: 20" in told


def test_a_resource_tells_what_its_links_do_and_what_absent_ones_wait_for() -> None:
    person = {"rel": "participant", "name": "Eve", "_links": links(self=f"{CONVERSATION}/eve", eject=f"{APP}/x")}
    told = words(page_of(talk(8, "GET", f"{HOST}{CONVERSATION}/eve", answer=person)))
    assert "participant · one person in it · “Eve”" in told
    assert "✓ eject: POST · throws a participant out" in told
    assert "· admit: A participant has it only while waiting in the lobby" in told


def test_answers_in_xml_say_the_same() -> None:
    space = 'xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"'
    kind = {"Content-Type": "application/xml"}
    body = (
        f'<resource rel="messaging" href="/m" {space}><link rel="addMessaging" href="/m/add"/>'
        '<property name="state">Disconnected</property></resource>'
    )
    told = words(page_of(talk(8, "GET", f"{HOST}/m", answer=body.encode(), answer_heads=kind)))
    assert "messaging · instant messages in the conversation" in told
    assert "state: Disconnected (not there" in told
    assert "✓ addMessaging: POST" in told
    assert "· sendMessage: messaging offers it only while Connected" in told
    events = (
        f'<events href="/e?ack=1" {space}><link rel="next" href="/e?ack=2"/><sender rel="communication" href="/k">'
        '<added rel="conversation" href="/c/1"/></sender></events>'
    )
    told = words(page_of(poll(events.encode(), answer_heads=kind), *sign_in()))
    assert "added conversation: it is there now" in told
    refusal = f"<reason {space}><code>NotFound</code><subcode>DestinationNotFound</subcode></reason>"
    told = words(page_of(join(404, refusal.encode(), answer_heads=kind), *sign_in()))
    assert "404 NotFound/DestinationNotFound" in told


def test_a_shape_that_only_the_sandbox_has_is_told() -> None:
    for heads, told in (({"X-Sandbox-Shape": "from the documentation"}, True), ({}, False)):
        answer = words(page_of(talk(8, "GET", f"{APP_URL}/policies", answer={}, answer_heads=heads)))
        assert ("no capture of a real server shows it" in answer) is told


def test_a_put_without_if_match_and_a_delete() -> None:
    put = talk(8, "PUT", f"{HOST}{APP}/communication", 428, {"code": "PreconditionRequired"}, sent={"a": "b"})
    assert "✗ If-Match: missing" in words(page_of(put, *sign_in()))
    leave = talk(8, "DELETE", HOST + CONVERSATION, 204)
    held = talk(7, "GET", HOST + INVITATION, answer={"rel": "x", "_links": links(conversation=CONVERSATION)})
    assert "Ends your part in the conversation" in words(page_of(leave, held))
    away = talk(8, "DELETE", APP_URL, 204, purpose=Purpose.SIGN_OUT)
    assert "Deletes the application" in words(page_of(away))


def test_what_was_made_is_found_by_its_location_and_me_s_location_is_another_thing() -> None:
    read = talk(8, "GET", HOST + INVITATION, answer={"rel": "onlineMeetingInvitation", "state": "Connecting"})
    told = words(page_of(read, *sign_in(), join()))
    assert "Location of the answer of #6" in told
    assert "under way; waiting in a lobby" in told
    me = talk(
        6, "GET", f"{APP_URL}/me", answer={"rel": "me", "_links": links(self=f"{APP}/me", location=f"{APP}/me/l")}
    )
    told = words(page_of(talk(7, "GET", f"{APP_URL}/me/l", 404), me))
    assert "location, offered by the answer of #6" in told
    assert "Reads location (where the user says to be)" in told


def test_a_link_of_a_batch() -> None:
    batch = b'--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{"x":{"href":"/p/1"}}\r\n--b--'
    kind = {"Content-Type": "multipart/batching;boundary=b"}
    asked = talk(6, "POST", f"{APP_URL}/batch", 200, batch, answer_heads=kind)
    assert "within the batch that #6 answered" in words(page_of(talk(7, "GET", f"{HOST}/p/1", 404), asked))


def test_what_only_the_path_tells_is_probable() -> None:
    assert "Probably (by its path)" in words(page_of(talk(1, "POST", f"{HOST}/a/onlineMeetingInvitations", 201)))
    assert "Probably (by its path)" in words(page_of(talk(1, "GET", f"{HOST}/a/presence", 404)))


def test_a_running_exchange_and_one_that_failed() -> None:
    running = exchange(1, state=ExchangeState.RUNNING, status=None)
    assert "no answer yet" in words(page_of(running))
    failed = exchange(1, state=ExchangeState.FAILED, status=None, error="host: connection refused")
    told = words(page_of(failed))
    assert "✗ failed: host: connection refused" in told
    assert "Alt+C connects again" in told


def test_a_guest_without_a_name_and_with_another_meeting() -> None:
    other = MEETING.replace("K7Q2M4XN", "AAAA1111")
    told = words(page_of(join(), context=FieldContext(anonymous=True, ticket_uri=other)))
    assert "✗ anonymousDisplayName: missing" in told
    assert "✗ onlineMeetingUri" in told


def test_the_page_has_no_secret_and_no_control_character() -> None:
    shown = talk(
        1, "GET", f"{ROOT}?x=%1b", answer={"rel": "a\x1b[2J", "state": "b\x07"}, answer_heads={"Warning": "\x9bm"}
    )
    told = words(page_of(shown))
    assert "\x1b" not in told
    assert "\x9b" not in told
    assert all(text.isprintable() for text in told.split("\n"))


def test_who_offered_it_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from ucwa_tui.workbench.explaining import earlier as module

    earlier = Earlier()
    steps = sign_in()
    shown = join()
    first = earlier.find(shown, [*steps, shown])
    monkeypatch.setattr(module, "MOST_BYTES", 0)
    again = earlier.find(shown, [*steps, shown])
    assert first.all_seen
    assert again.all_seen
    assert [offer.by for offer in again.step.offers] == [offer.by for offer in first.step.offers] == [5]
    unread = Earlier().find(shown, [*steps, shown])
    assert not unread.all_seen
    assert "looked back to #6 only" in words(explain_page(shown, [*steps, shown], Earlier(), FieldContext()))


HOSTILE_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rel", "_links", "_embedded", "self", "href", "sender", "events", "link", "code", "subcode", "status"]
            )
            | st.text(max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    body=st.binary(max_size=200) | HOSTILE_JSON.map(lambda tree: json.dumps(tree).encode()),
    head=st.text(st.characters(codec="utf-8"), max_size=60),
    kind=st.sampled_from(["application/json", "application/xml", "text/html", "application/x-www-form-urlencoded", ""]),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "\x1b"]),
    url=st.sampled_from([APP_URL, HOST + INVITES, f"{APP_URL}/events?ack=1", "http://[", "x\x1b?a=%00", ""]),
    status=st.none() | st.sampled_from([200, 201, 204, 304, 302, 400, 401, 404, 409, 504, 999]),
    purpose=st.sampled_from(list(Purpose)),
    state=st.sampled_from(list(ExchangeState)),
    raw=st.booleans(),
)
def test_never_raises_and_every_line_is_printable(
    body: bytes,
    head: str,
    kind: str,
    method: str,
    url: str,
    status: int | None,
    purpose: Purpose,
    state: Any,
    raw: bool,
) -> None:
    message = f"{head}\r\nContent-Type: {kind}\r\nWWW-Authenticate: {head}\r\nContent-Length: {len(body)}\r\n\r\n"
    data = body if raw else message.encode() + body
    shown = Exchange(
        9,
        purpose,
        method,
        url,
        0.0,
        state,
        CapturedMessage(b"POST / HTTP/1.1\r\n" + data),
        CapturedMessage(b"HTTP/1.1 200 OK\r\n" + data),
        status,
    )
    for text in page_of(shown, *sign_in()).texts():
        assert text.isprintable(), repr(text)


def test_a_lost_answer_may_have_been_carried_out() -> None:
    shown = replace(join(), state=ExchangeState.FAILED, status=None, response=CapturedMessage())
    told = words(page_of(shown, *sign_in()))
    assert "It may have been carried out" in told
    assert "before you send it again" in told
    assert "Alt+C connects again" not in told
    told = words(explain_page(shown, [shown], Earlier(), FieldContext(), Beside("completed: Success")))
    assert "It was carried out: its events say completed: Success. e shows them." in told
    assert "before you send it again" not in told


def test_a_broken_rule_stands_first_and_at_its_field() -> None:
    shown = join()
    finding = LintFinding(REUSED_OPERATION_ID, shown.n, "operationId op-1 was sent in #4 already")
    page = explain_page(shown, [shown], Earlier(), FieldContext(), Beside(findings=(finding,)))
    assert page.sections[0].heading == "What is wrong with it"
    assert "sent in #4 already" in page.sections[0].lines[0].text
    section = page.section("What was sent")
    assert section is not None
    assert next(told for told in section.lines if told.label == "operationId").mark is Mark.BAD
