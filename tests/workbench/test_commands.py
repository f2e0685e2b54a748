"""The registry: every command reachable, no key twice in one place, nothing that typing could set off."""

from __future__ import annotations

from collections import Counter

import pytest

from ucwa_tui.workbench.command import Command, Place, Situation, is_printable
from ucwa_tui.workbench.commands import COMMANDS, command, commands_in, find_commands, footer_commands

MAIN = ("send", "format", "meetings", "body", "next-pane", "help", "palette", "quit", "new-id")
SWALLOWED = {"ctrl+b", "ctrl+a", "ctrl+j", "ctrl+m", "ctrl+i", "ctrl+h", "ctrl+s", "ctrl+z", "ctrl+left_square_bracket"}


def test_ids_are_unique() -> None:
    assert [i for i, n in Counter(c.id for c in COMMANDS).items() if n > 1] == []


@pytest.mark.parametrize("place", list(Place))
def test_no_key_does_two_things(place: Place) -> None:
    keys = Counter(key for entry in {*commands_in(place), *commands_in(Place.APP)} for key in entry.keys)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("name", MAIN)
def test_main_actions_have_two_keys_that_multiplexers_leave_alone(name: str) -> None:
    free = [key for key in command(name).keys if key not in SWALLOWED]
    assert len(free) >= 2


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda c: c.id)
def test_every_command_explains_itself(entry: Command) -> None:
    assert entry.title
    assert entry.help.endswith(".")
    assert entry.keys
    assert entry in find_commands(entry.title)


def test_the_footer_offers_no_printable_key_while_text_is_edited() -> None:
    now = Situation(editing=True, signed_in=True)
    labels = [key for key, _ in footer_commands(now)]
    assert labels[0] == "F5"
    assert not any(is_printable(label.lower()) for label in labels)


def test_what_cannot_run_says_why() -> None:
    now = Situation()
    assert command("send").why_not(now) == "not signed in yet"
    assert "F5" not in [key for key, _ in footer_commands(now)]
    assert command("send").why_not(Situation(signed_in=True, sending=True))
