"""Sentences about the state of an operation: what it means, and the next step."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.protocol.errors import explain
from ucwa_tui.protocol.invitation_tracker import SOUGHT_FOR
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome


def meaning(view: InvitationView, unanswered: Sequence[str], *, can_admit: bool) -> list[str]:
    """Printable sentences, most telling first; empty where the timeline says it all.

    Args:
        view: the operation.
        unanswered: what is known where the POST was not answered at all.
        can_admit: whether somebody here can let one in from the lobby.
    """
    if view.unanswered and view.outcome in {Outcome.REFUSED, Outcome.RUNNING}:
        return _lost(view)
    if view.outcome is Outcome.REFUSED and view.http_status is None:
        return list(unanswered)
    if view.outcome in {Outcome.REFUSED, Outcome.FAILED}:
        return _failure(view)
    if view.outcome is Outcome.SUCCEEDED and view.lost and view.operation == "joinOnlineMeeting":
        return ["The server ended the application, and with it your part in the meeting. F5 joins again."]
    if view.outcome is Outcome.RUNNING and view.conversation_state.casefold() == "inlobby":
        key = "F8 lets you in, Shift+F8 turns you away, " if can_admit else ""
        return [f"Waiting in the lobby for somebody to admit you: {key}F11 cancels the invitation."]
    return []


def _lost(view: InvitationView) -> list[str]:
    """What is known of an operation whose answer is lost, and the next step."""
    if view.found:
        return ["The answer is lost, but the event channel tells of this operation: nothing has to be sent again."]
    why, seconds = safe_line(view.unanswered), f"{SOUGHT_FOR:.0f} s"
    if view.sought:
        return [why, f"Events with its operation id are looked for ({seconds}); nothing is sent again."]
    return [
        why,
        f"In {seconds} no event told of its operation id: most likely it was not taken.",
        "Next: F7, F5 send it as a second operation; Alt+4 shows whether events come.",
    ]


def _failure(view: InvitationView) -> list[str]:
    reason = view.reason
    status = view.http_status if view.outcome is Outcome.REFUSED else None
    said = explain(status, reason.code if reason else None, reason.subcode if reason else None, view.operation)
    lines = [said.meaning]
    if reason is not None and reason.parameters:
        lines.append("The server names " + ", ".join(f"{name}: {value}" for name, value in reason.parameters))
    if said.next_step:
        lines.append(f"Next: {said.next_step}")
    return [safe_line(line) for line in lines if line]
