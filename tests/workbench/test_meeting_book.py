"""The live picture of a conversation, out of events in any order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.builders import APP_URL, CONVERSATION, HOST, arrived, exchange, resource, signed_in, signed_out
from tests.workbench.meeting_events import (
    CONVERSATION_URL,
    MESSAGING,
    conversation,
    meeting,
    message,
    messaging,
    person,
    person_href,
    told,
)
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent, RequestFinished
from ucwa_tui.workbench.bounded_text import MAX_NAME
from ucwa_tui.workbench.meeting_book import MAX_PICTURES, MeetingBook
from ucwa_tui.workbench.meeting_news import MAX_MESSAGE
from ucwa_tui.workbench.meeting_picture import MAX_MESSAGES, Group, MeetingPicture
from ucwa_tui.workbench.state import Session


def picture_of(*events: ReceivedEvent) -> MeetingPicture:
    """What one sees after these."""
    book = MeetingBook()
    book.apply(APP_URL, arrived(*events))
    assert book.current is not None
    return book.current


def names(picture: MeetingPicture) -> list[tuple[str, Group]]:
    """Who is there, and as what."""
    return [(p.shown_name, p.group) for p in picture.here]


def test_a_meeting_after_a_join() -> None:
    picture = picture_of(
        conversation(1, "added", "Connecting"),
        person(2, "me", rel="localParticipant", embed=True, local=True),
        conversation(3, "updated", "Conferenced"),
        meeting(4),
        person(5, "olga"),
        person(6, "olga", in_="leaders"),
        person(7, "me", in_="attendees"),
        person(8, "wanda", in_="lobby", links=("admit", "reject")),
    )
    assert (picture.state, picture.subject, picture.over) == ("Conferenced", "Harvest plan", False)
    assert picture.join_url == "https://meet.example.test/dana/K7Q2M4XN"
    assert picture.organizer == "Dana"
    assert names(picture) == [("Wanda", Group.LOBBY), ("Olga", Group.LEADERS), ("Me", Group.ATTENDEES)]
    assert picture.me is not None
    assert picture.here[0].links == {rel: f"{HOST}{person_href('wanda')}/{rel}" for rel in ("admit", "reject")}
    assert picture.modalities["messaging"].href == HOST + MESSAGING


ADMITTED = (
    person(1, "wanda", in_="lobby", links=("admit",)),
    person(2, "wanda", "deleted", in_="lobby"),
    person(3, "wanda", in_="attendees"),
    person(4, "wanda", "updated", embed=True, role="Attendee"),
)


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        (ADMITTED, [("Wanda", Group.ATTENDEES)]),
        ((ADMITTED[0], ADMITTED[2], ADMITTED[1], ADMITTED[3]), [("Wanda", Group.ATTENDEES)]),
        (ADMITTED[:2], []),
        ((*ADMITTED, person(5, "wanda", "deleted", in_="attendees")), []),
        ((*ADMITTED, person(5, "wanda", "deleted")), []),
        ((*ADMITTED, person(5, "wanda", "deleted"), person(6, "wanda")), [("Wanda", Group.OTHERS)]),
        (
            (*ADMITTED, person(5, "wanda", "deleted", in_="attendees"), person(6, "wanda", in_="leaders")),
            [("Wanda", Group.LEADERS)],
        ),
        ((person(1, "wanda", embed=True, inLobby=True, role="Attendee"),), [("Wanda", Group.LOBBY)]),
        ((person(1, "wanda", embed=True, role="Leader"),), [("Wanda", Group.LEADERS)]),
        ((person(1, "wanda", "deleted"), person(2, "wanda", "deleted", in_="lobby")), []),
    ],
    ids=[
        "admitted",
        "added before deleted",
        "between",
        "left the last collection",
        "deleted",
        "back again",
        "promoted",
        "by its own word: waits",
        "by its own word: leads",
        "deleted unknown",
    ],
)
def test_where_somebody_stands(events: tuple[ReceivedEvent, ...], seen: list[tuple[str, Group]]) -> None:
    assert names(picture_of(conversation(0, "added"), *events)) == seen


def test_links_go_with_the_news() -> None:
    picture = picture_of(person(1, "olga", links=("promote", "eject")), person(2, "olga", "updated", links=("demote",)))
    assert list(picture.here[0].links) == ["demote"]


def test_typing_and_what_somebody_has_connected() -> None:
    owner = EventLink("participant", person_href("olga"), "Olga")
    below = f"{person_href('olga')}/messaging"
    picture = picture_of(
        person(1, "olga"),
        person(2, "olga", in_="typingParticipants"),
        told(3, "added", "participantMessaging", below, in_=owner),
    )
    assert picture.here[0].typing
    assert picture.here[0].modalities == {"Messaging"}
    picture = picture_of(
        person(1, "olga"),
        person(2, "olga", in_="typingParticipants"),
        told(3, "added", "participantMessaging", below),
        person(4, "olga", "deleted", in_="typingParticipants"),
        told(5, "deleted", "participantMessaging", below),
    )
    assert not picture.here[0].typing
    assert picture.here[0].modalities == set()


def test_messaging_comes_and_goes() -> None:
    events = (messaging(1, "Disconnected", "addMessaging"), messaging(2, "Connecting"), messaging(3, "Connected"))
    for count, state in enumerate(("Disconnected", "Connecting", "Connected"), 1):
        seen = picture_of(*events[:count]).messaging
        assert seen is not None
        assert (seen.state, seen.connected, seen.adding) == (state, state == "Connected", "addMessaging")
    seen = picture_of(*events, messaging(4, "Disconnected", reason=Reason("Conflict", "Removed"))).messaging
    assert seen is not None
    assert "Removed" in seen.reason


def test_messages_of_others_and_their_writers() -> None:
    picture = picture_of(
        person(1, "olga"),
        message(2, 1, "data:text/plain;charset=utf-8,Hi+there%0d%0aall", who="olga"),
        message(
            3, 2, "data:text/html;charset=utf-8,%3Cb%3EBold%3C%2Fb%3E+%26amp%3B+calm", rel="htmlMessage", who="olga"
        ),
        message(4, 3, "data:text/plain;base64,R3LDvMOfZQ==", who="olga"),
        message(5, 3, "data:text/plain;base64,R3LDvMOfZQ==", who="olga"),
    )
    assert [(m.who, m.text) for m in picture.messages] == [
        ("Olga", "Hi there\r\nall"),
        ("Olga", "Bold & calm"),
        ("Olga", "Grüße"),
    ]
    assert picture.messages[0].at == 1_700_000_000.0
    assert not picture.messages[0].outgoing


def sent(status: int | None, location: str | None, reason: Reason | None = None) -> RequestFinished:
    """Our own message was answered."""
    request = b"POST /x HTTP/1.1\r\nContent-Type: text/plain\r\n\r\nGood morning"
    url = f"{HOST}{MESSAGING}/messages?operationId=m1"
    tried = exchange(9, status=status, method="POST", url=url, request=request, purpose=Purpose.OPERATION)
    return RequestFinished(3, replace(tried, operation="sendMessage", ticket=3), location, reason=reason)


@pytest.mark.parametrize("event_first", [True, False])
def test_our_own_message_has_its_text_from_the_request(event_first: bool) -> None:
    book = MeetingBook()
    answer, news = sent(201, f"{HOST}{MESSAGING}/messages/1"), arrived(message(2, 1))
    for report in (arrived(conversation(1)), *((news, answer) if event_first else (answer, news))):
        book.apply(APP_URL, report)
    assert book.current is not None
    assert [(m.outgoing, m.text, m.status) for m in book.current.messages] == [(True, "Good morning", "Success")]


def test_a_message_that_was_refused_says_so() -> None:
    book = MeetingBook()
    book.apply(APP_URL, arrived(conversation(1)))
    book.apply(APP_URL, sent(403, None, Reason("Forbidden", None)))
    assert book.current is not None
    assert book.current.messages[0].status == "not sent: 403 Forbidden"


def test_who_has_left_sees_nobody_but_still_reads() -> None:
    full = (conversation(1), person(2, "olga"), message(3, 1, "data:,Hi", who="olga"), messaging(4, "Connected", "x"))
    for end in (conversation(5, "updated", "Disconnected"), conversation(5, "deleted")):
        picture = picture_of(*full, end)
        assert picture.over
        assert picture.here == []
        assert len(picture.messages) == 1
        assert picture.messaging is not None
        assert picture.messaging.links == {}
    assert not picture_of(*full, conversation(5, "deleted"), conversation(6, "added")).over


@pytest.mark.parametrize("end", [signed_in(recreated=True), signed_out(), ChannelGap(1.0, "resume", "x")])
def test_what_ends_every_conversation(end: object) -> None:
    book = MeetingBook()
    book.apply(APP_URL, arrived(conversation(1)))
    book.apply(APP_URL, end)  # type: ignore[arg-type]
    assert book.current is not None
    assert book.current.over
    assert book.current.reason


def test_a_collection_that_was_read_fills_the_picture() -> None:
    book = MeetingBook()
    book.apply(APP_URL, arrived(conversation(1)))
    people = [{"href": person_href(n), "title": n} for n in ("ada", "bob")]
    lobby = resource({"rel": "lobby", "_links": {"self": {"href": f"{CONVERSATION}/lobby"}, "participant": people}})
    book.apply(APP_URL, RequestFinished(1, exchange(7, url=f"{CONVERSATION_URL}/lobby"), resource=lobby))
    assert book.current is not None
    assert names(book.current) == [("ada", Group.LOBBY), ("bob", Group.LOBBY)]
    known = resource({"rel": "participant", "name": "Ada L.", "_links": {"self": {"href": person_href("ada")}}})
    book.apply(APP_URL, RequestFinished(2, exchange(8, url=HOST + person_href("ada")), resource=known))
    assert book.current.here[0].shown_name == "Ada L."


def test_nothing_grows_without_end() -> None:
    book = MeetingBook()
    for n in range(MAX_PICTURES + 5):
        href = f"{CONVERSATION}{n}"
        book.apply(APP_URL, arrived(told(n, "added", "conversation", href)))
    assert len(book.pictures) == MAX_PICTURES
    flood = [message(n, n, "data:,x", who="olga") for n in range(1, MAX_MESSAGES + 20)]
    picture = picture_of(*flood)
    assert len(picture.messages) == MAX_MESSAGES
    assert picture.messages[-1].href.endswith(f"/{MAX_MESSAGES + 19}")


def test_the_session_shows_the_conversation_one_is_in() -> None:
    session = Session()
    session.apply(signed_in())
    before = session.picture
    session.apply(arrived(conversation(1)))
    after = session.picture
    assert before is None
    assert after is not None
    assert after.subject == "Harvest plan"


KINDS = st.sampled_from(["started", "added", "updated", "completed", "deleted", "exploded"])
RELS = st.sampled_from(
    [
        *("conversation", "participant", "localParticipant", "messaging", "message", "participantMessaging"),
        *("onlineMeeting", "participant", "lobby", "phoneAudio", "unheardOf", ""),
    ]
)
PLACES = st.sampled_from([None, "lobby", "leaders", "attendees", "typingParticipants", "conversation", "odd"])
HREFS = st.sampled_from(
    [CONVERSATION, person_href("a"), person_href("b"), f"{person_href('a')}/messaging", MESSAGING, "", "//[", "data:,"]
)


@st.composite
def events(draw: st.DrawFn) -> ReceivedEvent:
    """Anything that a channel may bring."""
    place = draw(PLACES)
    tree = draw(
        st.none()
        | st.fixed_dictionaries(
            {"rel": RELS},
            optional={
                "state": st.sampled_from(["Conferenced", "Disconnected", "", "x"]),
                "name": st.text(max_size=3),
                "inLobby": st.booleans(),
                "_links": st.dictionaries(RELS, st.fixed_dictionaries({"href": HREFS}), max_size=3),
            },
        )
    )
    received = told(
        1,
        draw(KINDS),
        draw(RELS),
        draw(HREFS),
        in_=EventLink(place, f"{CONVERSATION}/{place}") if place else None,
        embedded=resource(tree) if tree is not None else None,
        title=draw(st.none() | st.just("T")),
    )
    sender = draw(st.sampled_from(["conversation", "communication", "", "me"]))
    return replace(received, sender_rel=sender)


@settings(max_examples=150, deadline=None)
@given(st.lists(events(), max_size=25))
def test_no_order_and_no_word_confuses_it(news: list[ReceivedEvent]) -> None:
    book = MeetingBook()
    for received in (conversation(1), *news, *news[-3:]):
        book.apply(APP_URL, arrived(received))
    for who in ("a", "b"):
        book.apply(APP_URL, arrived(person(99, who, "deleted")))
    picture = book.get(CONVERSATION_URL)
    assert picture is not None
    here = {p.href for p in picture.here}
    assert HOST + person_href("a") not in here
    assert HOST + person_href("b") not in here


def test_names_and_texts_of_any_length_are_kept_as_far_as_they_can_be_read() -> None:
    long = "x" * 300_000
    picture = picture_of(
        conversation(1),
        person(2, "olga", title=long),
        person(3, "wanda", title=long, embed=True, uri=long),
        message(4, 1, f"data:text/plain,{long}", who="olga"),
        conversation(5, "deleted", reason=Reason(long)),
    )
    assert len(picture.reason) <= MAX_NAME
    picture = picture_of(
        conversation(1),
        person(2, "olga", title=long),
        person(3, "wanda", title=long, embed=True, uri=long),
        message(4, 1, f"data:text/plain,{long}", who="olga"),
    )
    assert [p.shown_name for p in picture.here] == ["x" * (MAX_NAME - 1) + "…"] * 2
    (written,) = picture.messages
    assert written.text == "x" * (MAX_MESSAGE - 1) + "…"
    assert len(written.who) <= MAX_NAME
