"""Every test runs without the developer's own configuration, environment and luck."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# One machine must see what another saw: examples are derived from the test, not drawn. Time limits are for benchmarks.
settings.register_profile(
    "same-everywhere", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same-everywhere"))


def pytest_xdist_auto_num_workers() -> int:
    """How many workers `-n auto` takes: half of the time a test waits for a socket or a screen."""
    return (os.cpu_count() or 1) * 2


@pytest.fixture(autouse=True)
def _nobody_s_own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, and none of the variables that the program or Textual reads."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in list(os.environ):
        if name.startswith(("UCWA_TUI_", "TEXTUAL", "XDG_")) or name in {
            "NO_COLOR",
            "FORCE_COLOR",
            "SSH_TTY",
            "TMUX",
            "STY",
        }:
            monkeypatch.delenv(name)
    return home
