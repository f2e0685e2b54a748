"""The invitations that others have sent in this session: answer one, or see how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from ucwa_tui.protocol.incoming import Incoming, Ring
from ucwa_tui.tui.event_rows import clock_time
from ucwa_tui.tui.rows import Row, cut_end, cut_middle, fit, width_of, wrap_words
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.incoming_book import IncomingBook
from ucwa_tui.workbench.incoming_words import asks, how_it_stands, who

DETAIL_ROWS = 4
_RING = 11
"""Cells of the word for how an invitation stands."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with an invitation."""

    what: str
    """accept, decline, form, read."""
    item: Incoming


class IncomingList(CursorList):
    """An invitation a row, the newest first."""

    def __init__(self, items: list[Incoming]) -> None:
        super().__init__(id="incoming-list")
        self.items = items

    def row_count(self) -> int:
        """One row an invitation."""
        return len(self.items)

    def row(self, y: int) -> Row:
        """When, who, what, how it stands."""
        item = self.items[y]
        room = max(8, self.text_width - 2 - 9 - _RING)
        name = cut_end(who(item), room // 2)
        return (
            (self.mark(y) + " ", ""),
            (clock_time(item.at, 0) + " ", "muted"),
            (fit(item.ring.value, _RING), "sev-warning" if item.ring is Ring.RINGS else "muted"),
            (name, "bold"),
            (" ", ""),
            (cut_end(asks(item), max(1, room - width_of(name) - 1)), ""),
        )


class IncomingScreen(ListOverlay[Wish]):
    """The list as it was when it came up: an answer looks at the invitation anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,A", "wish('accept')", "Accept", show=False),
        Binding("d,D", "wish('decline')", "Decline", show=False),
        Binding("f", "wish('form')", "Decline by the form", show=False),
        Binding("enter", "choose", "Read", show=False),
    ]

    def __init__(self, book: IncomingBook) -> None:
        items = book.items[::-1]
        self.list = IncomingList(items)
        keys = [("a", "accept"), ("d", "decline"), ("f", "reason"), ("Enter", "read it"), ("Esc", "back")]
        super().__init__(
            f"Invitations you have received ({len(items)})",
            keys,
            self.list,
            about="as the server tells it",
            start=max((y for y, item in enumerate(items) if item.ring is Ring.RINGS), default=0),
            name="incoming",
        )

    def action_choose(self) -> None:
        """Read the resource."""
        self.action_wish("read")

    def action_wish(self, what: str) -> None:
        """Do something with the selected one."""
        if self.list.items:
            self.dismiss(Wish(what, self.list.items[self.list.cursor]))

    def tell(self) -> None:
        """All about the selected one."""
        if not self.list.items:
            return
        item = self.list.items[self.list.cursor]
        width = max(20, self.detail.size.width - 3)
        words = f"{who(item)} {asks(item)}. It {'' if item.ring is Ring.RINGS else 'is: '}{how_it_stands(item)}."
        rows: list[Row] = [((line, ""),) for line in wrap_words(words, width)[: DETAIL_ROWS - 2]]
        if item.reason is not None and item.reason.message:
            rows.append(((cut_end(safe_line(item.reason.message), width), ""),))
        rows.append(((cut_middle(safe_line(item.href), width), "muted"),))
        self.detail.show_rows(rows)
