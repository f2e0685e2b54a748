"""The meeting pane: the live picture of the conversation, with a cursor on people, modalities and messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message as TextualMessage
from textual.widget import Widget

from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.meeting_rows import Line, line_row, meeting_lines, summary
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.meeting_picture import MeetingPicture, Message, Modality, Person

EMPTY = (
    "No conversation yet. F5 joins the meeting in the form; then people, lobby, modalities and messages appear here "
    "as the event channel tells of them. F4 shows meetings of the sandbox."
)


class MeetingList(CursorList):
    """The lines of a picture. The cursor stays on what it is on, whatever comes and goes above."""

    def __init__(self) -> None:
        super().__init__(id="meeting-lines")
        self.picture: MeetingPicture | None = None
        self.lines: list[Line] = []
        self._others = 0
        self.empty_text = EMPTY

    def row_count(self) -> int:
        """One row a line."""
        return len(self.lines)

    def row(self, y: int) -> Row:
        """A line."""
        assert self.picture is not None  # there are no lines without one
        return line_row(self.lines[y], self.picture, self.text_width, self.mark(y), titled=self.titled())

    def titled(self) -> bool:
        """Whether the rule above says how many there are."""
        return not self.screen.has_class("-small")

    def width_changed(self, width: int) -> None:
        """Messages are broken anew."""
        if self.picture is not None:
            self.show(self.picture, self._others)

    def action_move(self, by: int) -> None:
        """To the next line that something can be done with; the first line, the conversation's, is one of them."""
        step = 1 if by > 0 else -1
        wanted = range(self.cursor + step, len(self.lines) if step > 0 else -1, step)
        place = next((y for y in wanted if y == 0 or self.lines[y].item is not None), None)
        if place is not None:
            self.select(place)

    @property
    def item(self) -> Person | Modality | Message | None:
        """What the cursor is on; None on a heading."""
        return self.lines[min(self.cursor, len(self.lines) - 1)].item if self.lines else None

    def show(self, picture: MeetingPicture | None, others: int = 0) -> Person | None:
        """Show a picture as it is now, and keep the place.

        Args:
            picture: what is looked at.
            others: number of further meetings.

        Returns:
            Who was under the cursor and has left: the cursor is on nobody then, so that no key meets the next one.
        """
        same = picture is not None and self.picture is picture
        self._others = others
        before, self.picture = self.lines, picture
        person = self.item if same and isinstance(self.item, Person) else None
        at_end = bool(before) and self.cursor == len(before) - 1 and person is None
        key = before[self.cursor].key if same and self.cursor < len(before) else ""
        self.lines = meeting_lines(picture, others, self.text_width or 76) if picture is not None else []
        self.fit_height()
        place = next((y for y, line in enumerate(self.lines) if line.key == key), None)
        gone = person if place is None else None
        if not same:
            self._go(self._first_to_act_on())
        elif at_end and key not in ("subject", "address"):
            self._go(len(self.lines) - 1)
        elif gone is not None:
            self._go(self._nobody_near(self.cursor))
        elif place is not None and place != self.cursor:
            top = self.scroll_offset.y + place - self.cursor
            self._go(place)
            self.scroll_to(None, max(0, top), animate=False)  # the row under the cursor stays where it is seen
        self.refresh()
        return gone

    def _nobody_near(self, y: int) -> int:
        """The heading above; there always is one."""
        return next((at for at in range(min(y, len(self.lines) - 1), 0, -1) if self.lines[at].item is None), 0)

    def _go(self, y: int) -> None:
        self.select(y, tell=False)

    def _first_to_act_on(self) -> int:
        return next((y for y, line in enumerate(self.lines) if isinstance(line.item, Person)), 0)


class MeetingPane(Pane):
    """The list with its title: state, how many are in it, how many wait."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Place.MEETING)]
    place: ClassVar = Place.MEETING
    number: ClassVar = 5
    title_word: ClassVar = "Meeting"

    class Moved(TextualMessage):
        """Another line is selected: other keys may work."""

    class Left(TextualMessage):
        """Who was under the cursor is not in the meeting any more."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Opened(TextualMessage):
        """The user wants to read the resource."""

    def __init__(self) -> None:
        super().__init__(id="meeting")
        self.list = MeetingList()
        self._shown: tuple[MeetingPicture | None, int, int] = (None, -1, 0)

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.title
        yield self.list

    def first_focus(self) -> Widget:
        """The list."""
        return self.list

    @property
    def person(self) -> Person | None:
        """The participant under the cursor."""
        return self.list.item if isinstance(self.list.item, Person) else None

    @property
    def selected_href(self) -> str:
        """Absolute URL of what is under the cursor; of the conversation on a heading; empty where there is nothing."""
        picture = self.list.picture
        if picture is None:
            return ""
        item = self.list.item
        return item.href if item is not None and item.href else picture.href

    def show(self, picture: MeetingPicture | None, others: Sequence[MeetingPicture] = ()) -> None:
        """Bring the pane up to date; nothing is made or painted where nothing has changed.

        Args:
            picture: what is looked at.
            others: further conversations, which are not over.
        """
        state = (picture, picture.version if picture is not None else 0, len(others))
        if state == self._shown:
            return
        self.set_detail(summary(picture, others))
        if self.display and self.is_attached:  # otherwise made when it can be seen
            self._shown = state
            gone = self.list.show(picture, len(others))
            if gone is not None and picture is not None and not picture.over:
                self.post_message(self.Left(gone.shown_name))

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()
        self.post_message(self.Moved())

    @on(CursorList.Chosen)
    def _chosen(self, event: CursorList.Chosen) -> None:
        event.stop()
        self.list.select(event.row)
        self.post_message(self.Opened())
