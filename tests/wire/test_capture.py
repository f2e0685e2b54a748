"""The recorder of what went over a socket."""

from __future__ import annotations

from ucwa_tui.wire.capture import Capture, Direction, Phases


def test_bytes_and_phases_are_recorded() -> None:
    capture = Capture()
    assert capture.phases(0.0) == Phases()
    capture.append(1.0, Direction.SENT, b"GET ")
    capture.append(1.5, Direction.SENT, b"/")
    assert capture.phases(0.5) == Phases(1.0)
    capture.append(2.0, Direction.RECEIVED, b"HTTP")
    capture.append(2.0, Direction.RECEIVED, b"")
    capture.append(4.0, Direction.RECEIVED, b"/1.1")
    assert capture.phases(0.5) == Phases(1.0, 0.5, 2.0)
    assert (capture.sent, capture.received, capture.overflowed) == (b"GET /", b"HTTP/1.1", False)
    assert [mark.size for mark in capture.marks] == [4, 1, 4, 4]


def test_an_answer_before_the_last_byte_sent_makes_no_negative_phase() -> None:
    capture = Capture()
    capture.append(1.0, Direction.RECEIVED, b"x")
    capture.append(2.0, Direction.SENT, b"y")
    assert capture.phases(3.0) == Phases(0.0, 0.0, 0.0)


def test_what_is_over_the_bound_is_counted() -> None:
    capture = Capture(limit=5)
    for _ in range(3):
        capture.append(0.0, Direction.RECEIVED, b"abcd")
    assert capture.received == b"abcda"
    assert (capture.total(Direction.RECEIVED), capture.dropped(Direction.RECEIVED)) == (12, 7)
    assert capture.overflowed
    assert capture.dropped(Direction.SENT) == 0
