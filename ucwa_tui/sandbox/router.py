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

    def match(self, segments: Sequence[str]) -> dict[str, str] | None:
        """The variables, or None where the path is another one."""
        if len(segments) != len(self.segments):
            return None
        variables: dict[str, str] = {}
        for mine, given in zip(self.segments, segments, strict=True):
            if mine.startswith("{"):
                variables[mine[1:-1]] = given
            elif mine.lower() != given.lower():
                return None
        return variables


class Router:
    """Finds the route of a path; the first that matches wins."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._by_length: dict[int, list[Route]] = {}
        for route in routes:
            self._by_length.setdefault(len(route.segments), []).append(route)

    def find(self, segments: Sequence[str]) -> tuple[Route, dict[str, str]] | None:
        """The route and its variables, or None."""
        for route in self._by_length.get(len(segments), ()):
            variables = route.match(segments)
            if variables is not None:
                return route, variables
        return None
