"""Which handler a path and method belong to. Paths match without case; empty segments do not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from ucwa_tui.sandbox.call import Handler


class Guard(Enum):
    """Who may come through."""

    OPEN = "no token"
    TOKEN = "a valid token"
    OWNER = "a valid token, and the application in the path belongs to it"


@dataclass(frozen=True, slots=True)
class Route:
    """A path pattern: `{name}` stands for one segment. `formats` False: the answer is no UCWA resource."""

    pattern: str
    methods: dict[str, Handler]
    guard: Guard = Guard.OWNER
    formats: bool = True
    segments: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "segments", tuple(s for s in self.pattern.split("/") if s))


@dataclass(slots=True)
class _Step:
    """What may come after the steps so far: known words in lower case, or anything."""

    words: dict[str, _Step] = field(default_factory=dict)
    anything: _Step | None = None
    ends: list[tuple[int, Route]] = field(default_factory=list)
    """Routes that end here, with their places in the table."""

    def reached(self, steps: Sequence[str], at: int = 0) -> list[tuple[int, Route]]:
        """All routes of a path in lower case."""
        if at == len(steps):
            return self.ends
        known = self.words.get(steps[at])
        found = known.reached(steps, at + 1) if known is not None else []
        return found if self.anything is None else [*found, *self.anything.reached(steps, at + 1)]


class Router:
    """Finds the route of a path; the first that matches wins."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._first = _Step()
        for place, route in enumerate(routes):
            step = self._first
            for segment in route.segments:
                if segment.startswith("{"):
                    step.anything = step.anything or _Step()
                    step = step.anything
                else:
                    step = step.words.setdefault(segment.lower(), _Step())
            step.ends.append((place, route))

    def find(self, segments: Sequence[str]) -> tuple[Route, dict[str, str]] | None:
        """The route and its variables, or None."""
        found = self._first.reached([s.lower() for s in segments])
        if not found:
            return None
        route = min(found, key=lambda end: end[0])[1]
        pairs = zip(route.segments, segments, strict=True)
        return route, {mine[1:-1]: given for mine, given in pairs if mine.startswith("{")}
