"""The request pane: the form, one line of why, and the request exactly as it will go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget

from ucwa_tui.protocol.operation import Field, FieldKind
from ucwa_tui.protocol.request_plan import PayloadFormat, UriPlace
from ucwa_tui.tui import request_view
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.request_view import RequestView
from ucwa_tui.tui.rows import Row, whole_sentences
from ucwa_tui.tui.widgets.choice_field import ChoiceField
from ucwa_tui.tui.widgets.field_row import FieldRow, finding_rows
from ucwa_tui.tui.widgets.operation_field import OperationField
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.rule import DASHED, Rule
from ucwa_tui.tui.widgets.text_field import FieldInput, TextField
from ucwa_tui.tui.widgets.text_view import TextView
from ucwa_tui.workbench.command import Place

ONE_LINE_FROM = 70
"""Cells from which the explanation of a field has one line, not two."""
_FORMATS = tuple((f.value, f.value.upper()) for f in PayloadFormat)
_PLACES = tuple((p.value, p.value) for p in UriPlace)


class RequestPane(Pane):
    """Says what the user did and shows what it is given (`show`).

    Args:
        view: the first snapshot.
        on_edit: gets the name of a row of the form and its new value.
    """

    place: ClassVar = Place.REQUEST
    number: ClassVar = 1
    title_word: ClassVar = "Request"

    def __init__(self, view: RequestView, on_edit: Callable[[str, str], None]) -> None:
        super().__init__(id="request")
        self._on_edit = on_edit
        self._view = view
        self.came_from: tuple[Place, int | None] | None = None
        """Where the form was filled in from, and of which exchange: Escape leads back there."""
        self._explained = request_view.OPERATION_FIELD
        self._built: tuple[object, ...] = ()
        self._body_shown = ""
        """The body that form and editor agreed on last."""
        self.preview = TextView(id="preview")
        self._preview_title = Rule("", line=DASHED, id="preview-title")
        self._why = Rows(id="why")
        self._rest = Rows(id="body-findings")

    def compose(self) -> ComposeResult:
        """The form above, the preview below."""
        yield self.title
        with VerticalScroll(id="form", can_focus=False):
            yield from self._form_rows(self._view)
        yield self._rest
        yield self._why
        yield self._preview_title
        yield self.preview

    def on_mount(self) -> None:
        """Show the first snapshot."""
        self.show(self._view)

    def on_resize(self) -> None:
        """Break what explains the field anew, and what was found about the body; so too when the pane comes back."""
        self._show_rest()
        if not self.editing_body:
            self._show_why()

    @property
    def editing_body(self) -> bool:
        """Whether the body is edited as text."""
        return self.has_class("-body")

    @property
    def field_rows(self) -> list[FieldRow]:
        """The rows of the form, from top to bottom."""
        return list(self.query(FieldRow))

    def row(self, name: str) -> FieldRow | None:
        """The row of that name."""
        return next((row for row in self.field_rows if row.field == name), None)

    def focus_first_field(self) -> None:
        """Cursor into the meeting's URI, else into the first row; nowhere where the program is told to quit early."""
        row = self.row("onlineMeetingUri") or next(iter(self.field_rows), None)
        if row is not None:
            row.focus_inside()

    def first_focus(self) -> Widget:
        """The body while it is edited, else the field that had the cursor last."""
        if self.editing_body:
            return self.query_one("#body-editor")
        row = self.row(self._explained) or self.field_rows[0]
        return row.input if isinstance(row, TextField) else row

    def show(self, view: RequestView) -> None:
        """Bring every part up to date; what did not change is not painted."""
        self._view = view
        draft = view.draft
        self.set_detail(draft.operation)
        if _shape(view) != self._built:
            self.call_later(self._rebuild)
            return
        for row in self.field_rows:
            row.set_value(_value_of(view, row.field))
            row.set_findings(view.findings_of(row.field))
            row.set_counter(*view.counters.get(row.field, ("", "")))
        self._show_rest()
        self._show_why()
        self.preview.update(request_view.preview_rows(view))
        self._preview_title.set_title(request_view.preview_title(view))
        if self.editing_body:
            self._show_body(view)

    async def _rebuild(self) -> None:
        """Make the rows of another operation. Its own row stays: keys that come meanwhile go nowhere else."""
        form = self.query_one("#form")
        _, *others = self.field_rows
        now = self.screen.focused
        focused = next((row.field for row in others if now is not None and row in now.ancestors_with_self), None)
        await form.remove_children(others)
        await form.mount(*list(self._form_rows(self._view))[1:])
        self.show(self._view)
        if focused is not None:
            self._explained = focused
            self.first_focus().focus()

    def _form_rows(self, view: RequestView) -> Iterator[FieldRow]:
        for row in self._make_rows(view):
            row.on_edit = self._row_edited
            yield row

    def _row_edited(self, name: str, value: str) -> None:
        if name != request_view.ADD_FIELD:
            self._on_edit(name, value)

    def _make_rows(self, view: RequestView) -> Iterator[FieldRow]:
        self._built = _shape(view)
        chosen = view.draft.operation
        choices = request_view.OPERATION_CHOICES
        row = OperationField(request_view.OPERATION_FIELD, "Operation", choices, value=chosen, compact=True)
        row.on_list = partial(self._on_edit, request_view.OPERATION_LIST)
        yield row
        if view.operation.name == "get":
            yield TextField(request_view.TARGET_FIELD, "Link", value=view.draft.target_href or "")
        for field in view.operation.fields:
            yield _row_of(field, view.draft.value(field.name))
        for name, value in view.draft.extras:
            yield TextField(f"{request_view.EXTRA_PREFIX}{name}", f"+ {name}", value=value)
        if view.operation.has_body:
            yield TextField(request_view.ADD_FIELD, "+ property", placeholder="name=value, then Enter")
        yield ChoiceField(
            request_view.FORMAT_FIELD, "Format", _FORMATS, value=view.draft.payload_format.value, id="row-format"
        )
        if _has_places(view):
            yield ChoiceField(request_view.PLACE_FIELD, "URI goes in", _PLACES, value=view.draft.uri_place.value)

    def _show_rest(self) -> None:
        if not self.size.width:
            return  # out of sight: laid out as soon as it is known how wide
        shown = [row.field for row in self.field_rows]
        width = max(20, self.size.width - 2)
        rows: list[Row] = [row for f in self._view.other_findings(shown) for row in finding_rows(f, width)]
        self._rest.show_rows(rows)
        self._rest.styles.height = len(rows)
        self._rest.display = bool(rows)

    def _show_why(self) -> None:
        width = max(20, self.size.width - 2)
        room = 1 if self.size.width >= ONE_LINE_FROM else 2
        lines = whole_sentences(request_view.why(self._view, self._explained), width, room)
        self._why.show_rows([((line, "muted"),) for line in lines])

    # The body as text

    async def edit_body(self, text: str) -> None:
        """Put an editor in the place of the preview."""
        from ucwa_tui.tui.widgets.body_editor import BodyEditor

        self.add_class("-body")
        if not self.query("#body-editor"):
            await self.mount(BodyEditor(text, id="body-editor"), before=self._preview_title)
        editor = self.query_one("#body-editor", BodyEditor)
        editor.set_text(text)
        self._body_shown = text
        editor.focus()
        self._show_body(self._view)

    def leave_body(self) -> None:
        """Back to the form."""
        self.remove_class("-body")
        self.first_focus().focus()

    def _show_body(self, view: RequestView) -> None:
        from ucwa_tui.tui.widgets.body_editor import BodyEditor

        editor = self.query_one("#body-editor", BodyEditor)
        text = view.draft.body_text()
        if view.draft.is_large and text != editor.text:  # from elsewhere: the editor would take seconds for it
            self.leave_body()
            return
        if text != self._body_shown:  # otherwise the editor may be ahead: what was typed last is on its way
            editor.set_text(text)
        self._body_shown = text
        place = f" · {view.error_place}" if view.error_place else ""
        self._why.show_rows([((f"body as text · {view.draft.payload_format.value.upper()}{place}", "strong"),)])

    # What the rows say

    @on(FieldRow.Focused)
    def _row_focused(self, event: FieldRow.Focused) -> None:
        event.stop()
        self._explained = event.row.field
        self._show_why()

    @on(FieldInput.Left)
    def _row_left(self, event: FieldInput.Left) -> None:
        event.stop()
        rows = self.field_rows
        index = next((i for i, row in enumerate(rows) if row.field == self._explained), 0)
        row = rows[index]
        if row.field == request_view.ADD_FIELD and event.by > 0 and "=" in row.value:
            self._on_edit(request_view.ADD_FIELD, row.value)
            row.set_value("")
        elif 0 <= index + event.by < len(rows):
            rows[index + event.by].focus_inside()


