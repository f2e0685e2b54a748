"""Keeps an inspection up to date from a sandbox's thread, and the screen that shows it."""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable
from typing import Any

from textual.app import App

from ucwa_tui.tui.screens.inspect import InspectScreen
from ucwa_tui.wire.observed import Observation
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.inspected import ALL, Inspection
from ucwa_tui.workbench.paced import Paced
from ucwa_tui.workbench.ports import ObservedPort
from ucwa_tui.workbench.watching import News, Watch

PACE = 0.15
"""Seconds between two looks at what came: more often than this nobody can read."""
MOST_STEPS = 2_000
"""So many exchanges are taken in at a time, so that keys are answered between them."""


class Inspector:
    """Made on the screen's loop.

    Args:
        app: shows it.
        source: what is watched.
        name: of it, for the eye; safe.
        live: what a live session below does, in a few words; empty: there is none.
        alone: nothing lies below: leaving it ends the program.
    """

    def __init__(
        self,
        app: App[Any],
        source: ObservedPort,
        name: str,
        *,
        live: Callable[[], str] = str,
        alone: bool = False,
    ) -> None:
        self._app = app
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()  # widgets find their application through it
        self.name = name
        self.live = live
        self.alone = alone
        self.inspection = Inspection()
        self.held = False
        """Nothing on the screen changes."""
        self.shown = ALL
        """Number of the client that is looked at."""
        self._screen: InspectScreen | None = None
        self._watch = Watch()
        self._news: deque[News] = deque()
        self._woken = False
        self._paced = Paced(self._hear, "inspector")
        self._end = source.watch(
            self._paced.put,
            lambda trouble: self._paced.call(lambda: self._put(News(trouble=trouble))),
            lambda: self._paced.call(self._restarted),
        )

    # On a thread of its own -------------------------------------------------------------------------------------------

    def _hear(self, batch: tuple[Observation, ...], lost: int) -> None:
        self._put(self._watch.take(batch, lost))

    def _restarted(self) -> None:
        self._watch = Watch()
        self._put(News(restarted=True))

    def _put(self, news: News) -> None:
        self._news.append(news)
        if self._woken:
            return
        self._woken = True
        try:
            self._loop.call_soon_threadsafe(self._plan, context=self._context)
        except RuntimeError:  # the loop has been closed: the screen is gone
            self._end()

    # On the screen's loop ---------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        self._loop.call_later(PACE, self._take)

    def _take(self) -> None:
        self._woken = False
        steps = 0
        while self._news and steps < MOST_STEPS:
            news = self._news.popleft()
            steps += len(news.told)
            self.inspection.take(news)
        if self._news and not self._woken:
            self._woken = True
            self._loop.call_later(PACE, self._take)
        self.look()

    def look(self) -> None:
        """Show what is new, where it can be seen and is not held."""
        screen = self._screen
        if screen is not None and screen.is_attached and not self.held:
            with self._app.batch_update():
                screen.show_news()

    def open(self) -> None:
        """Show it above what is there."""
        self._screen = self._make(ALL)
        self._app.push_screen(self._screen)

    def show(self, number: int) -> None:
        """Look at another client.

        Args:
            number: of the client; `ALL`: all of them.
        """
        if self._screen is None:
            return
        before = self._screen
        self._screen = self._make(number)
        self._screen.start_pane = before.pane.place
        self._app.switch_screen(self._screen)

    def enter_exchanges(self) -> None:
        """Let what is shown next begin in its exchanges."""
        if self._screen is not None:
            self._screen.start_pane = Place.EXCHANGES

    def show_next(self) -> None:
        """The next client by number; after the last all of them."""
        numbers = [ALL, *sorted(self.inspection.clients)]
        place = numbers.index(self.shown) if self.shown in numbers else -1
        self.show(numbers[(place + 1) % len(numbers)])

    def toggle_hold(self) -> None:
        """Hold the view still, or let it go on."""
        self.held = not self.held
        if self._screen is not None:
            self._screen.show_news()
            self._screen.say("held: K goes on; nothing is lost" if self.held else "goes on")

    def close(self) -> None:
        """Watch no more."""
        self._end()
        self._paced.close(0.0)

    def _make(self, number: int) -> InspectScreen:
        self.shown = number if number in self.inspection.clients else ALL
        screen = InspectScreen(self, self.inspection.get(self.shown))
        screen.choose_layout(self._app.size.width, self._app.size.height)
        return screen
