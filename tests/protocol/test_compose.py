"""From values to a request and back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui import __version__
from ucwa_tui.protocol.compose import get_plan, plan_request, values_from_body
from ucwa_tui.protocol.extra_value import text_of_value, value_of_text
from ucwa_tui.protocol.operations import Field, FieldKind, Operation, operation
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, Purpose, UriPlace

JOIN = operation("joinOnlineMeeting")
URI = "sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:7HK2QX9D"
HREF = "/ucwa/oauth/v1/applications/1/communication/onlineMeetingInvitations"
JSON, XML = PayloadFormat.JSON, PayloadFormat.XML
FULL = {
    "anonymousDisplayName": "Ann",
    "threadId": "t1",
    "subject": "Weekly & more",
    "importance": "Urgent",
    "operationId": "op-1",
    "onlineMeetingUri": URI,
}


def test_a_join_in_json() -> None:
    plan = plan_request(JOIN, HREF, {"operationId": "op-1", "onlineMeetingUri": URI, "subject": ""})
    assert (plan.method, plan.href, plan.operation, plan.operation_id) == ("POST", HREF, "joinOnlineMeeting", "op-1")
    assert plan.purpose is Purpose.OPERATION
    assert plan.headers == (
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", f"ucwa-tui/{__version__}"),
        ("Content-Type", "application/json"),
    )
    assert plan.body == f'{{\n  "onlineMeetingUri": "{URI}",\n  "operationId": "op-1"\n}}'.encode()


def test_a_join_in_xml_has_the_order_of_the_reference() -> None:
    plan = plan_request(JOIN, HREF, FULL, (), XML)
    assert plan.body.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">\n'
        f'  <property name="onlineMeetingUri">{URI}</property>\n'
        '  <property name="operationId">op-1</property>\n'
        '  <property name="importance">Urgent</property>\n'
        '  <property name="subject">Weekly &amp; more</property>\n'
        '  <property name="threadId">t1</property>\n'
        '  <property name="anonymousDisplayName">Ann</property>\n'
        "</input>"
    )
    assert dict(plan.headers)["Content-Type"] == "application/xml"
    assert dict(plan.headers)["Accept"] == "application/xml"


@pytest.mark.parametrize(
    ("place", "in_body", "in_query"),
    [(UriPlace.BODY, True, False), (UriPlace.QUERY, False, True), (UriPlace.BOTH, True, True)],
)
def test_where_the_uri_goes(place: UriPlace, in_body: bool, in_query: bool) -> None:
    plan = plan_request(JOIN, HREF + "?key=c2lw%3D", FULL, (), JSON, place)
    assert (b"onlineMeetingUri" in plan.body) is in_body
    assert plan.href.startswith(HREF + "?key=c2lw%3D")
    assert parse_qs(urlsplit(plan.href).query).get("onlineMeetingUri", []) == ([URI] if in_query else [])
    assert b'"operationId"' in plan.body
    assert plan.href.count("operationId") == 0


@pytest.mark.parametrize("name", ["cancel", "leave", "admit", "reject", "get"])
def test_an_operation_without_values_has_no_body_and_no_content_type(name: str) -> None:
    plan = plan_request(operation(name), "/x", {"subject": "left over from another operation"})
    assert plan.body == b""
    assert plan.method == operation(name).method
    assert [h for h, _ in plan.headers] == ["Accept", "Accept-Encoding", "User-Agent"]
    assert plan.operation_id is None


def test_a_join_with_nothing_but_a_uri_in_the_query_has_no_body() -> None:
    plan = plan_request(JOIN, HREF, {"onlineMeetingUri": URI}, (), XML, UriPlace.QUERY)
    assert plan.body == b""
    assert "Content-Type" not in dict(plan.headers)


def test_get() -> None:
    plan = get_plan("/x?a=%3D", XML)
    assert (plan.method, plan.href, plan.body, plan.purpose) == ("GET", "/x?a=%3D", b"", Purpose.GET)
    assert dict(plan.headers)["Accept"] == "application/xml"


def test_a_raw_body_goes_out_as_typed() -> None:
    raw = '{"OperationId": "mine", "x": [1 ,2]}\n'
    plan = plan_request(JOIN, HREF, {"operationId": "form"}, (), JSON, UriPlace.BODY, raw)
    assert plan.body == raw.encode()
    assert plan.operation_id == "mine"
    broken = plan_request(JOIN, HREF, {"operationId": "form"}, (), JSON, UriPlace.BODY, '{"ü')
    assert broken.body == '{"ü'.encode()
    assert broken.operation_id == "form"
    assert dict(broken.headers)["Content-Type"] == "application/json"
    nothing = plan_request(JOIN, HREF, {"operationId": "form"}, (), JSON, UriPlace.BODY, "")
    assert nothing.body == b""
    assert "Content-Type" not in dict(nothing.headers)


@pytest.mark.parametrize("fmt", [JSON, XML])
def test_values_come_back_from_the_body(fmt: PayloadFormat) -> None:
    extras = (("sessionContext", "s 1"), ("zahl", "12"), ("text", '"12"'), ("list", '["a","b"]'))
    body = plan_request(JOIN, HREF, FULL, extras if fmt is JSON else extras[:1], fmt).body
    values, others = values_from_body(JOIN, body, fmt)
    assert values == FULL
    assert others == (extras if fmt is JSON else extras[:1])


def test_names_are_read_without_case_and_odd_values_are_kept() -> None:
    body = b'{"OnlineMeetingUri":"u","operationid":"a","OPERATIONID":"b","subject":7,"threadId":"","telemetryId":null}'
    values, extras = values_from_body(JOIN, body, JSON)
    assert values == {"onlineMeetingUri": "u", "operationId": "a"}
    assert extras == (("OPERATIONID", "b"), ("subject", "7"), ("telemetryId", "null"))
    again = plan_request(JOIN, HREF, values, extras).body
    assert values_from_body(JOIN, again, JSON) == (values, extras)


@pytest.mark.parametrize(("data", "fmt"), [(b"{", JSON), (b"[]", JSON), (b"", JSON), (b"<input", XML), (b"{}", XML)])
def test_a_body_that_cannot_be_read(data: bytes, fmt: PayloadFormat) -> None:
    with pytest.raises(PayloadError):
        values_from_body(JOIN, data, fmt)


def test_what_xml_cannot_carry_is_refused() -> None:
    with pytest.raises(PayloadError, match=r"U\+0007"):
        plan_request(JOIN, HREF, {"subject": "a\x07"}, (), XML)


@pytest.mark.parametrize(
    "literal", ["12", "-0.50", "1e5", "9007199254740993", "true", "null", '"x"', '{"a":[1,{}]}', '"\\/Date(1)\\/"']
)
def test_extras_that_read_as_json_are_json(literal: str) -> None:
    body = plan_request(JOIN, HREF, {}, [("x", literal)]).body
    assert "".join(body.decode().split()) == f'{{"x":{literal}}}'


@pytest.mark.parametrize(
    "text", ["", "hello", "007", "NaN", "+1", "12 apples", " 12", '"', "{", "t", "nul", "[" * 5000]
)
def test_other_extras_are_strings(text: str) -> None:
    assert value_of_text(text) == text
    assert text_of_value(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text('"0123456789tfn[]{}/Date():-', max_size=12))
@settings(max_examples=80)
def test_any_string_survives_as_an_extra(text: str) -> None:
    shown = text_of_value(text)
    body = plan_request(JOIN, HREF, {}, [("x", shown)]).body
    assert values_from_body(JOIN, body, JSON) == ({}, (("x", text_of_value(value_of_text(shown))),))
    values, extras = values_from_body(JOIN, body, JSON)
    assert plan_request(JOIN, HREF, values, extras).body == body


@given(
    st.dictionaries(
        st.sampled_from([f.name for f in JOIN.fields]), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
    )
)
@settings(max_examples=60)
def test_any_values_survive_json(values: dict[str, str]) -> None:
    body = plan_request(JOIN, HREF, values).body
    if not values:
        assert body == b""
        return
    read, extras = values_from_body(JOIN, body, JSON)
    assert {**read, **{k: v for k, v in extras if k not in read}}.keys() == values.keys()
    assert {k: v for k, v in read.items() if v != values[k]} == {}


def test_a_new_operation_needs_data_only() -> None:
    send = Operation(
        name="sendMessage",
        title="Send",
        rel="sendMessage",
        rel_holder="messaging",
        method="POST",
        why="Sends.",
        fields=(
            Field("operationId", "Operation id", FieldKind.OPERATION_ID, "Marks it.", "x", places=("query",)),
            Field("mood", "Mood", FieldKind.TEXT, "How.", "Good"),
        ),
    )
    plan = plan_request(send, "/m", {"operationId": "a;b", "mood": "fine"})
    assert plan.href == "/m?operationId=a%3Bb"
    assert plan.body == b'{\n  "mood": "fine"\n}'
    assert plan.operation_id == "a;b"
    search = Operation("search", "Search", "search", "people", "GET", "Finds.", fields=send.fields[1:], success=(200,))
    found = plan_request(search, "/s", {"mood": "a b"}, [("limit", "5")])
    assert (found.href, found.body, found.purpose) == ("/s?mood=a%20b&limit=5", b"", Purpose.GET)
