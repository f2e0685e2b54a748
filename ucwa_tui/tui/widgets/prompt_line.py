"""A line at the bottom of a pane that something is typed into: what for, the text, and what comes of it so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from ucwa_tui.tui.compat import SafeInput
from ucwa_tui.tui.widgets.painted import Rows


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Asking:
    """What a prompt is for."""

    label: str
    hint: str
    edited: Callable[[str], None]
    """Called with the text at each change by the user, while the key is handled."""
    entered: Callable[[str], None]
    """Called with the text at Enter, after the line has been closed."""
    given_up: Callable[[], None] = _nothing
    """Called at Escape, and when the focus goes elsewhere."""
    toggled: Callable[[], None] = _nothing
    """Called when the other way of reading the text is wanted."""
    earlier: Sequence[str] = ()
    """Texts entered before, oldest first."""


class PromptInput(SafeInput):
    """The input: the cursor does not blink, arrows go through earlier texts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Back", show=False),
        Binding("enter", "enter", "Take it", show=False),
        Binding("up", "earlier(-1)", "Text before", show=False),
        Binding("down", "earlier(1)", "Text after", show=False),
        Binding("ctrl+x", "other_way", "Other way", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False, id="prompt-text")
        self.cursor_blink = False
        self.asking: Asking | None = None
        self.closed: Callable[[], None] = _nothing
        self._earlier = 0
        self._typed = ""

    def begin(self, asking: Asking, text: str) -> None:
        """Ask."""
        self.asking = None
        self.placeholder = asking.hint
        self.value = text
        self.cursor_position = len(text)
        self._earlier = len(asking.earlier)
        self.asking = asking

    def watch_has_focus(self, _has_focus: bool) -> None:
        """It is seen with the focus only, so that its styles need not be worked out anew."""

    def watch_value(self, value: str) -> None:
        """Tell at once: a message would come after the first paint, and make a second one."""
        if self.asking is not None:
            self.asking.edited(value)

    def action_enter(self) -> None:
        """Take the text."""
        self._end(lambda asking: asking.entered(self.value))

    def action_give_up(self) -> None:
        """Ask no more."""
        self._end(lambda asking: asking.given_up())

    def action_other_way(self) -> None:
        """Read the text the other way."""
        if self.asking is not None:
            self.asking.toggled()

    def action_earlier(self, by: int) -> None:
        """Go to the text entered before, or back to the one that was begun."""
        earlier = self.asking.earlier if self.asking is not None else ()
        wanted = self._earlier + by
        if 0 <= wanted <= len(earlier):
            if self._earlier == len(earlier):
                self._typed = self.value
            self._earlier = wanted
            self.value = earlier[wanted] if wanted < len(earlier) else self._typed
            self.cursor_position = len(self.value)

    def on_blur(self, event: events.Blur) -> None:
        """The focus went elsewhere: what was found is kept."""
        if self.value:
            self.action_enter()
        else:
            self.action_give_up()

    def _end(self, tell: Callable[[Asking], None]) -> None:
        asking, self.asking = self.asking, None
        if asking is not None:
            self.closed()
            tell(asking)


class PromptLine(Horizontal):
    """Out of sight until something is asked."""

    def __init__(self, leave: Callable[[], object]) -> None:
        self.input = PromptInput()
        self.input.closed = self._close
        self._label = Rows(classes="prompt-label", margin=1)
        self._told = Rows(classes="prompt-told", margin=1)
        self._leave = leave
        super().__init__(self._label, self.input, self._told, classes="prompt")
        self.display = False

    def ask(self, asking: Asking, text: str = "") -> None:
        """Open the line.

        Args:
            asking: what for.
            text: what stands in it at first.
        """
        self._label.styles.width = len(asking.label) + 2
        self._label.show_rows([((asking.label, "chrome-title"),)])
        self.tell("")
        self.input.begin(asking, text)
        self.display = True
        self.input.focus()

    def tell(self, words: str, style: str = "muted") -> None:
        """Say what comes of it; safe text."""
        self._told.show_rows([((words, style),)])

    def _close(self) -> None:
        had_focus = self.input.has_focus
        self.display = False
        if had_focus:
            self._leave()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
