"""What the request pane shows, worked out from the workbench: no widget decides anything about a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ucwa_tui.protocol import fields as field_rules
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.operation import Field, Operation
from ucwa_tui.protocol.operations import OPERATIONS, operation
from ucwa_tui.tui.actions.join_url import join_url_in
from ucwa_tui.tui.document_lines import request_rows
from ucwa_tui.tui.rows import Row
from ucwa_tui.workbench.command import key_label
from ucwa_tui.workbench.commands import command
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.draft import URI_FIELD, Draft
from ucwa_tui.workbench.preview import Preview, preview

OPERATION_FIELD = "operation"
OPERATION_LIST = "operation list"
"""No row, but the wish for a list of the operations; its value is the letter to begin with."""
FORMAT_FIELD = "format"
PLACE_FIELD = "place"
TARGET_FIELD = "target"
ADD_FIELD = "add"
EXTRA_PREFIX = "extra "

OPERATION_CHOICES = tuple((name, f"{name}: {entry.title}") for name, entry in OPERATIONS.items())
WHYS: Mapping[str, str] = {
    FORMAT_FIELD: "The form of both bodies: Accept and Content-Type go with it.",
    PLACE_FIELD: "Where the meeting URI goes. The reference allows the body and the query parameter.",
    TARGET_FIELD: "Which link to read: an href as it came, or an absolute URL of the same server.",
    ADD_FIELD: "A property that is not documented for this operation: name=value. It goes into the body as text.",
}


@dataclass(frozen=True, slots=True)
class RequestView:
    """A snapshot for the request pane."""

    draft: Draft
    operation: Operation
    findings: tuple[Finding, ...]
    counters: Mapping[str, tuple[str, str]]
    """Field name -> counter and its style."""
    preview: Preview
    href_note: str
    """Why the request has no target yet; empty where it has one."""
    error_place: str
    """Line and column of a syntax error in the raw body; empty where there is none."""
    signed_in: bool = False
    renews: bool = False
    """Whether the operationId was sent, and the next request gets another."""

    def findings_of(self, name: str) -> tuple[Finding, ...]:
        """What was found about one field."""
        return tuple(f for f in self.findings if f.field == name)

    def other_findings(self, shown: Sequence[str]) -> tuple[Finding, ...]:
        """What was found about the whole body, or about a field that is not shown."""
        found = tuple(f for f in self.findings if f.field not in shown)
        if not self.href_note or not self.signed_in:
            return found
        return (Finding(Severity.HINT, "no-link", f"No link now. {self.href_note}"), *found)


def look(controller: Controller) -> RequestView:
    """Take the snapshot."""
    draft = controller.draft
    chosen = operation(draft.operation)
    href = controller.target_href()
    note = "" if href is not None else controller.available(draft.operation).why_not
    signed_in = controller.session.signed_in
    broken = draft.broken()
    renews = controller.ids.is_spent(draft)
    settled = signed_in is not None or controller.session.failure is not None
    return RequestView(
        draft,
        chosen,
        # While signing in the form may still be filled in: hints would come and go at once.
        _as_join_url(
            _with_key(
                [
                    f
                    for f in controller.findings()
                    if (settled or f.severity is not Severity.HINT) and not (renews and f.code == "operation-id-reused")
                ],
                controller,
            ),
            draft,
        ),
        {field.name: _counter(field, draft.value(field.name)) for field in chosen.fields},
        preview(draft, href, signed_in.url if signed_in else None, signed_in is not None),
        note,
        f"line {broken.line}, column {broken.column}" if broken and broken.line is not None else "",
        signed_in is not None,
        renews,
    )


def why(view: RequestView, name: str) -> str:
    """One line about a field: what it is for."""
    if name == OPERATION_FIELD:
        return f"{view.operation.why} {view.operation.follows}"
    field = view.operation.field(name)
    if field is not None:
        return f"{field.name}: {field.why}"
    return WHYS.get(name, WHYS[ADD_FIELD])


def repair_of(controller: Controller) -> str | None:
    """What the meeting URI may be mended to: certain repairs first, then the guess from a join URL."""
    draft = controller.draft
    for field in operation(draft.operation).fields:
        if "query" in field.places:
            text = draft.value(field.name)
            return field_rules.repair(field, text) or field_rules.guess(field, text)
    return None


def _with_key(findings: Sequence[Finding], controller: Controller) -> tuple[Finding, ...]:
    """The findings; the way out names the key where a key does it."""
    mended = repair_of(controller)
    if mended is None:
        return tuple(findings)
    key = key_label(command("repair").keys[0])
    said = {f"Use {mended}": f"{key} repairs it: {mended}"}
    return tuple(
        replace(f, way_out=said.get(f.way_out, f"{f.way_out} ({key} takes it)"))
        if f.field == URI_FIELD and f.way_out.endswith(mended)
        else f
        for f in findings
    )


def _as_join_url(findings: Sequence[Finding], draft: Draft) -> tuple[Finding, ...]:
    """A join URL is no mistake on this screen: sending resolves it first."""
    found = join_url_in(draft)
    if found is None:
        return tuple(findings)
    send, repair = key_label(command("send").keys[0]), key_label(command("repair").keys[0])
    told = f"join URL: {send} resolves it and sends the URI, {repair} only fills in the URI"
    kept = [f for f in findings if f.field != found[0]]
    return (*kept, Finding(Severity.HINT, "join-url", told, field=found[0]))


def preview_rows(view: RequestView) -> list[Row]:
    """The request as it will go out, in colours."""
    if view.operation.text_body:  # nothing to be read into it
        head = request_rows(view.preview.lines[: view.preview.body_start], view.draft.payload_format)
        return [*head, *(((line, ""),) for line in view.preview.lines[view.preview.body_start :])]
    return request_rows(view.preview.lines, view.draft.payload_format)


def preview_title(view: RequestView) -> str:
    """What the rule above the preview says."""
    size = f" · {view.preview.content_length} bytes" if view.operation.has_body else ""
    where = f" · {'no link now' if view.signed_in else view.href_note}" if view.href_note else ""
    form = "text" if view.operation.text_body else view.draft.payload_format.value.upper()
    again = ", new id" if view.renews else ""
    return f"as it will go out{again} · {form}{size}{where}"


def _counter(field: Field, text: str) -> tuple[str, str]:
    if field.max_length is None:
        return "", ""
    count = field_rules.counter(field, text)
    style = "sev-error" if count.is_over else "sev-warning" if count.is_over_in_utf16 else ""
    return f"{count.code_points}/{field.max_length}", style
