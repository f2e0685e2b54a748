"""Filters over the list of exchanges: what words mean, how they combine, and that no text is an error."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import exchange
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange, ExchangeState, Peer
from ucwa_tui.workbench.list_filter import FIELDS, parse_list_filter
from ucwa_tui.workbench.listed_words import holds_text, words_of

_BODY = gzip.compress(b'{"subject":"Quarterly Figures"}')
JOIN = exchange(
    7,
    method="POST",
    status=409,
    url="https://Pool.Example.test:8443/ucwa/communication/onlineMeetingInvitations?x=1",
    request=b"POST /ucwa HTTP/1.1\r\nX-Trace: Blue Whale\r\nContent-Length: 12\r\n\r\nGr\xc3\xbc\xc3\x9fe aus\x20B",
    response=b"HTTP/1.1 409 Conflict\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY),
    purpose=Purpose.OPERATION,
    operation="joinOnlineMeeting",
    operation_id="c0ffee-1",
    ticket=3,
    front_end="fe7.example.test",
    peer=Peer("pool.example.test", 8443, "192.0.2.9"),
)
WAITING = exchange(8, status=None, state=ExchangeState.RUNNING, purpose=Purpose.EVENTS, url="https://pool.test/events")
BROKEN = exchange(9, status=None, state=ExchangeState.FAILED, error="connection reset by lyncweb", url="https://[bad/")


def passes(text: str, listed: Exchange) -> bool:
    """Whether an exchange passes a filter, all of it asked."""
    chosen = parse_list_filter(text)
    return chosen.passes(words_of(listed)) and chosen.reads(listed)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", (7, 8, 9)),
        ("status:4xx", (7,)),
        ("status:4", (7,)),
        ("status:40x", (7,)),
        ("status:409,running", (7, 8)),
        ("-status:4xx", (8, 9)),
        ("status:stopped", ()),
        ("method:post", (7,)),
        ("METHOD:POST status:5xx", ()),
        ("path:?x", (7,)),
        ("host:8443", (7,)),
        ("host:192.0.2", (7,)),
        ("host:FE7", (7,)),
        ("rel:joinonline", (7,)),
        ("rel:events", (8,)),
        ("id:c0ffee", (7,)),
        ("failed", (7, 9)),
        ("mine", (7,)),
        ("-mine -failed", (8,)),
        ("lyncweb", (9,)),
        ("invitations 409", (7,)),
        ('"reset by"', (9,)),
        ('text:"blue whale"', (7,)),
        ("text:figures", (7,)),
        ("text:GRÜSSE", (7,)),
        ("-text:figures", (8, 9)),
        ("text:absent,figures method:POST", (7,)),
        ("status: path: - ", (7, 8, 9)),
        ("https://pool", ()),
    ],
)
def test_what_passes(text: str, numbers: tuple[int, ...]) -> None:
    assert tuple(listed.n for listed in (JOIN, WAITING, BROKEN) if passes(text, listed)) == numbers


def test_what_is_no_field_is_doubted_and_looked_for() -> None:
    chosen = parse_list_filter("verb:POST status:404 http://x")
    [doubt] = chosen.doubts
    assert doubt == f"verb: is no field, looked for as text; fields are {', '.join(FIELDS)}"
    assert chosen.words[0].values == ("verb:post",)


def test_a_text_is_found_across_the_pieces_that_a_long_body_is_read_in() -> None:
    for start in (256 * 1024 - 3, 256 * 1024, 400_000):
        body = b"x" * start + "needleß".encode() + b"y" * 100
        long = exchange(1, response=b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        assert holds_text(long, "needless")
        assert not holds_text(long, "needlesst")


@given(st.text(alphabet=st.sampled_from('stau:4x,- "mineP\\ß\x1b'), max_size=30))
def test_every_text_means_something(text: str) -> None:
    chosen = parse_list_filter(text)
    for listed in (JOIN, WAITING, BROKEN):
        assert passes(text, listed) in (True, False)
    assert bool(chosen) or all(passes(text, listed) for listed in (JOIN, WAITING, BROKEN))
