"""The sandbox's meetings: what each one will do. Enter puts one into the form."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.tui.rows import Row, cut_middle, fit, wrap_words
from ucwa_tui.tui.screens.finding_list import FindingListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.meeting_directory import SandboxMeeting
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.meetings import Directory

DETAIL_ROWS = 3


class MeetingList(CursorList):
    """A meeting a row: subject and the word for what it does."""

    def __init__(self, meetings: tuple[SandboxMeeting, ...]) -> None:
        super().__init__(id="meeting-list")
        self.meetings = meetings
        self.empty_text = "The directory is empty."
        self._word_width = max((len(safe_line(m.behaviour)) for m in meetings), default=0)

    def row_count(self) -> int:
        """One row a meeting."""
        return len(self.meetings)

    def row(self, y: int) -> Row:
        """A meeting."""
        meeting = self.meetings[y]
        room = self.text_width - self._word_width - 4
        return (
            (self.mark(y) + " ", ""),
            (fit(safe_line(meeting.subject), max(8, room)), "bold" if y == self.cursor else ""),
            ("  ", ""),
            (fit(safe_line(meeting.behaviour), self._word_width), "muted"),
        )


class MeetingsScreen(FindingListOverlay[SandboxMeeting]):
    """Chooses a meeting; what the selected one will show stands below the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Into the form", show=False)]

    def __init__(self, directory: Directory, chosen: str = "") -> None:
        """`chosen` is the URI of the meeting that the list starts with."""
        self.list = MeetingList(directory.meetings)
        super().__init__(
            f"Meetings of the sandbox ({len(directory.meetings)})",
            [("Enter", "into the form"), ("Esc", "back"), ("letters", "find a subject")],
            self.list,
            about="what a join shows",
            start=next((i for i, m in enumerate(directory.meetings) if m.uri == chosen), 0),
            name="meeting",
            texts=[f"{m.subject} {m.behaviour}" for m in directory.meetings],
            what="subject",
        )

    def action_choose(self) -> None:
        """Take the selected meeting."""
        if self.list.meetings and not self.missed:
            self.dismiss(self.list.meetings[self.list.cursor])

    def tell(self) -> None:
        """What is to be known about the selected one."""
        if not self.list.meetings:
            return
        meeting = self.list.meetings[self.list.cursor]
        width = max(20, self.detail.size.width - 3)
        lines = wrap_words(safe_line(meeting.expect), width)[: DETAIL_ROWS - 1]
        self.detail.show_rows(
            [*(((line, ""),) for line in lines), ((cut_middle(safe_line(meeting.uri), width), "muted"),)]
        )
