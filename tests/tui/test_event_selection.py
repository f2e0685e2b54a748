"""The rows of the events list: whatever order events, gaps, drops and slices come in, the rows are the right ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.builders import event
from tests.workbench.test_event_filter import Unrelated
from ucwa_tui.tui.event_selection import EventSelection, seq_of
from ucwa_tui.wire.reports import ChannelGap, ReceivedEvent
from ucwa_tui.workbench.event_filter import parse_filter

ADDED, UPDATED = event(1, "added", "presence", "/a"), event(1, "updated", "presence", "/a")
STEPS = st.lists(
    st.one_of(
        st.builds(lambda n: ("arrive", n), st.integers(1, 9)),
        st.just(("gap", 0)),
        st.builds(lambda n: ("drop", n), st.integers(1, 6)),
        st.builds(lambda n: ("search", n), st.integers(1, 7)),
        st.just(("filter", 0)),
        st.just(("filter", 1)),
    ),
    max_size=25,
)


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_rows_are_those_of_the_filter_in_order(steps: list[tuple[str, int]]) -> None:
    selection = EventSelection(Unrelated())
    source: list[ReceivedEvent] = []
    gaps: list[ChannelGap] = []
    seq = 0
    for what, n in steps:
        if what == "arrive":
            for _ in range(n):
                seq += 1
                source.append(replace(ADDED if seq % 3 else UPDATED, seq=seq))
            selection.take(source, gaps)
        elif what == "gap":
            gaps.append(ChannelGap(0.0, "resync", "", seq))
            selection.take(source, gaps)
        elif what == "drop":
            del source[: min(n, len(source) - 1)]
            selection.take(source, gaps)
        elif what == "search" and selection.searching:
            selection.search(source, n)
        elif what == "filter":
            selection.begin(parse_filter("type:updated" if n else ""), source)
            selection.take(source, gaps)
    while selection.searching:
        selection.search(source, 4)
    chosen = [e.seq for e in source if selection.filter.matches(e, Unrelated())]
    oldest = source[0].seq if source else 0
    shown = [item for item in selection.items if isinstance(item, ChannelGap) or item.seq >= oldest]
    assert [e.seq for e in shown if isinstance(e, ReceivedEvent)] == chosen
    assert [seq_of(item) for item in selection.items] == sorted(seq_of(item) for item in selection.items)


def test_the_first_slice_has_the_newest() -> None:
    selection = EventSelection(Unrelated())
    source = [replace(ADDED if seq % 2 else UPDATED, seq=seq) for seq in range(1, 101)]
    selection.begin(parse_filter("type:added"), source)
    assert selection.searching
    assert selection.search(source, 10) == 5
    assert [seq_of(e) for e in selection.items] == [91, 93, 95, 97, 99]
    source.extend(replace(ADDED, seq=seq) for seq in (101, 102))
    growth = selection.take(source, [])
    assert growth.added == 2
    assert selection.search(source, 1000) == 45
    assert len(selection.items) == 52
