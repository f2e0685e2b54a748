"""Commands that hand what is shown to the user's own pager or editor."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from ucwa_tui.protocol.operations import OPERATIONS
from ucwa_tui.tui.beside import beside
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.protocol.payload_error import PayloadError
    from ucwa_tui.tui.screens.copy import Choice
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.draft import Draft

EDITED_MOST = 4 * 1024 * 1024
"""Bytes of a changed body that are taken."""
REQUEST_BODY, ANSWER_BODY = "request-body", "answer-body"


async def page(screen: MainScreen) -> None:
    """The text that is shown, in the pager."""
    import os

    from ucwa_tui.tui.outside_program import OutsideError, command_of, private_copy, run_outside

    pane = screen.exchange
    lines, exchange = pane.reader.lines, pane.exchange
    if exchange is None:
        return
    if pane.revealed:
        screen.say("Pager: it reads a file, and no file gets a secret: u masks them again first", "sev-warning")
        return
    try:
        command = command_of(os.environ, ("PAGER",), ("less", "more"))
        text = await beside("pager", lambda: "".join(f"{lines.text(y)}\n" for y in range(len(lines))))
        with private_copy(text, f"{exchange.n}-{pane.view.name.lower()}.txt") as copy:
            run_outside(screen.app, [*command, str(copy.path)])
    except (OutsideError, OSError) as error:
        screen.say(f"Pager: {error}", "sev-error")


def edit_body(screen: MainScreen) -> None:
    """A copy of a body in the editor; asks which one where there are two."""
    from ucwa_tui.tui.actions.copying import choices_of
    from ucwa_tui.tui.screens.copy import CopyScreen
    from ucwa_tui.wire.http1 import parse_request, parse_response

    exchange = screen.exchange.exchange
    if exchange is None:
        return
    there = [ANSWER_BODY] * bool(parse_response(exchange.response, exchange.method).body)
    there += [REQUEST_BODY] * bool(parse_request(exchange.request).body)
    choices = [choice for choice in choices_of(exchange) if choice.id in there]

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            screen.call_after_refresh(_edit, screen, exchange, choice)

    if not choices:
        screen.say("Editor: neither request nor answer has a body", "sev-warning")
    elif len(choices) == 1:
        screen.call_after_refresh(_edit, screen, exchange, choices[0])
    else:
        title = f"Open which body of #{exchange.n}?"
        screen.app.push_screen(CopyScreen(title, choices, start=ANSWER_BODY, large=True, verb="open"), chosen)


async def _edit(screen: MainScreen, exchange: Exchange, choice: Choice) -> None:
    text = await beside("editor", choice.make)
    name, answer = f"{exchange.n}-{choice.id}{_suffix(exchange, choice)}", choice.id == ANSWER_BODY
    edited = await _edited(screen, text, name, choice.title, most=sys.maxsize if answer else EDITED_MOST)
    if edited is None:
        return
    if answer:
        screen.say("The answer stays as it came: what you changed was a copy, and it is gone", "sev-warning")
    else:
        await _offer(screen, exchange, edited)


async def edit_draft(screen: MainScreen) -> None:
    """The body of the request builder in the editor, and back again."""
    draft = screen.controller.draft
    text = draft.body_text()
    kind = "txt" if OPERATIONS[draft.operation].text_body else draft.payload_format.value
    edited = await _edited(screen, text, f"request-body.{kind}", "Body")
    if edited is not None:
        changed, wrong = await beside("edited", lambda: draft.with_body_at_length(edited))
        await _into_the_builder(screen, changed, wrong)


async def _edited(screen: MainScreen, text: str, name: str, title: str, *, most: int = EDITED_MOST) -> str | None:
    """What the editor has made of a text; None where that is nothing new, or nothing that can be used (said then).

    Args:
        text: to begin with.
        name: of the file.
        title: what the text is.
        most: bytes of what comes of it; what is longer is kept as a file.
    """
    import os

    from ucwa_tui.tui.outside_program import OutsideError, command_of, private_copy, run_outside

    try:
        command = command_of(os.environ, ("VISUAL", "EDITOR"), ("nano", "vim", "vi"))
        with private_copy(text, name) as copy:
            try:
                run_outside(screen.app, [*command, str(copy.path)])
            except OutsideError as error:
                if not copy.is_changed:
                    raise
                copy.kept = True
                raise OutsideError(f"{error}; what it had saved is kept in {copy.path}") from None
            size = copy.path.stat().st_size
            if size > most and copy.is_changed:
                copy.kept = True
                told = f"{size:,} bytes are too many: at most {most // 1024 // 1024} MB go into a request."
                screen.presenter.tell(screen, f"Editor: {told} They are kept in {copy.path}", "sev-error")
                return None
            edited = copy.path.read_bytes().decode("utf-8", "replace")
    except OutsideError as error:
        screen.say(f"Editor: {error}", "sev-error")
        return None
    except OSError as error:
        screen.say(f"Editor: {error.strerror or error}", "sev-error")
        return None
    if _plain(edited) == _plain(text):
        screen.say(f"{title}: left as it was")
        return None
    return _plain(edited)


def _plain(text: str) -> str:
    """The text without what an editor does to the ends of lines."""
    return text.replace("\r\n", "\n").removesuffix("\n")


def _suffix(exchange: Exchange, choice: Choice) -> str:
    """What an editor knows the language by."""
    from ucwa_tui.wire.http1 import parse_request, parse_response

    answer = choice.id == ANSWER_BODY
    message = parse_response(exchange.response, exchange.method) if answer else parse_request(exchange.request)
    kind = (message.header("Content-Type") or "").lower()
    return next((f".{word}" for word in ("json", "html", "xml") if word in kind), ".txt")


async def _offer(screen: MainScreen, exchange: Exchange, edited: str) -> None:
    """The changed body of a request can become the request's."""
    from ucwa_tui.tui.screens.confirm import Confirm

    draft = _draft_for(screen, exchange)
    screen.say("reading what was changed …")
    changed, wrong = await beside("edited", lambda: draft.with_body_at_length(edited))
    screen.say("")
    rows = [
        ((f"The body of #{exchange.n} was changed: {len(edited.encode('utf-8', 'replace')):,} bytes now.", ""),),
        (("It takes the place of the body in the request builder; nothing is sent yet.", ""),),
    ]
    if wrong is not None:
        rows.insert(1, ((f"It is not {draft.payload_format.value.upper()}: {safe_line(str(wrong))}", "sev-warning"),))

    def answered(yes: bool | None) -> None:
        if yes:
            screen.run_worker(_into_the_builder(screen, changed, wrong), group="edited")
        else:
            screen.say("The changed copy is gone; the request is as it was", "sev-warning")

    screen.app.push_screen(
        Confirm("Put it into the request builder?", rows, yes="put it there", no="drop it"), answered
    )


