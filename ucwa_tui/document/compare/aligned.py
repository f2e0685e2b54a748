"""Aligns two lists of lines. Bounded: patience first, a closer look only at small gaps, windows where it is long.

Patience pairs lines that occur once on each side, in n log n; what it leaves is looked at line by line only where
that takes a bounded number of steps. Above `WHOLE` lines the texts are compared a window at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from patiencediff import PatienceSequenceMatcher

from ucwa_tui.document.compare.blocks import Block, Kind, joined

WHOLE = 30_000
"""Lines of the longer side up to which the sides are compared as a whole; also the size of a window above that."""
CLOSE_LOOK = 40_000
"""Most pairs of lines (left times right) in a gap that is looked at line by line."""
_KEY = re.compile(r"\s*(?:\"(?:[^\"\\]|\\.)*\"\s*:|</?[^\s>/]+(?:\s+(?:name|rel)=(?:\"[^\"]*\"|'[^']*'))?|[}\]],?|)")


def align(left: Sequence[str], right: Sequence[str]) -> Iterator[list[Block]]:
    """The blocks of two texts in order, in portions of bounded work; those of one portion are put together.

    Exchanging the sides exchanges the sides of the result and nothing else. Kinds are EQUAL, CHANGED, REMOVED, ADDED.

    Args:
        left, right: lines to compare; only whether they are equal counts, and how they begin.
    """
    if list(left) <= list(right):
        yield from _align(left, right)
    else:
        for blocks in _align(right, left):
            yield list(joined(block.mirrored() for block in blocks))


def in_windows(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the sides are too long to be compared as a whole."""
    return max(len(left), len(right)) > WHOLE


def _align(left: Sequence[str], right: Sequence[str]) -> Iterator[list[Block]]:
    at = bt = 0
    while at < len(left) or bt < len(right):
        a, b = left[at : at + WHOLE], right[bt : bt + WHOLE]
        last = at + len(a) == len(left) and bt + len(b) == len(right)
        matches = [(i, j, n) for i, j, n in PatienceSequenceMatcher(None, a, b).get_matching_blocks() if n]
        if not last:
            matches = _settled_matches(matches, len(a), len(b))
        blocks: list[Block] = []
        done_a = done_b = 0
        for i, j, n in matches:
            blocks += _gap(a[done_a:i], b[done_b:j], at + done_a, bt + done_b)
            blocks.append(Block(Kind.EQUAL, at + i, bt + j, n))
            done_a, done_b = i + n, j + n
        if last or not matches:
            blocks += _gap(a[done_a:], b[done_b:], at + done_a, bt + done_b)
            done_a, done_b = len(a), len(b)
        yield list(joined(blocks))
        at, bt = at + done_a, bt + done_b


def _settled_matches(matches: list[tuple[int, int, int]], a: int, b: int) -> list[tuple[int, int, int]]:
    """Those that what comes after the window cannot change: not the end of it, where either side breaks off."""
    settled: list[tuple[int, int, int]] = []
    for i, j, n in matches:
        room = min(a * 3 // 4 - i, b * 3 // 4 - j)
        if room <= 0:
            break
        settled.append((i, j, min(n, room)))
    return settled or matches


def _gap(left: Sequence[str], right: Sequence[str], at: int, bt: int) -> list[Block]:
    """What patience left: equal lines in it, then lines that begin alike, then the rest."""
    if not left or not right:
        return [Block(Kind.REMOVED, at, bt, len(left)), Block(Kind.ADDED, at + len(left), bt, len(right))]
    if len(left) * len(right) > CLOSE_LOOK:
        return _in_step(left, right, at, bt)
    blocks: list[Block] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            blocks.append(Block(Kind.EQUAL, at + i, bt + j, i_end - i))
        else:
            blocks += _paired(left[i:i_end], right[j:j_end], at + i, bt + j)
    return blocks


def _paired(left: Sequence[str], right: Sequence[str], at: int, bt: int) -> list[Block]:
    """Lines that begin with the same name are the same thing with another value."""
    a, b = [_key(line) for line in left], [_key(line) for line in right]
    blocks: list[Block] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            blocks.append(Block(Kind.CHANGED, at + i, bt + j, i_end - i))
        else:
            blocks.append(Block(Kind.REMOVED, at + i, bt + j, i_end - i))
            blocks.append(Block(Kind.ADDED, at + i_end, bt + j, j_end - j))
    return blocks


def _in_step(left: Sequence[str], right: Sequence[str], at: int, bt: int) -> list[Block]:
    """A gap too large to be looked at closely: one line beside the other as they come."""
    blocks: list[Block] = []
    both = min(len(left), len(right))
    for n in range(both):
        if left[n] == right[n]:
            blocks.append(Block(Kind.EQUAL, at + n, bt + n, 1))
        elif _key(left[n]) == _key(right[n]):
            blocks.append(Block(Kind.CHANGED, at + n, bt + n, 1))
        else:
            blocks += [Block(Kind.REMOVED, at + n, bt + n, 1), Block(Kind.ADDED, at + n + 1, bt + n, 1)]
    blocks.append(Block(Kind.REMOVED, at + both, bt + both, len(left) - both))
    blocks.append(Block(Kind.ADDED, at + len(left), bt + both, len(right) - both))
    return blocks


def _key(line: str) -> str:
    found = _KEY.match(line)
    return found.group() if found else ""
