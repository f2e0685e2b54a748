"""Commands that hand what is shown to the user's own pager or editor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ucwa_tui.wire.exchange import Exchange

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.copy import Choice
    from ucwa_tui.tui.screens.main import MainScreen

REQUEST_BODY, ANSWER_BODY = "request-body", "answer-body"


async def page(screen: MainScreen) -> None:
    """The text that is shown, in the pager."""
    import os

    from ucwa_tui.tui.beside import beside
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
        with private_copy(text, f"{exchange.n}-{pane.view.name.lower()}.txt") as path:
            run_outside(screen.app, [*command, str(path)])
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
        _edit(screen, exchange, choices[0])
    else:
        title = f"Open which body of #{exchange.n}?"
        screen.app.push_screen(CopyScreen(title, choices, start=ANSWER_BODY, large=True, verb="open"), chosen)


def _edit(screen: MainScreen, exchange: Exchange, choice: Choice) -> None:
    import os

    from ucwa_tui.tui.outside_program import OutsideError, command_of, private_copy, run_outside

    try:
        command = command_of(os.environ, ("VISUAL", "EDITOR"), ("nano", "vim", "vi"))
        text = choice.make()
        with private_copy(text, f"{exchange.n}-{choice.id}{_suffix(exchange, choice)}") as path:
            run_outside(screen.app, [*command, str(path)])
            edited = path.read_bytes().decode("utf-8", "replace")
    except (OutsideError, OSError) as error:
        screen.say(f"Editor: {error}", "sev-error")
        return
    edited, text = (whole.replace("\r\n", "\n").removesuffix("\n") for whole in (edited, text))
    if edited == text:
        screen.say(f"{choice.title}: left as it was")
    elif choice.id == ANSWER_BODY:
        screen.say("The answer stays as it came: what you changed was a copy, and it is gone", "sev-warning")
    else:
        _offer(screen, exchange, edited)


def _suffix(exchange: Exchange, choice: Choice) -> str:
    """What an editor knows the language by."""
    from ucwa_tui.wire.http1 import parse_request, parse_response

    answer = choice.id == ANSWER_BODY
    message = parse_response(exchange.response, exchange.method) if answer else parse_request(exchange.request)
    kind = (message.header("Content-Type") or "").lower()
    return next((f".{word}" for word in ("json", "html", "xml") if word in kind), ".txt")


def _offer(screen: MainScreen, exchange: Exchange, edited: str) -> None:
    """The changed body of a request can become the request's."""
    from ucwa_tui.tui.screens.confirm import Confirm

    rows = [
        ((f"The body of #{exchange.n} was changed: {len(edited.encode()):,} bytes now.", ""),),
        (("It takes the place of the body in the request builder; nothing is sent yet.", ""),),
    ]

    def answered(yes: bool | None) -> None:
        if yes:
            screen.run_worker(_into_the_form(screen, exchange, edited), group="edited")
        else:
            screen.say("The changed copy is gone; the request is as it was", "sev-warning")

    screen.app.push_screen(
        Confirm("Put it into the request builder?", rows, yes="put it there", no="drop it"), answered
    )


async def _into_the_form(screen: MainScreen, exchange: Exchange, edited: str) -> None:
    from ucwa_tui.protocol.media import payload_format_of
    from ucwa_tui.protocol.operations import OPERATIONS
    from ucwa_tui.tui.actions.request import put
    from ucwa_tui.wire.http1 import parse_request

    draft = screen.controller.draft
    if exchange.operation in OPERATIONS and exchange.operation != draft.operation:
        draft = draft.with_operation(exchange.operation or draft.operation)
    fmt = payload_format_of(parse_request(exchange.request).header("Content-Type"))
    if fmt is not None:
        draft = replace(draft, payload_format=fmt, raw_body=None)
    draft, _ = draft.with_raw_body(edited)
    put(screen, draft)
    screen.presenter.show_status(screen)
    screen.go_to(screen.request.place)
    await screen.request.edit_body(draft.body_text())
    screen.say("In the request builder; F3 goes back to the form, F5 sends it")
