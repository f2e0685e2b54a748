"""The timeline of an operation: shown, exported, copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.timeline import Step, Timeline


def show(screen: MainScreen) -> None:
    """Of the operation that the event under the cursor came of, else of the newest one."""
    from ucwa_tui.tui.screens.timeline import TimelineScreen
    from ucwa_tui.wire.reports import ReceivedEvent
    from ucwa_tui.workbench.paths import state_dir
    from ucwa_tui.workbench.timeline import timeline_of, timelines

    session = screen.controller.session
    tickets = timelines(session)
    if not tickets:
        screen.say("There is no invitation yet: F5 sends the request that makes one", "sev-warning")
        return
    selected = screen.events.selected if screen.pane is screen.events else None
    owner = None
    if isinstance(selected, ReceivedEvent):
        owner = session.owns(selected) or session.caused(selected)
    start = tickets.index(owner.ticket) if owner is not None and owner.ticket in tickets else len(tickets) - 1

    def make(ticket: int) -> Timeline:
        view = session.book.view(ticket)
        assert view is not None  # a timeline is asked for only of those that are there
        return timeline_of(session, view)

    def chosen(step: Step | None) -> None:
        if step is not None:
            _go(screen, step)

    overlay = TimelineScreen(tickets, start, make, folder=state_dir())
    screen.app.push_screen(overlay, chosen)


def _go(screen: MainScreen, step: Step) -> None:
    from ucwa_tui.workbench.command import Place

    if step.seq is not None:
        screen.go_to(Place.EVENTS)
        if not screen.events.go_to_event(step.seq):
            screen.say(f"Event {step.seq} is no longer kept", "sev-warning")
    elif step.exchange is not None:
        from ucwa_tui.tui.actions.links import jump

        jump(screen, step.exchange)
