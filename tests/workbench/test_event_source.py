"""An event's own text, cut out of the answer that brought it: exactly its bytes, in both formats."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.builders import APP, exchange
from ucwa_tui.protocol.event_codec import decode_events, encode_events
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_source import text_in

FIRST = '{ "link" : {"rel":"message","href":"/m/1"},  "type":"added", "extra": "a \\"{[ b" }'
SECOND = '{"type":"updated","link":{"href":"/m/2","rel":"message"},"n":1.0}'
BODY = (
    '{"_links":{"next":{"href":"/e?ack=2"}}, "sender" : [ {"rel":"conversation","href":"/c","events":['
    f'{FIRST} ,\n {SECOND}] }}, {{"events": {FIRST}, "rel":"me","href":"/me"}} ] }}'
)
XML = (
    '<events xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa" href="/e">'
    '<link rel="next" href="/e?ack=2"/><sender rel="me" href="/ä"><added rel="x" href="/a&gt;" title="a > b"/>'
    '<updated rel="x" href="/ä"><resource rel="x" href="/ä"><property name="state">On</property></resource></updated>'
    "</sender></events>"
)


def answer(body: str | bytes, kind: str = "application/json", *, head: str = "") -> Exchange:
    """The P-GET that brought a body."""
    data = body.encode() if isinstance(body, str) else body
    begin = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{head}Content-Length: {len(data)}\r\n\r\n"
    return exchange(4, response=begin.encode() + data)


def events_in(body: str, kind: str = "application/json") -> list[ReceivedEvent]:
    """The events of a body as they are delivered."""
    told = decode_events(body.encode(), kind)
    flat = [(sender, event) for sender in told.senders for event in sender.events]
    return [ReceivedEvent(n, 1.0, 1, s.rel, s.href, event, 4) for n, (s, event) in enumerate(flat, 1)]


def test_json_is_cut_out_byte_for_byte() -> None:
    found = [text_in(answer(BODY), event) for event in events_in(BODY)]
    assert found == [(text, PayloadFormat.JSON) for text in (FIRST, SECOND, FIRST)]


def test_a_compressed_body_is_read_too() -> None:
    zipped = answer(gzip.compress(BODY.encode()), head="Content-Encoding: gzip\r\n")
    assert text_in(zipped, events_in(BODY)[1]) == (SECOND, PayloadFormat.JSON)


def test_xml_is_cut_out_byte_for_byte() -> None:
    kind = "application/vnd.microsoft.com.ucwa+xml"
    first, second = events_in(XML, kind)
    assert text_in(answer(XML, kind), first) == (
        '<added rel="x" href="/a&gt;" title="a > b"/>',
        PayloadFormat.XML,
    )
    found = text_in(answer(XML, kind), second)
    assert found is not None
    assert found[0].startswith("<updated ")
    assert found[0].endswith("</updated>")


@pytest.mark.parametrize(
    "body", ["", "{", "<html>", BODY[:-9], '{"_links":{}}', '{"sender":5}', "<!DOCTYPE x><events/>"]
)
def test_what_is_not_there_is_not_found(body: str) -> None:
    assert text_in(answer(body), events_in(BODY)[0]) is None
    assert text_in(exchange(4), events_in(BODY)[0]) is None


TEXTS = st.text(max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), st.sampled_from([None, 1, 3]))
@settings(max_examples=80, deadline=None)
def test_every_event_of_any_body_is_found(links: list[tuple[str, str]], indent: int | None) -> None:
    events = [{"link": {"rel": "x" + rel, "href": f"{APP}/{href}"}, "type": "added"} for rel, href in links]
    first, second = {"events": events[:2], "rel": "a", "href": "/a"}, {"rel": "b", "href": "/b", "events": events[2:]}
    tree = {"sender": [first, second]}
    body = json.dumps(tree, indent=indent, ensure_ascii=False)
    for told, event in zip(events, events_in(body), strict=True):
        found = text_in(answer(body), event)
        assert found is not None
        assert json.loads(found[0]) == told


def test_written_xml_is_found_again() -> None:
    told = decode_events(BODY.encode(), "application/json")
    body = encode_events(told, PayloadFormat.XML).decode()
    for event in events_in(body, "application/xml"):
        found = text_in(answer(body, "application/xml"), event)
        assert found is not None
        assert f"/m/{event.event.link.href[-1]}" in found[0]
