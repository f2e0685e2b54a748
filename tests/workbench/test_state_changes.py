"""The state before: known where it changed, bounded, forgotten with the resource."""

from __future__ import annotations

from tests.workbench.builders import conversation_event, event, invitation_event, resource
from ucwa_tui.workbench.state_changes import StateChanges


def test_only_a_change_has_a_before() -> None:
    changes = StateChanges()
    told = [
        invitation_event(1, "started", "Connecting"),
        conversation_event(2, "added", "Connecting"),
        invitation_event(3, "updated", "Connecting"),
        invitation_event(4, "updated", None),
        invitation_event(5, "completed", "Connected"),
        conversation_event(6, "updated", "Conferenced"),
        conversation_event(7, "deleted", "Disconnected"),
        conversation_event(8, "added", "Connecting"),
    ]
    for one in told:
        changes.see(one)
    assert [changes.before(one) for one in told] == ["", "", "", "", "Connecting", "Connecting", "", ""]


def test_memory_is_bounded_and_the_longest_unheard_goes_first() -> None:
    changes = StateChanges(max_resources=2, max_changes=2)
    seq = 0

    def tell(href: str, state: str) -> str:
        nonlocal seq
        seq += 1
        one = event(seq, "updated", "x", href, embedded=resource({"rel": "x", "state": state}))
        changes.see(one)
        return changes.before(one)

    assert [tell("/a", "1"), tell("/b", "1"), tell("/a", "1"), tell("/c", "1")] == ["", "", "", ""]
    assert tell("/a", "2") == "1"
    assert tell("/b", "2") == ""
    assert [tell("/b", "3"), tell("/b", "4")] == ["2", "3"]
    assert len(changes._before) == 2
    assert len(changes._states) == 2
