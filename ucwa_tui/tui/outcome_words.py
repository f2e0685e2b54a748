"""Sentences about the state of an operation: what it means, and the next step."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.protocol.errors import explain
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.invitation_view import InvitationView, Outcome


def meaning(view: InvitationView, refusal: Sequence[str], *, can_admit: bool) -> list[str]:
    """Printable sentences, most telling first; empty where the timeline says it all.

    Args:
        view: the operation.
        refusal: what the answer to the POST means, where it was refused.
        can_admit: whether somebody here can let one in from the lobby.
    """
    if view.outcome is Outcome.REFUSED:
        return list(refusal)
    if view.outcome is Outcome.FAILED:
        reason = view.reason
        said = explain(None, reason.code if reason else None, reason.subcode if reason else None, view.operation)
        lines = [said.headline, said.meaning]
        if reason and reason.message:
            lines.append(f"The server says: {reason.message}")
        if said.next_step:
            lines.append(f"Next: {said.next_step}")
        return [safe_line(line) for line in lines if line]
    if view.outcome is Outcome.RUNNING and view.conversation_state.casefold() == "inlobby":
        key = "F8 lets you in, Shift+F8 turns you away, " if can_admit else ""
        return [f"Waiting in the lobby for somebody to admit you: {key}F11 cancels the invitation."]
    return []
