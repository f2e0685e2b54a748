"""Where an operation's link is now, or why it is not there: a missing link means "not now" or "not you"."""

from __future__ import annotations

from typing import NamedTuple

from ucwa_tui.protocol.operations import Operation, operation
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.meeting_picture import MeetingPicture
from ucwa_tui.workbench.resource_index import FoundLink
from ucwa_tui.workbench.state import Session


class Availability(NamedTuple):
    """Either an absolute href, or a sentence that says why there is none."""

    href: str | None
    why_not: str


def available(session: Session, operation_name: str) -> Availability:
    """Find the link of an operation among the resources seen so far; what belongs to the current invitation wins.

    Raises:
        KeyError: no such operation.
    """
    wanted = operation(operation_name)
    if session.signed_in is None:
        return Availability(None, "Not signed in: there are no links yet.")
    if wanted.name == "leave" and session.picture is not None:
        return _leave(session, session.picture)
    href = _conversation(session) if wanted.name == "leave" else _best(session, wanted)
    return Availability(href, "") if href else Availability(None, wanted.absent)


def _leave(session: Session, shown: MeetingPicture) -> Availability:
    """The conversation that is looked at, and no other."""
    if shown.incoming and not shown.over:
        return Availability(None, "You are not in it yet: A accepts the invitation, D declines it.")
    if not shown.over:
        return Availability(shown.href, "")
    name = f"\u201c{shown.subject}\u201d" if shown.subject else "the one shown"
    others = len(session.others)
    more = f" c in the meeting pane shows the other{'' if others == 1 else f' {others}'}." if others else ""
    return Availability(None, f"You are not in {safe_line(name)} any more.{more}")


def _best(session: Session, wanted: Operation) -> str | None:
    if not wanted.rel:
        return None
    found = session.find_link(wanted.rel)
    proper = [link for link in found if link.holder == wanted.rel_holder] or found
    ours = [link for link in proper if _is_ours(session, link)]
    return (ours or proper)[-1].href if proper else None


def _is_ours(session: Session, link: FoundLink) -> bool:
    current = session.current
    if current is None:
        return False
    conversation = current.conversation_href
    return link.holder_href == current.href or bool(conversation and link.holder_href.startswith(conversation + "/"))


def _conversation(session: Session) -> str | None:
    for view in reversed(session.invitations):  # adding messaging is an operation too, without one of its own
        if view.conversation_href and _is_open(view.conversation_state):
            return view.conversation_href
    others = [url for url, known in session.resources.of_rel("conversation") if _is_open(known.text("state") or "")]
    return others[-1] if others else None


def _is_open(state: str) -> bool:
    return state.lower() not in {"disconnected", "disconnecting", "deleted"}
