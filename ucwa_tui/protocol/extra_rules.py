"""Rules for properties that the user adds to a body beyond the documented fields.

Source: UCWA reference, "Payload format": unknown properties are ignored by servers, links in input too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.operation import Operation
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.protocol.text_rules import control_characters

_STRUCTURE = {"_links": "links", "_embedded": "embedded resources"}
_DESCRIPTIVE = frozenset({"rel", "href"})


def check_extras(
    operation: Operation,
    values: Mapping[str, str],
    extras: Sequence[tuple[str, str]],
    payload_format: PayloadFormat = PayloadFormat.JSON,
) -> list[Finding]:
    """Findings about extra properties, in their order; each finding's `field` is the property's name."""
    found: list[Finding] = []
    seen: dict[str, str] = {}
    for name, text in extras:
        if not name.strip():
            found.append(
                _finding(Severity.ERROR, "extra-name-empty", "An extra property has no name.", "Name or remove it.", "")
            )
            continue
        found += control_characters("extra-name", f"The name of {_shown(name)}", name, name)
        found += control_characters("extra-value", f"The value of {_shown(name)}", text, name, payload_format)
        found += _against_earlier(name, seen)
        found += _against_fields(operation, values, name)
        found += _reserved(name)
        seen.setdefault(name.lower(), name)
    return found


def _against_earlier(name: str, seen: Mapping[str, str]) -> list[Finding]:
    earlier = seen.get(name.lower())
    if earlier is None:
        return []
    if earlier == name:
        text = f"The property {_shown(name)} is there twice; which one counts is not documented."
        return [_finding(Severity.ERROR, "extra-name-duplicate", text, "Remove one.", name)]
    text = f"{_shown(name)} differs from {_shown(earlier)} only in case, and servers ignore case."
    return [_finding(Severity.WARNING, "extra-name-case-duplicate", text, "Remove one.", name)]


def _against_fields(operation: Operation, values: Mapping[str, str], name: str) -> list[Finding]:
    field = operation.field(name)
    if field is None:
        return []
    twice = bool(values.get(field.name))
    severity = Severity.ERROR if twice and field.name == name else Severity.WARNING
    code = "extra-name-known" if field.name == name else "extra-name-case-variant"
    text = (
        f"{_shown(name)} is the field {field.label}, which is filled in too: it would go out twice."
        if twice
        else f"{_shown(name)} is the field {field.label}; servers ignore case in names."
    )
    return [_finding(severity, code, text, f"Use the field {field.label} instead.", name)]


def _reserved(name: str) -> list[Finding]:
    folded = name.lower()
    if folded in _STRUCTURE:
        text = f"{_shown(name)} is the place of {_STRUCTURE[folded]}, not of a property; servers ignore it in input."
        return [_finding(Severity.ERROR, "extra-name-structure", text, "Give the property another name.", name)]
    if folded in _DESCRIPTIVE:
        text = f"{_shown(name)} describes a resource, and servers ignore it in input."
        return [_finding(Severity.WARNING, "extra-name-descriptive", text, "Leave it out unless it is meant.", name)]
    return []


def _shown(name: str) -> str:
    short = name if len(name) <= 40 else name[:39] + "…"
    return short if short.isprintable() else ascii(short)


def _finding(severity: Severity, code: str, text: str, way_out: str, name: str) -> Finding:
    return Finding(severity, code, text, way_out, name)
