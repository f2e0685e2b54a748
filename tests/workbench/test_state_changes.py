"""What an event changed: properties against what was last told, bounded, forgotten with the resource."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.builders import conversation_event, event, invitation_event, resource
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.state_changes import Change, StateChanges, value_text


def told(seq: int, href: str = "/a", kind: str = "updated", **properties: Any) -> ReceivedEvent:
    """An event of a resource with these properties."""
    return event(seq, kind, "x", href, embedded=resource({"rel": "x", **properties}))


def test_only_a_change_has_a_before() -> None:
    changes = StateChanges()
    events = [
        invitation_event(1, "started", "Connecting"),
        conversation_event(2, "added", "Connecting"),
        invitation_event(3, "updated", "Connecting"),
        invitation_event(4, "updated", None),
        invitation_event(5, "completed", "Connected"),
        conversation_event(6, "updated", "Conferenced"),
        conversation_event(7, "deleted", "Disconnected"),
        conversation_event(8, "added", "Connecting"),
    ]
    seen = [changes.see(one) for one in events]
    assert [c[0].before if c else "" for c in seen] == ["", "", "", "", "Connecting", "Connecting", "", ""]


def test_every_property_counts_and_the_state_comes_first() -> None:
    changes = StateChanges()
    changes.see(told(1, subject="A", state="Connecting", count=1, tags=["a"]))
    found = changes.see(told(2, subject="B", count=2, state="Connected", tags=["a", "b"], role="Leader"))
    assert found == (
        Change("state", "Connecting", "Connected"),
        Change("subject", "A", "B"),
        Change("count", "1", "2"),
        Change("tags", "[a]", "[a, b]"),
        Change("role", "", "Leader"),
    )


def test_what_is_not_told_of_is_unchanged() -> None:
    changes = StateChanges()
    changes.see(told(1, subject="A", role="Leader"))
    assert changes.see(told(2, role="Attendee")) == (Change("role", "Leader", "Attendee"),)
    assert changes.see(told(3, subject="C")) == (Change("subject", "A", "C"),)


def test_embedded_resources_are_compared_with_their_own_past() -> None:
    def phone(seq: int, state: str) -> ReceivedEvent:
        inner = {"rel": "phoneAudio", "state": state, "_links": {"self": {"href": "/a/audio"}}}
        return event(seq, "updated", "x", "/a", embedded=resource({"rel": "x", "_embedded": {"phoneAudio": inner}}))

    changes = StateChanges()
    changes.see(phone(1, "Connecting"))
    assert changes.see(phone(2, "Connected")) == (Change("phoneAudio.state", "Connecting", "Connected"),)


def test_leaving_a_collection_forgets_nothing() -> None:
    changes = StateChanges()
    changes.see(told(1, role="Attendee"))
    changes.see(event(2, "deleted", "x", "/a", in_=EventLink("lobby", "/lobby")))
    assert changes.see(told(3, role="Leader")) == (Change("role", "Attendee", "Leader"),)
    changes.see(event(4, "deleted", "x", "/a"))
    assert changes.see(told(5, role="Attendee")) == ()


def test_memory_is_bounded_and_the_longest_unheard_goes_first() -> None:
    changes = StateChanges(max_resources=2)

    def tell(href: str, state: str) -> str:
        found = changes.see(told(1, href, state=state))
        return found[0].before if found else ""

    assert [tell("/a", "1"), tell("/b", "1"), tell("/a", "1"), tell("/c", "1")] == ["", "", "", ""]
    assert tell("/a", "2") == "1"
    assert tell("/b", "2") == ""
    heavy = StateChanges(max_bytes=10_000)
    for n in range(100):
        heavy.see(told(n, f"/{n}", note="n" * 1000))
    assert len(heavy._known) < 10
    assert heavy._bytes == sum(weight for _, weight in heavy._known.values())


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=300)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_any_value_has_a_short_text(value: Any) -> None:
    assert len(value_text(resource({"rel": "x", "v": value}).get("v"))) <= 200
