"""The rows of the events list: whatever order events, gaps, drops and searches come in, the rows are the right ones."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.builders import event
from tests.workbench.test_event_filter import Unrelated
from ucwa_tui.tui.event_selection import EventSelection, seq_of
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.workbench.event_filter import parse_filter
from ucwa_tui.workbench.event_log import EventLog
from ucwa_tui.workbench.event_search import search

ADDED, UPDATED = event(1, "added", "presence", "/a"), event(1, "updated", "presence", "/a")
STEPS = st.lists(
    st.one_of(
        st.builds(lambda n: ("arrive", n), st.integers(1, 9)),
        st.just(("gap", 0)),
        st.builds(lambda n: ("search", n), st.integers(1, 3)),
        st.just(("filter", 0)),
        st.just(("filter", 1)),
    ),
    max_size=40,
)


class Looking:
    """A selection and the search that goes with it."""

    def __init__(self, log: EventLog) -> None:
        self.selection = EventSelection(Unrelated())
        self._log = log
        self._search: Iterator[array[int]] = iter(())

    def choose(self, text: str) -> None:
        """Begin with another filter."""
        chosen = parse_filter(text)
        self.selection.begin(chosen, self._log)
        last = self._log.last_seq if self._log and chosen else -1
        self._search = search(self._log, chosen, Unrelated(), last)

    def go_on(self, count: int) -> int:
        """Find some portions more; how many rows came of it."""
        found = 0
        for _ in range(count):
            portion = next(self._search, None)
            found += self.selection.found([portion] if portion is not None else [], ended=portion is None)
        return found


@given(STEPS, st.sampled_from([0, 11, 40]))
@settings(max_examples=200, deadline=None)
def test_rows_are_those_of_the_filter_in_order(steps: list[tuple[str, int]], max_events: int) -> None:
    # Three events are more than a block may take, so that the oldest are forgotten here and there.
    log = EventLog(max_memory=20_000, max_disk=0, max_events=max_events or 1000)
    looking = Looking(log)
    selection = looking.selection
    gaps: list[ChannelGap] = []
    seq = 0
    for what, n in steps:
        if what == "arrive":
            for _ in range(n):
                seq += 1
                log.append(replace(ADDED if seq % 3 else UPDATED, seq=seq))
        elif what == "gap":
            gaps.append(ChannelGap(0.0, "resync", "", seq))
        elif what == "search":
            looking.go_on(n)
        else:
            looking.choose("type:updated" if n else "")
        if what != "search":
            selection.take(log, gaps)
    while selection.searching:
        looking.go_on(1)
    chosen = [e.seq for e in log if selection.filter.matches(e, Unrelated())]
    rows = list(selection)
    assert [e.seq for e in rows if isinstance(e, ReceivedEvent)] == chosen
    assert None not in rows
    shown = [seq_of(item) for item in rows if item is not None]
    assert shown == sorted(shown)
    assert [gap for gap in rows if isinstance(gap, ChannelGap)] == [g for g in gaps if g.after_seq >= log.first_seq - 1]
    assert [selection.row_of(item) for item in rows if item is not None] == list(range(len(rows)))
    assert selection.event_count == len(chosen)


def test_the_first_portion_has_the_newest() -> None:
    log = EventLog()
    log.extend(replace(ADDED if seq % 2 else UPDATED, seq=seq) for seq in range(1, 10_001))
    looking = Looking(log)
    looking.choose("type:added")
    selection = looking.selection
    assert selection.searching
    assert 0 < looking.go_on(1) < 5_000
    assert seq_of(selection[-1] or ADDED) == 9_999
    log.extend(replace(ADDED, seq=seq) for seq in (10_001, 10_002))
    assert selection.take(log, []).added == 2
    looking.go_on(100)
    assert "looking" not in selection.counted(log, [])
    assert len(selection) == 5_002
    assert seq_of(selection[0] or UPDATED) == 1


def test_counting_says_what_is_missing() -> None:
    log = EventLog()
    log.extend(replace(ADDED, seq=seq) for seq in range(301, 321))
    selection = EventSelection(Unrelated())
    gaps = [ChannelGap(0.0, "resync", "", 310)]
    selection.take(log, gaps)
    assert selection.counted(log, gaps) == "20, 1 gap, 300 older forgotten"
    assert selection[10] is gaps[0]
