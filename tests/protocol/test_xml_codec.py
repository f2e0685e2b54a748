"""XML bodies: the reference's shape, fidelity of text, and a reader that cannot be misused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.json_trees import tame_text
from ucwa_tui.protocol.payload import EmbeddedGroup, Link, LinkGroup, Number, Property, Record, Resource, Timestamp
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.xml_codec import decode_input, decode_resource, encode_input, encode_resource

NS = 'xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"'

JOIN = f"""<?xml version="1.0" encoding="utf-8"?>
<input {NS}>
  <property name="onlineMeetingUri">sip:ann@example.com;gruu;opaque=app:conf:focus:id:K7R2</property>
  <property name="operationId">5f1d</property>
  <property name="importance">Urgent</property>
  <property name="subject">Tea &amp; "cake"</property>
  <propertyList name="modalities">
    <item>Messaging</item>
    <item />
  </propertyList>
  <propertyList name="none" />
  <property name="threadId" />
</input>""".encode()

RESOURCE = f"""<?xml version="1.0" encoding="utf-8"?>
<resource rel="conversation" href="/c/1" {NS}>
  <link rel="participant" href="/p/1" title="Ann &lt;a&gt;" revision="2" />
  <link rel="participant" href="/p/2" />
  <link rel="bare" />
  <property name="state">InLobby</property>
  <property name="recording">False</property>
  <property name="participantCount">12</property>
  <property name="expirationTime">2016-09-26T16:20:29.0389049-07:00</property>
  <property name="unknownNumber">12</property>
  <resource rel="localParticipant" href="/c/1/me">
    <property name="inLobby">True</property>
    <property name="rel">participant</property>
  </resource>
  <resource rel="message" href="/m/1" />
  <resource rel="message" href="/m/2" />
