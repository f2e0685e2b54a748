"""Commands on the events of the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def open_selected(screen: MainScreen) -> None:
    """Show the whole event."""
    screen.events.open_selected()


def show_event(screen: MainScreen, event: ReceivedEvent | ChannelGap) -> None:
    """Show the whole of an event over the screen; of a gap all there is to say."""
    if isinstance(event, ChannelGap):
        from ucwa_tui.tui.event_rows import GAP_WORDS
        from ucwa_tui.wire.safe_text import safe_line

        words = GAP_WORDS.get(event.kind, safe_line(event.kind))
        screen.presenter.tell(screen, f"After event {event.after_seq}: {words}. {safe_line(event.why)}", "sev-warning")
        return
    from ucwa_tui.tui.event_text import event_text, event_title
    from ucwa_tui.tui.screens.text import TextScreen

    changes = screen.controller.session.event_log.changes(event.seq)
    rows = event_text(event, screen.controller.draft.payload_format, changes)
    screen.app.push_screen(TextScreen(event_title(event), lambda width: rows))


def follow(screen: MainScreen) -> None:
    """Go to the newest event and stay there."""
    screen.events.follow()


def pause(screen: MainScreen) -> None:
    """Keep the view still, or let it go on."""
    screen.events.toggle_pause()


def only_mine(screen: MainScreen) -> None:
    """All events, or only those of the user's own invitations."""
    screen.events.toggle_only_yours()


def ask_filter(screen: MainScreen) -> None:
    """Type a filter."""
    screen.events.ask_filter()


def toggle_times(screen: MainScreen) -> None:
    """Times of day, or counted from the POST of the last request; where there is none, from the first event."""
    pane, session = screen.events, screen.controller.session
    if pane.list.origin is not None:
        pane.count_times_from(None)
    elif session.current is not None:
        pane.count_times_from(session.current.posted_at)
        screen.say(f"Times are seconds since the POST of {session.current.operation}")
    elif session.events:
        pane.count_times_from(session.events[0].at)
        screen.say("Times are seconds since the first event here")


def open_exchange(screen: MainScreen) -> None:
    """Read the P-GET that brought the event."""
    selected = screen.events.selected
    if not isinstance(selected, ReceivedEvent):
        screen.say("A gap came with no answer", "sev-warning")
    elif screen.controller.session.exchange(selected.exchange) is None:
        screen.say(f"Exchange #{selected.exchange} is no longer kept", "sev-warning")
    else:
        from ucwa_tui.tui.actions.links import jump

        jump(screen, selected.exchange)


def of_exchange(screen: MainScreen) -> None:
    """The events of an exchange: those its invitation caused, or those that it brought."""
    from ucwa_tui.workbench.command import Place
    from ucwa_tui.workbench.event_relations import SessionRelations

    exchange = screen.exchanges.selected if screen.pane is screen.exchanges else screen.exchange.exchange
    wanted = SessionRelations(screen.controller.session).filter_for(exchange) if exchange is not None else ""
    if exchange is None or not wanted:
        number = f" #{exchange.n}" if exchange is not None else ""
        screen.say(f"No events belong to exchange{number}: it made no invitation and is no P-GET", "sev-warning")
        return
    screen.go_to(Place.EVENTS)
    screen.events.set_filter(wanted)
