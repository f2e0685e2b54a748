"""What a key would do in another pane, for whoever presses it in one where it does nothing."""

from __future__ import annotations

from functools import lru_cache

from ucwa_tui.workbench.command import PANES, Place
from ucwa_tui.workbench.commands import COMMANDS

_OF_EVERY_LIST = frozenset({"enter", "space"})
"""Keys that mean the thing at hand: nobody looks for another pane with them."""


@lru_cache(maxsize=256)
def elsewhere(key: str, here: Place) -> str:
    """In which panes a key works; empty where it works here or everywhere, or nowhere at all.

    Args:
        key: as in `Command.keys`.
        here: the current pane.
    """
    found = {entry.place: entry.title for entry in COMMANDS if key in entry.keys}
    if not found or here in found or Place.APP in found or key in _OF_EVERY_LIST:
        return ""
    panes: dict[str, list[str]] = {}
    for place in sorted(found, key=PANES.index):
        panes.setdefault(found[place], []).append(str(PANES.index(place) + 1))
    return "Other panes: " + " · ".join(f"{title} ({', '.join(there)})" for title, there in panes.items())
