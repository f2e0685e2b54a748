"""The input of a request: each parameter against its rule, and what might have been sent besides."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.fields import FieldContext, check_field
from ucwa_tui.protocol.finding import Severity
from ucwa_tui.protocol.media import essence, payload_format_of
from ucwa_tui.protocol.operation import Field, FieldKind, Operation
from ucwa_tui.protocol.request_plan import PayloadFormat
from ucwa_tui.wire.decode import body_text
from ucwa_tui.workbench.capture_reading import Step, keeps_query
from ucwa_tui.workbench.explaining.kinds import Kind
from ucwa_tui.workbench.explaining.page import Line, Mark, line
from ucwa_tui.workbench.explaining.steps_input import application_lines, form_lines, query_lines
from ucwa_tui.workbench.explaining.values import UNDOCUMENTED, query_of, short, text_of_value

_MARKS = {Severity.ERROR: Mark.BAD, Severity.WARNING: Mark.NOTE, Severity.HINT: Mark.NONE}
_MOST_FIELDS = 60


def field_lines(step: Step, kind: Kind, context: FieldContext) -> list[Line]:
    """Each parameter against its rule."""
    if step.form:
        found = list(form_lines(step))
    elif kind.name == "events":
        found = list(query_lines(step))
    elif kind.operation is not None and kind.operation.name != "get":
        found = list(_operation_lines(step, kind.operation, context))
    elif kind.rel == "applications":
        found = list(application_lines(step))
    else:
        found = [line(f"{short(text)} · {where}", name) for name, text, where in _given(step, kind)]
    if step.sent is None and step.request.body and not step.form:
        text_body = kind.operation is not None and kind.operation.text_body
        if not text_body and step.method in {"POST", "PUT"}:
            found.append(_unread(step))
    more = len(found) - _MOST_FIELDS
    return found[:_MOST_FIELDS] + ([line(f"{more} more are not listed here")] if more > 0 else [])


def _unread(step: Step) -> Line:
    kind = step.request.header("Content-Type")
    if payload_format_of(kind) is None:
        what = essence(kind) or "no Content-Type"
        return line(f"the body is neither UCWA's JSON nor XML ({what}): not taken apart", "body", Mark.NOTE)
    return line(f"the body cannot be read as {essence(kind)}, as its Content-Type says", "body", Mark.BAD)


def _given(step: Step, kind: Kind) -> list[tuple[str, str, str]]:
    """Name, text and place of each parameter; those that the link itself carried are left out."""
    own = {pair for offer in step.offers if keeps_query(step.url, offer) for pair in offer.query}
    found = [(name, text, "in the query") for name, text in query_of(step.url) if (name, text) not in own]
    operation = kind.operation
    if operation is not None and operation.text_body:
        field = next((f for f in operation.fields if "body" in f.places), None)
        if field is not None and step.request.body:
            found.append((field.name, body_text(step.request), "the whole body"))
    elif step.sent is not None:
        found += [(prop.name, text_of_value(prop.value), "in the body") for prop in step.sent.properties]
    return found


def _operation_lines(step: Step, operation: Operation, context: FieldContext) -> Iterator[Line]:
    fmt = payload_format_of(step.request.header("Content-Type")) or context.payload_format
    told: set[str] = set()
    for name, text, where in _given(step, Kind("", "", "", operation)):
        field = operation.field(name)
        if field is None:
            yield line(f"{short(text)} · {where} · {UNDOCUMENTED}", name, Mark.NOTE)
            continue
        told.add(field.name)
        yield _checked(field, name, text, where, _context(context, fmt))
    for field in operation.fields:
        if field.name in told:
            continue
        if field.required:
            yield line("missing, and required", field.name, Mark.BAD)
        elif field.kind is FieldKind.OPERATION_ID:
            yield line("not sent: the events of this operation cannot be told by id", field.name, Mark.NOTE)
        elif field.kind is FieldKind.MEETING_URI:
            yield line("not sent: the server makes a new meeting", field.name, Mark.NOTE)
        elif field.kind is FieldKind.DISPLAY_NAME and context.anonymous:
            yield line("missing: a guest must give a name", field.name, Mark.BAD)
        else:
            yield line(f"not sent{_default(field)}", field.name, Mark.ABSENT)


def _context(context: FieldContext, fmt: PayloadFormat) -> FieldContext:
    """Rules without what was sent before: this request is among it."""
    return FieldContext(context.anonymous, frozenset(), fmt, context.uri_place, context.ticket_uri)


def _checked(field: Field, name: str, text: str, where: str, context: FieldContext) -> Line:
    findings = check_field(field, text, context)
    serious = [f for f in findings if f.severity is not Severity.HINT]
    spelt = f" · written {name}, which servers take too" if name != field.name else ""
    misplaced = where == "in the query" and "query" not in field.places
    if serious:
        worst = min(serious, key=lambda f: list(Severity).index(f.severity))
        return line(f"{short(text)} · {where}{spelt} · {worst.text}", field.name, _MARKS[worst.severity])
    rule = next((f.text.removesuffix(".") for f in findings), "") or _rule(field, text)
    if misplaced:
        return line(f"{short(text)} · {where}, where the reference has it in the body", field.name, Mark.NOTE)
    return line(f"{short(text)} · {where}{spelt}{f' · {rule}' if rule else ''}", field.name, Mark.GOOD)


def _rule(field: Field, text: str) -> str:
    if field.max_length:
        return f"{len(text)} of {field.max_length} characters"
    if field.choices:
        return "one of " + ", ".join(field.choices)
    if field.kind is FieldKind.MEETING_URI:
        return "a conference URI"
    return ""


def _default(field: Field) -> str:
    if field.kind is FieldKind.CHOICE and field.name == "importance":
        return ": counts as Normal"
    if field.kind is FieldKind.THREAD_ID:
        return ": a fresh conversation"
    if field.kind is FieldKind.DISPLAY_NAME:
        return ": right, as only guests send it"
    return ", which is allowed"
