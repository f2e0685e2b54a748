"""However the program ends, the terminal is as it was and nothing hangs."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.pty.conftest import Start

READY = r"sandbox.*ack \d"
MODES = (b"1049", b"1000", b"1003", b"2004", b"25")
#: Mode 25 (cursor) is the one that is on outside and off inside.
RESTORED = {mode: b"h" if mode == b"25" else b"l" for mode in MODES}


def last_settings(raw: bytes) -> dict[bytes, bytes]:
    """The last value (h or l) of each private mode that the program touched."""
    settings: dict[bytes, bytes] = {}
    for numbers, value in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", raw):
        for number in numbers.split(b";"):
            settings[number] = value
    return {mode: settings[mode] for mode in MODES if mode in settings}


@pytest.mark.parametrize("key", ["ctrl+q", "f10"])
def test_quit_by_key(start: Start, key: str) -> None:
    terminal = start()
    terminal.wait_for(READY)
    terminal.press(key)
    assert terminal.wait_exit() == 0
    assert terminal.is_cooked
    settings = last_settings(bytes(terminal.raw))
    assert settings == {mode: RESTORED[mode] for mode in settings}
    assert b"1049" in settings


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_signals(start: Start, number: signal.Signals) -> None:
    terminal = start()
    terminal.wait_for(READY)
    terminal.signal(number)
    assert terminal.wait_exit() == 128 + number
    assert terminal.is_cooked
    settings = last_settings(bytes(terminal.raw))
    assert settings == {mode: RESTORED[mode] for mode in settings}
    assert b"Traceback" not in terminal.raw


def test_a_terminal_that_goes_away_without_a_signal_ends_the_program() -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "ucwa_tui"]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    seen = b""
    while b"ack" not in seen:
        seen += os.read(master, 65536)
    os.close(master)
    try:
        assert process.wait(10) == 128 + signal.SIGHUP
    finally:
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_takes_nothing_any_more_does_not_keep_the_program(start: Start, number: signal.Signals) -> None:
    terminal = start()
    terminal.wait_for(READY)
    for _ in range(60):  # nobody reads what this draws: the screen is soon blocked by its own writer
        os.write(terminal.master, b"\x1bt")
        time.sleep(0.03)
    terminal.signal(number)
    assert terminal.process.wait(10) == 128 + number
