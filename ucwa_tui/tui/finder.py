"""A search at work: begins at once, goes on on a thread, and knows which hit one is at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ucwa_tui.document.hits import Found, Hits
from ucwa_tui.document.text_pattern import TextPattern, TooSlow
from ucwa_tui.tui.slices import Slices
from ucwa_tui.tui.text_search import find_all
from ucwa_tui.tui.widgets.line_view import Lines

FEW_LINES = 2000
"""Lines that are searched at once for a text; more than these, and every regular expression, on a thread."""
TOO_SLOW = "this expression takes too long here: the search was given up"


class Finder:
    """Searches the lines that a reader shows.

    Args:
        got_on: called with what was found whenever the search has got on, or has ended.
        arrived: called with the line of the hit that the search begins with.
    """

    def __init__(self, got_on: Callable[[Sequence[Found]], None], arrived: Callable[[int], None]) -> None:
        self._got_on = got_on
        self._arrived = arrived
        self.pattern: TextPattern | None = None
        self.hits: Hits | None = None
        self.at = -1
        """Which hit one is at; -1: none."""
        self.turned = ""
        """Which end the last step went over, `top` or `bottom`; empty: none."""
        self.problem = ""
        """Why the search was given up."""
        self._goal, self._go = 0, True
        self._goal_hit = -1
        self._goal_count = -1
        self._job: Slices[Found | None] | None = None

    @property
    def count(self) -> int:
        """How many hits there are so far."""
        return self.hits.count if self.hits is not None else 0

    @property
    def searching(self) -> bool:
        """Whether there may be more of them."""
        return self._job is not None

    def forget(self) -> None:
        """The lines are others: hits are void, what is searched for is not."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self.at >= 0 and not self.problem:
            self._goal_hit, self._goal_count = self.at, self.count
        self.hits = None
        self.at = -1
        self.turned = self.problem = ""

    def stop(self) -> None:
        """Search for nothing."""
        self.forget()
        self.pattern = None

    def begin(self, lines: Lines, pattern: TextPattern, goal: int, *, again: bool = False, go: bool = True) -> None:
        """Search all lines.

        Args:
            lines: what is searched.
            pattern: what for.
            goal: the line from which on the first hit is gone to.
            again: the same was searched in another form of the same text: where there are as many hits, one is at
                the same one.
            go: tell where one arrives.
        """
        self.forget()
        if not again:
            self._goal_hit = -1
        self.pattern = pattern
        self.hits = Hits(pattern)
        self._goal, self._go = goal, go
        work = find_all(lines, pattern)
        if len(lines) <= FEW_LINES and not pattern.is_regex:
            self._take(list(work), True)
        else:
            self._job = Slices(_guarded(work), self._take_some)

    def step(self, by: int) -> int | None:
        """Go to another hit, round the end; the line it is in, or None."""
        self.turned = ""
        if self.hits is None or not self.hits.count:
            return None
        wanted = self.at + by
        if wanted < 0 or wanted >= self.hits.count:
            self.turned = "top" if by > 0 else "bottom"
        self.at = wanted % self.hits.count
        return self.hits.row(self.at)

    def _take_some(self, found: Sequence[Found | None], ended: bool) -> None:
        if None in found:
            self.problem = TOO_SLOW
        self._take([one for one in found if one is not None], ended)

    def _take(self, found: Sequence[Found], ended: bool) -> None:
        assert self.hits is not None
        self.hits.take(found)
        if ended:
            self._job = None
        if self.at < 0 and self.hits.count:
            self._choose(ended)
        self._got_on(found)

    def _choose(self, ended: bool) -> None:
        assert self.hits is not None
        if self._goal_hit >= 0:
            if not ended:
                return
            same = self._goal_count == self.hits.count
            self.at = self._goal_hit if same else self.hits.from_row(self._goal) % self.hits.count
        else:
            nearest = self.hits.from_row(self._goal)
            if nearest >= self.hits.count and not ended:
                return
            self.turned = "top" if nearest >= self.hits.count else ""
            self.at = nearest % self.hits.count
        if self._go:
            self._arrived(self.hits.row(self.at))


def _guarded(work: Iterator[Found]) -> Iterator[Found | None]:
    """The same; None where it was given up."""
    try:
        yield from work
    except TooSlow:
        yield None
