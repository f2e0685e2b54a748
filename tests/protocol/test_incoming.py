"""An invitation of somebody else from its events: when it can be answered, and how it ended."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import HOST, resource
from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.incoming import Incoming, Ring, asking, gone, heard, is_invitation, looked, refused
from ucwa_tui.protocol.invitation_input import EventSeen
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.reason import Reason

HREF = "/ucwa/apps/1/communication/messagingInvitations/6408"
CONVERSATION = "/ucwa/apps/1/communication/conversations/eee0"


def body(state: str = "Connecting", *links: str, direction: str = "Incoming", **more: Any) -> Resource:
    offered = {rel: {"href": f"{HREF}/{rel}"} for rel in links}
    return resource(
        {
            "rel": "messagingInvitation",
            "direction": direction,
            "state": state,
            "subject": "",
            "importance": "Normal",
            **more,
            "_links": {
                "self": {"href": HREF},
                "conversation": {"href": CONVERSATION},
                "message": {"href": "data:text/plain;charset=utf-8,Hi+Tosh%0d%0a"},
                **offered,
            },
            "_embedded": {"from": {"rel": "participant", "name": "Lene Aaling", "uri": "sip:lenea@contoso.com"}},
        }
    )


def seen(kind: str, embedded: Resource | None, status: str | None = None, subcode: str | None = None) -> EventSeen:
    reason = Reason("RemoteFailure", subcode, None) if subcode else None
    event = Event(kind, EventLink("messagingInvitation", HREF), None, status, reason, embedded)
    return EventSeen(1, 1000.0, "communication", "/ucwa/apps/1/communication", event, f"{HOST}/ucwa/apps/1")


def ringing() -> Incoming:
    item = heard(None, seen("started", body("Connecting", "accept", "decline")))
    assert item is not None
    return item


def test_it_rings_with_everything_that_the_event_tells() -> None:
    item = ringing()
    assert item.ring is Ring.RINGS
    assert (item.rel, item.href, item.at) == ("messagingInvitation", HOST + HREF, 1000.0)
    assert (item.who, item.uri, item.text) == ("Lene Aaling", "sip:lenea@contoso.com", "Hi Tosh")
    assert item.links == {"accept": f"{HOST}{HREF}/accept", "decline": f"{HOST}{HREF}/decline"}
    assert item.conversation == HOST + CONVERSATION


@pytest.mark.parametrize(
    "event",
    [
        seen("started", body("Connecting", "accept", direction="Outgoing")),
        seen("started", None),
        seen("completed", None, "Success"),
    ],
)
def test_what_is_not_known_to_come_in_is_none(event: EventSeen) -> None:
    assert heard(None, event) is None


@pytest.mark.parametrize(
    ("state", "status", "subcode", "ring"),
    [
        ("Connected", "Success", None, Ring.CONNECTED),
        ("Connected", None, None, Ring.CONNECTED),
        ("Declined", "Failure", "Declined", Ring.DECLINED),
        ("Declined", "Failure", None, Ring.DECLINED),
        ("Cancelled", "Failure", "Canceled", Ring.WITHDRAWN),
        ("Cancelled", "Failure", "ConnectedElsewhere", Ring.ELSEWHERE),
        ("Failed", "Failure", "Missed", Ring.MISSED),
        ("Failed", "Failure", "Timeout", Ring.MISSED),
        ("Failed", "Failure", "Unreachable", Ring.FAILED),
        ("Failed", "Whatever", None, Ring.FAILED),
    ],
)
def test_how_it_ends(state: str, status: str | None, subcode: str | None, ring: Ring) -> None:
    item = heard(ringing(), seen("completed", body(state), status, subcode))
    assert item is not None
    assert item.ring is ring
    assert item.links == {}
    assert item.ended_at == 1000.0
    again = heard(item, seen("completed", body("Connected"), "Success"))  # a repeated channel changes nothing
    assert again is not None
    assert again.ring is ring


def test_links_that_go_away_before_anybody_has_answered() -> None:
    """As captured: the update without accept and decline comes before the POST."""
    item = heard(ringing(), seen("updated", body()))
    assert item is not None
    assert (item.ring, item.links) == (Ring.CONNECTING, {})
    done = heard(item, seen("completed", body("Connected"), "Success"))
    assert done is not None
    assert done.ring is Ring.CONNECTED


def test_an_answer_silences_it_and_a_refusal_makes_it_doubtful() -> None:
    asked = asking(ringing(), "accept")
    assert (asked.ring, asked.asked, asked.links) == (Ring.CONNECTING, "accept", {})
    still = heard(asked, seen("updated", body("Connecting", "accept", "decline")))
    assert still is not None
    assert still.ring is Ring.CONNECTING
    back = refused(asked)
    assert (back.ring, back.asked, back.doubtful) == (Ring.RINGS, "", True)
    read = looked(back, body("Cancelled"), HOST + HREF, HOST, 1001.0)
    assert read is not None
    assert (read.ring, read.doubtful) == (Ring.WITHDRAWN, False)


def test_an_end_that_is_told_after_it_was_gone() -> None:
    item = gone(ringing(), 1001.0)
    assert (item.ring, item.links) == (Ring.GONE, {})
    told = heard(item, seen("completed", body("Failed"), "Failure", "Missed"))
    assert told is not None
    assert told.ring is Ring.MISSED
    assert gone(told, 1002.0) is told


def test_one_that_is_read() -> None:
    item = looked(None, body("Connecting", "decline"), HOST + HREF, HOST, 1000.0)
    assert item is not None
    assert list(item.links) == ["decline"]
    assert looked(None, body(direction="Outgoing"), HOST + HREF, HOST, 1000.0) is None


@pytest.mark.parametrize(
    ("rel", "is_one"),
    [
        ("messagingInvitation", True),
        ("ms:rtc:saas:onlineMeetingInvitation", True),
        ("conversation", False),
        ("", False),
        (None, False),
    ],
)
def test_which_rels_are_invitations(rel: str | None, is_one: bool) -> None:
    assert is_invitation(rel) is is_one


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["started", "updated", "completed", "deleted", "dance"]),
            st.sampled_from(["Connecting", "Alerting", "Connected", "Declined", "Cancelled", "Failed", "", "\x1b["]),
            st.sampled_from(["", "accept", "decline", "accept decline"]),
            st.sampled_from([None, "Success", "Failure", ""]),
            st.sampled_from([None, "Missed", "Canceled", "Declined"]),
        ),
        max_size=8,
    )
)
def test_whatever_comes_an_end_stays_an_end_and_nothing_that_is_over_rings(
    story: list[tuple[str, str, str, str | None, str | None]],
) -> None:
    item: Incoming | None = ringing()
    for kind, state, links, status, subcode in story:
        assert item is not None
        before = item.ring
        item = heard(item, seen(kind, body(state, *links.split()), status, subcode))
        assert item is not None
        assert not before.is_over or item.ring is before or before is Ring.GONE
        assert not (item.ring.is_over and item.links)
        assert (item.ring is Ring.RINGS) == bool(item.links)
