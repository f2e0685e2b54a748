"""Where the elements of an XML text stand, and the other way round: the XPath of a place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TypeAlias

Location: TypeAlias = tuple[int, ...]
"""Which child element at each level, counted from 0; the root is the empty one."""

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![^>]*>"
    r"|</(?P<close>[^\s<>/=\"']+)\s*>"
    r"|<(?P<open>[^\s<>/=\"'!?]+)(?P<attributes>(?:\s+[^\s=<>/\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+)\s*(?P<empty>/?)>",
    re.DOTALL,
)
_TELLING = re.compile(r"\s(name|rel)\s*=\s*(\"[^\"&]*\"|'[^'&]*')")


class _Step:
    """An element that is open, or was."""

    __slots__ = ("children", "label", "n", "start", "totals")

    def __init__(self, label: str, start: int, n: int, totals: Counter[str]) -> None:
        self.label = label
        self.start = start
        self.n = n
        self.totals = totals
        self.children: Counter[str] = Counter()


def step_label(name: str, attributes: str) -> str:
    """An element in a path: by its name, and where it has one that tells, by an attribute.

    Args:
        name: with its prefix.
        attributes: as they are written in the tag, with a blank before each.
    """
    telling = _TELLING.search(attributes)
    return f"{name}[@{telling[1]}={telling[2]}]" if telling is not None else name


def path_of_offset(text: str, offset: int) -> str:
    """The XPath of the element around a place; empty where there is none.

    Args:
        text: one document.
        offset: characters before the place.
    """
    chain: list[_Step] = []
    for steps, _, _, end in _walk(text):
        if end > offset:
            chain = chain or list(steps)
    return "".join(f"/{_counted(step)}" for step in chain)


def paths_of(text: str, wanted: Collection[Location]) -> dict[Location, tuple[str, int, int]]:
    """XPath, start and end (in characters) of each wanted element."""
    wanted = frozenset(wanted)
    deepest = max(map(len, wanted), default=0)
    found: dict[Location, tuple[list[_Step], int, int]] = {}
    where: list[int] = []
    for steps, opens, closes, end in _walk(text):
        if opens:
            depth = len(steps) - 1
            del where[max(depth - 1, 0) :]
            if depth:
                where.append(sum(steps[-2].children.values()) - 1)
        if closes and len(steps) - 1 <= deepest and (location := tuple(where[: len(steps) - 1])) in wanted:
            found[location] = (list(steps), steps[-1].start, end)
    return {
        location: ("".join(f"/{_counted(step)}" for step in steps), start, end)
        for location, (steps, start, end) in found.items()
    }


def _counted(step: _Step) -> str:
    return f"{step.label}[{step.n}]" if step.totals[step.label] > 1 else step.label


def _walk(text: str) -> Iterator[tuple[list[_Step], bool, bool, int]]:
    """Each tag with the elements around it (itself the last), whether it opens, whether it closes, where it ends."""
    steps: list[_Step] = []
    top: Counter[str] = Counter()
    for token in _TOKEN.finditer(text):
        if token["open"] is not None:
            totals = steps[-1].children if steps else top
            label = step_label(token["open"], token["attributes"])
            totals[label] += 1
            steps.append(_Step(label, token.start(), totals[label], totals))
            yield steps, True, bool(token["empty"]), token.end()
            if token["empty"]:
                steps.pop()
        elif token["close"] is not None and steps:
            yield steps, False, True, token.end()
            steps.pop()
