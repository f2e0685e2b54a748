"""A filter over the list of exchanges as somebody types it: `status:4xx method:POST -path:events hello text:Dana`.

All words have to match. A word is `field:value` (values with a comma between them: one of them is enough), `mine`,
`failed`, or a text to be found in what the list knows of an exchange. A minus in front turns a word round; quotation
marks keep blanks. Case does not matter. Only `text:` looks into heads and bodies, which takes a while.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.filter_words import pieces_of, unquoted, values_of
from ucwa_tui.workbench.listed_words import ListedWords, holds_text

TEXT = "text"
_READ: Mapping[str, Callable[[ListedWords], str]] = {
    "": lambda words: words.whole,
    "method": lambda words: words.method,
    "status": lambda words: words.status,
    "path": lambda words: words.path,
    "host": lambda words: words.host,
    "rel": lambda words: words.rel,
    "id": lambda words: words.id,
}
_ASKED: Mapping[str, Callable[[ListedWords], bool]] = {
    "mine": lambda words: words.mine,
    "failed": lambda words: words.failed,
}
FIELDS = (*(name for name in _READ if name), TEXT)
"""What may stand before a colon."""
_CLASS = re.compile(r"(\d{1,2})x{1,2}\Z")


@dataclass(frozen=True, slots=True)
class ListWord:
    """One condition. `field` is empty for a text; `values` are casefolded, one of them has to match."""

    field: str
    values: tuple[str, ...] = ()
    negated: bool = False

    def holds(self, words: ListedWords) -> bool:
        """Whether it is fulfilled; asked of every field but `text`."""
        asked = _ASKED.get(self.field)
        if asked is not None:
            return asked(words) is not self.negated
        found = _READ[self.field](words)
        if self.field == "status" and found.isdecimal():
            return found.startswith(self.values) is not self.negated
        return any(value in found for value in self.values) is not self.negated

    def holds_in(self, exchange: Exchange) -> bool:
        """The same for `text`."""
        return any(holds_text(exchange, value) for value in self.values) is not self.negated


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Conditions that all have to hold; without any, every exchange passes."""

    text: str = ""
    """As it was typed, without blanks around it."""
    words: tuple[ListWord, ...] = ()
    """What can be answered without reading an exchange."""
    texts: tuple[ListWord, ...] = ()
    """What heads and bodies have to be read for."""
    doubts: tuple[str, ...] = ()
    """What is not understood as it was probably meant, in sentences fit for the screen but for the user's own text."""

    def __bool__(self) -> bool:
        return bool(self.words or self.texts)

    def passes(self, words: ListedWords) -> bool:
        """Whether an exchange passes, as far as that can be told without reading it."""
        return all(word.holds(words) for word in self.words)

    def reads(self, exchange: Exchange) -> bool:
        """Whether its heads and bodies pass."""
        return all(word.holds_in(exchange) for word in self.texts)


def parse_list_filter(text: str) -> ListFilter:
    """The filter that a text means. Every text means one: what is no field is looked for as text."""
    doubts: list[str] = []
    words = [word for piece in pieces_of(text) if (word := _word(piece, doubts)) is not None]
    return ListFilter(
        text.strip(),
        tuple(word for word in words if word.field != TEXT),
        tuple(word for word in words if word.field == TEXT),
        tuple(doubts),
    )


def _word(piece: str, doubts: list[str]) -> ListWord | None:
    negated = piece.startswith("-") and len(piece) > 1
    bare = piece[1:] if negated else piece
    plain = unquoted(bare).casefold()
    if not plain or bare == "-":
        return None
    if bare.casefold() in _ASKED:
        return ListWord(bare.casefold(), (), negated)
    name, colon, value = bare.partition(":")
    field = name.casefold()
    if not colon or field not in FIELDS:
        if colon and name.isalpha() and not value.startswith("//"):
            doubts.append(f"{name}: is no field, looked for as text; fields are {', '.join(FIELDS)}")
        return ListWord("", (plain,), negated)
    values = values_of(value)
    if field == "status":
        values = tuple(_CLASS.sub(r"\1", part) for part in values)
    return ListWord(field, values, negated) if values else None  # `path:` while the value is still to be typed