def _draft_for(screen: MainScreen, exchange: Exchange) -> Draft:
    """The request in the builder, made one of the exchange's kind."""
    from ucwa_tui.protocol.media import payload_format_of
    from ucwa_tui.wire.http1 import parse_request

    draft = screen.controller.draft
    if exchange.operation in OPERATIONS and exchange.operation != draft.operation:
        draft = draft.with_operation(exchange.operation or draft.operation)
    fmt = payload_format_of(parse_request(exchange.request).header("Content-Type"))
    return replace(draft, payload_format=fmt, raw_body=None) if fmt is not None else draft


async def _into_the_builder(screen: MainScreen, draft: Draft, wrong: PayloadError | None) -> None:
    from ucwa_tui.tui.actions.request import put

    screen.presenter.tell(screen, "")  # what was wrong with the editor's last work
    put(screen, draft)
    screen.presenter.show_status(screen)
    screen.go_to(screen.request.place)
    if not draft.is_large:
        await screen.request.edit_body(draft.body_text())
        screen.say("In the request builder; F3 goes back to the form, F5 sends it")
        return
    if screen.request.editing_body:
        screen.request.leave_body()
    broken = f" It is not {draft.payload_format.value.upper()}: {safe_line(str(wrong))}." if wrong is not None else ""
    screen.say(f"In the request builder, whole.{broken} F5 sends it, F3 opens it in the editor again")
