"""Where the values of a laid-out JSON text stand, and the other way round: the JSONPath of a line.

The text is that of `pretty_json`: one member, item or bracket to a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

Location: TypeAlias = tuple["int | str", ...]
"""Names and indexes from the root to a value."""

_LINE = re.compile(r" *+(?:(\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"): )?(.)", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*", re.UNICODE)
_ESCAPES = {"'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def json_path(location: Sequence[int | str]) -> str:
    """A location as JSONPath: `$.a.b[2]`, a name that is none in quotes."""
    parts = ["$"]
    for step in location:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _NAME.fullmatch(step):
            parts.append(f".{step}")
        else:
            parts.append(f"['{''.join(_escaped(character) for character in step)}']")
    return "".join(parts)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character


def path_of_line(lines: Sequence[str], index: int) -> str:
    """The JSONPath of the value that a line is part of; of a closing bracket the object's or array's own."""
    location: Location = ()
    for number, where, _ in _walk(lines):
        location = tuple(where)
        if number >= index:
            break
    return json_path(location)


def places_of(lines: Sequence[str], wanted: Collection[Location]) -> dict[Location, tuple[int, int]]:
    """First and last line of each wanted value; of values with the same name the last one, as parsers have it."""
    lengths = frozenset(map(len, wanted))
    wanted = frozenset(wanted)
    places: dict[Location, tuple[int, int]] = {}
    for number, where, closes in _walk(lines):
        if len(where) not in lengths:
            continue
        location = tuple(where)
        if location in wanted:
            places[location] = (places[location][0] if closes else number, number)
    return places


def value_at(lines: Sequence[str], first: int, last: int) -> str:
    """The value on these lines without its name, its indentation and what follows it."""
    found = _LINE.match(lines[first])
    indent = len(lines[first]) - len(lines[first].lstrip(" "))
    start = found.start(2) if found is not None else indent
    taken = [lines[first][start:], *(line.removeprefix(" " * indent) for line in lines[first + 1 : last + 1])]
    taken[-1] = taken[-1].removesuffix(",")
    return "\n".join(taken)


def _walk(lines: Sequence[str]) -> Iterator[tuple[int, list[int | str], bool]]:
    """Each line with the location of its value, which is changed afterwards; whether it only closes the value."""
    where: list[int | str] = []
    arrays: list[bool] = []
    for number, line in enumerate(lines):
        found = _LINE.match(line)
        if found is None:
            continue
        name, first = found[1], found[2]
        if first in "}]" and name is None:
            if arrays:
                arrays.pop()
                where.pop()
            yield number, where, True
            continue
        if arrays and arrays[-1]:
            step = where[-1]
            where[-1] = step + 1 if isinstance(step, int) else 0
        elif arrays and name is not None:
            where[-1] = json.loads(name) if "\\" in name else name[1:-1]
        yield number, where, False
        if first in "{[" and found.end(2) == len(line):
            arrays.append(first == "[")
            where.append(-1)
