"""What is kept of one conversation for one person: who took part, what was written and said, whether it was missed.

Source: UCWA reference, "conversationLog", "conversationLogTranscript", "ConversationLogType", "ConversationLogStatus".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ucwa_tui.protocol.data_uri import html_text
from ucwa_tui.sandbox.people import Person

MOST_LINES = 200
"""Of one conversation; the oldest go first."""
MOST_CHARACTERS = 100_000
"""Of one conversation, but for its last line, which stays whole."""
MOST_PEOPLE = 100
PREVIEW = 100
"""Characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message, or a call that has ended."""

    at: float
    """Seconds since the epoch."""
    author: Person
    text: str = ""
    media_type: str = "text/plain"
    seconds: float | None = None
    """How long a call took; None: this is a message."""

    @property
    def plain(self) -> str:
        """What is to read of it."""
        return html_text(self.text) if self.media_type == "text/html" else self.text


@dataclass(eq=False, slots=True)
class Log:
    """A conversation as one person has seen it."""

    id: str
    owner: Person
    began: float
    incoming: bool
    importance: str
    subject: str
    thread_id: str
    meeting_uri: str | None = None
    """None for a conversation of two."""
    people: dict[str, Person] = field(default_factory=dict)
    """The others, by id."""
    modalities: list[str] = field(default_factory=list)
    """ConversationModalityType, in the order of their first use."""
    lines: list[Line] = field(default_factory=list)
    dropped: int = 0
    """Lines that are not kept any more; the others keep their numbers."""
    size: int = 0
    """Characters of the lines."""
    attended: bool = False
    unanswered: bool = False
    """It rang, and rang off."""
    read: bool = False

    @property
    def missed(self) -> bool:
        """Whether somebody has tried to reach the owner in vain."""
        return self.unanswered and not self.attended

    @property
    def unread(self) -> bool:
        """Whether it was missed, and nobody has said that it was read."""
        return self.missed and not self.read

    @property
    def kind(self) -> str:
        """ConversationLogType."""
        if self.meeting_uri is not None:
            return "ConferenceLog"
        return "AudioLog" if self.modalities[:1] == ["Audio"] else "MessageLog"

    @property
    def peer(self) -> Person | None:
        """The other one of two people; None in a meeting."""
        return next(iter(self.people.values()), None) if self.meeting_uri is None else None

    @property
    def preview(self) -> str:
        """How it begins, as far as it is kept."""
        return next((line.plain[:PREVIEW] for line in self.lines if line.seconds is None), "")

    def line(self, number: int) -> Line | None:
        """A line by its number, from 1."""
        place = number - 1 - self.dropped
        return self.lines[place] if 0 <= place < len(self.lines) else None

    def meet(self, person: Person) -> None:
        """Somebody takes part."""
        if person.id != self.owner.id and len(self.people) < MOST_PEOPLE:
            self.people.setdefault(person.id, person)

    def use(self, modality: str) -> None:
        """A modality is used."""
        if modality not in self.modalities:
            self.modalities.append(modality)

    def add(self, line: Line) -> None:
        """Something was written or said."""
        self.lines.append(line)
        self.size += len(line.text)
        while len(self.lines) > MOST_LINES or (self.size > MOST_CHARACTERS and len(self.lines) > 1):
            self.size -= len(self.lines.pop(0).text)
            self.dropped += 1
