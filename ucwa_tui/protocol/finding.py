"""What is to be said about a field, a body or a conversion: one shape for every rule of the project."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters. Only an error makes the program ask before sending."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule noticed."""

    severity: Severity
    code: str
    """Stable and kebab-case, e.g. `operation-id-too-long`."""
    text: str
    """One sentence that names the field and the rule."""
    way_out: str = ""
    """What to do about it, one sentence; empty where nothing needs doing."""
    field: str | None = None
    """The property it is about, or None for the whole body."""
    position: int | None = None
    """Zero-based offset in code points within the field's text, where one character is meant."""
