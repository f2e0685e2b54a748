"""The sandbox's meetings: what each one will do. Enter puts one into the form."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from ucwa_tui.tui.rows import Row, fit
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.meeting_directory import SandboxMeeting
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.meetings import Directory

BEHAVIOUR_WIDTH = 20


class MeetingList(CursorList):
    """Two rows a meeting would be more to read than to choose from: subject and expectation share one."""

    def __init__(self, meetings: tuple[SandboxMeeting, ...]) -> None:
        super().__init__(id="meeting-list")
        self.meetings = meetings

    def row_count(self) -> int:
        """One row a meeting."""
        return len(self.meetings)

    def row(self, y: int) -> Row:
        """A meeting."""
        meeting = self.meetings[y]
        room = self.text_width - 3
        subject_width = min(38, room // 2)
        return (
            (self.mark(y) + " ", ""),
            (fit(safe_line(meeting.subject), subject_width), "bold"),
            (" ", ""),
            (fit(safe_line(meeting.expect), max(0, room - subject_width)), "muted"),
        )


class MeetingsScreen(Overlay[SandboxMeeting]):
    """Chooses a meeting."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Into the form", show=False)]

    def __init__(self, directory: Directory) -> None:
        title = f"Meetings of the sandbox ({len(directory.meetings)})"
        super().__init__(title, [("Enter", "into the form"), ("Esc", "back")], classes="meetings-screen")
        self.list = MeetingList(directory.meetings)

    def body(self) -> Widget:
        """The list."""
        return self.list

    def on_mount(self) -> None:
        """Focus on the list."""
        super().on_mount()
        self.list.fit_height()
        self.list.focus()

    def action_choose(self) -> None:
        """Take the selected meeting."""
        if self.list.meetings:
            self.dismiss(self.list.meetings[self.list.cursor])

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        self.list.select(event.row)
        self.action_choose()
