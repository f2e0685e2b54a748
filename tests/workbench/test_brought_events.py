"""The events that kept exchanges brought: the same ones wherever they are, found without reading the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.test_event_log import on_disk, small_log, some
from ucwa_tui.workbench.brought_events import brought_since


@pytest.mark.parametrize("exchange", [0, 1, 7, 30, 59, 60, 61])
def test_they_are_those_of_the_exchange_and_of_all_later_ones(tmp_path: Path, exchange: int) -> None:
    log = small_log(tmp_path)
    events = [some(seq) for seq in range(1, 601)]
    log.extend(events)
    assert on_disk(log) > 0
    wanted = [event for event in events if event.exchange >= exchange]
    brought = brought_since(log, exchange)
    assert len(brought) == len(wanted)
    log.extend(some(seq) for seq in range(601, 900))  # what comes later is no part of it, wherever it moves the others
    assert brought.read() == wanted


def test_an_empty_log_has_brought_nothing(tmp_path: Path) -> None:
    brought = brought_since(small_log(tmp_path), 1)
    assert (len(brought), brought.read()) == (0, [])
