"""Which of several conversations is looked at: it stays until somebody joins or accepts another one, or asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.meeting_book import MeetingBook
from ucwa_tui.workbench.meeting_picture import MeetingPicture


class MeetingFocus:
    """Changed by `look`, after each report, and by `go_on`."""

    def __init__(self) -> None:
        self.picture: MeetingPicture | None = None
        self._operation: int | None = None
        """Ticket of the operation whose conversation has been shown."""
        self._wanted = ""
        """URL of the conversation to be shown as soon as it is there."""
        self._known: tuple[MeetingPicture, ...] = ()
        """The conversations there were while the one looked at was not over."""

    def look(self, meetings: MeetingBook, current: InvitationView | None) -> None:
        """Take in what is there now.

        Args:
            meetings: all conversations.
            current: the user's newest operation.
        """
        pictures = meetings.pictures
        joined = meetings.get(current.conversation_href) if current and current.conversation_href else None
        if current is not None and joined is not None and current.ticket != self._operation:
            self._operation = current.ticket
            self.picture = joined
        wanted = meetings.get(self._wanted) if self._wanted else None
        if wanted is not None:
            self.picture, self._wanted = wanted, ""
        if self.picture is not None and self.picture not in pictures:
            self.picture = None
        if self.picture is None:
            self.picture = meetings.current
        elif self.picture.over:
            fresh = [p for p in pictures if not p.over and not p.incoming and not any(p is k for k in self._known)]
            self.picture = fresh[-1] if fresh else self.picture
        if self.picture is not None and not self.picture.over:
            self._known = tuple(pictures)

    def go_to(self, url: str) -> None:
        """Look at a conversation from the next `look` on at which it is there."""
        self._wanted = url

    def go_on(self, pictures: Sequence[MeetingPicture]) -> None:
        """Look at the next conversation that is not over, round and round."""
        place = next((y for y, p in enumerate(pictures) if p is self.picture), -1)
        order = [*pictures[place + 1 :], *pictures[: max(place, 0)]]
        self.picture = next((p for p in order if not p.over and not p.incoming), self.picture)
        self._known = tuple(pictures)
