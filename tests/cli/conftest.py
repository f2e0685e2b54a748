"""Fixtures for runs of the command line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.harness import Cli, at_once
from tests.support.scripted_server import FakeUcwa
from ucwa_tui.client import engine
from ucwa_tui.client.surroundings import Surroundings


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """The command line without a terminal and with folders of its own, its client with back-off that takes no time."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    real = engine.Client
    monkeypatch.setattr(engine, "Client", lambda: real(Surroundings(sleep=at_once)))
    return Cli(capsys)


@pytest.fixture
def fake() -> Iterator[FakeUcwa]:
    """A scripted server."""
    with FakeUcwa() as server:
        yield server
