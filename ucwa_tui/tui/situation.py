"""What decides whether a command can run now, read from the screen and the workbench."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ucwa_tui.protocol.operations import operation
from ucwa_tui.tui.actions.history import why_no_history
from ucwa_tui.tui.actions.incoming import why_no_answer
from ucwa_tui.tui.actions.inspect import why_no_inspector
from ucwa_tui.tui.actions.join_url import join_url_in
from ucwa_tui.tui.actions.meeting import situation_of_person, why_no_writing
from ucwa_tui.tui.actions.replay import why_no_replay
from ucwa_tui.tui.actions.reveal import why_no_reveal
from ucwa_tui.tui.request_view import repair_of
from ucwa_tui.workbench.command import Situation
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.invitation_view import Outcome
from ucwa_tui.workbench.meeting_picture import Group

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def situation_of(screen: MainScreen) -> Situation:
    """The situation of the main screen."""
    controller = screen.controller
    session = controller.session
    current = session.current
    return Situation(
        pane=screen.pane.place,
        editing=screen.editing,
        signed_in=session.signed_in is not None,
        not_signed_in_because=_why_not_signed_in(controller, screen.presenter.problem),
        sending=screen.resolving is not None or (current is not None and current.outcome is Outcome.POSTING),
        question=bool(screen.presenter.question),
        join_url=join_url_in(controller.draft) is not None,
        embedded=controller.sandbox is not None,
        directory=controller.sandbox is not None or controller.meetings().known,
        exchange=_has_exchange(screen),
        captured=bool(session.exchanges),
        why_no_replay=why_no_replay(screen),
        why_no_reveal=why_no_reveal(screen),
        why_no_history=why_no_history(screen),
        why_no_inspector=why_no_inspector(screen),
        link=bool(screen.exchange.links),
        way_back=screen.exchange.can_go(-1),
        way_forward=screen.exchange.can_go(1),
        event=bool(session.events),
        repair=repair_of(controller) is not None,
        places=any(len(f.places) > 1 for f in operation(controller.draft.operation).fields),
        raw=screen.request.editing_body,
        following=screen.events.following,
        why_no_operation=partial(_why_not, controller),
        why_not_to_person=partial(situation_of_person, screen),
        why_no_answer=partial(why_no_answer, screen),
        invited=bool(session.incoming.items),
        picture=session.picture is not None,
        several=len(session.others) > 0,
        why_no_writing=why_no_writing(session.picture),
        why_no_activity=_why_no_activity(controller, screen.presenter.problem),
        keeps_active=session.connecting.keep_active is not None and session.connecting.keep_active.on,
    )


def _has_exchange(screen: MainScreen) -> bool:
    """Whether there is one to read or to copy: in the list the selected one, which need not have been shown yet."""
    if screen.pane is screen.exchanges:
        return screen.exchanges.selected is not None
    return screen.exchange.exchange is not None


def _why_not(controller: Controller, name: str) -> str:
    if name in {"admit", "reject"} and controller.sandbox is not None:
        return ""
    href, why_not = controller.available(name)
    if href is not None:
        return ""
    return (name in {"admit", "reject"} and _why_nobody_to_let_in(controller)) or why_not


def _why_nobody_to_let_in(controller: Controller) -> str:
    """In the user's place, not the link's; empty where it is not known."""
    picture = controller.session.picture
    if picture is None or picture.over:
        return "you are in no meeting" if controller.session.signed_in is not None else ""
    me = picture.me
    if me is None:
        return ""
    if me.group is not Group.LEADERS:
        return "you are no leader here, and the organizer's hand helps in the embedded sandbox only"
    waiting = any(person.group is Group.LOBBY for person in picture.here)
    return "" if waiting else "nobody waits in the lobby of this meeting"


def _why_no_activity(controller: Controller, problem: str) -> str:
    """Where neither link is known, the client reads the application again and tells what came of it."""
    signed_in = controller.session.signed_in
    if signed_in is None:
        return _why_not_signed_in(controller, problem)
    if signed_in.anonymous:
        return "a guest has no presence that could decay"
    if (
        controller.available("reportMyActivity").href is None
        and controller.available("makeMeAvailable").href is not None
    ):
        return "make yourself available first (Alt+W): only then does the server take reports of activity"
    return ""


def _why_not_signed_in(controller: Controller, problem: str) -> str:
    failure = controller.session.failure
    if problem:
        return problem
    return f"not signed in: {failure.headline}" if failure is not None else "not signed in yet"
