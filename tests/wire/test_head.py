"""The exact bytes of a request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.protocol.request_plan import RequestPlan
from ucwa_tui.wire.head import header_fields, request_bytes
from ucwa_tui.wire.http1 import parse_request
from ucwa_tui.wire.http1_head import scan_head

PLAN = RequestPlan("POST", "/a", (("Accept", "application/json"), ("Content-Type", "application/json")), b"{}")


def test_headers_go_out_in_order() -> None:
    assert request_bytes(PLAN, "h.example:8080", "Bearer t", "/a?b=%20") == (
        b"POST /a?b=%20 HTTP/1.1\r\nHost: h.example:8080\r\nAuthorization: Bearer t\r\nAccept: application/json\r\n"
        b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    )


@pytest.mark.parametrize(("method", "announced"), [("POST", "0"), ("PUT", "0"), ("GET", None), ("DELETE", None)])
def test_a_length_is_announced_where_a_body_could_be(method: str, announced: str | None) -> None:
    message = parse_request(request_bytes(RequestPlan(method, "/"), "h", None, "/"))
    assert message.header("Content-Length") == announced
    assert message.header("Authorization") is None
    assert message.complete


def test_a_length_of_the_plan_is_left_alone() -> None:
    plan = RequestPlan("POST", "/", (("content-length", "7"),), b"{}")
    assert header_fields(plan, "h", None) == (("Host", "h"), ("content-length", "7"))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("X-A", "a\r\nB: c", r"header X-A holds the control character U\+000D at 1"),
        ("X-A", "\0", r"header X-A holds the control character U\+0000"),
        ("X-A", "a ", "header X-A begins or ends with white space"),
        ("X-A", "日", r"header X-A holds U\+65E5"),
        ("X:A", "a", "header name 'X:A'"),
        ("", "a", "header name ''"),
    ],
)
def test_what_http_cannot_carry_is_refused_by_name(name: str, value: str, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        request_bytes(RequestPlan("GET", "/", ((name, value),)), "h", None, "/")


def test_a_bad_credential_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValueError, match="Authorization") as caught:
        request_bytes(RequestPlan("GET", "/"), "h", "Bearer hidden\n", "/")
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(("method", "target"), [("GE T", "/"), ("GET", "/a b"), ("GET", "/é"), ("GET", "")])
def test_a_bad_request_line_is_refused(method: str, target: str) -> None:
    with pytest.raises(ValueError, match="request"):
        request_bytes(RequestPlan(method, "/"), "h", None, target)


@given(st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"a", b"A: b", b" ", b":", b"\xe9"]), max_size=12), st.binary())
def test_a_head_is_read_the_same_wherever_it_stands(pieces: list[bytes], body: bytes) -> None:
    """At the beginning it may have been remembered, elsewhere never."""
    data = b"".join(pieces) + body
    here, there = scan_head(data), scan_head(b"." + data, 1)
    assert (here.start_line, here.finished) == (there.start_line, there.finished)
    assert len(here.problems) == len(there.problems)
    assert [(f.name, f.value) for f in here.fields] == [(f.name, f.value) for f in there.fields]
    assert [here.start, here.start_line_end, here.end, *(n for f in here.fields for n in (f.start, f.value_end))] == [
        n - 1
        for n in (
            there.start,
            there.start_line_end,
            there.end,
            *(n for f in there.fields for n in (f.start, f.value_end)),
        )
    ]
