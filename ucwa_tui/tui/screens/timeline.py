"""The timeline of an operation over the main screen; Enter goes to a step's event or exchange."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from ucwa_tui.tui.rows import Row, cut_end, cut_middle, cut_words, width_of
from ucwa_tui.tui.screens.list_overlay import ListOverlay
from ucwa_tui.tui.timeline_rows import duration, lane_row, scale_row, step_row
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.timeline import Step, Timeline
from ucwa_tui.workbench.timeline_export import utc

MOST_LANES = 6
"""Bars that are shown above the steps; `b` shows all."""
DETAIL_ROWS = 3
BESIDE_TITLE = 6
"""Cells of the box's upper edge that are no title."""


class TimelineList(CursorList):
    """Bars, their scale, and the steps; the cursor may be on any of them."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(id="timeline-list")
        self.timeline = timeline
        self.all_lanes = False
        self.empty_text = "Nothing has come of it yet."

    @property
    def lane_count(self) -> int:
        """Bars shown."""
        lanes = len(self.timeline.lanes)
        return lanes if self.all_lanes else min(MOST_LANES, lanes)

    @property
    def first_step(self) -> int:
        """The row of the first step: behind the bars and their scale."""
        return self.lane_count + 1 if self.lane_count else 0

    @property
    def step(self) -> Step | None:
        """The step under the cursor."""
        at = self.cursor - self.first_step
        return self.timeline.steps[at] if 0 <= at < len(self.timeline.steps) else None

    def row_count(self) -> int:
        """Bars, scale, steps, and what is left out."""
        return self.first_step + len(self.timeline.steps) + bool(self.timeline.left_out)

    def row(self, y: int) -> Row:
        """A bar, the scale, or a step."""
        if y < self.lane_count:
            return lane_row(self.timeline.lanes[y], self.timeline, self.text_width, self.mark(y))
        if y < self.first_step:
            row = scale_row(self.timeline, self.text_width)
            hidden = len(self.timeline.lanes) - self.lane_count
            return (*row, (f"  {hidden} more, b shows them" if hidden else "", "muted"))
        at = y - self.first_step
        if at < len(self.timeline.steps):
            return step_row(self.timeline.steps[at], self.text_width, self.mark(y))
        return ((f"{self.mark(y)}{self.timeline.left_out} more events are left out here", "sev-warning"),)


class TimelineScreen(ListOverlay[Step]):
    """One operation at a time; the result is the step to go to.

    Args:
        tickets: the operations, the newest last.
        start: which of them is shown first.
        make: gives the timeline of one.
        folder: where a file goes unless somebody says otherwise.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Go there", show=False),
        Binding("left,h", "other(-1)", "Earlier", show=False),
        Binding("right,l", "other(1)", "Later", show=False),
        Binding("b", "bars", "All bars", show=False),
        Binding("e", "export", "Export", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("q", "back", "Back", show=False),
    ]

    def __init__(
        self,
        tickets: Sequence[int],
        start: int,
        make: Callable[[int], Timeline],
        *,
        folder: Path,
    ) -> None:
        self._tickets, self._at, self._make = tickets, start, make
        self._folder = folder
        self.list = TimelineList(make(tickets[start]))
        keys = [("Enter", "go there"), ("← →", "other"), ("b", "bars"), ("e", "export"), ("y", "copy"), ("Esc", "back")]
        super().__init__(self._title(), keys, self.list, about="step", start=self.list.first_step, name="timeline")

    def _title(self, width: int = 0) -> str:
        """As much of the operation's id as there is room for in `width` cells; 0: there is room."""
        told = self.list.timeline
        which = f" ({self._at + 1} of {len(self._tickets)})" if len(self._tickets) > 1 else ""
        state = f"{told.outcome} · {duration(told.end)}{', goes on' if told.is_open else ''}"
        title = f"Timeline{which} · {told.operation} · {state}"
        for digits in (8, 4):
            who = f"{told.operation_id[:digits]}{'…' if len(told.operation_id) > digits else ''}"
            longer = f"Timeline{which} · {told.operation} {who} · {state}"
            if not width or width_of(safe_line(longer)) <= width:
                return longer
        return title

    def action_choose(self) -> None:
        """Go to the event or exchange."""
        if self.list.step is not None:
            self.dismiss(self.list.step)

    def action_other(self, by: int) -> None:
        """The timeline of another operation."""
        at = self._at + by
        if not 0 <= at < len(self._tickets):
            self._say("There is no later request" if by > 0 else "There is no earlier request", "sev-warning")
            return
        self._at = at
        self.list.timeline = self._make(self._tickets[at])
        self.list.fit_height()
        self.list.select(self.list.first_step, tell=False)
        self.list.refresh()
        self.tell()

    def action_bars(self) -> None:
        """All bars, or the first ones."""
        step = self.list.cursor - self.list.first_step
        self.list.all_lanes = not self.list.all_lanes
        self.list.fit_height()
        self.list.select(max(0, self.list.first_step + step), tell=False)
        self.list.refresh()
        self.tell()

    def action_export(self) -> None:
        """Ask for a path, and write."""
        from ucwa_tui.tui.save_file import Saving, ask_where

        name = "".join(c if c.isalnum() or c in "-_" else "-" for c in self.list.timeline.operation_id)[:40]
        path = self._folder / f"timeline-{name or self._tickets[self._at]}.md"

        ask_where(
            self,
            Saving("the timeline", partial(_bytes, self.list.timeline)),
            title="Export the timeline to",
            path=path,
            say=self._say,
            keys=[(".md .jsonl .csv", "the ending chooses")],
        )

    def action_copy(self) -> None:
        """Copy it as Markdown."""
        from ucwa_tui.tui.copy_out import copy_out
        from ucwa_tui.workbench.timeline_export import as_markdown

        timeline = self.list.timeline
        copy_out(
            self,
            lambda: as_markdown(timeline),
            what="Timeline as Markdown",
            name="timeline.md",
            say=self._say,
        )

    def _say(self, text: str, style: str) -> None:
        lines = cut_words(safe_line(text), max(20, self.detail.size.width - 3), DETAIL_ROWS)
        self.detail.show_rows([((line, style),) for line in lines])

    def tell(self) -> None:
        """What there is to know about the step under the cursor."""
        box = self.query_one(".box")
        box.border_title = Content(safe_line(self._title(box.size.width - BESIDE_TITLE))).markup
        step, width = self.list.step, max(20, self.detail.size.width - 3)
        if step is None:
            self.detail.show_rows(
                [(("Bars are states on one scale from the POST on; ┄ is one that goes on.", "muted"),)]
            )
            return
        numbers = [
            utc(step.at),
            f"+{step.since_post:.3f} s since POST",
            f"#{step.exchange}" if step.exchange is not None else "",
            f"ack {step.ack}" if step.ack is not None else "",
            f"event {step.seq}" if step.seq is not None else "",
        ]
        lines = [
            cut_end(" · ".join(part for part in numbers if part), width),
            cut_end(f"{safe_line(step.lane)}: {safe_line(step.what)}", width),
            cut_middle(safe_line(step.href), width),
        ]
        self.detail.show_rows([((line, "muted" if at != 1 else ""),) for at, line in enumerate(lines) if line])


def _bytes(timeline: Timeline, path: Path) -> bytes:
    from ucwa_tui.workbench.timeline_export import exported

    return exported(timeline, path.suffix).encode("utf-8", "backslashreplace")
