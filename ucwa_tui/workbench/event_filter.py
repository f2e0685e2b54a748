"""A filter over events as somebody types it: `type:updated rel:participant hello -rel:message mine @failures`.

All words have to match. A word is `field:value` (values with a comma between them: one of them is enough), a relation
to the user's own requests (`mine`, `invitation`, `conversation`), `failed`, a saved filter (`@name`), or a text to be
found anywhere in the event. A minus in front turns a word round; quotation marks keep blanks. Case does not matter.

Most words can be answered without reading the event: by its kind (`of_kind`), or by numbers (`number_tests`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.event_words import READ, has_failed
from ucwa_tui.workbench.filter_words import pieces_of, unquoted, values_of

RELATIONS = ("mine", "invitation", "conversation")
"""Words that ask how an event stands to the user's own requests."""
NUMBERED = ("request", "exchange")
"""Fields whose value is the number of an exchange: of the request that caused the event, of the P-GET that brought
it."""
FAILED = "failed"
GROUP = "@"
NO_SAVED: Mapping[str, str] = {}
_DEEPEST = 8
"""So many saved filters may name each other."""
NumberTest: TypeAlias = Callable[[int, int], bool]
"""Gets the number of an event and that of the exchange that brought it."""


class Relations(Protocol):
    """How events, by their sequence numbers, stand to the user's own requests."""

    def mine(self, seq: int) -> bool:
        """An event of an invitation that the user made."""

    def invitation(self, seq: int) -> bool:
        """An event of the newest of them."""

    def conversation(self, seq: int) -> bool:
        """An event of that one, of its conversation, or of what hangs on it."""

    def request(self, seq: int, n: int) -> bool:
        """An event of the invitation made by exchange `n`, or of its conversation."""

    def frozen(self) -> Relations:
        """The same as they are now, for another thread."""


@dataclass(frozen=True, slots=True)
class Word:
    """One condition. `field` is empty for a text; `values` are casefolded, one of them has to match."""

    field: str
    values: tuple[str, ...]
    negated: bool = False
    group: EventFilter | None = None
    """The saved filter that must not match."""

    def matches(self, event: ReceivedEvent, relations: Relations) -> bool:
        """Whether the event fulfils the condition."""
        return self._holds(event, relations) is not self.negated

    def of_kind(self, kind: tuple[str, str, str]) -> bool | None:
        """What type, rel and sender's rel say; None: they do not decide."""
        holds: bool | None = None
        if self.group is not None:
            left = self.group.of_kind(kind)
            holds = False if left is None else None if left else True
        elif self.field in _KIND:
            found = kind[_KIND.index(self.field)].casefold()
            holds = any(value in found for value in self.values)
        return None if holds is None else holds is not self.negated

    def number_test(self, relations: Relations) -> NumberTest | None:
        """What decides it by the numbers of an event and of its P-GET; None: they do not."""
        if self.group is not None:
            tests, complete = self.group.number_tests(relations)
            test: NumberTest | None = (lambda seq, n: all(one(seq, n) for one in tests)) if complete else None
        else:
            test = self._plain_test(relations)
        if test is None or not self.negated:
            return test
        plain = test
        return lambda seq, n: not plain(seq, n)

    @property
    def needles(self) -> tuple[str, ...]:
        """Texts one of which is in every event that matches, as it was written; empty: there are no such texts."""
        if self.negated or self.field not in READ or self.field in _KIND:
            return ()
        joined = self.field in ("", "text", "status", "under")  # read with slashes that may not have been written
        odd = any(c in value for value in self.values for c in ('"', "\\", *("/" if joined else "")))
        return () if odd or not all(value.isprintable() for value in self.values) else self.values

    def _plain_test(self, relations: Relations) -> NumberTest | None:
        match self.field:
            case "mine":
                return lambda seq, n: relations.mine(seq)
            case "invitation":
                return lambda seq, n: relations.invitation(seq)
            case "conversation":
                return lambda seq, n: relations.conversation(seq)
            case "request":
                numbers = tuple(map(int, self.values))
                return lambda seq, n: any(relations.request(seq, number) for number in numbers)
            case "exchange":
                wanted = frozenset(map(int, self.values))
                return lambda seq, n: n in wanted
        return None

    def _holds(self, event: ReceivedEvent, relations: Relations) -> bool:
        read = READ.get(self.field)
        if read is not None:
            found = read(event).casefold()
            return any(value in found for value in self.values)
        if self.group is not None:
            return self.group.matches(event, relations)
        if self.field == FAILED:
            return has_failed(event)
        test = self._plain_test(relations)
        return test is not None and test(event.seq, event.exchange)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Conditions that all have to hold; without any, every event passes."""

    text: str = ""
    """As it was typed, without blanks around it."""
    words: tuple[Word, ...] = ()
    doubts: tuple[str, ...] = ()
    """What is not understood as it was probably meant, in sentences fit for the screen but for the user's own text."""

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def is_related(self) -> bool:
        """Whether it asks for relations, which may become known after the event."""
        return any(
            word.field in (*RELATIONS, "request") or (word.group is not None and word.group.is_related)
            for word in self.words
        )

    def matches(self, event: ReceivedEvent, relations: Relations) -> bool:
        """Whether an event passes."""
        for word in self.words:  # noqa: SIM110  # a million times over: a generator would take twice as long
            if not word.matches(event, relations):
                return False
        return True

    def of_kind(self, kind: tuple[str, str, str]) -> EventFilter | None:
        """What is left to be asked of events of a kind (type, rel, sender's rel); None: none of them passes."""
        verdicts = [(word, word.of_kind(kind)) for word in self.words]
        if any(verdict is False for _, verdict in verdicts):
            return None
        return EventFilter(words=tuple(word for word, verdict in verdicts if verdict is None))

    def number_tests(self, relations: Relations) -> tuple[list[NumberTest], bool]:
        """What an event's numbers have to fulfil, and whether nothing else has to be asked."""
        tests = [word.number_test(relations) for word in self.words]
        known = [test for test in tests if test is not None]
        return known, len(known) == len(tests)

    @property
    def needles(self) -> tuple[tuple[str, ...], ...]:
        """Of each of these, one text is in every event that passes."""
        return tuple(word.needles for word in self.words if word.needles)


