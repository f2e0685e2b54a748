"""How long a field's text is, the two ways in which the server may count it."""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.operation import Field


@dataclass(frozen=True, slots=True)
class Counter:
    """The length of one text against one limit."""

    code_points: int
    utf16_units: int
    """What .NET's string length counts: characters beyond U+FFFF count twice."""
    limit: int | None
    """In characters; None where the field has no documented limit."""

    @property
    def is_over(self) -> bool:
        """Too long however one counts."""
        return self.limit is not None and self.code_points > self.limit

    @property
    def is_over_in_utf16(self) -> bool:
        """Too long at least for a server that counts UTF-16 units."""
        return self.limit is not None and self.utf16_units > self.limit

    @property
    def remaining(self) -> int | None:
        """Code points left, negative when over; None without a limit."""
        return None if self.limit is None else self.limit - self.code_points

    @property
    def text(self) -> str:
        """For the screen: `12/250`, `12` without a limit, `249/250 (251 in UTF-16)` where only the units are over."""
        if self.limit is None:
            return str(self.code_points)
        doubt = f" ({self.utf16_units} in UTF-16)" if self.is_over_in_utf16 and not self.is_over else ""
        return f"{self.code_points}/{self.limit}{doubt}"


def counter(field: Field, text: str) -> Counter:
    """Count a field's text."""
    units = len(text) if text.isascii() else len(text) + sum(c > "\uffff" for c in text)
    return Counter(len(text), units, field.max_length)
