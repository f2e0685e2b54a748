"""The page that explains an exchange: headings, and lines of label and text. Every text on it is safe to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ucwa_tui.wire.safe_text import safe_line

LONGEST = 600
"""Characters of a text that stand on the page: it is read, not searched for the end of a token."""


class Mark(StrEnum):
    """What is thought of a line, in a glyph; its words say the same."""

    NONE = ""
    GOOD = "✓"
    NOTE = "!"
    BAD = "✗"
    ABSENT = "·"
    """Something documented that is not there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say. Made by `line`, which makes its texts safe."""

    text: str
    label: str = ""
    mark: Mark = Mark.NONE
    rel: str = ""
    href: str = ""
    """Where the line tells of a link: as the server wrote it, hostile, not for the screen."""
    strong: bool = False
    """It begins something: what follows belongs to it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything there is to say about an exchange, in reading order."""

    sections: tuple[Section, ...]

    def section(self, heading: str) -> Section | None:
        """The section under a heading, or None."""
        return next((section for section in self.sections if section.heading == heading), None)

    def texts(self) -> Iterator[str]:
        """The page as lines of text."""
        for section in self.sections:
            yield section.heading
            for told in section.lines:
                words = (told.mark.value, told.label and f"{told.label}:", told.text)
                yield "  " + " ".join(word for word in words if word)


def line(
    text: str, label: str = "", mark: Mark = Mark.NONE, *, rel: str = "", href: str = "", strong: bool = False
) -> Line:
    """A line with its texts made safe and cut.

    Args:
        text: what to say; may hold a server's words.
        label: what it is about; may be a server's word too.
        mark: what is thought of it.
        rel: of the link that it tells of.
        href: of the link that it tells of, as the server wrote it.
        strong: it begins something.
    """
    return Line(safe_line(_cut(text)), safe_line(_cut(label)), mark, rel, href, strong)


def section(heading: str, lines: Iterable[Line]) -> Section:
    """A section."""
    return Section(heading, tuple(lines))


def count(number: int, word: str) -> str:
    """`1 link`, `2 links`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"
