"""The log of events: like a plain list, wherever its events are; bounded; honest about what is gone."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.json_trees import wild_trees
from tests.workbench.builders import event, invitation_event, resource
from tests.workbench.test_event_filter import Unrelated
from ucwa_tui.protocol.events import EventLink
from ucwa_tui.protocol.json_codec import resource_of
from ucwa_tui.protocol.payload import Record
from ucwa_tui.protocol.reason import Reason
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_filter import parse_filter
from ucwa_tui.workbench.event_log import EventLog
from ucwa_tui.workbench.event_packing import changes_of, event_of, pack, text_of
from ucwa_tui.workbench.event_search import search
from ucwa_tui.workbench.event_spill import SpillFile
from ucwa_tui.workbench.state_changes import Change


def at_once(work: Callable[[], None]) -> None:
    """Beside, but not later."""
    work()


def small_log(folder: Path, **more: Any) -> EventLog:
    """A log that has room for a few events in memory."""
    given = {"max_memory": 20_000, "max_disk": 10_000_000, "beside": at_once, **more}
    return EventLog(folder=lambda: folder, **given)


def some(seq: int) -> ReceivedEvent:
    """An event that differs from its neighbours."""
    kind, sender = ("added", "updated", "deleted")[seq % 3], ("people", "conversation")[seq % 2]
    body = resource({"rel": "x", "name": f"Person {seq}", "state": "On" if seq % 5 else "Off"}) if seq % 4 else None
    told = event(seq, kind, "participant", f"/people/{seq % 7}", embedded=body, sender=sender, at=1000 + seq / 10)
    return replace(told, exchange=seq // 10)


def on_disk(log: EventLog) -> int:
    """How many blocks are on disk."""
    return sum(block is not None and block.events is None for block in log._blocks)


@given(st.lists(st.integers(1, 60), max_size=8), st.data())
@settings(max_examples=60, deadline=None)
def test_it_is_like_a_list_across_disk_and_memory(
    tmp_path_factory: pytest.TempPathFactory, portions: list[int], data: st.DataObject
) -> None:
    log = small_log(tmp_path_factory.getbasetemp())
    plain: list[ReceivedEvent] = []
    changed = (Change("state", "a", "b"),)
    for portion in portions:
        for _ in range(portion):
            plain.append(some(len(plain) + 1))
            log.append(plain[-1], changed if len(plain) % 2 else ())
        index = data.draw(st.integers(-len(plain), len(plain) - 1))
        assert log[index] == plain[index]
        assert log.by_seq(plain[index].seq) == plain[index]
        assert log.changes(plain[index].seq) == (changed if plain[index].seq % 2 else ())
        cut = slice(
            *data.draw(st.tuples(st.integers(-90, 90), st.integers(-90, 90))), data.draw(st.sampled_from([1, 3, -2]))
        )
        assert log[cut] == plain[cut]
    assert list(log) == plain
    assert len(log) == len(plain)
    assert list(reversed(log)) == plain[::-1]
    assert bool(log) is bool(plain)
    assert on_disk(log) > 0 or len(plain) < 60
    log.close()


FILTERS = st.lists(
    st.sampled_from(
        ["type:added", "-type:added", "sender:people", "rel:part", "state:off", "person", '"person 1"', "-text:3",
         "request:7", "-request:7", "exchange:2,3", "href:/people/3", "status:x", "mine", "failed", "-@three", "@three"]
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@given(FILTERS, st.integers(0, 300), st.integers(1, 300), st.integers(0, 100))
@settings(max_examples=120, deadline=None)
def test_a_search_finds_what_looking_at_each_event_finds(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], count: int, last: int, first: int
) -> None:
    log = small_log(tmp_path_factory.getbasetemp())
    log.extend(map(some, range(1, count + 1)))
    chosen = parse_filter(" ".join(words), {"three": "person 3 type:added"})
    found = [seq for portion in search(log, chosen, Unrelated(), last, first) for seq in portion]
    naive = [e.seq for e in log if first <= e.seq <= last and chosen.matches(e, Unrelated())]
    assert found == naive[::-1]
    log.close()


WORDS = st.text(st.characters(codec=None), max_size=8)


@given(wild_trees, WORDS, st.none() | WORDS, st.none() | WORDS, st.floats(allow_nan=False))
@settings(max_examples=150, deadline=None)
def test_every_event_comes_back_from_disk_as_it_was(
    tree: Record, text: str, title: str | None, status: str | None, at: float
) -> None:
    body = resource_of(tree)
    reason = Reason(text, title, status, None, (("p", text),), (("d", (text, None, True)),)) if title else None
    told = event(7, text, text, text, embedded=body, status=status, reason=reason, title=title, at=at)
    told = replace(told, event=replace(told.event, in_=EventLink(text, text, title) if status else None))
    changes = (Change(text, "a", "b"),)
    (packed,) = text_of(pack([told], [changes])).split("\n")
    assert event_of(packed) == told
    assert changes_of(packed) == changes


def test_the_file_is_private_and_has_no_name(tmp_path: Path) -> None:
    log = small_log(tmp_path / "state" / "deep")
    log.extend(map(some, range(1, 200)))
    assert on_disk(log) > 3
    assert list((tmp_path / "state" / "deep").iterdir()) == []
    assert log._file is not None
    told = os.fstat(log._file._handle())
    assert stat.S_IMODE(told.st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state" / "deep").stat().st_mode) == 0o700
    log.close()


def test_the_thread_writes_and_nothing_is_lost_meanwhile(tmp_path: Path) -> None:
    log = EventLog(20_000, folder=lambda: tmp_path)
    for seq in range(1, 3001):
        log.append(some(seq))
        assert log[-1].seq == seq
        if seq % 500 == 0:
            assert [e.seq for e in log] == list(range(1, seq + 1))
    log.settle()
    assert on_disk(log) > 100
    assert list(log) == list(map(some, range(1, 3001)))
    assert not log.trouble
    log.close()


def test_the_oldest_are_forgotten_when_the_disk_is_full(tmp_path: Path) -> None:
    log = small_log(tmp_path, max_disk=8_000)
    log.extend(map(some, range(1, 1001)))
    assert 0 < log.forgotten < 900
    assert log.forgotten + len(log) == 1000
    assert list(log) == list(map(some, range(log.forgotten + 1, 1001)))
    assert log.by_seq(log.forgotten) is None
    assert log.first_seq == log.forgotten + 1
    assert not log.trouble
    log.close()


def test_events_are_bounded_by_number_and_by_memory_without_a_disk() -> None:
    log = EventLog(max_events=1000, max_disk=0)
    log.extend(event(seq, "updated", "me", "/me") for seq in range(1, 2501))
    assert 500 < len(log) <= 1256
    assert log.last_seq == 2500
    assert log.forgotten + len(log) == 2500
    assert log.by_seq(9999) is None
    heavy = resource({"rel": "me", "note": "n" * 10_000, "_links": {"self": {"href": "/me"}}})
    log = EventLog(max_memory=200_000, max_disk=0)
    log.extend(event(seq, "updated", "me", "/me", embedded=heavy) for seq in range(1, 101))
    assert 10 <= len(log) <= 24
    assert log[-1].seq == 100


def test_a_disk_that_takes_nothing_is_told_once_and_the_oldest_go(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    log = small_log(tmp_path / "state")
    log.extend(map(some, range(1, 300)))
    assert log.trouble.startswith("Older events are forgotten from now on")
    assert log.forgotten > 100
    assert [e.seq for e in log] == list(range(log.first_seq, 300))


def test_what_cannot_be_read_again_is_left_out(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.extend(map(some, range(1, 200)))
    assert log._file is not None
    os.pwrite(log._file._handle(), b"\0" * 50, 0)
    assert log.by_seq(1) is None
    assert log.changes(1) == ()
    assert "cannot be read" in log.trouble
    with pytest.raises(IndexError):
        log[0]
    assert log[-1].seq == 199
    assert [e.seq for e in log][-50:] == list(range(150, 200))
    log.close()


def test_what_cannot_be_written_as_text_stays_in_memory(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.append(replace(invitation_event(1, "added"), exchange=10**4400 % 2**31, ack=10**5000))
    log.extend(map(some, range(2, 100)))
    assert log[0].ack == 10**5000
    assert on_disk(log) > 0
    log.close()


def test_an_empty_log_finds_nothing() -> None:
    log = EventLog()
    assert log.by_seq(1) is None
    assert log.by_seq(0) is None
    assert not log
    assert log[-2:] == []
    assert list(log.blocks_back(5)) == []
    with pytest.raises(IndexError):
        log[-1]


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=30))
@settings(max_examples=60, deadline=None)
def test_the_ring_keeps_the_newest_blocks_whole(tmp_path_factory: pytest.TempPathFactory, blocks: list[bytes]) -> None:
    file = SpillFile(tmp_path_factory.getbasetemp, 100)
    places = [file.write(block) for block in blocks]
    for place, block in zip(places, blocks, strict=True):
        if place >= file.oldest:
            assert file.read(place, len(block)) == block
        else:
            with pytest.raises(OSError, match="no longer"):
                file.read(place, len(block))
    assert places[-2:] == [place for place in places[-2:] if place >= file.oldest]
    with pytest.raises(OSError, match="larger"):
        file.write(b"x" * 101)
    file.close()


def test_a_gap_in_the_numbers_ends_no_look_and_none_goes_on_for_ever() -> None:
    log = EventLog()
    numbers = [1, 2, 3, 100, 101, 500]
    log.extend(some(seq) for seq in numbers)
    assert [event.seq for event in log] == numbers
    assert [event.seq for event in log[-400:]] == [101, 500]
    assert log.by_seq(50) is None
    assert [log.by_seq(seq) is not None for seq in numbers] == [True] * len(numbers)
