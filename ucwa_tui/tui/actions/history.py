"""The command that shows what was captured before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.tui.history_keeper import HistoryKeeper
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.workbench.history_entries import HistoryRun

NO_HISTORY = "no history is kept: the program was started without one"


def keeper_of(screen: MainScreen) -> HistoryKeeper | None:
    """What keeps the exchanges of this program; None: nothing does."""
    from ucwa_tui.tui.application import UcwaApp

    app = screen.app
    return app.history if isinstance(app, UcwaApp) else None


def why_no_history(screen: MainScreen) -> str:
    """Why there is none to look at; empty text: there is one."""
    return NO_HISTORY if keeper_of(screen) is None else ""


def show_history(screen: MainScreen) -> None:
    """Runs and their exchanges; what is chosen opens above the list, and leaving it leads back to the list."""
    from ucwa_tui.tui.actions.captures import show_opening
    from ucwa_tui.tui.screens.history import HistoryScreen, run_name
    from ucwa_tui.workbench.history import HistoryShelf

    keeper = keeper_of(screen)
    if keeper is None:
        return
    screen.presenter.put_above(screen, "")  # the list says it as well
    shelf = HistoryShelf(keeper.writer.path, keeper.writer.max_bytes)

    def chosen(run: HistoryRun, n: int | None) -> None:
        name = run_name(run)
        show_opening(screen, name, shelf.open_run(run.uid, name), start=n, failed=shown.tell_trouble)

    shown = HistoryScreen(shelf, keeper, chosen)
    screen.app.push_screen(shown)
