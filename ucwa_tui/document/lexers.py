"""What a lexer is: it colours one row and carries its state to the next, so that only shown rows cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ucwa_tui.document.lines import TokenName


class Piece(NamedTuple):
    """A meaningful part of a raw row, in code points."""

    start: int
    end: int
    token: TokenName


State: TypeAlias = str
"""Where a row begins: empty outside of everything, otherwise the lexer's own word."""


class Lexer(NamedTuple):
    """A grammar, row by row."""

    lex: Callable[[str, State], tuple[list[Piece], State]]
    """Row and state before it to its pieces, in order and without overlap, and the state after it."""
    skip: Callable[[str, State], State]
    """The state after a row that nobody looks at; quicker than `lex`."""
    fresh_lines: bool = False
    """A new line always begins in the empty state; only a line cut into several rows carries one."""
    stateless: bool = False
    """Every row begins in the empty state."""


def _no_pieces(row: str, state: State) -> tuple[list[Piece], State]:
    return [], ""


def _no_state(row: str, state: State) -> State:
    return ""


PLAIN = Lexer(_no_pieces, _no_state, fresh_lines=True, stateless=True)
"""For text without a grammar."""
