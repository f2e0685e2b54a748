"""A program that has been told to end does end."""

from __future__ import annotations

import threading

from ucwa_tui.tui.last_resort import LastResort


def test_nothing_ends_before_it_is_armed_and_the_first_code_counts() -> None:
    ended: list[int] = []
    done = threading.Event()

    def end(code: int) -> None:
        ended.append(code)
        done.set()

    last = LastResort(0.01, end)
    assert not done.wait(0.05)
    last.arm(129)
    last.arm(0)
    assert done.wait(5)
    assert ended == [129]
