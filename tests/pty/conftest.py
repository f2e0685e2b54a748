"""The program as a user starts it, on a pty, with a home folder of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

BESIDE = Path(__file__).resolve().parents[2]
"""The program beside these tests is started, whichever is installed."""
Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `ucwa-tui` with arguments on a pty; whatever still runs afterwards is killed."""
    with ExitStack() as stack:

        def run(*arguments: str, columns: int = 80, rows: int = 24, **env: str) -> Terminal:
            command = [sys.executable, "-m", "ucwa_tui", *arguments]
            home = {"HOME": str(tmp_path), "PYTHONPATH": str(BESIDE)}
            return stack.enter_context(Terminal(command, columns=columns, rows=rows, env=home | env, cwd=str(tmp_path)))

        yield run
