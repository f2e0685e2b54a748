"""The groups of commands in the help."""

from __future__ import annotations

import pytest

from ucwa_tui.workbench.command import PLACE_TITLES, Place
from ucwa_tui.workbench.command_groups import grouped
from ucwa_tui.workbench.commands import commands_in


@pytest.mark.parametrize("place", PLACE_TITLES)
def test_each_command_is_in_one_group_of_its_place(place: Place) -> None:
    groups = grouped(place)
    ids = [entry.id for _, entries in groups for entry in entries]
    assert sorted(ids) == sorted(entry.id for entry in commands_in(place))
    assert all(title for title, _ in groups), "a command has no group"
