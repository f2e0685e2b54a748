"""The application: wires the workbench to the main screen, and sees to a clean end."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from ucwa_tui.tui.approvals import Approvals
from ucwa_tui.tui.backend import QUIT_DEADLINE, Backend, Brought
from ucwa_tui.tui.fault_words import not_taken_in
from ucwa_tui.tui.history_keeper import HistoryKeeper
from ucwa_tui.tui.inbox import Inbox
from ucwa_tui.tui.presenter import Presenter
from ucwa_tui.tui.screens.main import MainScreen
from ucwa_tui.tui.signing import Signing
from ucwa_tui.tui.terminal_app import TerminalApp
from ucwa_tui.wire.reports import ExchangeChanged, Report
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.controller import Controller
from ucwa_tui.workbench.draft import Draft
from ucwa_tui.workbench.history_entries import MAX_BYTES as HISTORY_BYTES
from ucwa_tui.workbench.launch import LaunchOptions
from ucwa_tui.workbench.remembered import Remembered
from ucwa_tui.workbench.saved_filters import SavedFilters
from ucwa_tui.workbench.themes import ThemeShelf

if TYPE_CHECKING:
    from ucwa_tui.tui.inspector import Inspector
    from ucwa_tui.tui.last_resort import LastResort
    from ucwa_tui.workbench.ports import ClientPort, SandboxPort
    from ucwa_tui.workbench.profiles import ProfileBook


class UcwaApp(TerminalApp):
    """Wires the workbench to the screen.

    Args:
        options: what the user asked for.
        shelf: the themes.
        client, sandbox: factories, called on a thread after the first paint.
        clock: seconds since the epoch.
        new_id: makes operation ids.
        remembered: what earlier sign-ins have found out; None: nothing, and nothing is kept.
        profiles: reads the profiles anew; None: there are none.
        profiles_file: where they are, for the eye.
        history: where exchanges are kept for later; None: nowhere.
        history_bytes: what that file may take.
        last_resort: ends the process where leaving takes too long; None: nobody does.
        filters: saved filters of events; None: those that come with the program.
    """

    def __init__(
        self,
        options: LaunchOptions,
        shelf: ThemeShelf,
        *,
        client: Callable[[], ClientPort],
        sandbox: Callable[[], SandboxPort],
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        remembered: Remembered | None = None,
        profiles: Callable[[], ProfileBook] | None = None,
        profiles_file: str = "profiles.toml",
        history: Path | None = None,
        history_bytes: int = HISTORY_BYTES,
        last_resort: LastResort | None = None,
        filters: SavedFilters | None = None,
    ) -> None:
        super().__init__(shelf, options.theme)
        self.options = options
        self.backend = Backend(options, client, sandbox)
        self.controller = Controller(self.backend.late, clock=clock, new_id=new_id)
        self._untouched = self.controller.draft = _first_draft(self.controller.draft, options)
        self.presenter = Presenter(self.controller, clock, sandbox=options.sandbox)
        self.presenter.profile = options.profile
        self.profiles = profiles
        self.profiles_file = profiles_file
        self._last_resort = last_resort
        kept = remembered or Remembered()
        self.signing = Signing(self.controller, self.presenter, self.backend, kept, keeps_history=options.history)
        if options.profile:
            given = {"onlineMeetingUri": options.meeting, "anonymousDisplayName": options.display_name}
            self.signing.filled_in(**{name: value for name, value in given.items() if value})
        self.approvals = Approvals(self.controller, kept, self.keys)
        self.main = MainScreen(self.presenter)
        self.main.events.filters = filters or self.main.events.filters
        self.history: HistoryKeeper | None = None
        if history is not None:
            self.history = HistoryKeeper(history, history_bytes, clock, self._tell_of_history)
        self.inspector: Inspector | None = None
        """Watches the clients of the embedded sandbox, once somebody has asked for it."""
        self._inbox: Inbox | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._own_context: Context | None = None

    def get_default_screen(self) -> Screen[None]:
        """The main screen itself: a screen below it would only have to be laid out for nothing."""
        self.main.choose_layout(self.size.width, self.size.height)
        return self.main

    def on_mount(self) -> None:
        """Show the screen first; everything else comes beside it."""
        loop = asyncio.get_running_loop()
        self._loop, self._own_context = loop, copy_context()
        self._inbox = Inbox(loop, self._deliver)
        self.controller.start(self._hear)
        self.heed_signals()
        if self.theme_note:
            self.main.say(self.theme_note, "sev-warning")
        self.call_after_refresh(self.backend.bring_up, loop, self._brought)
        self.collect_garbage_later()

    def say(self, text: str, style: str = "") -> None:
        """A notice on the screen that is looked at."""
        shown = self.screen
        (shown if isinstance(shown, MainScreen) else self.main).say(text, style)

    def _brought(self, brought: Brought) -> None:
        if brought.problem or brought.client is None:
            self.presenter.problem = brought.problem
            self.presenter.session_changed(self.main)
            return
        self.controller.sandbox = brought.sandbox
        user = next(iter(brought.sandbox.users), None) if brought.sandbox is not None else None
        if user is not None:
            from ucwa_tui.wire.secret import Secret

            target = self.options.target(brought.root_url, user.name, Secret(user.password))
        else:
            target = self.options.target()
        self.backend.late.attach(brought.client)
        if not self.signing.has_begun:  # else a profile was quicker than the client
            self.signing.begin(target)
        self._fill_in()

    def _hear(self, report: Report) -> None:
        """On the client's thread; what comes while the program is ended goes to the history alone."""
        if self._inbox is not None and not self._inbox.closed:
            self._inbox.put(report)
        elif self.history is not None and isinstance(report, ExchangeChanged):
            self.history.heard_last(report.exchange)

    def _keep(self, report: Report) -> None:
        if self.history is not None and isinstance(report, ExchangeChanged):
            wanted = self.signing.keeps_history
            self.history.heard(report.exchange, self.controller, self.presenter, wanted=wanted)

    def _tell_of_history(self, text: str) -> None:
        """On the history's thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the screen is gone
                self._loop.call_soon_threadsafe(
                    self.presenter.put_above, self.main, safe_line(text), context=self._own_context
                )

    def close_history(self, deadline: float) -> None:
        """Write what is not in the file yet; blocks at most `deadline` seconds."""
        if self.history is not None:
            self.history.writer.close(deadline)

    def _deliver(self, reports: list[Report]) -> None:
        if not self.main.is_attached:
            return  # the screen is gone: an error ended the program, and the client is being stopped
        for report in reports:
            try:
                self._keep(report)
                self.controller.apply(report)
                self.signing.heard([report], self.main)
            except Exception as error:  # noqa: BLE001  # a fault here must not take along the reports that came with it
                self.presenter.tell(self.main, not_taken_in(report, error), "sev-error")
        self.approvals.look(self.main)
        with self.batch_update():
            self.presenter.session_changed(self.main)
            self.main.invitation_watch.look()
            self._fill_in()
        shown = self.screen
        if isinstance(shown, MainScreen) and shown is not self.main:
            shown.presenter.show_status(shown)  # the bar over a capture tells what the live session does

    def _fill_in(self) -> None:
        """Put a joinable meeting into a form that nobody has touched, once the directory is known."""
        draft = self.controller.draft
        if self.options.meeting or draft != self._untouched:
            return
        meeting = self.controller.meetings().joinable()
        if meeting is not None:
            from ucwa_tui.tui.actions.request import for_meeting

            self.controller.draft = for_meeting(draft, meeting)
            self.presenter.draft_changed(self.main)

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen, never of a secret: what is revealed is masked again first."""
        from ucwa_tui.tui.actions.reveal import conceal

        conceal(self.main)
        return super().export_screenshot(title=title, simplify=simplify)

    async def action_quit(self) -> None:
        """Leave; the application on the server is deleted meanwhile."""
        await self.leave(0)

    def arm(self, code: int) -> None:
        """The last resort hears of it also while the loop is blocked."""
        if self._last_resort is not None:
            self._last_resort.arm(code)

    async def leave(self, code: int) -> None:
        """Leave; the application on the server is deleted meanwhile."""
        if self._last_resort is not None:
            self._last_resort.arm(code)
        if self._inbox is not None:
            self._inbox.close()
        await asyncio.get_running_loop().run_in_executor(None, self.backend.stop, QUIT_DEADLINE)
        self.exit(code)


def _first_draft(draft: Draft, options: LaunchOptions) -> Draft:
    draft = draft.with_format(options.signing.payload_format)
    for name, value in (("onlineMeetingUri", options.meeting), ("anonymousDisplayName", options.display_name)):
        if value:
            draft = draft.with_value(name, value)
    return draft.with_value("importance", "Normal")
