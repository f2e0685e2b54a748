"""What an expression finds, and how it can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

MOST_MATCHES = 1000
"""Matches that are shown."""
MOST_CHARACTERS = 20_000_000
"""Characters of all matches together that are shown."""

Stop: TypeAlias = Callable[[], bool]
"""Asked again and again whether it is time to give up."""


@dataclass(frozen=True, slots=True)
class Found:
    """A match. Hostile text."""

    path: str
    value: str
    """As it was spelled, laid out, without the indentation of where it stood."""
    structured: bool = True
    """False: a text, a number or a truth value that the expression made, or the value of an attribute."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that an expression finds."""

    found: tuple[Found, ...]
    more: bool = False
    """There are more than are shown."""
    notes: tuple[str, ...] = ()
    """Hostile text."""


class QueryError(ValueError):
    """An expression or a body that cannot be used; the sentence says why. May hold hostile text."""


class QueryStopped(Exception):
    """It took too long, or nobody wants it any more."""


def dedented(text: str, indent: int) -> str:
    """The text with so many blanks less before each line but the first."""
    blanks = " " * indent
    first, *rest = text.split("\n")
    return "\n".join([first, *(line.removeprefix(blanks) for line in rest)])
