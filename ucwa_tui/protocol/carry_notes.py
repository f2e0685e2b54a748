"""The list in which the carry rules collect what they find; it knows the severities and the wording's frame."""

from __future__ import annotations

from ucwa_tui.protocol.finding import Finding, Severity


class Notes:
    """Collects findings for one wire form."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def error(self, code: str, field: str, text: str, way_out: str, position: int | None = None) -> None:
        """It cannot be written at all."""
        self.findings.append(Finding(Severity.ERROR, code, text, way_out, field or None, position))

    def warning(self, code: str, field: str, text: str, way_out: str = "") -> None:
        """Something comes back as something else, or not at all."""
        self.findings.append(Finding(Severity.WARNING, code, text, way_out, field or None))

    def hint(self, code: str, field: str, text: str, way_out: str = "") -> None:
        """Nothing is lost but a detail of the shape."""
        self.findings.append(Finding(Severity.HINT, code, text, way_out, field or None))
