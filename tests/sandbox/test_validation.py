"""Requests that a real server would refuse are refused, and the answer says what was wrong."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Place
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.sandbox.validation import seconds_of, utf16_length

JSON = "application/json"
XML = "application/xml"
NAMESPACE = "http://schemas.microsoft.com/rtc/2012/03/ucwa"


def xml(inner: str, head: str = "") -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>{head}<input xmlns="{NAMESPACE}">{inner}</input>'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (JSON, '{"subject":'),
        (JSON, '{"subject":"a",}'),
        (JSON, "[]"),
        (JSON, '"text"'),
        (JSON, b"\xff\xfe{"),
        (JSON, b'{"subject":"\xe4"}'),
        (JSON, '{"subject":{"a":1}}'),
        (JSON, '{"operationId":["a"]}'),
        (JSON, "[" * 5000),
        (JSON, xml("")),
        (XML, xml('<property name="subject">a</propert>')),
        (XML, "<input>"),
        (XML, "{}"),
        (XML, xml('<property name="subject">&e;</property>', '<!DOCTYPE input [<!ENTITY e "x">]>')),
        (XML, xml("", '<!DOCTYPE input SYSTEM "http://127.0.0.1/x.dtd">')),
        (XML, f'<other xmlns="{NAMESPACE}"/>'),
        ("application/vnd.microsoft.com.ucwa+json", "{"),
        ("application/vnd.microsoft.com.ucwa+xml; charset=utf-8", "<a/>"),
    ],
)
async def test_deserialization_failure(place: Place, content_type: str, body: bytes | str) -> None:
    alice = await place.alice()
    answer = await alice.request("POST", alice.join_href, body, Content_Type=content_type)
    assert (answer.status, alice.reason(answer).label) == (400, "BadRequest/DeserializationFailure")


@pytest.mark.parametrize("content_type", ["text/plain", "text/json", "application/x-www-form-urlencoded", ""])
async def test_unsupported_media_type(place: Place, content_type: str, payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    answer = await alice.request("POST", alice.join_href, "{}", Content_Type=content_type)
    assert (answer.status, alice.reason(answer).code) == (415, "UnsupportedMediaType")
    assert answer.header("Content-Type") == f"{payload_format.media_type}; charset=utf-8"


@pytest.mark.parametrize(
    ("values", "bad"),
    [
        ({"operationId": "x" * 51}, {"operationId"}),
        ({"operationId": "\U0001f600" * 26}, {"operationId"}),
        ({"subject": "x" * 251}, {"subject"}),
        ({"anonymousDisplayName": "x" * 251}, {"anonymousDisplayName"}),
        ({"importance": "Low"}, {"importance"}),
        ({"importance": ""}, {"importance"}),
        ({"operationId": "x" * 51, "subject": "y" * 251, "importance": "?"}, {"operationId", "subject", "importance"}),
    ],
)
async def test_parameter_validation(
    place: Place, values: dict[str, str], bad: set[str], payload_format: PayloadFormat
) -> None:
    alice = await place.alice(payload_format)
    answer = await alice.post(alice.join_href, **values)
    reason = alice.reason(answer)
    assert (answer.status, reason.label) == (400, "BadRequest/ParameterValidationFailure")
    assert dict(reason.parameters).keys() == bad
    assert all(isinstance(v, str) and v for _, v in reason.parameters)


@pytest.mark.parametrize(
    "values",
    [
        {"operationId": "x" * 50, "subject": "y" * 250, "importance": "EMERGENCY"},
        {"operationId": "\U0001f600" * 25},
        {"OPERATIONID": "upper", "Importance": "normal", "sessionContext": "?", "onlinemeetinguri": "adhoc"},
        {"subject": "<b>&amp;'\"\u00e9\u4e2d"},
        {"subject": "/Date(1)/"},
        {"operationId": ""},
    ],
)
async def test_accepted(place: Place, values: dict[str, str], payload_format: PayloadFormat) -> None:
    alice = await place.alice(payload_format)
    assert (await alice.post(alice.join_href, **values)).status == 201
    event = await alice.completed()
    assert event.resource is not None
    lowered = {k.lower(): v for k, v in values.items()}
    assert event.resource.text("operationId") == (lowered.get("operationid") or None)
    if "subject" in values and not values["subject"].startswith("/Date"):
        assert event.resource.text("subject") == values["subject"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (None, b""),
        ("text/plain", b""),
        (JSON, b"{}"),
        (JSON, b" \r\n "),
        (JSON, b'\xef\xbb\xbf{"subject":"bom"}'),
        (JSON, b'{"subject":null,"telemetryId":null,"operationId":7,"_links":{"a":{"href":"b"}}}'),
        (XML, xml("").encode()),
        (XML + "; charset=utf-8", xml('<property name="Subject">x</property>').encode()),
        ("APPLICATION/JSON;CHARSET=UTF-8", b"{}"),
    ],
)
async def test_tolerated(place: Place, content_type: str | None, body: bytes) -> None:
    alice = await place.alice()
    lines = {"Content_Type": content_type} if content_type else {}
    assert (await alice.request("POST", alice.join_href, body, **lines)).status == 201


async def test_a_lone_surrogate_breaks_nothing(place: Place) -> None:
    alice = await place.alice()
    answer = await alice.request("POST", alice.join_href, b'{"subject":"\\ud800","operationId":"s"}')
    assert answer.status in (201, 400)
    if answer.status == 201:
        assert (await alice.completed()).status == "Success"


async def test_bad_query_parameters_count_too(place: Place) -> None:
    alice = await place.alice()
    answer = await alice.post(f"{alice.join_href}?operationId={'x' * 51}")
    assert dict(alice.reason(answer).parameters).keys() == {"operationId"}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_wrong_method(place: Place, method: str) -> None:
    alice = await place.alice()
    answer = await alice.request(method, alice.join_href)
    assert (answer.status, answer.header("Allow"), alice.reason(answer).code) == (405, "POST", "MethodNotAllowed")


def test_lengths_are_utf16() -> None:
    assert [utf16_length(t) for t in ("", "ab", "\u4e2d", "\U0001f600")] == [0, 2, 1, 2]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 300.0), ("0.5", 30.0), ("00:05:00", 300.0), ("1.00:00:01", 86_401.0), ("PT5M", 300.0), ("P1DT1S", 86_401.0)],
)
def test_time_spans(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "PT", "P", "5 minutes", "1:2"])
def test_no_time_spans(text: str) -> None:
    assert seconds_of(text) is None
