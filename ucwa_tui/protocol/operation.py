"""The shape of an operation as data: its link, its fields, what the documentation says it may answer.

Source: UCWA reference, "Operation resource" and the operation tables of each resource page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

Place: TypeAlias = Literal["body", "query"]


class FieldKind(StrEnum):
    """What a field means, which is what its rules and its input widget go by."""

    MEETING_URI = "meeting-uri"
    OPERATION_ID = "operation-id"
    CHOICE = "choice"
    TEXT = "text"
    THREAD_ID = "thread-id"
    DISPLAY_NAME = "display-name"
    MESSAGE = "message"
    """A text that is the body itself."""
    WORDS = "words"
    """Several words with commas between, which go out as a list."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input property of an operation."""

    name: str
    """As it goes over the wire."""
    label: str
    kind: FieldKind
    why: str
    """One line: what the server does with it."""
    example: str = ""
    places: tuple[Place, ...] = ("body",)
    """Where the documentation allows it. A field with both places goes where the user's `UriPlace` says."""
    max_length: int | None = None
    """In characters; None where no limit is documented."""
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of an operation's table of errors."""

    status: int
    code: str
    subcode: str | None
    meaning: str
    next_step: str
    specific: bool = False
    """False for the rows that nearly every operation repeats, which therefore say little about this one."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be done with one link."""

    name: str
    title: str
    """An imperative for menus."""
    rel: str
    """The link to follow; empty for `get`, which takes any."""
    rel_holder: str
    """The resource whose links hold `rel`; equal to `rel` where the request goes to the resource's own href."""
    method: str
    why: str
    fields: tuple[Field, ...] = ()
    answers: tuple[Answer, ...] = ()
    """Documented errors, in the order of the table."""
    success: tuple[int, ...] = (204,)
    follows: str = ""
    """What happens after a success, one sentence."""
    absent: str = ""
    """What it means that the link is not there, and what it waits for; one sentence."""
    text_body: bool = False
    """The body is plain text: that of the one field that goes into the body."""

    @property
    def has_body(self) -> bool:
        """Whether the method carries input in a body at all."""
        return self.method in {"POST", "PUT"}

    def field(self, name: str) -> Field | None:
        """The field of that name, compared without case as servers do; None where there is none."""
        folded = name.lower()
        return next((f for f in self.fields if f.name.lower() == folded), None)

    def field_of_kind(self, kind: FieldKind) -> Field | None:
        """The first field of a kind, or None."""
        return next((f for f in self.fields if f.kind is kind), None)

    def answer(self, status: int | None, code: str | None, subcode: str | None) -> Answer | None:
        """The documented row for an error, or None. A missing status or code matches any; case does not matter."""
        wanted = (code or "").lower(), (subcode or "").lower()
        for row in self.answers:
            if status is not None and row.status != status:
                continue
            if wanted[0] and row.code.lower() != wanted[0]:
                continue
            if (row.subcode or "").lower() == wanted[1] and (status is not None or wanted[0]):
                return row
        return None
