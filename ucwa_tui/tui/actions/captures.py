"""Commands about captures: opening one, its problems, leaving it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ucwa_tui.wire.safe_text import safe_line

if TYPE_CHECKING:
    from ucwa_tui.tui.screens.main import MainScreen
    from ucwa_tui.wire.imported import ImportProblem
    from ucwa_tui.workbench.lint.finding import LintFinding
    from ucwa_tui.workbench.opened_capture import NotOpened, OpenedCapture, Opening

NOT_DELETED = "application-not-deleted"


def open_capture(screen: MainScreen) -> None:
    """Ask for a file, and look at it above this screen."""
    from ucwa_tui.tui.screens.open_file import OpenFileScreen
    from ucwa_tui.workbench.opened_capture import open_file

    def chosen(path: Path | None) -> None:
        if path is not None:
            show_opening(screen, path.name, open_file(path))

    screen.app.push_screen(OpenFileScreen(), chosen)


def show_opening(
    screen: MainScreen,
    name: str,
    opening: Opening,
    *,
    start: int | None = None,
    failed: Callable[[str], None] | None = None,
) -> None:
    """Wait for a capture with its progress on the screen, then show it.

    Args:
        screen: what it comes up over.
        name: what to call it.
        opening: the work.
        start: number of the exchange to begin with; None: the list.
        failed: gets why nothing was opened; None: the screen says it.
    """
    from ucwa_tui.tui.screens.capture import CaptureScreen
    from ucwa_tui.tui.screens.reading import ReadingScreen
    from ucwa_tui.workbench.opened_capture import OpenedCapture

    def opened(result: OpenedCapture | NotOpened | None) -> None:
        if result is None:
            (failed or screen.say)("given up: nothing was opened")
        elif isinstance(result, OpenedCapture):
            screen.app.push_screen(CaptureScreen(result, partial(live_words, screen), start=start))
        else:
            said = "; ".join(map(safe_line, result.why[:3]))
            more = f" (and {len(result.why) - 3} more)" if len(result.why) > 3 else ""
            text = f"✗ not opened. {said}{more}"
            if failed is not None:
                failed(text)
            else:
                screen.presenter.tell(screen, text, "sev-error")

    screen.app.push_screen(ReadingScreen(name, opening), opened)


def live_words(screen: MainScreen) -> str:
    """What the live session does below a capture."""
    from ucwa_tui.tui.application import UcwaApp

    app = screen.app
    if not isinstance(app, UcwaApp):
        return ""
    if app.approvals.waiting is not None:
        return "live: a question waits"
    session = app.controller.session
    if session.incoming.ringing:
        return "live: somebody invites you"
    if session.signed_in is not None:
        return "live: goes on"
    return "live: not signed in" if session.failure is not None else "live: signing in"


def show_problems(screen: MainScreen) -> None:
    """What the client did wrong: in a capture the one captured, else this program."""
    from ucwa_tui.tui.screens.capture import CaptureScreen

    if isinstance(screen, CaptureScreen):
        capture = screen.capture
        _show(screen, capture.findings, capture.problems, of=capture.name)
        return
    screen.run_worker(_look_through(screen), group="problems", exclusive=True)


async def _look_through(screen: MainScreen) -> None:
    from ucwa_tui.tui.beside import beside
    from ucwa_tui.wire.imported import Imported
    from ucwa_tui.workbench.opened_capture import look_through

    session = screen.controller.session
    exchanges = tuple(session.exchanges)
    faults: list[str] = []
    screen.say("looking for problems …")
    findings = await beside("lint", lambda: look_through(Imported(exchanges), faults.append))
    if not screen.is_current:
        return
    screen.footer.clear()
    bare = sum(session.exchange_log.is_trimmed(exchange.n) for exchange in exchanges)
    gone = session.exchange_log.forgotten
    notes = [*faults]
    if bare or gone:
        notes.append(f"{bare} old exchanges have lost their bodies, and {gone} are forgotten: not all can be judged")
    if session.signed_in is not None:  # it will be, on leaving
        findings = tuple(finding for finding in findings if finding.rule.name != NOT_DELETED)
    _show(screen, findings, (), of="this session", note=". ".join(notes))


def _show(
    screen: MainScreen,
    findings: tuple[LintFinding, ...],
    problems: tuple[ImportProblem, ...],
    *,
    of: str,
    note: str = "",
) -> None:
    from ucwa_tui.tui.screens.problems import ProblemsScreen

    def chosen(n: int | None) -> None:
        if n is not None:
            screen.deck.attach()
            screen.exchanges.open_number(n)

    found = ProblemsScreen(findings, problems, screen.controller.session.exchange, of=of, note=note)
    screen.app.push_screen(found, chosen)


def leave_capture(screen: MainScreen) -> None:
    """Back to where it was opened."""
    from ucwa_tui.tui.screens.capture import CaptureScreen

    if isinstance(screen, CaptureScreen):
        screen.leave()
