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

    rows = event_text(event, screen.controller.draft.payload_format)
    screen.app.push_screen(TextScreen(event_title(event), lambda width: rows))


def follow(screen: MainScreen) -> None:
    """Go to the newest event and stay there."""
    screen.events.follow()


def pause(screen: MainScreen) -> None:
    """Keep the view still, or let it go on."""
    screen.events.toggle_pause()


def only_mine(screen: MainScreen) -> None:
    """All events, or only those of the last request."""
    screen.events.toggle_only_yours()
