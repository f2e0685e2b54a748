"""Shows the secrets of the exchange that is read, once that is meant; and hides them again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.wire.exchange import Exchange


def why_no_reveal(screen: MainScreen) -> str:
    """Why there is nothing to reveal; empty: there is, or it is revealed."""
    exchange = screen.exchange.exchange
    if exchange is None:
        return "no exchange is shown"
    return "" if exchange.request.masks or exchange.response.masks else "no secret in it is masked"


def toggle(screen: MainScreen) -> None:
    """Ask, and reveal; or hide what is revealed."""
    exchange = screen.exchange.exchange
    if exchange is None:
        return
    if screen.presenter.reveal.is_on(exchange):
        conceal(screen)
        screen.say("The secrets are masked again")
        return
    if screen.controller.reveal(exchange) is None:
        screen.say(_why_not_kept(screen, exchange), "sev-warning")
        return
    from ucwa_tui.tui.screens.confirm import ConfirmByEnter

    def answered(yes: bool | None) -> None:
        if yes and screen.exchange.exchange is not None and screen.exchange.exchange.n == exchange.n:
            _reveal(screen, screen.exchange.exchange)

    rows = [
        ((f"In clear text, in place of the masks: {_kinds(exchange)}.", "bold"),),
        (),
        (
            (
                "Whoever looks on sees them, and so does whatever keeps this screen: scrollback, a recording, a "
                "screenshot.",
                "sev-warning",
            ),
        ),
        (),
        (
            (
                "Masked again by u, another exchange, another pane, quitting. Copies, exports, history and files stay "
                "masked all the while.",
                "",
            ),
        ),
    ]
    title = f"Reveal the secrets of #{exchange.n}?"
    screen.app.push_screen(ConfirmByEnter(title, rows, yes="reveal", no="keep them masked"), answered)


def conceal(screen: MainScreen) -> None:
    """Hide what is revealed, at once, also where the pane is out of sight."""
    if not screen.presenter.reveal.turn_off() and not screen.exchange.revealed:
        return
    pane = screen.exchange
    pane.on_left = None
    screen.app.app_suspend_signal.unsubscribe(screen)
    screen.presenter.show_exchange(screen)
    if pane.revealed:  # it cannot be seen, so nothing was laid out: its text goes
        pane.revealed = False
        pane.clear()
        screen.presenter.show_status(screen)


def _reveal(screen: MainScreen, exchange: Exchange) -> None:
    if not screen.presenter.reveal.turn_on(exchange):
        screen.say(_why_not_kept(screen, exchange), "sev-warning")
        return
    screen.exchange.on_left = lambda: conceal(screen)
    screen.app.app_suspend_signal.subscribe(screen, lambda _: conceal(screen), immediate=True)
    screen.presenter.show_exchange(screen)
    screen.say("Secrets revealed: u masks them again", "sev-warning")


def _kinds(exchange: Exchange) -> str:
    counted = Counter(mask.kind for message in (exchange.request, exchange.response) for mask in message.masks)
    words = [f"{count} {kind}{'s' if count > 1 and kind != 'negotiate' else ''}" for kind, count in counted.items()]
    return ", ".join(words)


def _why_not_kept(screen: MainScreen, exchange: Exchange) -> str:
    session = screen.controller.session
    if session.exchange(exchange.n) is not exchange:
        return "Not kept: it comes out of a capture, whose secrets were masked when it was read"
    if session.exchange_log.is_trimmed(exchange.n):
        return "Not kept: its bytes were dropped to save memory"
    if exchange.n < session.first_exchange:
        return "Not kept: secrets are forgotten when their session ends"
    return "Not kept: the secrets of this exchange are not in this program's memory"
