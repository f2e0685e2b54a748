"""What has to be known about the inside of Textual 8.2, in one place."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console, RenderableType
from rich.text import Text
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import CompositorUpdate
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.widgets import Input

from ucwa_tui.tui.lean_sgr import lean
from ucwa_tui.tui.pasting import LINE_MOST, PasteTold, refused, rest_of

if TYPE_CHECKING:
    from textual.app import App

Result = TypeVar("Result")
_CONTROL_PICTURES = 0x2400
_REPLACEMENT = "\ufffd"
_COMMAND_MODIFIERS = frozenset({"alt", "ctrl", "super", "hyper", "meta"})
_EIGHTHS = 8
_ALT_KEYS = tuple(f"\x1b{character}" for character in "0123456789f")


def one_cell_forms(text: str) -> str:
    """The text with each character that could act on a terminal replaced by one visible character.

    Unlike `safe_text.safe_line` this keeps the number of characters, which an editor needs for its cursor.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _one_cell_form(c) for c in text)


def _one_cell_form(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return "\u2421"
    return " " if character == "\u00a0" else _REPLACEMENT


def is_command_key(event: events.Key) -> bool:
    """Whether a key is held with Alt, Ctrl or the like: never text, whatever character the event carries."""
    return not _COMMAND_MODIFIERS.isdisjoint(event.key.split("+")[:-1])


def read_alt_keys() -> None:
    """Take Alt with a digit, and Alt+F, for what they are.

    Textual reads ESC 1 as the character that Option+1 types on one system's keyboard, and ESC f as Ctrl+Right (which
    has a sequence of its own).
    """
    table = ANSI_SEQUENCES_KEYS
    if isinstance(table, dict):
        for sequence in _ALT_KEYS:
            table.pop(sequence, None)


class SafeInput(Input):
    """A one-line input that never writes a control character of its text to the terminal.

    Its width is fixed by the layout, so a longer text does not lay out the screen anew, as Textual's own would.
    """

    virtual_size = Reactive(Size(0, 0), layout=False)

    async def _on_key(self, event: events.Key) -> None:
        if is_command_key(event):
            event.prevent_default()  # not text; what is bound to it comes after this

    def _on_paste(self, event: events.Paste) -> None:
        if why := refused("".join(event.text.splitlines()[:1]), len(self.value), LINE_MOST):
            event.prevent_default()  # Textual's own would take it
            event.stop()
            self.post_message(PasteTold(why))
        elif rest := rest_of(event.text):
            self.post_message(PasteTold(rest))

    @property
    def _value(self) -> Text:
        if self.password:
            return super()._value
        return Text(one_cell_forms(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        text = one_cell_forms(self.value[:position])
        if text.isascii():
            return len(text)
        return super()._position_to_cell(position)


def _thumb(bar: ScrollBar) -> tuple[int, int]:
    """What of a vertical scroll bar its thumb takes, in eighths of a cell, as Textual draws it."""
    window, whole, height = bar.window_size, bar.window_virtual_size, bar.size.height
    if not height or whole <= window:
        return 0, 0
    length = max(1, window * height / whole)
    start = int((height - length) * bar.position / (whole - window) * _EIGHTHS)
    return start, start + ceil(length * _EIGHTHS)


class SteadyScrollBar(ScrollBar):
    """A vertical scroll bar that is painted where its thumb has moved visibly, and whose size asks for no layout."""

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)
    window_virtual_size: Reactive[int] = Reactive(100, repaint=False)
    window_size: Reactive[int] = Reactive(0, repaint=False)
    position: Reactive[float] = Reactive(0, repaint=False)
    _seen = (0, (0, 0))

    def render(self) -> RenderableType:
        """Remember how long the bar is and where its thumb is seen."""
        self._seen = (self.size.height, _thumb(self))
        return super().render()

    def tell(self, whole: int, window: int, position: float) -> None:
        """What there is to scroll through, how much of it is in sight, and from where on; in rows."""
        self.window_virtual_size, self.window_size, self.position = whole, window, position
        length, thumb = self._seen
        if self.size.height == length and _thumb(self) != thumb:  # one of another length is painted with the layout
            self.refresh()


class SteadyScroll(ScrollView):
    """A scroll view whose growing does not lay out the screen, unless its scroll bar comes or goes.

    Its scroll bar is painted where that can be seen: a page of a million lines moves it by nothing.
    """

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """Made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = SteadyScrollBar(
                vertical=True, name="vertical", thickness=self.scrollbar_size_vertical
            )
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The rows themselves show the focus: no style depends on it, and Textual would work them all out anew."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Another part is in sight."""
        self._tell_bar(self.virtual_size.height)
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def _tell_bar(self, height: int) -> None:
        bar = self._vertical_scrollbar
        if self.show_vertical_scrollbar and isinstance(bar, SteadyScrollBar):
            bar.tell(height, self.container_size.height, self.scroll_y)

    def grow_to(self, size: Size) -> None:
        """Set the scrollable size."""
        before = self.virtual_size
        if size == before:
            return
        self.set_reactive(Widget.virtual_size, size)
        height = self.scrollable_content_region.height
        if (before.height > height) != (size.height > height) or not self.is_mounted:
            self.refresh(layout=True)
        else:
            self._tell_bar(size.height)
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(None, self.max_scroll_y, animate=False)

    def _scroll_update(self, virtual_size: Size) -> None:
        # Textual repaints the scroll bars at each layout of the screen, whether anything about them changed or not.
        state = (virtual_size, self.container_size, self.size)
        if state != self.__dict__.get("_scroll_state"):
            self._scroll_state = state
            self._refresh_scrollbars()
            self._tell_bar(virtual_size.height)
            self.scroll_y = self.validate_scroll_y(self.scroll_y)


class CalmScreen(Screen[Result]):
    """A screen that is not painted anew as a whole whenever the focus moves."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)


class _LeanUpdate(CompositorUpdate):
    def __init__(self, update: CompositorUpdate) -> None:
        self._update = update

    def render_segments(self, console: Console) -> str:
        return lean(self._update.render_segments(console))


def lean_update(renderable: RenderableType | None) -> RenderableType | None:
    """What Textual is about to send to the terminal, with each colour said once."""
    return _LeanUpdate(renderable) if isinstance(renderable, CompositorUpdate) else renderable


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Send a control sequence of our own to the terminal, in order with what is drawn."""
    if app._driver is not None:
        app._driver.write(sequence)


def quiet(app: App[Any]) -> None:
    """No animations: each frame of one would be sent to the terminal. And Alt+1 is a key, not a letter."""
    read_alt_keys()
    app.animation_level = "none"
