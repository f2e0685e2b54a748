"""Filters over events: what words mean, how they combine, and that no text is an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.builders import (
    accepted,
    arrived,
    conversation_event,
    event,
    exchange,
    invitation_event,
    posted,
    resource,
    signed_in,
)
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_filter import FIELDS, EventFilter, parse_filter
from ucwa_tui.workbench.event_relations import SessionRelations
from ucwa_tui.workbench.state import Session


class Unrelated:
    """Nothing is the user's; what was asked is noted."""

    def mine(self, seq: int) -> bool:
        """No."""
        return False

    invitation = conversation = mine

    def request(self, seq: int, n: int) -> bool:
        """Only number 7."""
        return n == 7

    def frozen(self) -> Unrelated:
        """Itself."""
        return self


PRESENCE = event(1, "updated", "contactPresence", "/people/lena", sender="people", title="Hello World")
MESSAGE = event(
    2,
    "completed",
    "message",
    "/chat/9",
    sender="conversation",
    embedded=resource({"rel": "message", "state": "Sent", "subject": "Räume"}),
    status="Failure",
    reason=Reason("LocalFailure", "Denied", "Not today."),
)


def passes(text: str, told: ReceivedEvent) -> bool:
    """Whether an event passes a filter."""
    return parse_filter(text).matches(told, Unrelated())


@pytest.mark.parametrize(
    ("text", "presence", "message"),
    [
        ("", True, True),
        ("type:updated", True, False),
        ("TYPE:Upd", True, False),
        ("type:updated,completed", True, True),
        ("-type:updated", False, True),
        ("rel:presence", True, False),
        ("sender:conversation", False, True),
        ("sender:conversation -rel:message", False, False),
        ("hello", True, False),
        ('"hello world"', True, False),
        ('text:"hello  world"', False, False),
        ("lena", True, False),
        ("text:lena", False, False),
        ("href:lena", True, False),
        ("state:sent", False, True),
        ("text:RÄUME denied today", False, True),
        ("mine", False, False),
        ("-mine type:updated", True, False),
        ("-conversation", True, True),
        ("request:7", True, True),
        ("request:8", False, False),
        ("exchange:#4", True, True),
        ("exchange:5", False, False),
        ("type:", True, True),
        ("-", True, True),
        ('""', True, True),
        ("http://nowhere", False, False),
    ],
)
def test_words_and_how_they_combine(text: str, presence: bool, message: bool) -> None:
    assert passes(text, PRESENCE) is presence
    assert passes(text, MESSAGE) is message


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("typ:updated", "typ: is no field"),
        ("request:last", "number of an exchange"),
        ("exchange:²", "number of an exchange"),
        ("sip:dana", "sip: is no field"),
        ("http://pool", ""),
        ("type:updated mine", ""),
    ],
)
def test_what_may_have_been_meant_otherwise_is_said(text: str, doubt: str) -> None:
    doubts = parse_filter(text).doubts
    assert doubt in doubts[0] if doubt else not doubts


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["mine", "-mine", "conversation", "-", '"', "hello", "request:7", "exchange:4", "type:updated"]),
    st.builds("{}:{}".format, st.sampled_from(FIELDS), st.text('ab,"é#1²', max_size=5)),
)


@given(st.lists(WORDS, max_size=5), st.sampled_from([PRESENCE, MESSAGE]))
@settings(max_examples=200, deadline=None)
def test_every_text_is_a_filter_and_every_word_narrows(words: list[str], told: ReceivedEvent) -> None:
    whole = passes(" ".join(words), told)
    assert isinstance(whole, bool)
    if not any('"' in word for word in words):
        assert whole is all(passes(word, told) for word in words)


@given(st.sampled_from(["type", "rel", "sender", "text"]), st.text("abcdefg", min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_minus_turns_a_word_round(field: str, value: str) -> None:
    for told in (PRESENCE, MESSAGE):
        assert passes(f"{field}:{value}", told) is not passes(f"-{field}:{value}", told)


def session() -> Session:
    """Joined: own events 2 and 4, of the conversation 5, the rest somebody else's."""
    known = Session()
    for report in (
        signed_in(),
        posted(),
        arrived(event(1, "updated", "presence", "/people/1"), invitation_event(2, "started")),
        accepted(),
        arrived(
            event(3, "updated", "presence", "/people/2"),
            invitation_event(4, "completed", "Connected", status="Success"),
            conversation_event(5, "updated", "Conferenced"),
        ),
    ):
        known.apply(report)
    return known


def found(text: str, known: Session) -> list[int]:
    """Numbers of the events that pass."""
    chosen, relations = parse_filter(text), SessionRelations(known)
    return [e.seq for e in known.events if chosen.matches(e, relations)]


def test_relations_to_the_users_own_requests() -> None:
    known = session()
    assert found("mine", known) == [2, 4]
    assert found("invitation", known) == [2, 4]
    assert found("conversation", known) == [2, 4, 5]
    assert found("request:5", known) == [2, 4, 5]
    assert found("request:6", known) == []
    assert found("-conversation", known) == [1, 3]


def test_the_filter_for_an_exchange() -> None:
    known = session()
    relations = SessionRelations(known)
    posted_as = known.exchange(5)
    assert posted_as is not None
    assert relations.filter_for(posted_as) == "request:5"
    assert relations.filter_for(exchange(8, purpose=Purpose.EVENTS)) == "exchange:8"
    assert relations.filter_for(exchange(9)) == ""


def test_an_empty_filter_is_none() -> None:
    assert not parse_filter("  ")
    assert not EventFilter()
    assert parse_filter("a")
    assert parse_filter("conversation").is_related
    assert not parse_filter("type:added").is_related
