"""Commands that build and send the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.protocol.finding import Severity
from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.protocol.request_plan import PayloadFormat, UriPlace
from ucwa_tui.tui import request_view
from ucwa_tui.wire.meeting_directory import SandboxMeeting
from ucwa_tui.wire.safe_text import has_control
from ucwa_tui.workbench.controller import SendRefused
from ucwa_tui.workbench.draft import Draft

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def put(screen: MainScreen, draft: Draft) -> None:
    """Make this the request, and show it; an operationId of ours that was sent already is another one from then on.

    Says so where that replaces a body which nobody could read.
    """
    lost = draft.raw_body is None and screen.controller.draft.is_unread
    screen.controller.draft = screen.controller.ids.renewed(draft)
    screen.presenter.draft_changed(screen)
    if lost:
        screen.say("The body was written anew from the form", "sev-warning")


def for_meeting(draft: Draft, meeting: SandboxMeeting) -> Draft:
    """The draft with a meeting of the directory in it. A subject that no server would take is left out."""
    subject = "" if has_control(meeting.subject) else meeting.subject
    return draft.with_meeting(meeting.uri, subject)


def edit(screen: MainScreen, name: str, value: str) -> None:
    """A row of the form has another value."""
    draft = screen.controller.draft
    if name.startswith(request_view.EXTRA_PREFIX):
        key = name.removeprefix(request_view.EXTRA_PREFIX)
        put(screen, draft.with_extra(key, value) if value else draft.without_extra(key))
    elif name == request_view.ADD_FIELD:
        key, _, text = value.partition("=")
        put(screen, draft.with_extra(key.strip(), text))
    elif name == request_view.OPERATION_FIELD:
        put(screen, draft.with_operation(value))
    elif name == request_view.OPERATION_LIST:
        choose_operation(screen, value)
    elif name == request_view.FORMAT_FIELD:
        set_format(screen, PayloadFormat(value))
    elif name == request_view.PLACE_FIELD:
        put(screen, draft.with_uri_place(UriPlace(value)))
    elif name == request_view.TARGET_FIELD:
        put(screen, draft.with_target(value or None))
    else:
        if name == "operationId":
            screen.controller.ids.keep()
        put(screen, draft.with_value(name, value))


def edit_body(screen: MainScreen, text: str) -> None:
    """The body was edited as text: fields follow as far as it can be read."""
    screen.controller.draft, _ = screen.controller.draft.with_raw_body(text)
    screen.presenter.draft_changed(screen)


def set_format(screen: MainScreen, payload_format: PayloadFormat) -> None:
    """Speak JSON or XML."""
    put(screen, screen.controller.draft.with_format(payload_format))
    screen.presenter.show_status(screen)


def toggle_format(screen: MainScreen) -> None:
    """The other format."""
    now = screen.controller.draft.payload_format
    set_format(screen, PayloadFormat.XML if now is PayloadFormat.JSON else PayloadFormat.JSON)


def next_place(screen: MainScreen) -> None:
    """Body, query, both, body."""
    places = list(UriPlace)
    draft = screen.controller.draft
    put(screen, draft.with_uri_place(places[(places.index(draft.uri_place) + 1) % len(places)]))


def new_id(screen: MainScreen) -> None:
    """A fresh operationId."""
    before = screen.controller.draft
    screen.controller.renew_operation_id()
    renewed, screen.controller.draft = screen.controller.draft, before
    put(screen, renewed)


def repair(screen: MainScreen) -> None:
    """Take over what the meeting URI may be mended to; a join URL is resolved."""
    from ucwa_tui.tui.actions.join_url import resolve

    if screen.controller.target is not None and resolve(screen, send=False):
        return
    mended = request_view.repair_of(screen.controller)
    if mended is not None:
        screen.say("The meeting URI was mended")
        put(screen, screen.controller.draft.with_value("onlineMeetingUri", mended))


async def toggle_body(screen: MainScreen) -> None:
    """Edit the body as text, or go back to the form."""
    pane = screen.request
    if pane.editing_body:
        pane.leave_body()
        return
    operation = OPERATIONS[screen.controller.draft.operation]
    if not operation.has_body:
        screen.say(f"{operation.method} has no body", "sev-warning")
        return
    if screen.controller.draft.is_large:
        from ucwa_tui.tui.actions.outside import edit_draft

        await edit_draft(screen)
        return
    screen.go_to(pane.place)
    await pane.edit_body(screen.controller.draft.body_text())


def add_property(screen: MainScreen) -> None:
    """Put the cursor where properties are added."""
    _focus_row(screen, request_view.ADD_FIELD)


def choose_operation(screen: MainScreen, letter: str = "") -> None:
    """A list of the operations; the chosen one goes into the form."""
    from ucwa_tui.tui.screens.operations import OperationsScreen

    controller = screen.controller

    def chosen(name: str | None) -> None:
        if name is None:
            return
        _to_the_form(screen)
        screen.set_focus(screen.request.row(request_view.OPERATION_FIELD))  # before the other rows are made anew
        if name != controller.draft.operation:
            put(screen, controller.draft.with_operation(name))

    screen.app.push_screen(OperationsScreen(controller, controller.draft.operation, letter), chosen)


def _focus_row(screen: MainScreen, name: str) -> None:
    row = screen.request.row(name)
    if row is None:
        screen.say("This operation has no body to put a property into", "sev-warning")
        return
    _to_the_form(screen)
    row.focus_inside()


def _to_the_form(screen: MainScreen) -> None:
    if screen.request.editing_body and screen.is_small:
        screen.request.leave_body()  # the editor has the place of the form
    screen.go_to(screen.request.place)


def send(screen: MainScreen) -> None:
    """Send; ask first where something is in error. A join URL is resolved before."""
    from ucwa_tui.tui.actions.join_url import resolve

    controller = screen.controller
    if controller.draft.raw_body is None and resolve(screen, send=True):
        return
    findings = controller.findings()
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if not errors:
        send_now(screen)
        return
    from ucwa_tui.tui.screens.question import Question

    lines = [f"{f.field + ': ' if f.field else ''}{f.text}" for f in errors]

    def answered(yes: bool | None) -> None:
        if yes:
            send_now(screen)

    screen.app.push_screen(Question("Send it all the same?", lines, controller.predict(findings)), answered)


def send_now(screen: MainScreen) -> None:
    """Send the request as the preview shows it."""
    controller = screen.controller
    controller.draft = controller.ids.renewed(controller.draft)
    outcome = controller.send()
    if isinstance(outcome, SendRefused):
        screen.say(f"{outcome.headline} {outcome.way_out}".strip(), "sev-error")
        return
    screen.presenter.tell(screen, "")
    screen.exchanges.follow()
    screen.events.follow()
    screen.invitation_watch.look()
    screen.presenter.draft_changed(screen)
