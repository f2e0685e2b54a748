"""JSON -> model -> XML -> model -> JSON: equal wherever nothing is said, and said wherever it is not."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.protocol.json_trees import tame_trees, wild_trees
from ucwa_tui.protocol import json_codec, json_text, xml_codec
from ucwa_tui.protocol.carry import cannot_carry
from ucwa_tui.protocol.finding import Severity
from ucwa_tui.protocol.payload import (
    EmbeddedGroup,
    Link,
    LinkGroup,
    Number,
    Property,
    Record,
    Resource,
    Timestamp,
    Value,
)
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat

XML, JSON = PayloadFormat.XML, PayloadFormat.JSON


def _one(value: Value, name: str = "subject") -> Resource:
    return Resource(None, (Property(name, value),))


def _links(*groups: LinkGroup) -> Resource:
    return Resource(None, (), groups)


@pytest.mark.parametrize(
    ("resource", "code", "severity", "field", "position"),
    [
        (_one("ok\x07"), "xml-character", "error", "subject", 2),
        (_one("\ud800"), "xml-character", "error", "subject", 0),
        (_one("a\uffff"), "xml-character", "error", "subject", 1),
        (_one(("fine", "x\x00")), "xml-character", "error", "subject", 1),
        (_one("x", "na\x01me"), "xml-character", "error", "na\x01me", 2),
        (_one(None), "null", "error", "subject", None),
        (_one(Record((("a", "b"),))), "record", "error", "subject", None),
        (_one((("a",),)), "nested-array", "error", "subject", None),
        (_one(Number("5")), "type-lost", "warning", "subject", None),
        (_one(True), "type-lost", "warning", "subject", None),
        (_one(Timestamp(0)), "type-lost", "warning", "subject", None),
        (_one(Timestamp(10**19), "created"), "date-range", "error", "created", None),
        (_one("True", "inLobby"), "looks-typed", "hint", "inLobby", None),
        (_one("5", "meetingSize"), "looks-typed", "hint", "meetingSize", None),
        (_one("2016-01-01T00:00:00Z", "created"), "looks-typed", "hint", "created", None),
        (_links(LinkGroup("a", (Link("/"),), many=True)), "single-in-array", "hint", "_links.a", None),
        (_links(LinkGroup("a", (), many=True)), "empty-group", "warning", "_links.a", None),
        (_links(LinkGroup("a", (Link("\x0b"),))), "xml-character", "error", "_links.a", 0),
        (_links(LinkGroup("a", (Link("/", (("t", None),)),))), "null", "error", "_links.a", None),
        (_links(LinkGroup("a", (Link("/", (("t", True),)),))), "type-lost", "warning", "_links.a", None),
        (_links(LinkGroup("a", (Link("/", (("a:b", "c"),)),))), "attribute-name", "error", "_links.a", None),
        (_links(LinkGroup("a", (Link("/"),)), LinkGroup("a", (Link("/"),))), "repeated-rel", "hint", "a", None),
        (Resource("r", embedded=(EmbeddedGroup("me", (Resource(),)),)), "rel-missing", "hint", "me", None),
        (Resource(layout=("_links",)), "empty-group", "hint", "_links", None),
        (
            Resource(embedded=(EmbeddedGroup("me", (Resource("me", (Property("n", None),)),)),)),
            "null",
            "error",
            "me.n",
            None,
        ),
    ],
)
def test_what_xml_cannot_carry(resource: Resource, code: str, severity: str, field: str, position: int | None) -> None:
    found = cannot_carry(resource, XML)
    assert [(f.code, f.severity.value, f.field, f.position) for f in found] == [(code, severity, field, position)]


def test_a_character_is_named_with_its_place_and_a_way_out() -> None:
    (finding,) = cannot_carry(_one("bell\x07"), XML)
    assert finding.text == "subject holds U+0007 at character 5, which XML cannot carry."
    assert finding.way_out == "Remove it, or send JSON."


@pytest.mark.parametrize(
    ("resource", "code", "field"),
    [
        (_one(Timestamp(14749320290389049, -420), "created"), "sub-millisecond", "created"),
        (_one(Timestamp(10_000, 1440), "created"), "date-range", "created"),
        (_one("/Date(5)/"), "looks-typed", "subject"),
        (_one("\ud83d\ude00"), "json-surrogates", "subject"),
        (_one(Number("0x1")), "json-number", "subject"),
        (_one("text", "rel"), "json-name", "rel"),
        (Resource("r", (Property("rel", ("a",)),)), "json-name", "rel"),
    ],
)
def test_what_json_cannot_carry(resource: Resource, code: str, field: str) -> None:
    assert [(f.code, f.field) for f in cannot_carry(resource, JSON)] == [(code, field)]


def test_depth_is_told_before_it_is_refused() -> None:
    deep: Value = "x"
    for _ in range(161):
        deep = (deep,)
    nested = Resource("r")
    for _ in range(33):
        nested = Resource("r", embedded=(EmbeddedGroup("r", (nested,)),))
    assert {f.code for f in cannot_carry(_one(deep), JSON)} == {"too-deep"}
    for fmt in PayloadFormat:
        assert {f.code for f in cannot_carry(nested, fmt)} == {"too-deep"}
    for encode in (json_codec.encode_resource, xml_codec.encode_resource):
        with pytest.raises(PayloadError, match="levels deep"):
            encode(nested)
    with pytest.raises(PayloadError, match="levels deep"):
        json_codec.encode_resource(_one(deep))


def test_plain_things_are_carried_both_ways() -> None:
    body = (
        b'{"rel":"communication","joinAudioMuted":true,"ringDelay":20,"expirationTime":"\\/Date(1463047458421-0700)\\/",'
        b'"created":"\\/Date(5)\\/","modalities":["Messaging"],"empty":[],"subject":" \\r\\n]]>\\u0085\\"\\u0027 ",'
        b'"_links":{"next":{"href":"/n?a=1\\u0026b=2"},"self":{"href":"/c","revision":"2"},'
        b'"p":[{"href":"/1","title":"\\t"},{"href":"/2"}]},'
        b'"_embedded":{"localParticipant":{"rel":"participant"},"m":[{"rel":"m"},{"rel":"m"}]},"etag":"7"}'
    )
    resource = json_codec.decode_resource(body)
    assert cannot_carry(resource, XML) == ()
    back = xml_codec.decode_resource(xml_codec.encode_resource(resource))
    assert json_codec.encode_resource(back) == json_codec.encode_resource(resource)
    assert back == resource


@given(tame_trees)
def test_where_nothing_is_said_the_way_through_xml_changes_nothing(tree: Record) -> None:
    body = json_text.write(tree)
    resource = json_codec.decode_resource(body)
    found = cannot_carry(resource, XML)
    assert not [f for f in found if f.severity is Severity.ERROR and f.code != "date-range"]
    if found:
        return
    through_resource = xml_codec.decode_resource(xml_codec.encode_resource(resource))
    through_input = xml_codec.decode_input(xml_codec.encode_input(resource))
    assert through_resource == through_input == resource
    assert json_codec.encode_resource(through_resource) == json_codec.encode_resource(resource)


@given(wild_trees)
def test_an_error_means_refusal_and_anything_else_is_written_well_formed(tree: Record) -> None:
    resource = json_codec.decode_resource(json_text.write(tree))
    found = cannot_carry(resource, XML)
    if any(f.severity is Severity.ERROR for f in found):
        for encode in (xml_codec.encode_resource, xml_codec.encode_input):
            with pytest.raises(PayloadError):
                encode(resource)
        return
    back = xml_codec.decode_resource(xml_codec.encode_resource(resource))
    assert found or back == resource
    if not cannot_carry(back, JSON):
        assert json_codec.decode_resource(json_codec.encode_resource(back)) == back
