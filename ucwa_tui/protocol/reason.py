"""The error structure of UCWA: body of a refused request, and `reason` of an event.

Source: UCWA reference, "Errors and informational messages".
"""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.protocol.payload import Value


@dataclass(frozen=True, slots=True)
class Reason:
    """Only `code` is sure to be there; new subcodes may appear at any time."""

    code: str
    subcode: str | None = None
    message: str | None = None
    link: str | None = None
    parameters: tuple[tuple[str, Value], ...] = ()
    """The property bag of a 400: name of the bad parameter and what was wrong with it."""
    debug_info: tuple[tuple[str, Value], ...] = ()

    @property
    def label(self) -> str:
        """`Code/Subcode`, or the code alone."""
        return f"{self.code}/{self.subcode}" if self.subcode else self.code
