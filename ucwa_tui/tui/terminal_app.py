"""What every application of ours does with its terminal: keys in their order, ways to end, the garbage collector."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.command import Provider

from ucwa_tui.tui.exit_signals import ExitSignals
from ucwa_tui.tui.key_order import KeyOrder, KeyPassed
from ucwa_tui.tui.pasting import PasteTold
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
        self._signals = ExitSignals(self._on_signal, self.arm)

    def say(self, text: str, style: str = "") -> None:
        """A short notice in the place of the footer."""
        raise NotImplementedError

    def heed_signals(self) -> None:
        """From now on a signal ends the program in good order. To be called when the screen is there."""
        self._signals.begin(asyncio.get_running_loop())

    def on_unmount(self) -> None:
        """The screen is going."""
        self._signals.end()

    def arm(self, code: int) -> None:
        """The program has been told to end, with this exit code. Called from a signal handler."""

    async def leave(self, code: int) -> None:
        """End in good order, with this exit code."""
        self.exit(code)

    def _on_signal(self, code: int) -> None:
        self.call_later(self.leave, code)

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

    def on_paste_told(self, told: PasteTold) -> None:
        """A text was not pasted, or not as it was: the box that it was meant for says so, else the screen."""
        from ucwa_tui.tui.screens.overlay import Overlay

        told.stop()
        if told.early and self.focused is not None:  # it comes back up behind the paste
            self.focused.post_message(PasteTold(told.text))
        elif isinstance(self.screen, Overlay):
            self.screen.say(told.text, "sev-warning")
        else:
            self.say(told.text, "sev-warning")

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
