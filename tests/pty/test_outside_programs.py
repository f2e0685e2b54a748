"""Pager and editor take the terminal's place, and give it back: screen, keys and size are as they have to be then."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
from pathlib import Path

import pytest

from tests.pty.conftest import Start
from tests.pty.terminal import Terminal
from tests.pty.test_hostile_text import PATIENCE, READY, wait_for_file

STANDS = "sh -c 'echo here > there; read line; echo $line > said'"


def at_the_join(terminal: Terminal) -> None:
    terminal.wait_for(READY, PATIENCE)
    terminal.press("f5")
    terminal.wait_for("joined", PATIENCE)
    terminal.press("alt+3")
    terminal.wait_for(r"▸ ?3 Exchange", PATIENCE)


def test_an_edited_body_goes_into_the_request_builder(start: Start, tmp_path: Path) -> None:
    terminal = start(EDITOR="sed -i s/Normal/Urgent/", VISUAL="")
    at_the_join(terminal)
    terminal.press("E")
    terminal.wait_for("Put it into the request builder", PATIENCE)
    terminal.press("enter")
    text = terminal.wait_for("In the request builder", PATIENCE)
    assert '"importance": "Urgent"' in text
    terminal.press("ctrl+q")
    assert terminal.wait_exit(PATIENCE) == 0
    assert terminal.is_cooked


def test_keys_and_interrupts_are_the_programs_while_it_runs_and_the_size_may_change(
    start: Start, tmp_path: Path
) -> None:
    terminal = start(PAGER=STANDS)
    at_the_join(terminal)
    terminal.press("|")
    wait_for_file(terminal, tmp_path / "there")
    terminal.press("hello")
    fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    terminal.screen.resize(40, 120)
    terminal.press("enter")
    wait_for_file(terminal, tmp_path / "said")
    assert (tmp_path / "said").read_text() == "hello\n"
    terminal.wait_for(r"1 Request joinOnlineMeeting.*4 Events", PATIENCE)  # all panes at once: it is wide now
    terminal.press("ctrl+q")
    assert terminal.wait_exit(PATIENCE) == 0
    assert terminal.is_cooked


def test_an_interrupt_ends_the_pager_and_not_the_program(start: Start, tmp_path: Path) -> None:
    terminal = start(PAGER=STANDS)
    at_the_join(terminal)
    terminal.press("|")
    wait_for_file(terminal, tmp_path / "there")
    os.killpg(terminal.process.pid, signal.SIGINT)  # what a terminal of one's own does at Ctrl+C
    terminal.wait_for("Pager: sh was ended by signal 2", PATIENCE)
    assert terminal.process.poll() is None
    terminal.press("ctrl+q")
    assert terminal.wait_exit(PATIENCE) == 0


STUBBORN = """#!/usr/bin/env python3
import pathlib, signal, time, tty
signal.signal(signal.SIGTERM, signal.SIG_IGN)
tty.setraw(0)
pathlib.Path("there").touch()
while True:
    time.sleep(60)
"""


def test_what_ends_the_program_ends_the_pager_and_leaves_no_copy(start: Start, tmp_path: Path) -> None:
    pager, copies = tmp_path / "pager", tmp_path / "copies"
    pager.write_text(STUBBORN)
    pager.chmod(0o700)
    copies.mkdir()
    terminal = start(PAGER=str(pager), TMPDIR=str(copies))
    at_the_join(terminal)
    terminal.press("|")
    wait_for_file(terminal, tmp_path / "there")
    assert len(list(copies.iterdir())) == 1
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit(PATIENCE) == 128 + signal.SIGTERM
    assert list(copies.iterdir()) == []
    assert terminal.is_cooked
    with pytest.raises(ProcessLookupError):  # nobody of it is left
        os.killpg(terminal.process.pid, 0)


def test_a_program_that_is_not_there_is_told(start: Start) -> None:
    terminal = start(PAGER="no-such-pager -x", EDITOR="'", VISUAL="")
    at_the_join(terminal)
    terminal.press("|")
    terminal.wait_for(r"Pager: \$PAGER names no-such-pager -x, which is not installed", PATIENCE)
    terminal.press("E")
    terminal.wait_for(r"Editor: \$EDITOR cannot be read", PATIENCE)
