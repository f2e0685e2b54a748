"""A command that prints a secret: its end counts, whatever its children do."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from ucwa_tui.wire.secret import Secret
from ucwa_tui.workbench.secret_command import run_command
from ucwa_tui.workbench.secret_lookup import SecretLookup
from ucwa_tui.workbench.secret_reference import read_reference
from ucwa_tui.workbench.secret_text import MOST_BYTES, SecretNotFound

WAITING = "import time; time.sleep(20)"
SPAWNS = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {WAITING!r}])
open(sys.argv[1], "w").write(str(child.pid))
sys.stdout.write(sys.argv[2])
"""


@pytest.mark.parametrize("printed", ["hush\n", "hush"])
def test_a_child_that_keeps_the_pipe_open_is_not_waited_for(tmp_path: Path, printed: str) -> None:
    number = tmp_path / "child"
    since = time.monotonic()
    try:
        told = run_command([sys.executable, "-c", SPAWNS, str(number), printed], 15)
    finally:
        os.kill(int(number.read_text()), 9)
    assert told == printed.encode()
    assert time.monotonic() - since < 10


def test_giving_up_does_not_wait_for_children_either(tmp_path: Path) -> None:
    number = tmp_path / "child"
    since = time.monotonic()
    try:
        with pytest.raises(SecretNotFound, match="took longer than 1 s"):
            run_command([sys.executable, "-c", SPAWNS + "\nimport time; time.sleep(20)", str(number), ""], 1.0)
    finally:
        os.kill(int(number.read_text()), 9)
    assert time.monotonic() - since < 10


def test_an_endless_line_is_refused_at_once() -> None:
    endless = "import sys\nwhile True: sys.stdout.write('x' * 5000)"
    since = time.monotonic()
    with pytest.raises(SecretNotFound, match="more than 64 KB"):
        run_command([sys.executable, "-c", endless], 15)
    assert time.monotonic() - since < 10


def test_much_behind_the_first_line_does_not_matter() -> None:
    told = run_command([sys.executable, "-c", "print('hush'); print('x' * 500000)"], 15)
    assert told.startswith(b"hush\n")
    assert len(told) < MOST_BYTES


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hu\x00sh", "control character"),
        (b"hu\x1bsh", "control character"),
        ("hu\u009bsh".encode(), "control character"),
        (b"x" * (MOST_BYTES + 1), "more than 64 KB"),
    ],
)
def test_what_is_no_secret_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "pw"
    file.write_bytes(data)
    with pytest.raises(SecretNotFound, match=said) as caught:
        SecretLookup().find(read_reference({"file": str(file)}), "password")
    assert "hu" not in str(caught.value).replace(str(file), "")
    with pytest.raises(SecretNotFound, match=said):
        SecretLookup(run=lambda words, seconds: data).find(read_reference({"command": ["show"]}), "password")


def test_a_long_file_after_a_short_line_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "pw"
    file.write_bytes(b"hush\n" + b"x" * (3 * MOST_BYTES))
    assert SecretLookup().find(read_reference({"file": str(file)}), "password") == Secret("hush")


def test_only_regular_files(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in ("/dev/zero", str(pipe)):
        with pytest.raises(SecretNotFound, match="is no regular file"):
            SecretLookup().find(read_reference({"file": path}), "password")
