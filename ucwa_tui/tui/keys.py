"""Key bindings out of the command registry."""

from __future__ import annotations

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
        for key in entry.keys:
            priority = place is Place.APP and not is_printable(key)
            result.append(Binding(key, f"screen.run('{entry.id}')", entry.title, show=False, priority=priority))
    return result
