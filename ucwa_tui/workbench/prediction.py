"""What a server will answer to a request that has errors in it, so that the question before sending is a clear one."""

from __future__ import annotations

from collections.abc import Sequence

from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.operations import operation
from ucwa_tui.wire.safe_text import safe_line

_BAD_VALUE = "400 BadRequest/ParameterValidationFailure"
_BAD_BODY = "400 BadRequest/DeserializationFailure"
_NOT_FOUND = "404 NotFound/DestinationNotFound"
_IGNORED = ("extra-name-structure", "extra-name-known", "extra-name-duplicate")
_UNWRITABLE = frozenset(
    {"xml-character", "json-number", "json-name", "too-deep", "nested-array", "date-range", "attribute-name"}
)


def predict(findings: Sequence[Finding], operation_name: str) -> str:
    """One printable sentence.

    Args:
        findings: what the rules say about the request; only errors count.
        operation_name: as in `operations`.
    """
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if not errors:
        success = operation(operation_name).success
        return f"A server accepts this: {success[0]}." if success else "A server accepts this."
    if any(finding.code in _UNWRITABLE for finding in errors):
        return "It cannot be written in this format at all: nothing would be sent."
    if any(finding.code == "body-syntax" for finding in errors):
        return f"A server answers {_BAD_BODY}: it cannot read the body."
    if any(finding.code == "meeting-uri-other-ticket" for finding in errors):
        return "A server answers 403 Forbidden: an anonymous ticket opens only its own meeting."
    named = _fields(errors, "onlineMeetingUri", but=True)
    if named:
        return safe_line(f"A server answers {_BAD_VALUE} naming {', '.join(named)}.")
    if _fields(errors, "onlineMeetingUri", but=False):
        return f"A server answers {_NOT_FOUND}, or {_BAD_VALUE} naming onlineMeetingUri."
    return "A server ignores what is wrong here, or answers 400 BadRequest."


def _fields(errors: Sequence[Finding], name: str, *, but: bool) -> list[str]:
    """Fields in error, in order and once each: all but `name`, or only `name`."""
    found = [e.field for e in errors if e.field and (e.field != name) == but and not e.code.startswith(_IGNORED)]
    return list(dict.fromkeys(found))
