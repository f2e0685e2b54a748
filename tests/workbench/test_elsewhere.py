"""A key that does nothing in a pane tells where it does something."""

from __future__ import annotations

import pytest

from ucwa_tui.workbench.command import PANES, Place
from ucwa_tui.workbench.commands import COMMANDS
from ucwa_tui.workbench.elsewhere import elsewhere

KEYS = sorted({key for entry in COMMANDS for key in entry.keys})


@pytest.mark.parametrize(
    ("key", "here", "told"),
    [
        ("o", Place.EXCHANGES, "Other panes: Connection (3) · Make a leader (5)"),
        ("r", Place.EVENTS, "Other panes: Send again (2, 3) · Turn away the one under the cursor (5)"),
        ("o", Place.EXCHANGE, ""),
        ("f5", Place.EVENTS, ""),
        ("enter", Place.REQUEST, ""),
        ("f11", Place.EVENTS, ""),
    ],
)
def test_words(key: str, here: Place, told: str) -> None:
    assert elsewhere(key, here) == told


@pytest.mark.parametrize("here", PANES)
def test_every_key_of_another_pane_is_told_in_a_line(here: Place) -> None:
    own = {key for entry in COMMANDS if entry.place in {here, Place.APP} for key in entry.keys}
    for key in KEYS:
        told = elsewhere(key, here)
        assert bool(told) == (key not in own and key not in {"enter", "space"})
        assert len(told) <= 78
