"""Opens the line for a message as soon as the messaging that was added for it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ucwa_tui.workbench.invitation_view import Outcome

if TYPE_CHECKING:
    from textual.widget import Widget

    from ucwa_tui.tui.screens.main import MainScreen


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who wants to write where."""

    conversation: str
    """Its absolute URL."""
    ticket: int
    """Of addMessaging."""
    focus: Widget | None
    """Where the cursor was: somebody who has gone elsewhere is not disturbed."""


class MessageWatch:
    """Knows at most one conversation that somebody waits to write in."""

    def __init__(self) -> None:
        self._wanted: _Wanted | None = None

    def wait(self, screen: MainScreen, conversation: str, ticket: int) -> None:
        """Messaging is being added to a conversation, in order to write."""
        self._wanted = _Wanted(conversation, ticket, screen.focused)

    def look(self, screen: MainScreen) -> None:
        """Go on where messaging is there; give up where that has failed, or the conversation is another one."""
        if self._wanted is None:
            return
        session, wanted = screen.controller.session, self._wanted
        view, picture = session.book.view(wanted.ticket), session.picture
        failed = view is not None and view.outcome.is_final and view.outcome is not Outcome.SUCCEEDED
        if failed or picture is None or picture.over or picture.href != wanted.conversation:
            self._wanted = None
        elif picture.messaging is not None and "sendMessage" in picture.messaging.links:
            self._wanted = None
            if screen.is_current and screen.focused is wanted.focus:
                from ucwa_tui.tui.actions.meeting import write

                write(screen)
            else:
                screen.say("Messaging is Connected: m in the meeting pane writes")
