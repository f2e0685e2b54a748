"""Key bindings out of the command registry."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from ucwa_tui.workbench.command import Place, is_printable
from ucwa_tui.workbench.commands import commands_in


def bindings_for(place: Place) -> list[Binding]:
    """The bindings of a place.

    Keys that type a character are never priority bindings: a text field takes them before they come here. The others
    are, on the main screen, so that they work in every widget of it.
    """
    result = []
    for entry in commands_in(place):
        for key in (*entry.keys, *_shifted(entry.keys)):
            priority = place is Place.APP and not is_printable(key)
            result.append(Binding(key, f"screen.run('{entry.id}')", entry.title, show=False, priority=priority))
    return result


def _shifted(keys: Iterable[str]) -> list[str]:
    """`Alt+H` is how a key is written: with the shift key it is the same command."""
    return [f"alt+shift+{key[-1]}" for key in keys if key.startswith("alt+") and len(key) == 5 and key[-1].islower()]
