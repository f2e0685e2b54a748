"""Commands on the events of the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent

if TYPE_CHECKING:
    from ucwa_tui.protocol.request_plan import PayloadFormat
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
        screen.say(f"After event {event.after_seq}: {words}. {safe_line(event.why)}", "sev-warning")
        return
    from ucwa_tui.tui.event_text import event_text, event_title
    from ucwa_tui.tui.screens.event import EventScreen

    changes = screen.controller.session.event_log.changes(event.seq)
    rows = event_text(event, screen.controller.draft.payload_format, changes, _as_received(screen, event))

    def wanted(what: str | None) -> None:
        if what == "exchange":
            _open_exchange(screen, event)
        elif what == "copy":
            _copy(screen, event)

    screen.app.push_screen(EventScreen(event_title(event), lambda width: rows, event.exchange), wanted)


def _as_received(screen: MainScreen, event: ReceivedEvent) -> tuple[str, PayloadFormat] | None:
    from ucwa_tui.workbench.event_source import text_in

    exchange = screen.controller.session.exchange(event.exchange)
    return text_in(exchange, event) if exchange is not None else None


def _text_of(screen: MainScreen, event: ReceivedEvent) -> tuple[str, str]:
    """The event's text, and what it is."""
    from ucwa_tui.tui.event_text import written_again

    found = _as_received(screen, event)
    if found is not None:
        return found[0], f"Event {event.seq} as received"
    return written_again(event, screen.controller.draft.payload_format), f"Event {event.seq}, written again"


def copy_event(screen: MainScreen) -> None:
    """The selected event as it was received; where that is no longer kept, as written again."""
    selected = screen.events.selected
    if isinstance(selected, ReceivedEvent):
        _copy(screen, selected)
    else:
        screen.say("A gap has no text to copy", "sev-warning")


def _copy(screen: MainScreen, event: ReceivedEvent) -> None:
    from functools import partial

    from ucwa_tui.tui.actions.copying import announce
    from ucwa_tui.tui.copy_out import copy_out

    text, what = _text_of(screen, event)
    copy_out(screen, lambda: text, what=what, name=f"event-{event.seq}.txt", say=partial(announce, screen))


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
    elif (first := next(iter(session.events), None)) is not None:
        pane.count_times_from(first.at)
        screen.say("Times are seconds since the first event here")


def open_exchange(screen: MainScreen) -> None:
    """Read the P-GET that brought the event."""
    selected = screen.events.selected
    if isinstance(selected, ReceivedEvent):
        _open_exchange(screen, selected)
    else:
        screen.say("A gap came with no answer", "sev-warning")


def _open_exchange(screen: MainScreen, event: ReceivedEvent) -> None:
    from ucwa_tui.tui.actions.links import jump

    jump(screen, event.exchange)


def show_filters(screen: MainScreen) -> None:
    """Choose, combine, save and delete saved filters."""
    from ucwa_tui.tui.screens.filters import FiltersScreen

    pane = screen.events

    def chosen(text: str | None) -> None:
        if text is not None:
            pane.set_filter(text)

    screen.app.push_screen(FiltersScreen(pane.filters, pane.filter_text), chosen)


def this_invitation(screen: MainScreen) -> None:
    """Only the events of the invitation that the selected event tells of, or came of."""
    selected, session = screen.events.selected, screen.controller.session
    if isinstance(selected, ReceivedEvent):
        owner = session.owns(selected) or session.caused(selected)
        link = selected.event.link
        href = link.href if link.rel.endswith("Invitation") else (owner.href if owner is not None else None)
        if href:
            screen.events.set_filter(f"rel:invitation {_quoted('href', _path(href))}")
            return
    screen.say("This event has to do with no invitation", "sev-warning")


def this_conversation(screen: MainScreen) -> None:
    """Only the events of the conversation that the selected event belongs to: itself, and what is in it."""
    from ucwa_tui.workbench.event_words import conversation_of

    selected = screen.events.selected
    href = conversation_of(selected) if isinstance(selected, ReceivedEvent) else None
    if href:
        screen.events.set_filter(_quoted("under", _path(href).rstrip("/") + "/"))
    else:
        screen.say("This event is of no conversation", "sev-warning")


def _path(href: str) -> str:
    """Without scheme and host: events name their resources either way."""
    _, mark, rest = href.partition("://")
    return f"/{rest.partition('/')[2]}" if mark else href


def _quoted(field: str, value: str) -> str:
    return f'{field}:"{value}"' if set(value) & set(' ,"') else f"{field}:{value}"


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