</resource>""".encode()


def _property(text: str) -> bytes:
    return f"<resource {NS}>{text}</resource>".encode()


def test_input_has_the_shape_of_the_reference() -> None:
    values = Resource(
        None,
        (
            Property("onlineMeetingUri", "sip:ann@example.com;gruu;opaque=app:conf:focus:id:K7R2"),
            Property("operationId", "5f1d"),
            Property("importance", "Urgent"),
            Property("subject", 'Tea & "cake"'),
            Property("modalities", ("Messaging", "")),
            Property("none", ()),
            Property("threadId", ""),
        ),
    )
    assert encode_input(values) == JOIN
    assert decode_input(JOIN) == values
    assert decode_input(JOIN.replace(b"\n", b"\r\n")) == values


def test_resource_is_read_and_written_byte_for_byte() -> None:
    resource = decode_resource(RESOURCE)
    assert encode_resource(resource) == RESOURCE
    assert (resource.rel, resource.href()) == ("conversation", "/c/1")
    assert resource.links[1] == LinkGroup(
        "participant", (Link("/p/1", (("title", "Ann <a>"), ("revision", "2"))), Link("/p/2")), many=True
    )
    assert resource.link("bare") == Link(None)
    assert resource.embeds("localParticipant")[0].rel == "participant"
    assert [r.href() for r in resource.embeds("message")] == ["/m/1", "/m/2"]


def test_known_names_have_types_and_unknown_ones_are_text() -> None:
    resource = decode_resource(RESOURCE)
    assert resource.get("recording") is False
    assert resource.get("participantCount") == Number("12")
    assert resource.get("expirationTime") == Timestamp(14749320290389049, -420)
    assert resource.get("unknownNumber") == "12"
    assert resource.get("state") == "InLobby"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("JOINAUDIOMUTED", "true", True),
        ("joinAudioMuted", "yes", "yes"),
        ("meetingSize", "+5", "+5"),
        ("meetingSize", "5.0", Number("5.0")),
        ("lastActive", "2015-01-22T02:45:40Z", Timestamp(14218947400000000)),
        ("lastActive", "2015-01-22T02:45:40.5+00:00", Timestamp(14218947405000000, 0)),
        ("lastActive", "2015-01-22T02:45:40", "2015-01-22T02:45:40"),
        ("lastActive", "2015-02-30T02:45:40Z", "2015-02-30T02:45:40Z"),
        ("etag", "123", "123"),
    ],
)
def test_text_that_does_not_fit_its_name_stays_text(name: str, text: str, value: object) -> None:
    assert decode_resource(_property(f'<property name="{name}">{text}</property>')).get(name) == value


def test_rel_as_a_property_is_the_rel_and_keeps_its_place() -> None:
    body = _property('<property name="a">1</property><property name="rel">me</property><property name="b">2</property>')
    resource = decode_resource(body)
    assert (resource.rel, resource.layout) == ("me", ("a", "rel", "b"))
    assert decode_resource(encode_resource(resource)) == resource


def test_rel_said_twice_in_the_same_words_is_one_rel() -> None:
    body = f'<resource rel="me" href="/me" {NS}><property name="rel">me</property></resource>'.encode()
    assert decode_resource(body) == Resource("me", (), (LinkGroup("self", (Link("/me"),)),))


def test_rel_as_two_properties_is_refused() -> None:
    with pytest.raises(PayloadError, match="rel occurs more than once"):
        decode_resource(_property('<property name="rel">a</property><property name="rel">b</property>'))


def test_attributes_of_a_resource_are_those_of_its_self_link() -> None:
    resource = decode_resource(f'<resource rel="me" href="/me" revision="2" {NS}/>'.encode())
    assert resource.link("self") == Link("/me", (("revision", "2"),))
    assert b'<resource rel="me" href="/me" revision="2" xmlns=' in encode_resource(resource)


def test_a_self_link_out_of_place_is_an_element_and_still_an_href() -> None:
    links = (LinkGroup("next", (Link("/n"),)), LinkGroup("self", (Link("/s"),)))
    written = encode_resource(Resource("r", links=links))
    assert b'href="/s"' in written.split(b">")[1]
    assert b'<link rel="self" href="/s" />' in written
    assert decode_resource(written).links == links


def test_an_input_may_carry_links_rel_and_embedded_resources() -> None:
    resource = Resource(
        "communication",
        (Property("56de7bbf", "please pass this in a PUT request"),),
        (LinkGroup("self", (Link("/c"),)),),
        (EmbeddedGroup("me", (Resource("me"),)),),
    )
    written = encode_input(resource)
    assert written.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<input xmlns=')
    assert decode_input(written) == resource
    assert decode_input(encode_resource(resource)) == resource


def test_namespace_may_be_ucwas_or_none() -> None:
    bare = decode_resource(b'<resource rel="x" href="/x"><property name="a">1</property></resource>')
    prefixed = (
        b'<u:resource xmlns:u="http://schemas.microsoft.com/rtc/2012/03/ucwa" rel="x" href="/x">'
        b'<u:property name="a">1</u:property></u:resource>'
    )
    assert decode_resource(prefixed) == bare
    with pytest.raises(PayloadError, match="namespace urn:other"):
        decode_resource(b'<resource xmlns="urn:other"/>')


def test_what_belongs_to_others_is_passed_over_in_a_resource_and_refused_in_an_input() -> None:
    inside = (
        '<!-- c --><?pi x?><x:y xmlns:x="urn:x">z</x:y><future>1</future>'
        '<property name="a" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="s">v<!-- c -->w</property>'
    )
    assert decode_resource(_property(inside)) == Resource(None, (Property("a", "vw"),))
    with pytest.raises(PayloadError, match="<future> has no meaning"):
        decode_input(f"<input {NS}>{inside}</input>".encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "us-ascii"])
def test_declared_encodings_are_honoured(encoding: str) -> None:
    text = "e" if encoding == "us-ascii" else "é"
    declared = encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{declared}"?><resource><property name="a">{text}</property></resource>'
    assert decode_resource(body.encode(encoding)).get("a") == text


def test_utf_16_without_bom_is_seen() -> None:
    assert decode_resource('<?xml version="1.0"?><resource rel="x"/>'.encode("utf-16-be")).rel == "x"


BOMB = (
    '<?xml version="1.0"?>\n<!-- quiet -->\n<!DOCTYPE resource [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    '<resource><property name="x">&b;</property></resource>'
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"{}", "JSON, not XML"),
        (b"<html><body/></html>", "HTML, not UCWA"),
        (b"<!doctype html><p>", "HTML, not UCWA"),
        (b"<events/>", "root of the XML is <events>, not <resource>"),
        (BOMB.encode(), "DOCTYPE"),
        (BOMB.encode("utf-16"), "DOCTYPE"),
        (b'<!DOCTYPE resource SYSTEM "http://127.0.0.1:1/x.dtd"><resource/>', "DOCTYPE"),
        (b"<resource>&later;</resource>", "later"),
        (b"<resource>&#7;</resource>", "no XML"),
        (b'<?xml version="1.0" encoding="utf-16"?><resource/>', "encoding utf-16"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><resource/>', "encoding unicode_escape"),
        (b'<?xml version="1.0" encoding="iso-8859-99"?><resource/>', "encoding iso-8859-99"),
        (b"<resource>\xff</resource>", "byte 10 does not belong to UTF-8"),
        (b"<resource>" * 60 + b"</resource>" * 60, "levels deep"),
        (b"<resource>" * 10_000, "no XML"),
        (b"hello", "no XML"),
        (b"<resource><property>x</property></resource>", "<property> has no attribute name"),
        (b"<resource><link href='x'/></resource>", "<link> has no attribute rel"),
        (b"<resource><resource/></resource>", "embedded <resource> has no attribute rel"),
        (b"<resource><property name='a'><b/></property></resource>", "holds elements"),
        (b"<resource><propertyList name='a'><item><b/></item></propertyList></resource>", "holds elements"),
    ],
)
def test_what_is_not_read(body: bytes, words: str) -> None:
    with pytest.raises(PayloadError) as caught:
        decode_resource(body)
    assert words in caught.value.text


def test_errors_have_a_place() -> None:
    with pytest.raises(PayloadError) as syntax:
        decode_resource(b"<resource>\n  <property name='a'>x</propertyy>\n</resource>")
    assert syntax.value.line == 2
    assert syntax.value.column is not None
    with pytest.raises(PayloadError, match=r"^line 2: ") as rule:
        decode_resource(b"<resource>\n<property/></resource>")
    assert (rule.value.line, rule.value.column) == (2, None)


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ucwa_tui.protocol.payload_limits.MAX_BODY_BYTES", 10)
    with pytest.raises(PayloadError, match="are not read"):
        decode_resource(b"<resource/>")


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        (Resource(None, (Property("subject", "ab\x07c"),)), "U+0007 in the property subject (position 2)"),
        (Resource(None, (Property("subject", ("x", "\ud800")),)), "U+D800 in an item of the property subject"),
        (Resource(None, (Property("a\ufffe", "x"),)), "U+FFFE"),
        (Resource(None, (), (LinkGroup("l", (Link("\0"),)),)), "U+0000 in the link l"),
        (Resource("\x1b"), "U+001B"),
        (Resource(None, (Property("a", None),)), "holds no value (null)"),
        (Resource(None, (Property("a", Record(())),)), "holds a structure"),
        (Resource(None, (Property("a", (("x",),)),)), "holds a structure"),
        (Resource(None, (Property("created", Timestamp(10**18 * 5)),)), "a date that no calendar has"),
        (Resource(None, (), (LinkGroup("l", (Link("/", (("rel", "x"),)),)),)), "attribute 'rel'"),
        (Resource(None, (), (LinkGroup("l", (Link("/", (("a b", "x"),)),)),)), "attribute 'a b'"),
        (Resource(None, (), (LinkGroup("l", (Link("/", (("x", "1"), ("x", "2"))),)),)), "attribute 'x'"),
    ],
)
def test_what_is_not_written(resource: Resource, words: str) -> None:
    with pytest.raises(PayloadError) as caught:
        encode_resource(resource)
    assert words in caught.value.text


@given(st.lists(tame_text, min_size=3, max_size=3))
def test_text_survives_to_the_character(texts: list[str]) -> None:
    value, item, attribute = texts
    resource = Resource(
        attribute,
        (Property("subject", value), Property(value, (item, "")), Property(item, item)),
        (LinkGroup("self", (Link(attribute),)), LinkGroup(item, (Link(value, (("title", attribute),)),))),
    )
    if "rel" in texts or "self" in texts:
        return
    assert decode_resource(encode_resource(resource)) == resource


@given(st.binary(max_size=60) | st.text(alphabet="<>/!?&;= \"'resource\r\n\x00é", max_size=60).map(str.encode))
def test_noise_never_escapes_as_another_error(data: bytes) -> None:
    for body in (data, b"<resource>" + data + b"</resource>", b'<?xml version="1.0" encoding="' + data):
        try:
            resource = decode_resource(body)
        except PayloadError:
            continue
        assert decode_resource(encode_resource(resource)) == resource
