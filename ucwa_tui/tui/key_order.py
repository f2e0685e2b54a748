"""Keys in the order of what they do: the next one waits until what the one before it has opened can take it.

A terminal hands over what was typed at once: a key that opens a box, and the text that is meant for the box. Textual
would deliver the text before the box has the focus, where it is lost, or means something else.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from ucwa_tui.tui.widgets.written_in import takes_text

if TYPE_CHECKING:
    from textual.app import App

FEWEST_ROUNDS = 3
"""A list tells its pane which line was chosen, the pane tells the screen, and that brings another pane to the front."""
LAYOUTS = 50
"""How often one looks whether what takes the next key has been laid out: Textual says when a layout is over, but not
that one is still to be asked for."""
RELEASE_AFTER = 0.4
"""Seconds after which held keys go on where what they were waiting for is gone."""
LONGEST_HOLD = 3.0
"""Seconds after which they go on in any case."""


class KeyPassed(Message):
    """Goes the way of a key, behind it: where this arrives, the key has been dealt with."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class KeyOrder:
    """Holds keys and pastes back while the key before them is on its way.

    Args:
        app: whose keys.
        deliver: lets Textual deal with a key or a paste.
    """

    def __init__(self, app: App[Any], deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._held: list[events.Event] = []
        self._number = 0
        self._rounds = 0
        """Of the mark behind the key that is on its way; 0: none is."""
        self._began_on: Screen[object] | None = None
        """What was on top when the key was pressed."""
        self._on: Widget | None = None
        """Where the mark was sent last."""
        self._since = 0.0
        self._arriving = 0
        """How much of what the key has led to has said that it is on its way."""
        self._looks = 0
        self.last_at = -math.inf
        """When a key was pressed last, by the monotonic clock."""

    @property
    def holding(self) -> bool:
        """Whether a key is on its way, or waits for one that is."""
        return self._rounds > 0 or bool(self._held)

    async def take(self, event: events.Event) -> None:
        """A key was pressed, or a text pasted."""
        self.last_at = time.monotonic()
        if self.holding:
            self._held.append(event)
            if len(self._held) == 1:
                self._app.set_timer(RELEASE_AFTER, self._release_of(self._number))
        else:
            await self._pass_on(event)

    def again(self, key: events.Key) -> None:
        """A key has reached a box that it was not meant for: before all others it goes to what lies below."""
        self._held.insert(0, events.Key(key.key, key.character))

    def arriving(self) -> Callable[[], None]:
        """What the key leads to is on its way: the next key waits until the function returned is called."""
        number = self._number
        self._arriving += 1

        def arrived() -> None:
            if number == self._number and self._arriving:
                self._arriving -= 1
                if not self._arriving and self._rounds:
                    self._app.call_later(self._follow)  # what a screen sends goes no higher than the screen

        return arrived

    async def passed(self, mark: KeyPassed) -> None:
        """The mark has come up to the application.

        It goes round again for the messages that the key has caused, and until what they lead to has been laid out.
        """
        if mark.number != self._number or not self._rounds or self._arriving:
            return
        if self._rounds < FEWEST_ROUNDS:
            self._rounds += 1
            self._follow()
        elif self._looks < LAYOUTS and not self._is_laid_out():
            self._looks += 1
            # Not at once from there: what a screen sends goes no higher than the screen.
            self._app.screen.call_after_refresh(self._app.call_later, self._follow)
        else:
            await self._release()

    def _is_laid_out(self) -> bool:
        target = self._target()
        if target is None:
            return True
        has_come = self._app.screen is not self._began_on  # a box: first it gets the focus, then its scroll bar
        return bool(target.size) and not (has_come and (target is self._app.screen or not self._looks))

    async def _pass_on(self, event: events.Event) -> None:
        target = self._target()
        typed = takes_text(target) and (isinstance(event, events.Paste) or _is_text(event))
        if not typed:
            self._number += 1
            self._rounds, self._arriving, self._looks = 1, 0, 0
            self._since = time.monotonic()
            self._began_on, self._on = self._app.screen, target
            if self._held:
                self._app.set_timer(RELEASE_AFTER, self._release_of(self._number))
        await self._deliver(event)
        if not typed and (target is None or not target.post_message(KeyPassed(self._number))):
            self._follow()

    def _follow(self) -> None:
        target = self._on = self._target()
        if target is None or not target.post_message(KeyPassed(self._number)):
            self._app.call_later(self._release)

    async def _release(self) -> None:
        self._rounds = self._arriving = 0
        while self._held and not self._rounds:
            await self._pass_on(self._held.pop(0))

    def _release_of(self, number: int) -> Callable[[], Awaitable[None]]:
        async def release() -> None:
            if number != self._number or not self._rounds:
                return
            is_on_its_way = self._on is not None and self._on.is_attached
            if is_on_its_way and time.monotonic() - self._since < LONGEST_HOLD:
                self._app.set_timer(RELEASE_AFTER, release)  # a busy machine takes its time
            else:
                await self._release()

        return release

    def _target(self) -> Widget | None:
        if not self._app.screen_stack:
            return None
        return self._app.focused or self._app.screen


def _is_text(event: events.Event) -> bool:
    return isinstance(event, events.Key) and event.is_printable
