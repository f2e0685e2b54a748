"""What is searched for: a text or a regular expression, and where it occurs in a text."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import regex

LONGEST = 0.5
"""Seconds that a regular expression may take for one stretch of text."""
REACH = 1024
"""Characters of the following stretch that a regular expression may reach into, where a line is cut between them."""
_ESCAPED = re.compile(r"\\.|\(\?[a-zA-Z]*[:)]", re.DOTALL)


class PatternError(ValueError):
    """A regular expression that is none; says where and why."""


class TooSlow(Exception):
    """A regular expression takes so long that the search was given up."""


class Spans(NamedTuple):
    """Where something occurs: first character of each, and the one behind its last."""

    starts: array[int]
    ends: array[int]


@dataclass(frozen=True)
class TextPattern:
    """Without regard to case, unless it holds a capital letter."""

    wanted: str
    """As it was typed; not empty."""
    is_regex: bool = False

    @cached_property
    def cased(self) -> bool:
        """Whether capital letters matter."""
        text = _ESCAPED.sub("", self.wanted) if self.is_regex else self.wanted
        return text != text.lower()

    @property
    def reach(self) -> int:
        """How far an occurrence may go on in the stretch that follows."""
        return REACH if self.is_regex else len(self.wanted) - 1

    def check(self) -> None:
        """Raises PatternError where it is no regular expression."""
        if self.is_regex:
            _ = self._compiled

    def count(self, text: str) -> int | None:
        """How often it occurs, where that can be told much quicker than where."""
        if self.is_regex:
            return None
        if self.cased:
            return text.count(self.wanted)
        return text.lower().count(self.wanted) if text.isascii() else None

    def spans(self, text: str, begin: int = 0) -> Spans:
        """Where it occurs, in order and without overlap.

        Raises:
            TooSlow: it takes longer than `LONGEST`.
        """
        starts, ends = array("I"), array("I")
        for start, end in self._places(text, begin):
            starts.append(start)
            ends.append(end)
        return Spans(starts, ends)

    def _places(self, text: str, begin: int) -> Iterator[tuple[int, int]]:
        if self.is_regex:
            try:
                for found in self._compiled.finditer(text, begin, timeout=LONGEST, concurrent=True):
                    if found.end() > found.start():
                        yield found.span()
            except TimeoutError:
                raise TooSlow from None
        elif self.cased or text.isascii():
            wanted = self.wanted
            text = text if self.cased else text.lower()
            at = text.find(wanted, begin)
            while at >= 0:
                yield at, at + len(wanted)
                at = text.find(wanted, at + len(wanted))
        else:
            for match in re.compile(re.escape(self.wanted), re.IGNORECASE).finditer(text, begin):
                yield match.span()

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        import regex

        flags = regex.MULTILINE | (0 if self.cased else regex.IGNORECASE)
        try:
            return regex.compile(self.wanted, flags)
        except regex.error as error:
            at = getattr(error, "pos", None)
            where = f"character {at + 1}: " if isinstance(at, int) else ""
            raise PatternError(f"{where}{getattr(error, 'msg', error)}") from None
