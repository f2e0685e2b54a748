"""Sends the request of an exchange again: as it was, with a fresh operationId, or edited."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import Place

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.wire.exchange import Exchange
    from ucwa_tui.wire.replay import Replay
    from ucwa_tui.workbench.draft import Draft


def why_no_replay(screen: MainScreen) -> str:
    """Why nothing can be sent again; empty: something can."""
    exchange = _selected(screen)
    if exchange is None:
        return "no exchange is selected"
    return "" if exchange.request.data else "nothing of this request has been sent"


def open_menu(screen: MainScreen) -> None:
    """Choose how."""
    from ucwa_tui.tui.screens.replay_menu import ReplayMenu
    from ucwa_tui.workbench.replay_choices import FORM, FRESH_ID, TEXT, VERBATIM, choices

    exchange = _selected(screen)
    if exchange is None:
        return
    ways: dict[str, Callable[[MainScreen, Exchange], None]] = {
        VERBATIM: _verbatim,
        FRESH_ID: _fresh,
        FORM: _into_the_form,
        TEXT: _as_text,
    }

    def chosen(letter: str | None) -> None:
        if letter is not None:
            ways[letter](screen, exchange)

    trimmed = screen.controller.session.exchange_log.is_trimmed(exchange.n)
    screen.app.push_screen(
        ReplayMenu(exchange, choices(exchange, trimmed=trimmed), _question(screen, exchange)), chosen
    )


def _selected(screen: MainScreen) -> Exchange | None:
    if screen.pane is screen.exchange and screen.exchange.exchange is not None:
        return screen.exchange.exchange
    return screen.exchanges.selected


def _verbatim(screen: MainScreen, exchange: Exchange) -> None:
    from ucwa_tui.workbench.replay import verbatim

    _approved(screen, exchange, partial(_send, screen, verbatim(exchange)))


def _fresh(screen: MainScreen, exchange: Exchange) -> None:
    def send() -> None:
        try:
            ticket = screen.controller.replay_with_fresh_id(exchange)
        except ValueError as error:
            screen.say(f"Not sent: {safe_line(str(error))}", "sev-error")
        else:
            _sent(screen, ticket, exchange)

    _approved(screen, exchange, send)


def _into_the_form(screen: MainScreen, exchange: Exchange) -> None:
    """Ask first where the form holds what nobody has sent yet: it would be lost."""
    from ucwa_tui.workbench.replay_draft import draft_of

    try:
        draft = draft_of(exchange)
    except ValueError as error:
        screen.say(f"Not in the form: {safe_line(str(error))}", "sev-error")
        return
    controller = screen.controller
    if controller.draft.operation_id in controller.context().used_operation_ids or draft == controller.draft:
        _fill_in(screen, exchange, draft)
        return
    from ucwa_tui.tui.screens.confirm import Confirm

    def answered(yes: bool | None) -> None:
        if yes:
            _fill_in(screen, exchange, draft)

    words = f"It holds a request ({controller.draft.operation}) that has not been sent. #{exchange.n} takes its place."
    box = Confirm("Replace what is in the form?", [((words, ""),)], yes="replace it", no="back")
    screen.app.push_screen(box, answered)


def _fill_in(screen: MainScreen, exchange: Exchange, draft: Draft) -> None:
    from ucwa_tui.tui.actions.request import put

    screen.controller.ids.keep()  # of the exchange's making: that it was used is to be seen
    put(screen, draft)
    screen.presenter.show_status(screen)
    screen.request.came_from = screen.pane.place, exchange.n
    screen.go_to(Place.REQUEST)
    screen.say(f"#{exchange.n} is in the form: F5 sends it to its address, F7 new operationId, Esc back")


def _as_text(screen: MainScreen, exchange: Exchange) -> None:
    from ucwa_tui.tui.pasting import TEXT_MOST
    from ucwa_tui.tui.screens.replay_editor import ReplayEditor
    from ucwa_tui.workbench.replay_text import text_of

    kept = screen.presenter.replays.texts
    text = kept.get(exchange.n, text_of(exchange))
    if len(text) > TEXT_MOST:
        screen.say(
            f"#{exchange.n} has {len(text):,} characters, too many to be edited here: E in the exchange pane opens its"
            " body in your editor",
            "sev-warning",
        )
        return
    editor = ReplayEditor(exchange, text)

    def ended(replay: Replay | None) -> None:
        if replay is None:
            if editor.is_changed:
                kept[exchange.n] = editor.text
                screen.say(f"Not sent; the text is kept: r t on #{exchange.n} goes on with it")
            return
        kept.pop(exchange.n, None)
        _approved(screen, exchange, partial(_send, screen, replay))

    screen.app.push_screen(editor, ended)


def _question(screen: MainScreen, exchange: Exchange) -> str:
    from ucwa_tui.workbench.replay_choices import question

    return question(screen.controller, exchange)


def _approved(screen: MainScreen, exchange: Exchange, send: Callable[[], None]) -> None:
    """Send, after a yes where it may do harm."""
    words = _question(screen, exchange)
    if not words:
        send()
        return
    from ucwa_tui.protocol.links import host_of
    from ucwa_tui.tui.screens.confirm import Confirm

    def answered(yes: bool | None) -> None:
        if yes:
            send()

    title = f"Send {safe_line(exchange.method)} #{exchange.n} to {safe_line(host_of(exchange.url))} again?"
    screen.app.push_screen(Confirm(title, [((words, "sev-warning"),)], yes="send it", no="back"), answered)


def _send(screen: MainScreen, replay: Replay) -> None:
    _sent(screen, screen.controller.replay(replay), replay.exchange)


def _sent(screen: MainScreen, ticket: int, exchange: Exchange) -> None:
    screen.presenter.replays.wait(ticket, exchange.n)
    screen.presenter.tell(screen, "")
    screen.exchanges.follow()
    screen.events.follow()
    screen.invitation_watch.look()
    screen.say(f"#{exchange.n} is being sent again")
