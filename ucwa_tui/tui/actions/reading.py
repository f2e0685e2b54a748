"""Commands on how one reads the exchange that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ucwa_tui.document.views import View

if TYPE_CHECKING:
    from ucwa_tui.document.folding import Folds
    from ucwa_tui.tui.screens.main import MainScreen


def search(screen: MainScreen) -> None:
    """Find a text or an expression in the exchange."""
    screen.exchange.search.open()
    screen.say("Enter stays there · Esc goes back · ↑ earlier searches · ^X text or regular expression")


def fold(screen: MainScreen) -> None:
    """Fold or unfold the block at the cursor."""
    if _is_laid_out(screen):
        screen.exchange.reader.toggle_fold()


def fold_all(screen: MainScreen) -> None:
    """Fold everything, or unfold it."""

    def told(folds: Folds) -> None:
        if not folds:
            screen.say("Everything is unfolded")
            return
        count = f"{len(folds):,} block{'s' if len(folds) > 1 else ''}"
        screen.say(f"{count} folded: z unfolds the one at the cursor, Z all")

    if _is_laid_out(screen):
        screen.exchange.reader.fold_all(told)


def _is_laid_out(screen: MainScreen) -> bool:
    if screen.exchange.view is View.PRETTY:
        return True
    screen.say("Only what is laid out can be folded: p shows it so", "sev-warning")
    return False


def toggle_wrap(screen: MainScreen) -> None:
    """Break long lines at the width, or cut them there."""
    reader = screen.exchange.reader
    reader.set_wrap(not reader.wrap)
    screen.presenter.show_exchange(screen)
    screen.say("Long lines go on in the next row" if reader.wrap else "Long lines are cut at the edge: ← → move along")


def toggle_numbers(screen: MainScreen) -> None:
    """Show the number of each line, or none."""
    reader = screen.exchange.reader
    reader.set_numbered(not reader.numbered)
    screen.presenter.show_exchange(screen)


def select_lines(screen: MainScreen) -> None:
    """Begin to select lines, or end it."""
    screen.exchange.reader.toggle_selection()


def go_to_line(screen: MainScreen) -> None:
    """Ask for a line and go there."""
    from ucwa_tui.tui.line_target import LineTargetError, find_target
    from ucwa_tui.tui.widgets.prompt_line import Asking

    pane = screen.exchange
    reader = pane.reader

    def edited(text: str) -> None:
        try:
            find_target(text, reader, pane.text, pane.exchange, pane.view)
        except LineTargetError as error:
            pane.prompt.tell(str(error) if text else said, "sev-warning" if text else "muted")
        else:
            pane.prompt.tell(said)

    def entered(text: str) -> None:
        if not text:
            return
        try:
            reader.move_to(find_target(text, reader, pane.text, pane.exchange, pane.view))
        except LineTargetError as error:
            screen.say(f"{error}; 12, $, 50% and, in wire and hex, @1234 or 0x4d2 are understood", "sev-warning")

    said = f"1 to {reader.line_total:,}"
    pane.prompt.ask(Asking("Line", "12, $, 50%, @1234 or 0x4d2 (byte)", edited, entered))
    pane.prompt.tell(said)
