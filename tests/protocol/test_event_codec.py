"""Answers of the event channel: documented forms, undocumented ones, and answers that are none."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.json_trees import tame_text
from ucwa_tui.protocol.event_codec import decode_events, encode_events
from ucwa_tui.protocol.events import Event, EventLink, EventsAnswer, Sender
from ucwa_tui.protocol.payload import Link, LinkGroup, Property, Resource, Timestamp
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import PayloadFormat

NS = 'xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"'
BASE = "/ucwa/oauth/v1/applications/77"
INVITATION = f"{BASE}/communication/onlineMeetingInvitations/i1"

ANSWER = EventsAnswer(
    href=f"{BASE}/events?ack=3",
    next=f"{BASE}/events?ack=4",
    senders=(
        Sender(
            "communication",
            f"{BASE}/communication",
            (
                Event(
                    "started",
                    EventLink("onlineMeetingInvitation", INVITATION),
                    resource=Resource(
                        "onlineMeetingInvitation",
                        (Property("operationId", "5f1d"), Property("state", "Connecting")),
                        (LinkGroup("self", (Link(INVITATION),)), LinkGroup("cancel", (Link(f"{INVITATION}/cancel"),))),
                    ),
                ),
                Event(
                    "completed",
                    EventLink("onlineMeetingInvitation", INVITATION),
                    status="Failure",
                    reason=Reason("RemoteFailure", "Declined", 'No "thanks" & bye', parameters=(("a", "b"),)),
                ),
            ),
        ),
        Sender("me", f"{BASE}/me", ()),
        Sender(
            "conversation",
            f"{BASE}/communication/conversations/c",
            (
                Event(
                    "added",
                    EventLink("participant", "/p/ann@example.com", "Ann <b>"),
                    in_=EventLink("lobby", "/lobby", "Lobby"),
                ),
                Event(
                    "added",
                    EventLink("localParticipant", "/p/me"),
                    resource=Resource(
                        "participant",
                        (Property("inLobby", True), Property("created", Timestamp(10_000))),
                        (LinkGroup("self", (Link("/p/me"),)),),
                    ),
                ),
                Event("deleted", EventLink("conversation", "/c"), reason=Reason("Gone")),
            ),
        ),
    ),
)


@pytest.mark.parametrize("fmt", list(PayloadFormat))
@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        EventsAnswer("/e?ack=1", "/e?ack=2"),
        EventsAnswer("/e", None, resync="/e?resync"),
        EventsAnswer(None, None, resume="/e?resume"),
        EventsAnswer("/e", None),
    ],
)
def test_answers_go_both_ways(answer: EventsAnswer, fmt: PayloadFormat) -> None:
    assert decode_events(encode_events(answer, fmt), fmt.media_type) == answer


def test_json_is_compact_and_in_the_captured_order() -> None:
    written = encode_events(ANSWER, PayloadFormat.JSON)
    assert b": " not in written.replace(b'No "', b"")
    root = json.loads(written)
    assert list(root) == ["_links", "sender"]
    assert list(root["_links"]) == ["self", "next"]
    assert list(root["sender"][0]) == ["rel", "href", "events"]
    started, completed = root["sender"][0]["events"]
    assert list(started) == ["link", "_embedded", "type"]
    assert list(started["_embedded"]) == ["onlineMeetingInvitation"]
    assert list(completed) == ["link", "status", "reason", "type"]
    assert encode_events(EventsAnswer("/a", "/b"), PayloadFormat.JSON).endswith(b'"sender":[]}')


def test_xml_has_the_documented_elements() -> None:
    lines = encode_events(ANSWER, PayloadFormat.XML).decode().splitlines()
    assert lines[1] == f'<events href="{BASE}/events?ack=3" {NS}>'
    assert lines[2] == f'  <link rel="next" href="{BASE}/events?ack=4" />'
    assert lines[3] == f'  <sender rel="communication" href="{BASE}/communication">'
    assert lines[4] == f'    <started rel="onlineMeetingInvitation" href="{INVITATION}">'
    assert lines[5] == f'      <resource rel="onlineMeetingInvitation" href="{INVITATION}">'
    assert f'    <completed rel="onlineMeetingInvitation" href="{INVITATION}" status="Failure">' in lines


def _json_event(event: str, rest: str = "") -> Event:
    body = f'{{"_links":{{"next":{{"href":"/n"}}}},"sender":[{{"rel":"s","href":"/s","events":[{event}]}}]{rest}}}'
    (found,) = decode_events(body.encode(), "application/json").senders[0].events
    return found


LINK = '"link":{"rel":"r","href":"/r"},"type":"updated"'


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (f"{{{LINK}}}", Event("updated", EventLink("r", "/r"))),
        (
            f'{{{LINK},"in":{{"rel":"lobby","href":"/l"}}}}',
            Event("updated", EventLink("r", "/r"), EventLink("lobby", "/l")),
        ),
        (f'{{{LINK},"in":"/l"}}', Event("updated", EventLink("r", "/r"), EventLink("", "/l"))),
        (f'{{"reason":{{"code":"Gone"}},{LINK}}}', Event("updated", EventLink("r", "/r"), reason=Reason("Gone"))),
        (f'{{{LINK},"reason":"Gone/Ended"}}', Event("updated", EventLink("r", "/r"), reason=Reason("Gone", "Ended"))),
        (f'{{{LINK},"reason":[],"status":{{}},"in":7}}', Event("updated", EventLink("r", "/r"))),
        (f'{{{LINK},"status":"Success","future":[1]}}', Event("updated", EventLink("r", "/r"), status="Success")),
        (f'{{{LINK},"_embedded":null}}', Event("updated", EventLink("r", "/r"))),
        (f'{{{LINK},"_embedded":{{"r":7}}}}', Event("updated", EventLink("r", "/r"))),
        ('{"type":"new word","link":{"href":"/r","title":"T"}}', Event("new word", EventLink("", "/r", "T"))),
        ('{"type":"added"}', Event("added", EventLink("", ""))),
        ("{}", Event("", EventLink("", ""))),
    ],
)
def test_forms_of_an_event_in_json(event: str, expected: Event) -> None:
    assert _json_event(event) == expected


def test_an_event_without_link_is_known_by_what_it_embeds() -> None:
    event = _json_event('{"type":"added","_embedded":{"me":{"rel":"person","_links":{"self":{"href":"/me"}}}}}')
    assert event.link == EventLink("me", "/me")
    assert event.resource is not None
    assert event.resource.rel == "person"


def test_the_embedded_resource_is_the_one_that_the_link_names() -> None:
    event = _json_event(f'{{{LINK},"_embedded":{{"other":{{"a":"1"}},"r":[{{"a":"2"}},{{"a":"3"}}]}}}}')
    assert event.resource is not None
    assert event.resource.text("a") == "2"


def test_a_reason_inside_the_embedded_resource_counts_only_where_there_is_none_beside_it() -> None:
    inner = '"_embedded":{"r":{"reason":{"code":"Inner"}}}'
    alone = _json_event(f"{{{LINK},{inner}}}")
    both = _json_event(f'{{{LINK},{inner},"reason":{{"code":"Outer"}}}}')
    word = _json_event(f'{{{LINK},"_embedded":{{"r":{{"reason":"Busy"}}}}}}')
    assert [e.reason for e in (alone, both, word)] == [Reason("Inner"), Reason("Outer"), None]


@pytest.mark.parametrize(
    ("body", "senders"),
    [
        ('{"_links":{"next":{"href":"/n"}}}', ()),
        ('{"_links":{"next":{"href":"/n"}},"sender":null}', ()),
        ('{"_links":{"next":[{"href":"/n"}]},"sender":[]}', ()),
        ('{"_links":{"next":"/n"},"senders":[{"rel":"a"}]}', (Sender("a", "", ()),)),
        ('{"sender":{"rel":"a","href":"/a","events":null},"_links":{"next":{"href":"/n"}}}', (Sender("a", "/a", ()),)),
        (
            f'{{"_links":{{"next":{{"href":"/n"}}}},"sender":[{{"rel":"a","href":"/a","events":{{{LINK}}}}}]}}',
            (Sender("a", "/a", (Event("updated", EventLink("r", "/r")),)),),
        ),
    ],
)
def test_forms_of_an_answer_in_json(body: str, senders: tuple[Sender, ...]) -> None:
    assert decode_events(body.encode(), None) == EventsAnswer(None, "/n", senders=senders)


def _xml_event(event: str) -> Event:
    body = f'<events href="/e" {NS}><link rel="next" href="/n"/><sender rel="s" href="/s">{event}</sender></events>'
    (found,) = decode_events(body.encode(), "application/vnd.microsoft.com.ucwa+xml").senders[0].events
    return found


OPEN = '<completed rel="r" href="/r" title="T"'
DONE = Event("completed", EventLink("r", "/r", "T"))
IN = replace(DONE, in_=EventLink("lobby", "/l"))
NAMELESS_IN = replace(DONE, in_=EventLink("", "/l"))
GONE = replace(DONE, reason=Reason("Gone", "Ended"))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (f"{OPEN}/>", DONE),
        (f'{OPEN} status="Success"/>', replace(DONE, status="Success")),
        (f"{OPEN}><status>Success</status></completed>", replace(DONE, status="Success")),
        (f'{OPEN}><property name="status">Success</property></completed>', replace(DONE, status="Success")),
        (f"{OPEN}><status/></completed>", DONE),
        (f'{OPEN}><in rel="lobby" href="/l"/></completed>', IN),
        (f'{OPEN}><in><link rel="lobby" href="/l"/></in></completed>', IN),
        (f"{OPEN}><in> /l </in></completed>", NAMELESS_IN),
        (f'{OPEN}><link rel="in" href="/l"/></completed>', NAMELESS_IN),
        (f'{OPEN} in="/l"/>', NAMELESS_IN),
        (f"{OPEN}><reason><code>Gone</code><subcode>Ended</subcode></reason></completed>", GONE),
        (f'{OPEN}><reason code="Gone" subcode="Ended"/></completed>', GONE),
        (f"{OPEN}><reason>Gone/Ended</reason></completed>", GONE),
        (f'{OPEN} reason="Gone/Ended"/>', GONE),
        (f'{OPEN}><property name="reason">Gone/Ended</property></completed>', GONE),
        ('<completed><link rel="r" href="/r" title="T"/></completed>', DONE),
        ("<newWord/>", Event("newWord", EventLink("", ""))),
    ],
)
def test_forms_of_an_event_in_xml(event: str, expected: Event) -> None:
    assert _xml_event(event) == expected


def test_an_embedded_resource_in_xml_gives_what_the_event_lacks() -> None:
    event = _xml_event(
        '<added><resource rel="me" href="/me"><property name="rel">person</property>'
        "<reason><code>Gone</code></reason></resource></added>"
    )
    assert event.link == EventLink("me", "/me")
    assert event.reason == Reason("Gone")
    assert event.resource == Resource("person", (), (LinkGroup("self", (Link("/me"),)),))


def test_the_rel_of_an_embedded_resource_may_be_said_twice() -> None:
    once = _xml_event(f'{OPEN}><resource rel="r" href="/r"><property name="a">1</property></resource></completed>')
    twice = _xml_event(
        f'{OPEN}><resource rel="r" href="/r"><property name="a">1</property><property name="rel">r</property>'
        "</resource></completed>"
    )
    assert twice == once


def test_xml_links_of_the_answer() -> None:
    links = '<link rel="self" href="/e"/><link rel="resync" href="/s"/><link rel="resume" href="/u"/>'
    body = f"<events {NS}>{links}</events>"
    assert decode_events(body.encode(), "text/xml") == EventsAnswer("/e", None, "/s", "/u")


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"<!DOCTYPE html><html>busy</html>", "text/html; charset=utf-8", "the answer is HTML, not UCWA"),
        (b"<html>busy</html>", "application/json", "HTML, not UCWA"),
        (b"<html>busy</html>", "application/xml", "HTML, not UCWA"),
        (b"<html>busy</html>", None, "HTML, not UCWA"),
        (b"", "application/json", "empty"),
        (b"", None, "the answer is empty"),
        (b"busy", "text/plain", "the answer is text/plain, and its body is neither JSON nor XML"),
        (b"busy", None, "no Content-Type"),
        (b'{"_links":{"next":{"href":"/n"}},"sender":[{"rel":"a"', "application/json", "ends too early"),
        (b"[]", "application/json", "an array, not an object"),
        (b'{"code":"Gone"}', "application/json", "neither _links nor sender"),
        (b'{"_links":{},"sender":["x"]}', "application/json", "a sender is a string, not an object"),
        (b'{"_links":{},"sender":[{"events":[null]}]}', "application/json", "an event is null, not an object"),
        (b"<events><sender", "application/xml", "no XML"),
        (b"<reason><code>Gone</code></reason>", "application/xml", "root of the XML is <reason>, not <events>"),
        (b"<!DOCTYPE events [<!ENTITY a 'b'>]><events/>", "application/xml", "DOCTYPE"),
        (b"<events/>", "application/json", "XML, not JSON"),
    ],
)
def test_answers_that_are_none(body: bytes, content_type: str | None, words: str) -> None:
    with pytest.raises(PayloadError) as caught:
        decode_events(body, content_type)
    assert words in caught.value.text


def test_a_type_that_is_no_xml_name_is_refused() -> None:
    answer = EventsAnswer(None, None, senders=(Sender("a", "/", (Event("two words", EventLink("r", "/")),)),))
    with pytest.raises(PayloadError, match="'two words' cannot be the name"):
        encode_events(answer, PayloadFormat.XML)


@given(st.lists(tame_text, min_size=5, max_size=5), st.sampled_from(list(PayloadFormat)))
def test_texts_survive(texts: list[str], fmt: PayloadFormat) -> None:
    rel, href, title, status, message = (f"x{text}" for text in texts)
    event = Event(
        "updated", EventLink(rel, href, title), EventLink(rel, href, title), status, Reason("c", None, message)
    )
    answer = EventsAnswer(href, rel, senders=(Sender(rel, href, (event,)),))
    assert decode_events(encode_events(answer, fmt), fmt.media_type) == answer


@given(st.binary(max_size=60), st.sampled_from(["application/json", "application/xml", "text/html", None]))
def test_noise_never_escapes_as_another_error(data: bytes, content_type: str | None) -> None:
    for body in (
        data,
        b'{"_links":' + data + b"}",
        b"<events>" + data + b"</events>",
        b'{"sender":[{"events":[' + data,
    ):
        try:
            answer = decode_events(body, content_type)
        except PayloadError:
            continue
        assert decode_events(encode_events(answer, PayloadFormat.JSON), "application/json").next == answer.next
