"""What is sent again: its bytes, its operationId, as a draft, as a text; and what is said about it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import HOST, INVITES
from ucwa_tui.protocol.compose import plan_request
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose, RequestPlan, UriPlace
from ucwa_tui.wire.exchange import CapturedMessage, Exchange, Mask
from ucwa_tui.wire.head import request_bytes
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.redact import Redactor
from ucwa_tui.wire.replay import Replayed
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.unmask import unmasked
from ucwa_tui.workbench.operation_id_places import spots_of
from ucwa_tui.workbench.replay import caution, verbatim, why_no_fresh_id, why_not_verbatim, with_fresh_id
from ucwa_tui.workbench.replay_check import verdict
from ucwa_tui.workbench.replay_draft import draft_of, other_headers, why_no_form
from ucwa_tui.workbench.replay_text import check, size_of, text_of, typed_secrets, why_no_text

TOKEN = "cwt=AAEB-canary-token-4711"
URI = "sip:dana@example.test;gruu;opaque=app:conf:focus:id:K7Q2M4XN"


def recorded(plan: RequestPlan, n: int = 7) -> Exchange:
    """The exchange that a plan makes."""
    data = request_bytes(plan, "pool.example.test", f"Bearer {TOKEN}", plan.href.removeprefix(HOST))
    message = Redactor([Secret(TOKEN)]).request(data)
    return Exchange(
        n,
        plan.purpose,
        plan.method,
        HOST + plan.href.removeprefix(HOST),
        1000.0,
        request=message,
        operation=plan.operation,
        operation_id=plan.operation_id,
    )


def join(place: UriPlace = UriPlace.BODY, form: PayloadFormat = PayloadFormat.JSON, **more: str) -> Exchange:
    """A join as it went out."""
    values = {"onlineMeetingUri": URI, "subject": "Planning <1>", "operationId": "op-1", **more}
    return recorded(plan_request(OPERATIONS["joinOnlineMeeting"], INVITES, values, (("x", "abc"),), form, place))


def raw(data: bytes, **more: object) -> Exchange:
    """An exchange with these bytes for a request."""
    plain = Exchange(7, Purpose.GET, "GET", HOST + "/x", 1000.0, request=CapturedMessage(data))
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name


def body_of(exchange: Exchange) -> bytes:
    return exchange.request.data.partition(b"\r\n\r\n")[2]


@given(st.text(max_size=30), st.sampled_from(list(PayloadFormat)), st.sampled_from(list(UriPlace)))
def test_a_fresh_id_can_be_read_back_and_nothing_else_changes(fresh: str, form: PayloadFormat, place: UriPlace) -> None:
    fresh = "".join(c for c in fresh if c.isprintable()) or "x"
    original = join(place, form)
    changed = with_fresh_id(original, fresh).request
    again = with_fresh_id(replace(original, request=changed), "op-1").request
    assert again == original.request
    assert [m.kind for m in changed.masks] == [m.kind for m in original.request.masks]
    for mask in changed.masks:
        assert changed.data[mask.offset : mask.offset + mask.length] == b"[masked]"
    shown = draft_of(replace(original, request=changed))
    assert shown.operation_id == fresh


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no operationId"),
        (
            b"POST /x HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n"
            + b'{"a":{"operationId":"op"}}',
            "no operationId",
        ),
        (
            b"POST /x HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\n" + b'operationId": "op-1"',
            "no operationId",
        ),
        (
            b"POST /x HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'14\r\n{"operationId":"op"}\r\n0\r\n\r\n',
            "chunked",
        ),
    ],
)
def test_why_there_is_no_fresh_id(data: bytes, why: str) -> None:
    assert why in why_no_fresh_id(raw(data))


def test_escaped_names_are_found_in_json_and_in_the_query() -> None:
    body = b'{"op\\u0065rationId" : "a\\"b","z":["operationId","x"]}'
    head = b"POST /x?Operation%%49d=q&b HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    exchange = raw(head % len(body) + body)
    data = exchange.request.data
    assert [data[s.start : s.end] for s in spots_of(data, parse_request(data))] == [b"q", b'a\\"b']


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (CapturedMessage(), "nothing of it"),
        (CapturedMessage(b"CONNECT a:443 HTTP/1.1\r\n\r\n"), "tunnel"),
        (CapturedMessage(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"), "not sent whole"),
        (CapturedMessage(b"POST / HTTP/1.1\r\n\r\n", (), True), "put together anew"),
    ],
)
def test_why_bytes_cannot_go_out_again(message: CapturedMessage, why: str) -> None:
    assert why in why_not_verbatim(raw(b"", request=message))


def test_what_can_go_out_again_and_what_needs_a_yes() -> None:
    assert why_not_verbatim(join()) == ""
    assert "memory" in why_not_verbatim(join(), trimmed=True)
    assert verbatim(join()).is_verbatim
    assert caution(join()) == ""
    assert "PGetReplaced" in caution(replace(join(), purpose=Purpose.EVENTS))


@pytest.mark.parametrize("form", list(PayloadFormat))
@pytest.mark.parametrize("place", list(UriPlace))
def test_a_draft_says_what_was_sent(form: PayloadFormat, place: UriPlace) -> None:
    original = join(place, form)
    draft = draft_of(original)
    assert (draft.operation, draft.payload_format, draft.uri_place) == ("joinOnlineMeeting", form, place)
    assert draft.value("onlineMeetingUri") == URI
    assert draft.value("subject") == "Planning <1>"
    assert draft.extras == (("x", "abc"),)
    assert draft.raw_body is None
    assert draft.target_href == HOST + INVITES
    plan = draft.plan(draft.target_href)
    assert plan.body == body_of(original)
    assert recorded(plan).request == original.request
    assert other_headers(original, draft) == ()


def test_a_body_that_the_form_would_write_otherwise_stays_as_it_was() -> None:
    body = '{ "subject" : "x",\n "operationId":"op-1", "subject":"again" }'
    plan = plan_request(OPERATIONS["joinOnlineMeeting"], INVITES + "?a=1&operationId", {}, raw_body=body)
    draft = draft_of(recorded(replace(plan, headers=(*plan.headers, ("X-Odd", "1")))))
    assert draft.raw_body == body
    assert draft.operation_id == "op-1"
    assert draft.target_href == f"{HOST}{INVITES}?a=1&operationId"
    assert other_headers(recorded(replace(plan, headers=(*plan.headers, ("X-Odd", "1")))), draft) == ("X-Odd",)


def test_a_get_of_anything_and_what_no_form_knows() -> None:
    draft = draft_of(raw(b"GET /x?a=%7e HTTP/1.1\r\nHost: h\r\nAccept: application/xml\r\n\r\n"))
    assert (draft.operation, draft.target_href, draft.payload_format) == ("get", HOST + "/x?a=%7e", PayloadFormat.XML)
    assert "PATCH" in why_no_form(raw(b"PATCH /x HTTP/1.1\r\nHost: h\r\n\r\n"))
    assert "masked" in why_no_form(
        raw(b"", request=CapturedMessage(b"GET /[masked] HTTP/1.1\r\n\r\n", (Mask(5, 8, 9, "token"),)))
    )


@given(st.sampled_from(list(PayloadFormat)), st.sampled_from(list(UriPlace)), st.text(max_size=20))
def test_an_untouched_text_is_the_request(form: PayloadFormat, place: UriPlace, subject: str) -> None:
    original = join(place, form, subject="".join(c for c in subject if c.isprintable()))
    assert why_no_text(original) == ""
    checked = check(original, text_of(original))
    assert (checked.problem, checked.note) == ("", "")
    assert checked.replay is not None
    assert checked.replay.is_verbatim
    assert checked.replay.sources == verbatim(original).sources
    assert checked.replay.operation_id == "op-1"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("POST /", "PO ST/", "line 1"),
        ("POST ", "", "line 1"),
        (" HTTP/1.1", " HTTP/2", "line 1: it ends"),
        ("POST /", "CONNECT /", "tunnel"),
        ("POST /", "POST /a b", "percent-encoded"),
        ("POST /", "POST x", "a path"),
        ("Host: ", "Host ", "line 2: a header"),
        ("Host: ", "Host: \x1b", "U+001B"),
        ("Bearer [masked]", "Bearer [masked] [masked]", "2 masks"),
    ],
)
def test_a_head_that_is_none_is_told_by_its_line(old: str, new: str, problem: str) -> None:
    original = join()
    text = text_of(original)
    assert old in text
    checked = check(original, text.replace(old, new, 1))
    assert checked.replay is None
    assert problem in checked.problem


def test_an_edited_text_keeps_its_token_where_it_stands_and_adapts_the_length() -> None:
    original = join()
    text = text_of(original).replace("Host:", "X-New: [masked]\nhost:").replace("op-1", "another-id")
    checked = check(original, text)
    assert checked.replay is not None
    length = len(body_of(original)) + len("another-id") - len("op-1")
    assert checked.note == f"Content-Length becomes {length}"
    assert checked.replay.operation_id == "another-id"
    assert checked.replay.sources == (0,)
    data = unmasked(checked.replay.request, [Secret(TOKEN)]).data
    assert b"X-New: [masked]\r\nhost: " in data
    assert f"Authorization: Bearer {TOKEN}\r\n".encode() in data
    assert b"Content-Length: %d\r\n" % length in data
    own = check(original, text.replace(f"Content-Length: {len(body_of(original))}", "Content-Length: 5"))
    assert "sent as it stands" in own.note
    assert own.replay is not None
    assert b"Content-Length: 5\r\n" in own.replay.request.data


def test_secrets_that_were_typed_are_counted_and_no_mask_is_one() -> None:
    original = join()
    typed = "Cookie: a=CANARY-1; b=CANARY-2\nX-Api-Key: CANARY-3\nX-New: [masked]\nHost:"
    for text, count in [(text_of(original), 0), (text_of(original).replace("Host:", typed), 3)]:
        checked = check(original, text)
        assert checked.replay is not None
        assert typed_secrets(checked.replay.request) == count
    swapped = check(original, text_of(original).replace("Bearer [masked]", "Bearer CANARY"))
    assert swapped.replay is not None
    assert (typed_secrets(swapped.replay.request), swapped.replay.request.masks) == (1, ())


def test_the_size_is_that_of_what_goes_out_and_an_absolute_target_says_so() -> None:
    original = join()
    plain = check(original, text_of(original)).replay
    assert plain is not None
    assert size_of(plain.request) == len(unmasked(original.request, [Secret(TOKEN)]).data)
    absolute = check(original, text_of(original).replace("POST /", f"POST {HOST}/", 1))
    assert absolute.replay is not None
    assert absolute.note.startswith(f"line 1 goes out as POST {INVITES[:20]}")
    assert size_of(absolute.replay.request) == size_of(plain.request)
    proxied = check(original, text_of(original).replace("Host:", "Proxy-Authorization: Basic CANARY\nHost:", 1))
    assert "Proxy-Authorization is left out" in proxied.note
    assert proxied.replay is not None
    assert size_of(proxied.replay.request) == size_of(plain.request)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/steal", "https://pool.example.test.evil/x", HOST, HOST + ":0x/"]
)
def test_an_absolute_target_elsewhere_is_not_sent_to_where_it_does_not_say(target: str) -> None:
    original = join()
    checked = check(original, text_of(original).replace(f"POST {INVITES}", f"POST {target}", 1))
    assert checked.replay is None
    assert checked.problem.startswith("line 1: ")


def test_one_of_several_cookies_may_be_left_out() -> None:
    head = b"GET /x?sig=[masked] HTTP/1.1\r\nHost: h\r\nCookie: a=[masked]; b=[masked]\r\n\r\n"
    masks = tuple(Mask(m.start(), 8, 20, "cookie") for m in re.finditer(rb"\[masked\]", head))
    original = raw(b"", request=CapturedMessage(head, masks))
    checked = check(original, text_of(original).replace("a=[masked]; ", ""))
    assert checked.replay is not None
    assert checked.replay.sources == (0, 2)


def told(identical: bool = False, token: bool = False) -> Replayed:
    return Replayed(3, 7, 8, 1234, identical, token)


def test_the_verdict_names_what_differs() -> None:
    one = join().request
    assert verdict(one, one, told(identical=True)) == "identical: 1,234 bytes"
    assert verdict(one, one, told(token=True)) == "identical but for today's token: 1,234 bytes"
    assert verdict(one, one, told()) == "1,234 bytes; differs in a secret"
    fresh = with_fresh_id(join(), "fresh-0815").request
    words = verdict(one, fresh, told())
    assert words == "identical but for Content-Length and the operationId (now fresh-0815): 1,234 bytes"
    both = CapturedMessage(fresh.data.replace(b"Planning", b"planning"), fresh.masks)
    words = verdict(one, both, told())
    assert "the body from byte" in words
    assert "Content-Length (" in words
    other = CapturedMessage(one.data.replace(b"Host: ", b"X: \x1b[2J\r\nHost:  ").replace(b"POST", b"PUT"))
    words = verdict(one, other, told(token=True))
    assert "request line (POST" in words
    assert "X (added)" in words
    assert "\x1b" not in words
