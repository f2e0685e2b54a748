"""What differs inside two lines that stand beside each other."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TypeAlias

_WORD = re.compile(r"[^\W_]+|\s+|[\W_]", re.UNICODE)
MOST_WORDS = 400
"""Words of a line up to which words are compared; in longer lines only the common start and end are left out."""

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Start and end of parts of a line, in characters, in order."""


def changes(left: str, right: str) -> tuple[Ranges, Ranges]:
    """The parts of each line that the other one does not have.

    Args:
        left, right: shown text.
    """
    if left == right:
        return (), ()
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    a, b = _word_edges(left, start, len(left) - end), _word_edges(right, start, len(right) - end)
    start, end = min(a[0], b[0]), min(len(left) - a[1], len(right) - b[1])
    a_words, b_words = _WORD.findall(left[start : len(left) - end]), _WORD.findall(right[start : len(right) - end])
    if max(len(a_words), len(b_words)) > MOST_WORDS:
        return _ranges([(start, len(left) - end)]), _ranges([(start, len(right) - end)])
    a_at, b_at = _places(a_words, start), _places(b_words, start)
    lefts, rights = [], []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, a_words, b_words, autojunk=False).get_opcodes():
        if tag != "equal":
            lefts.append((a_at[i], a_at[i_end]))
            rights.append((b_at[j], b_at[j_end]))
    return _ranges(lefts), _ranges(rights)


def _common(left: str, right: str) -> int:
    """How many characters both begin with, found by halving."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[:middle] == right[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _word_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The range, moved outwards so that no word is cut."""
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start > 0 and start == len(text) and text[start - 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _places(words: list[str], start: int) -> list[int]:
    places = [start]
    for word in words:
        places.append(places[-1] + len(word))
    return places


def _ranges(found: list[tuple[int, int]]) -> Ranges:
    """Without empty ones; two with a single sign between them are one: less flicker for the eye."""
    result: list[tuple[int, int]] = []
    for start, end in found:
        if start == end:
            continue
        if result and start - result[-1][1] <= 1:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return tuple(result)
