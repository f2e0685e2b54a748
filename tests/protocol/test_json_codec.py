"""JSON bodies: nothing is lost, nothing crashes, errors have a place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.json_trees import wild_trees
from ucwa_tui.protocol import json_text
from ucwa_tui.protocol.carry import cannot_carry
from ucwa_tui.protocol.finding import Severity
from ucwa_tui.protocol.json_codec import decode_input, decode_resource, encode_input, encode_resource, record_of
from ucwa_tui.protocol.payload import (
    EmbeddedGroup,
    Link,
    LinkGroup,
    Number,
    Property,
    Record,
    Resource,
    Timestamp,
)
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat

APPLICATION = (
    b'{"culture":"en-US","id":123456789012345678901,"ratio":1.50,"big":1e400,'
    b'"_links":{"self":{"href":"/ucwa/v1/applications/9","revision":"2","odd":[1,{"x":null}]},'
    b'"photo":[{"href":"/p/1","title":"Ann"},{"href":"/p/2"}],"only":[{"href":"/o"}]},'
    b'"_embedded":{"me":{"name":"Ann","rel":"me"},"localParticipant":{"rel":"participant"},'
    b'"people":[{"rel":"person"},{"rel":"person","etag":"4"}]},"rel":"application"}'
)


def test_resource_parts_are_read() -> None:
    resource = decode_resource(APPLICATION)
    assert resource.rel == "application"
    assert resource.get("id") == Number("123456789012345678901")
    assert resource.href() == "/ucwa/v1/applications/9"
    assert [g.many for g in resource.links] == [False, True, True]
    assert resource.links[1].links[0].title == "Ann"
    assert [r.rel for r in resource.embeds("localParticipant")] == ["participant"]
    assert resource.embedded[2].many
    assert resource.layout == ()


def test_numbers_order_and_attributes_survive_byte_for_byte() -> None:
    assert encode_resource(decode_resource(APPLICATION)) == APPLICATION


@pytest.mark.parametrize(
    "body",
    [
        b'{"rel":"communication","a":1,"_links":{"self":{"href":"/c"}},"etag":"7"}',
        b'{"_embedded":{"me":{"rel":"me"}},"b":"x","_links":{},"rel":"r"}',
        b'{"_links":{},"_embedded":{}}',
        b'{"a":1,"a":2,"rel":"r","a":3}',
        b'{"_links":{"next":null,"x":{}},"_embedded":{"y":null,"z":[]}}',
        b'{"_links":null,"_embedded":"no","rel":5}',
        b'{"_links":{"self":"/plain"},"_embedded":[{"rel":"x"}],"rel":null}',
        b'{"_links":{"a":[1]},"_embedded":{"b":3}}',
        b'{"_links":{"a":{"href":null,"title":"t"},"a":{"href":"x","href":"y"}}}',
        b'{"a":[[1,[]],{"b":{}}],"":""}',
        b'{"one":"","two":[""],"three":{"_links":1,"rel":"x"}}',
        b"{}",
    ],
)
def test_odd_shapes_and_orders_are_written_as_they_were_read(body: bytes) -> None:
    assert encode_resource(decode_resource(body)) == body


def test_odd_structural_members_become_plain_properties() -> None:
    resource = decode_resource(b'{"_links":null,"_embedded":"no","rel":5}')
    assert resource.properties == (Property("_links", None), Property("_embedded", "no"), Property("rel", Number("5")))
    assert (resource.links, resource.embedded, resource.rel) == ((), (), None)


@pytest.mark.parametrize("name", ["rel", "_links", "_embedded"])
def test_repeated_structural_member_is_refused(name: str) -> None:
    with pytest.raises(PayloadError, match=f"{name} occurs more than once"):
        decode_resource(f'{{"{name}":{{}},"{name}":{{}}}}'.encode())


def test_dates_become_timestamps_only_when_they_can_be_written_again() -> None:
    body = b'{"a":"\\/Date(1463047458421)\\/","b":["/Date(-5-0730)/"],"c":"/Date(007)/","d":"/Date(1+2400)/"}'
    resource = decode_resource(body)
    assert resource.get("a") == Timestamp(14630474584210000)
    assert resource.get("b") == (Timestamp(-50000, -450),)
    assert resource.get("c") == "/Date(007)/"
    assert resource.get("d") == "/Date(1+2400)/"
    assert encode_resource(resource).startswith(b'{"a":"\\/Date(1463047458421)\\/","b":["\\/Date(-5-0730)\\/"]')


def test_link_text_is_never_taken_for_a_date() -> None:
    resource = decode_resource(b'{"_links":{"a":{"href":"/Date(5)/","title":"/Date(6)/"}}}')
    assert resource.link("a") == Link("/Date(5)/", (("title", "/Date(6)/"),))


def test_escapes_surrogates_and_separators() -> None:
    resource = decode_resource(b'{"a":"We\\u0027ll \\ud83d\\ude00 \\ud800 \\u2028 \\u0000"}')
    assert resource.get("a") == "We'll 😀 \ud800 \u2028 \0"
    assert encode_resource(resource) == '{"a":"We\'ll 😀 \\ud800 \u2028 \\u0000"}'.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_bom_and_wide_encodings(encoding: str) -> None:
    assert decode_resource('{"a":"é"}'.encode(encoding)).get("a") == "é"


@pytest.mark.parametrize(
    ("body", "line", "column", "words"),
    [
        (b'{\n  "a" 1}', 2, 7, "':' delimiter"),
        (b'{"a":NaN}', 1, 6, "no number NaN"),
        (b'{"NaN":"\\"NaN",\n"a":[-Infinity]}', 2, 6, "no number -Infinity"),
        (b'{"a":1', 1, 7, "ends too early"),
        (b'{"a":"b', 1, 6, "has no end"),
        (b'{"a":1} x', 1, 9, "goes on after its end"),
        (b'{"a":01}', 1, 7, "delimiter"),
        (b'{"a":"\n"}', 1, 7, "control character"),
        (b"\xef\xbb\xbfnull x", 1, 6, "goes on"),
    ],
)
def test_syntax_errors_have_a_place(body: bytes, line: int, column: int, words: str) -> None:
    with pytest.raises(PayloadError) as caught:
        decode_resource(body)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert words in caught.value.text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"[1]", "an array, not an object"),
        (b'"x"', "a string, not an object"),
        (b"null", "null, not an object"),
        (b"3", "a number, not an object"),
        (b"<!DOCTYPE html><html></html>", "HTML, not UCWA"),
        (b"<resource/>", "XML, not JSON"),
        (b"\xff{}", "does not belong to UTF-8"),
        (b"\xff\xfe{", "does not belong to UTF-16"),
        (b'{"a":' * 161 + b"1" + b"}" * 161, "levels deep"),
        (b"[" * 200_000, "levels deep"),
    ],
)
def test_bodies_that_are_no_resource(body: bytes, words: str) -> None:
    with pytest.raises(PayloadError, match=words):
        decode_resource(body)


def test_embedded_resources_have_a_floor() -> None:
    def nested(levels: int) -> bytes:
        return b'{"_embedded":{"a":' * levels + b"{}" + b"}}" * levels

    assert decode_resource(nested(32)).embedded
    with pytest.raises(PayloadError, match="32 levels"):
        decode_resource(nested(33))


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ucwa_tui.protocol.payload_limits.MAX_BODY_BYTES", 10)
    with pytest.raises(PayloadError, match="11 bytes"):
        decode_resource(b'{"a":"12"} ')


def test_digits_without_end_stay_a_number() -> None:
    body = b'{"a":' + b"9" * 20_000 + b"}"
    assert encode_resource(decode_resource(body)) == body


def test_an_edited_resource_is_written_whole_although_its_layout_is_stale() -> None:
    resource = decode_resource(b'{"rel":"r","a":1,"_links":{"self":{"href":"/x"}}}')
    edited = replace(resource, properties=(Property("b", "2"),), embedded=(EmbeddedGroup("me", (Resource("me"),)),))
    written = encode_resource(edited)
    assert written == b'{"rel":"r","_links":{"self":{"href":"/x"}},"b":"2","_embedded":{"me":{"rel":"me"}}}'


def test_what_json_cannot_write_is_refused() -> None:
    clash = Resource("r", (Property("_links", "x"),), (LinkGroup("self", (Link("/x"),)),))
    for resource in (Resource(None, (Property("a", Number("NaN")),)), clash):
        assert [f.severity for f in cannot_carry(resource, PayloadFormat.JSON)] == [Severity.ERROR]
        with pytest.raises(PayloadError):
            encode_resource(resource)


def test_input_is_written_for_people() -> None:
    resource = Resource(None, (Property("subject", "Hi"), Property("m", ("Messaging",)), Property("e", ())))
    text = '{\n  "subject": "Hi",\n  "m": [\n    "Messaging"\n  ],\n  "e": []\n}'
    assert encode_input(resource) == text.encode()
    assert decode_input(text.encode()) == resource


@given(wild_trees)
def test_every_tree_is_written_as_it_was_read(tree: Record) -> None:
    body = json_text.write(tree)
    resource = decode_resource(body)
    assert json_text.parse(encode_resource(resource)) == json_text.parse(body)
    assert decode_resource(encode_resource(resource)) == resource
    for either in (resource, replace(resource, layout=())):  # the short way writes what the long one does
        assert encode_resource(either) == json_text.write(record_of(either))
    assert decode_resource(encode_resource(resource, indent=2)) == resource
    assert cannot_carry(resource, PayloadFormat.JSON) == ()


@given(st.binary(max_size=40) | st.text(alphabet='{}[]":,\\ue1-.n', max_size=30).map(str.encode))
def test_noise_is_refused_or_read_like_python_reads_it(data: bytes) -> None:
    try:
        resource = decode_resource(data)
    except PayloadError:
        return
    assert isinstance(json.loads(data), dict)
    assert decode_resource(encode_resource(resource)) == resource
