"""Everything in a sandbox's world that an operation could change, as one list that can be compared."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import is_dataclass

from ucwa_tui.sandbox.world import World

_NO_STATE = frozenset({"clock", "_clock", "ids", "_ids", "cast", "limits", "book", "_book", "scenario", "faults"})
"""What it is made of: time, identifiers, the data it began with, and what a scenario has counted."""
_NO_EFFECT = frozenset({"observer", "_seed", "seen_at", "_timer", "_timers", "released_at"})
"""What every request leaves behind: that it came."""
_LEFT_OUT = _NO_STATE | _NO_EFFECT
_KINDS: dict[type[object], bool] = {}
"""Which kinds of things were found to have parts."""


def state_of(world: World) -> list[object]:
    """Two of these are equal where nothing has changed in between."""
    found: list[object] = []
    known: dict[int, int] = {}
    waiting: list[object] = [world]
    while waiting:
        thing = waiting.pop()
        kind = type(thing)
        if kind not in _KINDS:
            _KINDS[kind] = _has_parts(kind)
        if not _KINDS[kind]:
            found.append(frozenset(thing) if isinstance(thing, set) else thing)
            continue
        number = known.setdefault(id(thing), len(known))
        found.append(number)
        if number == len(known) - 1:
            parts = _parts(thing)
            found.append(len(parts))
            waiting.extend(parts)
    return found


def _has_parts(kind: type[object]) -> bool:
    """Whether its parts can change; what is frozen is compared as it is."""
    if issubclass(kind, dict | list | tuple | deque):
        return True
    if not kind.__module__.startswith("ucwa_tui.sandbox"):
        return False
    return not (is_dataclass(kind) and kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]


def _parts(thing: object) -> list[object]:
    if isinstance(thing, dict):
        return [part for item in thing.items() for part in item]
    if isinstance(thing, list | tuple | deque):
        return list(thing)
    return [getattr(thing, name) for name in _names(thing)]


def _names(thing: object) -> Iterable[str]:
    names = vars(thing) if hasattr(thing, "__dict__") else type(thing).__slots__  # type: ignore[attr-defined]
    return (name for name in names if name not in _LEFT_OUT)
