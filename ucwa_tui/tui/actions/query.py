"""Looking things up in a body: JSONPath, XPath, and the path of a line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen


def ask_filter(screen: MainScreen) -> None:
    """Type an expression; the body shows what it finds."""
    pane = screen.exchange
    if pane.exchange is None:
        return
    pane.filter.on_change = partial(_show, screen)
    pane.filter.line.on_leave = pane.reader.focus
    problem = pane.filter.open(pane.exchange)
    if problem:
        screen.say(f"Nothing to filter in #{pane.exchange.n}: {problem}", "sev-warning")


def leave_filter(screen: MainScreen) -> None:
    """From what is awaited to the whole exchange, with the expression still there; then to no filter."""
    if screen.exchange.filter.give_up():
        screen.say("Filter given up: nobody waits for it any more", "sev-warning")
        return
    screen.exchange.filter.close()
    screen.exchange.reader.focus()


def copy_matches(screen: MainScreen) -> None:
    """Copy what the filter shows."""
    wanted = screen.exchange.filter.wanted
    if wanted is None or wanted.findings is None or not wanted.findings.found:
        screen.say("There is nothing that a filter has found: f opens one", "sev-warning")
        return
    text = "\n".join(match.value for match in wanted.findings.found)
    _copy(screen, text, wanted.said)


def copy_path(screen: MainScreen) -> None:
    """Show and copy the path of the line that is read."""
    from ucwa_tui.tui.body_place import path_at

    pane = screen.exchange
    lines = pane.reader.lines
    path = next(filter(None, (path_at(lines, index) for index in lines_read(screen) if index < len(lines))), "")
    if not path:
        screen.say("This line is no part of a laid-out JSON or XML body: p shows one", "sev-warning")
        return
    _copy(screen, path, path)


def lines_read(screen: MainScreen) -> range:
    """The line that one is at, and some below it: the first of them that has a path counts."""
    reader = screen.exchange.reader
    return range(reader.cursor, reader.cursor + reader.size.height)


def _show(screen: MainScreen) -> None:
    screen.presenter.show_exchange(screen)


def _copy(screen: MainScreen, text: str, what: str) -> None:
    from ucwa_tui.tui.actions.copying import announce
    from ucwa_tui.tui.copy_out import copy_out

    copy_out(screen, lambda: text, what=safe_line(what), name="matches.txt", say=partial(announce, screen))