def _row_of(field: Field, value: str) -> FieldRow:
    if field.kind is FieldKind.CHOICE:
        return ChoiceField(field.name, field.label, [("", "none"), *((c, c) for c in field.choices)], value=value)
    row = TextField(field.name, field.label, value=value)
    if field.max_length is None:
        row.add_class("-no-limit")
    if field.kind is FieldKind.MEETING_URI:
        row.spare = 2  # there is always something to say about it
    return row


def _value_of(view: RequestView, name: str) -> str:
    draft = view.draft
    if name.startswith(request_view.EXTRA_PREFIX):
        return dict(draft.extras).get(name.removeprefix(request_view.EXTRA_PREFIX), "")
    match name:
        case request_view.OPERATION_FIELD:
            return draft.operation
        case request_view.FORMAT_FIELD:
            return draft.payload_format.value
        case request_view.PLACE_FIELD:
            return draft.uri_place.value
        case request_view.TARGET_FIELD:
            return draft.target_href or ""
        case request_view.ADD_FIELD:
            return ""
        case _:
            return draft.value(name)


def _has_places(view: RequestView) -> bool:
    return any(len(field.places) > 1 for field in view.operation.fields)


def _shape(view: RequestView) -> tuple[object, ...]:
    """What decides which rows there are."""
    return view.operation.name, tuple(name for name, _ in view.draft.extras)
