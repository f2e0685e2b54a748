"""What others know of an exchange, beside what stands in it: the session what became of it, the rules what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.workbench.invitation_view import InvitationView, Outcome

if TYPE_CHECKING:
    from ucwa_tui.workbench.lint.finding import LintFinding


@dataclass(frozen=True, slots=True)
class Beside:
    """Known from elsewhere. Equal where there is nothing new to say."""

    fate: str = ""
    """What the events say of a request whose answer is lost; empty: nothing, or it was answered. Hostile text."""
    sought: bool = False
    """Such events are still looked for."""
    findings: tuple[LintFinding, ...] = ()
    """Rules that it breaks."""


NOTHING_BESIDE = Beside()


def fate_of(n: int, invitations: Sequence[InvitationView]) -> Beside:
    """What became of the operation that exchange `n` posted, where its answer is lost."""
    view = next((v for v in reversed(invitations) if v.exchange_n == n and v.unanswered), None)
    if view is None or not view.found:
        return Beside(sought=view is not None and view.sought)
    state = f"completed: {view.status}" if view.status else view.state or "it goes on"
    if view.outcome is Outcome.SUCCEEDED and view.operation == "joinOnlineMeeting":
        state += ", you have joined"
    return Beside(state)
