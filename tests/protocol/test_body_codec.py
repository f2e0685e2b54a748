"""The door to the codecs: media types, lazy loading, and the error structure in every shape."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.json_trees import tame_text
from ucwa_tui.protocol import body_codec
from ucwa_tui.protocol.dates import iso_date, json_date, read_iso_date, read_json_date
from ucwa_tui.protocol.media import is_ucwa, payload_format_of
from ucwa_tui.protocol.payload import Number, Property, Record, Resource, Timestamp
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat

JSON, XML = PayloadFormat.JSON, PayloadFormat.XML


@pytest.mark.parametrize(
    ("content_type", "fmt", "ucwa"),
    [
        ("application/json", JSON, True),
        ("Application/JSON; charset=utf-8", JSON, True),
        ("application/vnd.microsoft.com.ucwa+json;v=2", JSON, True),
        ("application/vnd.microsoft.com.ucwa+xml", XML, True),
        ("application/vnd.microsoft.ucwa+xml", XML, True),
        (" application/xml ;charset=UTF-16", XML, True),
        ("text/xml", XML, False),
        ("application/problem+json", JSON, False),
        ("application/xhtml+xml", None, False),
        ("text/html", None, False),
        ("text/plain", None, False),
        ("json", None, False),
        ("", None, False),
        (None, None, False),
    ],
)
def test_media_types(content_type: str | None, fmt: PayloadFormat | None, ucwa: bool) -> None:
    assert payload_format_of(content_type) is fmt
    assert is_ucwa(content_type) is ucwa


@pytest.mark.parametrize("fmt", list(PayloadFormat))
def test_one_door_for_both_forms(fmt: PayloadFormat) -> None:
    resource = Resource("me", (Property("name", "Ann"), Property("inLobby", True)))
    assert body_codec.decode_resource(body_codec.encode_resource(resource, fmt), fmt) == resource
    assert body_codec.decode_input(body_codec.encode_input(resource, fmt), fmt) == resource


def test_json_is_compact_for_servers_and_spread_for_people() -> None:
    resource = Resource(None, (Property("a", "b"),))
    assert body_codec.encode_resource(resource, JSON) == b'{"a":"b"}'
    assert body_codec.encode_input(resource, JSON) == b'{\n  "a": "b"\n}'


def test_composing_xml_loads_no_parser() -> None:
    script = (
        "import sys\n"
        "from ucwa_tui.protocol import body_codec, carry, event_codec\n"
        "from ucwa_tui.protocol.payload import Property, Resource\n"
        "from ucwa_tui.protocol.request_plan import PayloadFormat\n"
        "r = Resource(None, (Property('a', 'b'),))\n"
        "body_codec.encode_input(r, PayloadFormat.XML)\n"
        "carry.cannot_carry(r, PayloadFormat.XML)\n"
        "sys.exit('lxml' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


REASON = Reason(
    "BadRequest",
    "ParameterValidationFailure",
    'Say "it" & go',
    "/help?a=1&b=2",
    (("operationId", "TooLong"), ("modalities", ("a", "b")), ("x", ())),
    (("", "trace"),),
)


@pytest.mark.parametrize("fmt", list(PayloadFormat))
@pytest.mark.parametrize("reason", [REASON, Reason("Gone"), Reason("Conflict", "AlreadyExists", "")])
def test_reason_goes_both_ways(reason: Reason, fmt: PayloadFormat) -> None:
    written = body_codec.encode_reason(reason, fmt)
    assert body_codec.decode_reason(written, f"{fmt.media_type}; charset=utf-8") == reason


@given(st.lists(tame_text, min_size=3, max_size=3))
def test_reason_texts_survive(texts: list[str]) -> None:
    code, message, link = (f"x{text}x" for text in texts)
    reason = Reason(code, None, message, link, ((message, link),))
    for fmt in PayloadFormat:
        assert body_codec.decode_reason(body_codec.encode_reason(reason, fmt), fmt.media_type) == reason


def test_reason_in_xml_has_the_documented_children() -> None:
    written = body_codec.encode_reason(Reason("Conflict", "AlreadyExists", "Wait."), XML).decode()
    assert [line.strip() for line in written.splitlines()[1:]] == [
        '<reason xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">',
        "<code>Conflict</code>",
        "<subcode>AlreadyExists</subcode>",
        "<message>Wait.</message>",
        "<debugInfo />",
        "<parameters />",
        "</reason>",
    ]


@pytest.mark.parametrize(
    ("bag", "expected"),
    [
        ('{"a":"x","b":1}', (("a", "x"), ("b", Number("1")))),
        ('[{"name":"a","reason":"x"},{"Name":"b","reason":"y"}]', (("a", "x"), ("b", "y"))),
        ('[{"name":"a","x":"1","y":"2"}]', (("a", Record((("x", "1"), ("y", "2")))),)),
        ('"trace"', (("", "trace"),)),
        ('["a","b"]', (("", ("a", "b")),)),
        ("[]", ()),
        ("{}", ()),
        ("null", ()),
        ("7", (("", Number("7")),)),
    ],
)
def test_bags_of_any_shape_in_json(bag: str, expected: object) -> None:
    reason = body_codec.decode_reason(f'{{"code":"BadRequest","parameters":{bag}}}'.encode(), "application/json")
    assert reason is not None
    assert reason.parameters == expected


@pytest.mark.parametrize(
    ("bag", "expected"),
    [
        ('<property name="a">x</property>', (("a", "x"),)),
        ('<propertyList name="a"><item>x</item><item>y</item></propertyList>', (("a", ("x", "y")),)),
        ('<parameter name="a">x</parameter>', (("a", "x"),)),
        ("<parameter><name>a</name><reason>x</reason></parameter>", (("a", "x"),)),
        ("<parameter><name>a</name></parameter>", (("a", ""),)),
        ("<p><name>a</name><x>1</x><y>2</y></p>", (("a", Record((("x", "1"), ("y", "2")))),)),
        (
            "<subject>x</subject><threadId><deep>y</deep></threadId>",
            (("subject", "x"), ("threadId", Record((("deep", "y"),)))),
        ),
        ("plain", (("", "plain"),)),
        ("  ", ()),
    ],
)
def test_bags_of_any_shape_in_xml(bag: str, expected: object) -> None:
    body = f"<reason><code>BadRequest</code><parameters>{bag}</parameters></reason>".encode()
    reason = body_codec.decode_reason(body, "application/xml")
    assert reason is not None
    assert reason.parameters == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"Code":"Conflict","SubCode":"AlreadyExists"}', Reason("Conflict", "AlreadyExists")),
        (b'{"code":409,"message":null,"link":{"href":"/h"}}', Reason("409", link="/h")),
        (b'{"error":"invalid_grant"}', None),
        (b'{"code":{}}', None),
        (b'["code"]', None),
        (b"", None),
        (b" \n", None),
    ],
)
def test_reasons_and_what_is_none_in_json(body: bytes, expected: Reason | None) -> None:
    assert body_codec.decode_reason(body, "application/json") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<reason><code> Gone </code><link rel='help' href='/h'/></reason>", Reason("Gone", link="/h")),
        (b"<reason code='Gone' subcode='Ended'/>", Reason("Gone", "Ended")),
        (b"<reason><property name='code'>Gone</property></reason>", Reason("Gone")),
        (b"<reason>Gone/Ended</reason>", Reason("Gone", "Ended")),
        (b"<reason/>", None),
        (b"<reason><message>m</message></reason>", None),
        (b"<resource/>", None),
        (b"<error xmlns='urn:x'/>", None),
    ],
)
def test_reasons_and_what_is_none_in_xml(body: bytes, expected: Reason | None) -> None:
    assert body_codec.decode_reason(body, "application/vnd.microsoft.com.ucwa+xml") == expected


def test_another_types_body_is_nobodys_reason_and_a_broken_one_is_an_error() -> None:
    assert body_codec.decode_reason(b"<html></html>", "text/html") is None
    assert body_codec.decode_reason(b'{"code":"x"}', None) is None
    for body, kind in ((b"<html></html>", "application/json"), (b"<reason>", "application/xml"), (b"{", "text/json")):
        with pytest.raises(PayloadError):
            body_codec.decode_reason(body, kind)


@pytest.mark.parametrize(
    ("iso", "json", "moment"),
    [
        ("2016-09-26T16:20:29.0389049-07:00", "/Date(1474932029038-0700)/", Timestamp(14749320290389049, -420)),
        ("1970-01-01T00:00:00.0000000Z", "/Date(0)/", Timestamp(0)),
        ("1969-12-31T23:59:59.9999999Z", "/Date(-1)/", Timestamp(-1)),
        ("1970-01-01T05:45:00.0000000+05:45", "/Date(0+0545)/", Timestamp(0, 345)),
        ("0001-01-01T00:00:00.0000000Z", "/Date(-62135596800000)/", Timestamp(-621355968000000000)),
    ],
)
def test_dates(iso: str, json: str, moment: Timestamp) -> None:
    assert iso_date(moment) == iso
    assert json_date(moment) == json
    assert read_iso_date(iso) == moment


@given(st.integers(-62_135_596_800_000, 253_402_300_799_999), st.none() | st.integers(-1439, 1439))
def test_milliseconds_survive_both_forms(milliseconds: int, offset: int | None) -> None:
    moment = Timestamp(milliseconds * 10_000, offset)
    assert read_json_date(json_date(moment)) == moment
    text = iso_date(moment)
    assert text is None or read_iso_date(text) == moment
