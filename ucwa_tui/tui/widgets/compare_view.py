"""Two exchanges beside or below each other, to scroll through and to jump from difference to difference."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ucwa_tui.document.compare.exchanges import Compared
from ucwa_tui.tui.compare_plan import Options, Plan, planning
from ucwa_tui.tui.compare_rows import ComparePainter
from ucwa_tui.tui.rows import Row
from ucwa_tui.tui.slices import Slices
from ucwa_tui.tui.widgets.line_view import LineView

AT_ONCE = 4
"""Portions of a plan that are made before anything is painted; what is longer is planned on a thread."""


class CompareView(LineView):
    """Scrolls like a pager; n and N go to the next difference and the one before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_by(1)", "Down", show=False),
        Binding("up,k", "scroll_by(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d,space", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("home,g", "edge(0)", "Top", show=False),
        Binding("end,G", "edge(1)", "Bottom", show=False),
        Binding("n", "go(1)", "Next difference", show=False),
        Binding("N", "go(-1)", "Difference before", show=False),
    ]

    class Changed(Message):
        """There are more differences, or another one is looked at."""

    def __init__(self) -> None:
        super().__init__(id="compare-text")
        self.options = Options()
        self.at = -1
        """Which difference one has jumped to; -1: none."""
        self._parts: list[Compared] = []
        self._plan = Plan()
        self._painter = ComparePainter([], self._plan, 1)
        self._job: Slices[Plan] | None = None

    @property
    def differences(self) -> int:
        """How many places with differences there are in what is planned so far."""
        return len(self._plan.starts)

    @property
    def at_work(self) -> bool:
        """Whether there is more to be planned."""
        return self._job is not None

    @property
    def side_by_side(self) -> bool:
        """Whether the sides stand beside each other."""
        return self._plan.side_by_side

    def show(self, parts: Sequence[Compared], *, keep_place: bool = True) -> None:
        """Show sections; called again when there are more, or when other things are to be hidden."""
        self._parts = list(parts)
        self._make(keep_place=keep_place)

    def set_options(self, options: Options) -> None:
        """Hide other things; the difference that was looked at stays in sight where it still is one."""
        line = self._line_of(self._plan.starts[self.at]) if 0 <= self.at < self.differences else None
        self.options = options
        self._make(keep_place=False)
        if line is not None:
            found = next((i for i, y in enumerate(self._plan.starts) if self._line_of(y) >= line), -1)
            self.at = found
            if found >= 0:
                self._reveal(self._plan.starts[found])
        self.post_message(self.Changed())

    def width_changed(self, width: int) -> None:
        """Plan anew."""
        self._make(keep_place=True)

    def on_unmount(self) -> None:
        """Nobody wants the rest."""
        if self._job is not None:
            self._job.cancel()

    def row_count(self) -> int:
        """Rows of the plan."""
        return len(self._plan)

    def row(self, y: int) -> Row:
        """A row of it."""
        return self._painter.row(y, current=self._is_current(y))

    def text(self) -> str:
        """All rows as they are planned now, as text."""
        rows = (self._painter.row(y, current=False) for y in range(len(self._plan)))
        return "\n".join("".join(text for text, _ in row).rstrip() for row in rows) + "\n"

    def _line_of(self, y: int) -> tuple[int, int, int]:
        planned = self._plan.row(y)
        return planned.section, planned.left, planned.right

    def _make(self, *, keep_place: bool) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if not self.text_width:
            return
        plans = planning(self._parts, self.options, self.text_width)
        last = list(islice(plans, AT_ONCE))[-1]
        self._plan = last
        self._painter = ComparePainter(self._parts, last, self.text_width)
        if len(last) >= AT_ONCE * 2000:
            self._job = Slices(plans, self._grown)
        if not keep_place:
            self.scroll_to(None, 0, animate=False)
        self.fit_height()
        self.refresh()
        self.post_message(self.Changed())

    def _grown(self, plans: list[Plan], ended: bool) -> None:
        if ended:
            self._job = None
        self.fit_height()
        self.post_message(self.Changed())

    def _is_current(self, y: int) -> bool:
        plan, at = self._plan, self.at
        if not 0 <= at < self.differences or y < plan.starts[at]:
            return False
        return at >= len(plan.ends) or y < plan.ends[at]

    def action_go(self, by: int) -> None:
        """Go to another difference: from the one that was jumped to, else from what is in sight."""
        if not self.differences:
            return
        if self.at < 0:
            from_here = bisect_right(self._plan.starts, self.scroll_offset.y - 1)
            self.at = from_here % self.differences if by > 0 else (from_here - 1) % self.differences
        else:
            self.at = (self.at + by) % self.differences
        self._reveal(self._plan.starts[self.at])
        self.refresh()
        self.post_message(self.Changed())

    def begin_at_difference(self) -> None:
        """Go to the first difference, where it cannot be seen and nobody has moved yet."""
        starts = self._plan.starts
        if len(starts) and self.at < 0 and not self.scroll_offset.y and starts[0] >= self.size.height:
            self.action_go(1)

    def _reveal(self, y: int) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if not top + 1 <= y < top + height * 2 // 3:
            self.scroll_to(None, max(0, y - height // 3), animate=False)

    def action_scroll_by(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_to(None, self.scroll_offset.y + by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by what can be seen, less a line."""
        self.scroll_to(None, self.scroll_offset.y + by * max(1, self.size.height - 1), animate=False)

    def action_edge(self, end: int) -> None:
        """Scroll to the top or the bottom."""
        self.scroll_to(None, self.row_count() if end else 0, animate=False)
