"""Forms as libraries send them."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Place
from ucwa_tui.wire.forms import MAX_FIELDS, form_fields

URL_ENCODED = "application/x-www-form-urlencoded;charset='utf-8'"
PARTS = "multipart/form-data; boundary=----x17"


def in_parts(**fields: str) -> bytes:
    """The fields as parts, closed by the last boundary."""
    part = '------x17\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return ("".join(part.format(name, value) for name, value in fields.items()) + "------x17--\r\n").encode()


@pytest.mark.parametrize(
    ("content_type", "body", "fields"),
    [
        (URL_ENCODED, b"Grant_Type=password&username=a@b", {"grant_type": "password", "username": "a@b"}),
        (URL_ENCODED, b"username=sandbox\\alice&x=", {"username": "sandbox\\alice", "x": ""}),
        (
            PARTS,
            in_parts(grant_type="password", password="p&ss=w\u00f6rd"),
            {"grant_type": "password", "password": "p&ss=w\u00f6rd"},
        ),
        (PARTS.upper().replace("X17", "x17"), in_parts(A="1"), {"a": "1"}),
        (PARTS, in_parts(empty=""), {"empty": ""}),
        (PARTS, b"grant_type=password", None),
        (PARTS, b"------x17\r\n\r\nno name\r\n------x17--\r\n", None),
        (PARTS, in_parts(**{f"f{i}": "v" for i in range(MAX_FIELDS + 1)}), None),
        (PARTS, in_parts(a="1").replace(b"1", b"\xff"), None),
        ("multipart/form-data", in_parts(a="1"), None),
        (URL_ENCODED, b"a=\xff", None),
        (URL_ENCODED, b"&".join(b"a=1" for _ in range(MAX_FIELDS + 1)), None),
        ("application/json", b"{}", None),
        (None, b"a=1", None),
    ],
)
def test_form_fields(content_type: str | None, body: bytes, fields: dict[str, str] | None) -> None:
    assert form_fields(content_type, body) == fields


async def test_token_for_a_form_in_parts(place: Place) -> None:
    body = in_parts(grant_type="password", username="alice@sandbox.example", password="open-sesame-alice")
    answer = await place.visitor().calls.request("POST", "/WebTicket/oauthtoken", {"Content-Type": PARTS}, body)
    assert (answer.status, answer.json["token_type"]) == (200, "Bearer")


async def test_no_token_for_a_wrong_form_in_parts(place: Place) -> None:
    body = in_parts(grant_type="password", username="alice@sandbox.example", password="wrong")
    answer = await place.visitor().calls.request("POST", "/WebTicket/oauthtoken", {"Content-Type": PARTS}, body)
    assert (answer.status, answer.json) == (400, {"error": "invalid_grant"})
