"""In which line of a TOML text a key stands: the reader of the standard library does not tell.

A light scan, not a second parser: the text has been read already. What it cannot find has the line of its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Path = tuple[str, ...]
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEYS = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\[?\s*({_KEYS})\s*\]")
_PAIR = re.compile(rf"\s*({_KEYS})\s*=")
_INLINE = re.compile(rf"[{{,]\s*({_KEYS})\s*=")
_MULTILINE = re.compile(r'"""|\'\'\'')


def key_lines(text: str) -> Mapping[Path, int]:
    """The first line, from 1, of every table and key, by its path."""
    found: dict[Path, int] = {}
    table: Path = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not inside:
            if header := _TABLE.match(line):
                table = _parts(header[1])
                _note(found, table, number)
            elif pair := _PAIR.match(line):
                path = table + _parts(pair[1])
                _note(found, path, number)
                for inner in _INLINE.finditer(line, pair.end()):
                    found.setdefault(path + _parts(inner[1]), number)
        for mark in _MULTILINE.findall(line):
            inside = mark if not inside else "" if mark == inside else inside
    return found


def line_of(lines: Mapping[Path, int], path: Sequence[str]) -> int | None:
    """The line of a key, else of the table around it, else None."""
    wanted = tuple(path)
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted[:-1]
    return None


def _note(found: dict[Path, int], path: Path, number: int) -> None:
    for length in range(1, len(path) + 1):
        found.setdefault(path[:length], number)


def _parts(keys: str) -> Path:
    return tuple(_bare(part) for part in re.findall(_PART, keys))


def _bare(part: str) -> str:
    if part.startswith("'"):
        return part[1:-1]
    return re.sub(r"\\(.)", r"\1", part[1:-1]) if part.startswith('"') else part