def parse_filter(text: str, saved: Mapping[str, str] = NO_SAVED, depth: int = 0) -> EventFilter:
    """The filter that a text means. Every text means one: what is no field is looked for as text.

    Args:
        text: as typed.
        saved: texts of filters by casefolded name, for `@name`.
        depth: how many saved filters it is in.
    """
    words: list[Word] = []
    doubts: list[str] = []
    for piece in pieces_of(text):
        bare = piece.removeprefix("-")
        word = _saved(piece, saved, doubts, depth) if bare[:1] == GROUP and bare[1:] else _word(piece, doubts)
        if word is not None and word.group is not None and not word.negated:
            words += word.group.words
        elif word is not None:
            words.append(word)
    return EventFilter(text.strip(), tuple(words), tuple(doubts))


def _saved(piece: str, saved: Mapping[str, str], doubts: list[str], depth: int) -> Word | None:
    """A saved filter. One that is not known yet (its name is being typed) hides nothing."""
    name = unquoted(piece.removeprefix("-")[1:])
    text = saved.get(name.casefold())
    if text is None:
        doubts.append(f"@{name}: no filter of that name is saved; F lists them")
        return None
    if depth >= _DEEPEST:
        doubts.append(f"@{name}: saved filters that name each other")
        return None
    inner = parse_filter(text, saved, depth + 1)
    doubts += inner.doubts
    return Word(GROUP, (name.casefold(),), piece.startswith("-"), inner) if inner else None


def _word(piece: str, doubts: list[str]) -> Word | None:
    negated = piece.startswith("-") and len(piece) > 1
    bare = piece[1:] if negated else piece
    plain = unquoted(bare)
    if not plain or bare == "-":
        return None
    if bare.casefold() in (*RELATIONS, FAILED):
        return Word(bare.casefold(), (), negated)
    name, colon, value = bare.partition(":")
    field = name.casefold()
    if not colon or '"' in name:
        return Word("", (plain.casefold(),), negated)
    if field not in FIELDS:
        if name.isalpha() and not value.startswith("//"):
            doubts.append(f"{name}: is no field, looked for as text; fields are {', '.join(FIELDS)}")
        return Word("", (plain.casefold(),), negated)
    values = values_of(value)
    if field in NUMBERED:
        numbers = tuple(part.lstrip("#") for part in values)
        values = tuple(part for part in numbers if part.isdecimal() and len(part) < 10)
        if len(values) < len(numbers):
            doubts.append(f"{field}: takes the number of an exchange, such as {field}:7")
    return Word(field, values, negated) if values else None  # `type:` while the value is still to be typed


_KIND = ("type", "rel", "sender")
FIELDS = (*(name for name in READ if name), *NUMBERED)
"""What may stand before a colon."""
