"""Everything in a sandbox's world that an operation could change, as one list that can be compared."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import is_dataclass

from ucwa_tui.sandbox.world import World

_NO_STATE = frozenset({"clock", "_clock", "ids", "_ids", "cast", "limits", "book", "_book", "scenario", "faults"})
"""What it is made of: time, identifiers, the data it began with, and what a scenario has counted."""
_NO_EFFECT = frozenset({"observer", "_seed", "seen_at", "_timer", "_timers", "released_at"})
"""What every request leaves behind: that it came."""


def state_of(world: World) -> list[object]:
    """Two of these are equal where nothing has changed in between."""
    found: list[object] = []
    _walk(world, found, {})
    return found


def _walk(thing: object, found: list[object], known: dict[int, int]) -> None:
    if not _is_ours(thing) and not isinstance(thing, dict | list | tuple | set | deque):
        found.append(thing)
        return
    if isinstance(thing, tuple):
        found.append(len(thing))
        for item in thing:
            _walk(item, found, known)
        return
    number = known.get(id(thing))
    found.append(number)
    if number is not None:
        return
    known[id(thing)] = len(known)
    if isinstance(thing, set):
        found.append(frozenset(thing))
    elif isinstance(thing, list | deque):
        found.append(len(thing))
        for item in list(thing):
            _walk(item, found, known)
    else:
        members = thing if isinstance(thing, dict) else _members(thing)
        for name, value in members.items():
            if name not in _NO_STATE and name not in _NO_EFFECT:
                found.append(name)
                _walk(value, found, known)


def _is_ours(thing: object) -> bool:
    """Whether it has parts of its own that can change; what is frozen is compared as it is."""
    kind = type(thing)
    if not kind.__module__.startswith("ucwa_tui.sandbox"):
        return False
    frozen = is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return not frozen and not callable(thing)


def _members(thing: object) -> Mapping[str, object]:
    if hasattr(thing, "__dict__"):
        return vars(thing)
    return {name: getattr(thing, name) for name in type(thing).__slots__}  # type: ignore[attr-defined]
