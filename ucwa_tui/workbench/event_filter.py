"""A filter over events as somebody types it: `type:updated rel:participant hello -rel:message mine`.

All words have to match. A word is `field:value` (values with a comma between them: one of them is enough), a relation
to the user's own requests (`mine`, `invitation`, `conversation`), or a text to be found anywhere in the event. A minus
in front turns a word round; quotation marks keep blanks. Case does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ucwa_tui.wire.reports import ReceivedEvent

RELATIONS = ("mine", "invitation", "conversation")
"""Words that ask how an event stands to the user's own requests."""
NUMBERED = ("request", "exchange")
"""Fields whose value is the number of an exchange: of the request that caused the event, of the P-GET that brought
it."""


class Relations(Protocol):
    """How events stand to the user's own requests."""

    def mine(self, event: ReceivedEvent) -> bool:
        """An event of an invitation that the user made."""

    def invitation(self, event: ReceivedEvent) -> bool:
        """An event of the newest of them."""

    def conversation(self, event: ReceivedEvent) -> bool:
        """An event of that one, of its conversation, or of what hangs on it."""

    def request(self, event: ReceivedEvent, n: int) -> bool:
        """An event of the invitation made by exchange `n`, or of its conversation."""


@dataclass(frozen=True, slots=True)
class Word:
    """One condition. `field` is empty for a text; `values` are casefolded, one of them has to match."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def matches(self, event: ReceivedEvent, relations: Relations) -> bool:
        """Whether the event fulfils the condition."""
        return self._holds(event, relations) is not self.negated

    def _holds(self, event: ReceivedEvent, relations: Relations) -> bool:
        match self.field:
            case "mine":
                return relations.mine(event)
            case "invitation":
                return relations.invitation(event)
            case "conversation":
                return relations.conversation(event)
            case "request":
                return any(relations.request(event, int(value)) for value in self.values)
            case "exchange":
                return any(event.exchange == int(value) for value in self.values)
            case field:
                found = _READ[field](event).casefold()
                return any(value in found for value in self.values)


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
        return any(word.field in (*RELATIONS, "request") for word in self.words)

    def matches(self, event: ReceivedEvent, relations: Relations) -> bool:
        """Whether an event passes."""
        return all(word.matches(event, relations) for word in self.words)


def parse_filter(text: str) -> EventFilter:
    """The filter that a text means. Every text means one: what is no field is looked for as text."""
    words: list[Word] = []
    doubts: list[str] = []
    for piece in _pieces(text):
        word = _word(piece, doubts)
        if word is not None:
            words.append(word)
    return EventFilter(text.strip(), tuple(words), tuple(doubts))


def _word(piece: str, doubts: list[str]) -> Word | None:
    negated = piece.startswith("-") and len(piece) > 1
    bare = piece[1:] if negated else piece
    plain = _unquoted(bare)
    if not plain or bare == "-":
        return None
    if bare.casefold() in RELATIONS:
        return Word(bare.casefold(), (), negated)
    name, colon, value = bare.partition(":")
    field = name.casefold()
    if not colon or '"' in name:
        return Word("", (plain.casefold(),), negated)
    if field not in FIELDS:
        if name.isalpha() and not value.startswith("//"):
            doubts.append(f"{name}: is no field, looked for as text; fields are {', '.join(FIELDS)}")
        return Word("", (plain.casefold(),), negated)
    if '"' in value:
        values: tuple[str, ...] = (_unquoted(value).casefold(),)
    else:
        values = tuple(part.casefold() for part in value.split(","))
    values = tuple(part for part in values if part)
    if field in NUMBERED:
        numbers = tuple(part.lstrip("#") for part in values)
        values = tuple(part for part in numbers if part.isdecimal() and len(part) < 10)
        if len(values) < len(numbers):
            doubts.append(f"{field}: takes the number of an exchange, such as {field}:7")
    return Word(field, values, negated) if values else None  # `type:` while the value is still to be typed


def _pieces(text: str) -> list[str]:
    """The text at its blanks, but not at those between quotation marks."""
    pieces: list[str] = []
    piece, quoted = "", False
    for character in text:
        if character == '"':
            quoted = not quoted
        if character.isspace() and not quoted:
            pieces.append(piece)
            piece = ""
        else:
            piece += character
    return [p for p in (*pieces, piece) if p]


def _unquoted(text: str) -> str:
    return text.replace('"', "")


def state_of(event: ReceivedEvent) -> str:
    """The state word of the embedded resource, or the empty text. The server's: hostile."""
    resource = event.event.resource
    return (resource.text("state") if resource is not None else None) or ""


def _said(event: ReceivedEvent) -> str:
    """Title, status, reason, and the text values of the resource."""
    told = event.event
    parts = [told.link.title or "", told.status or ""]
    if told.reason is not None:
        parts += [told.reason.label, told.reason.message or ""]
    if told.resource is not None:
        parts += [prop.value for prop in told.resource.properties if isinstance(prop.value, str)]
    return "\n".join(parts)


def _whole(event: ReceivedEvent) -> str:
    told = event.event
    return f"{told.type}\n{told.link.rel}\n{event.sender_rel}\n{told.link.href}\n{_said(event)}"


_READ: Mapping[str, Callable[[ReceivedEvent], str]] = {
    "": _whole,
    "type": lambda event: event.event.type,
    "rel": lambda event: event.event.link.rel,
    "sender": lambda event: event.sender_rel,
    "text": _said,
    "state": state_of,
    "href": lambda event: event.event.link.href,
}
FIELDS = (*(name for name in _READ if name), *NUMBERED)
"""What may stand before a colon."""
