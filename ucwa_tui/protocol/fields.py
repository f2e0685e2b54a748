"""The rules of a request's fields, evaluated at each keystroke. Which rule a field gets follows from its kind.

Source: UCWA reference, "joinOnlineMeeting", "onlineMeetingInvitation" (the display name's rule), "Operation resource".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ucwa_tui.protocol import conference_uri, meeting_uri
from ucwa_tui.protocol.counter import Counter, counter
from ucwa_tui.protocol.extra_rules import check_extras
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.operation import Field, FieldKind, Operation
from ucwa_tui.protocol.request_plan import PayloadFormat, UriPlace
from ucwa_tui.protocol.text_rules import check_choice, check_length, check_text, code_prefix

__all__ = ["Counter", "FieldContext", "check", "check_field", "counter", "guess", "repair"]


@dataclass(frozen=True, slots=True)
class FieldContext:
    """What the rules need to know beyond the values."""

    anonymous: bool = False
    """Whether the session belongs to an anonymous guest."""
    used_operation_ids: frozenset[str] = frozenset()
    """The operation ids that this application has sent already."""
    payload_format: PayloadFormat = PayloadFormat.JSON
    uri_place: UriPlace = UriPlace.BODY
    ticket_uri: str | None = None
    """The meeting that the anonymous guest's ticket is for; None for everybody else."""


DEFAULT_CONTEXT = FieldContext()


def check(
    operation: Operation,
    values: Mapping[str, str],
    context: FieldContext = DEFAULT_CONTEXT,
    extras: Sequence[tuple[str, str]] = (),
) -> tuple[Finding, ...]:
    """Everything to be said about a request's input, in the order of the fields, extra properties last.

    Args:
        operation: whose fields are meant; values of other names are passed over.
        values: texts by field name; a missing one counts as empty.
        context: who sends, and what was sent before.
        extras: further properties as name and text.
    """
    found: list[Finding] = []
    for field in operation.fields:
        found += check_field(field, values.get(field.name, ""), context)
    if extras:
        found += check_extras(operation, values, extras, context.payload_format)
    return tuple(found)


def check_field(field: Field, text: str, context: FieldContext = DEFAULT_CONTEXT) -> tuple[Finding, ...]:
    """Everything to be said about one field's text. Never raises."""
    found = list(_by_kind(field, text, context))
    if field.required and not text:
        found.append(_error(field, "required", f"{field.label} is required.", f"For example {field.example}"))
    return tuple(found)


def repair(field: Field, text: str) -> str | None:
    """The text as the field's rule would have it, where that is certain; None where there is nothing to repair."""
    if field.kind is FieldKind.MEETING_URI:
        return meeting_uri.repair(text)
    stripped = text.strip()
    if field.kind is FieldKind.CHOICE:
        stripped = next((c for c in field.choices if c.lower() == stripped.lower()), stripped)
    return stripped if stripped != text else None


def guess(field: Field, text: str) -> str | None:
    """What the text may have been meant as, where that is uncertain: a join URL's conference URI. None otherwise."""
    return meeting_uri.examine(text).guess if field.kind is FieldKind.MEETING_URI else None


def _by_kind(field: Field, text: str, context: FieldContext) -> Sequence[Finding]:
    match field.kind:
        case FieldKind.MEETING_URI:
            return (*meeting_uri.examine(text).findings, *_ticket(field, text, context))
        case FieldKind.OPERATION_ID:
            return check_text(field, text, context.payload_format) + _operation_id(field, text, context)
        case FieldKind.CHOICE:
            return check_choice(field, text)
        case FieldKind.THREAD_ID:
            return check_text(field, text, context.payload_format) + _thread_id(field, text)
        case FieldKind.DISPLAY_NAME:
            return check_text(field, text, context.payload_format) + _display_name(field, text, context)
        case FieldKind.MESSAGE:
            return check_length(field, text)  # line breaks and all: a text is what a text/plain body is for
        case FieldKind.TEXT | FieldKind.WORDS:
            return check_text(field, text, context.payload_format)


def _ticket(field: Field, text: str, context: FieldContext) -> list[Finding]:
    named = conference_uri.conference_key(text)
    if not context.ticket_uri or (named is None and not meeting_uri.makes_new_meeting(text)):
        return []  # what is no conference URI has been told already
    if conference_uri.same_meeting(text, context.ticket_uri):
        return []
    ticket = conference_uri.conference_key(context.ticket_uri) or context.ticket_uri
    return [
        Finding(
            Severity.ERROR,
            "meeting-uri-other-ticket",
            f"Your anonymous ticket is for another meeting (id {ticket}): a server answers 403.",
            f"Sign in again for the meeting {named}." if named else f"Enter {context.ticket_uri}",
            field.name,
        )
    ]


def _operation_id(field: Field, text: str, context: FieldContext) -> list[Finding]:
    if not text:
        return [
            _warning(
                field,
                "empty",
                "Without an operation id, events can be matched only by the invitation's address.",
                "Generate one.",
            )
        ]
    if text in context.used_operation_ids:
        return [
            _warning(
                field,
                "reused",
                "This operation id was sent before: events of both operations will look alike.",
                "Generate a new one.",
            )
        ]
    return []


def _thread_id(field: Field, text: str) -> list[Finding]:
    if not any(c.isspace() for c in text.strip()):
        return []
    return [
        _warning(
            field, "blank-inside", "A thread id with blanks in it is unusual.", "Copy it from the conversation again."
        )
    ]


def _display_name(field: Field, text: str, context: FieldContext) -> list[Finding]:
    if context.anonymous:
        if text.strip():
            return []
        return [
            _error(
                field,
                "required",
                "An anonymous guest must give a name; without one the server answers 400.",
                "Enter the name that others shall see.",
            )
        ]
    if not text:
        return []
    return [
        _warning(
            field,
            "not-anonymous",
            "Only anonymous guests send a display name: signed in, the server ignores it or refuses it.",
            "Clear it.",
        )
    ]


def _error(field: Field, rule: str, text: str, way_out: str) -> Finding:
    return Finding(Severity.ERROR, f"{code_prefix(field.name)}-{rule}", text, way_out, field.name)


def _warning(field: Field, rule: str, text: str, way_out: str) -> Finding:
    return Finding(Severity.WARNING, f"{code_prefix(field.name)}-{rule}", text, way_out, field.name)
