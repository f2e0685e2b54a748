"""What every application of ours does with its terminal: keys in their order, ways to end, the garbage collector."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.content import Content

from ucwa_tui.tui.key_order import KeyOrder, KeyPassed
from ucwa_tui.tui.terminal_input import PasteTamed
from ucwa_tui.tui.themed_app import ThemedApp
from ucwa_tui.workbench.themes import ThemeShelf

UP_WITHIN = 3.0
"""Seconds after which loading is surely over, and the garbage collector runs again."""
TWICE_WITHIN = 2.0
"""Seconds within which a second Ctrl+C quits."""


def _palette() -> type[Provider]:
    from ucwa_tui.tui.palette import RegistryProvider

    return RegistryProvider


class TerminalApp(ThemedApp):
    """Subclasses say what is on the screen.

    Args:
        shelf: the themes.
        theme: the one that is wanted; None: the default.
    """

    TITLE = "ucwa-tui"
    COMMANDS: ClassVar[set[Callable[[], type[Provider]] | type[Provider]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,f10", "quit", "Quit", show=False, priority=True),  # also from the palette, a box not ours
        Binding("ctrl+c", "interrupt", "Quit", show=False),
    ]

    def __init__(self, shelf: ThemeShelf, theme: str | None) -> None:
        super().__init__(shelf, theme)
        self.keys = KeyOrder(self, super().on_event)
        self._interrupted_at = 0.0

    def say(self, text: str, style: str = "") -> None:
        """A short notice in the place of the footer."""
        raise NotImplementedError

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes one after the other, each when the one before has been dealt with."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)

    async def on_key_passed(self, mark: KeyPassed) -> None:
        """A key has been dealt with."""
        mark.stop()
        await self.keys.passed(mark)

    async def on_paste_tamed(self, told: PasteTamed) -> None:
        """Say that what was pasted is not what was put in: where it was typed, as a box hides the footer."""
        told.stop()
        box = self.screen.query(".overlay .box") if self.screen.is_modal else None
        if box:
            box.first().border_subtitle = Content(told.words).markup
        else:
            self.say(told.words, "sev-warning")

    def collect_garbage_later(self) -> None:
        """The collector is off while the program loads; it goes on when that is surely over."""
        self.set_timer(UP_WITHIN, self._collect_garbage_again)

    def _collect_garbage_again(self) -> None:
        gc.collect()
        gc.freeze()
        gc.enable()

    def action_interrupt(self) -> None:
        """Ctrl+C: says how to quit; twice within two seconds quits."""
        now = time.monotonic()
        if now - self._interrupted_at < TWICE_WITHIN:
            self.call_later(self.action_quit)
            return
        self._interrupted_at = now
        self.say("^C again, ^Q or F10 quits", "sev-warning")
