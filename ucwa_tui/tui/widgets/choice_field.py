"""A row of the form where one of a few words is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region

from ucwa_tui.tui.rows import Row, Span, cut_end, width_of
from ucwa_tui.tui.widgets.field_row import LABEL_WIDTH, FieldRow
from ucwa_tui.tui.widgets.text_field import FieldInput


class ChoiceField(FieldRow, can_focus=True):
    """`(•) Normal  ( ) Urgent`, or `‹ Normal ›  2 of 9` where the choices do not fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Choice before", show=False),
        Binding("right,space", "step(1)", "Next choice", show=False),
        Binding("up,k", "leave(-1)", "Field above", show=False),
        Binding("down,j,enter", "leave(1)", "Field below", show=False),
    ]

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        value: str = "",
        compact: bool = False,
        id: str | None = None,
    ) -> None:
        """`choices` are pairs of value and word; `compact` shows only the chosen one."""
        super().__init__(name, label, id=id)
        self._choices = tuple(choices)
        self._value = value or (self._choices[0][0] if self._choices else "")
        self._compact = compact
        self._spots: list[tuple[int, int, str]] = []

    @property
    def value(self) -> str:
        """The chosen value."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose without telling."""
        if value != self._value:
            self._value = value
            self._repaint()

    def middle(self, width: int) -> Row:
        """The choices: with round marks, with brackets where that is too wide, or the chosen one alone."""
        known = self._choices
        if all(value != self._value for value, _ in known):
            known = (*known, (self._value, self._value or "none"))
        if not self._compact:
            for form in (_round, _brackets):
                words = [form(word, value == self._value) for value, word in known]
                if sum(width_of(word) + 2 for word in words) - 2 <= width:
                    return self._in_a_row(words, [value for value, _ in known])
        self._spots = []
        index = next((i for i, (v, _) in enumerate(known) if v == self._value), 0)
        number = f"  {index + 1}/{len(known)}"
        word = cut_end(known[index][1], width - len(number) - 4)
        return (("‹ ", "chrome-key"), (word, "bold"), (" ›", "chrome-key"), (number, "muted"))

    def _in_a_row(self, words: Sequence[str], values: Sequence[str]) -> Row:
        spans: list[Span] = []
        self._spots = []
        at = 0
        for word, value in zip(words, values, strict=True):
            spans += [(word, "bold" if value == self._value else "muted"), ("  ", "")]
            self._spots.append((at, at + width_of(word), value))
            at += width_of(word) + 2
        return tuple(spans[:-1])

    def action_step(self, by: int) -> None:
        """Choose the next value, round and round."""
        values = [v for v, _ in self._choices]
        if values:
            index = values.index(self._value) + by if self._value in values else 0
            self._choose(values[index % len(values)])

    def action_leave(self, by: int) -> None:
        """Go to the field above or below."""
        self.post_message(FieldInput.Left(by))

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        self.focus()
        x = event.x - LABEL_WIDTH
        for start, end, value in self._spots:
            if event.y == 0 and start <= x < end:
                self._choose(value)
                return

    def on_focus(self) -> None:
        """Mark the row."""
        self.set_active(True)
        self._repaint()
        self.post_message(self.Focused(self))

    def on_blur(self) -> None:
        """Take the mark away."""
        self.set_active(False)
        self._repaint()

    def _choose(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self._repaint()
            if self.on_edit is not None:
                self.on_edit(self.field, value)

    def _repaint(self) -> None:
        self.refresh(Region(LABEL_WIDTH, 0, max(0, self.size.width - LABEL_WIDTH), 1))


def _round(word: str, chosen: bool) -> str:
    return f"({'•' if chosen else ' '}) {word}"


def _brackets(word: str, chosen: bool) -> str:
    return f"[{word}]" if chosen else word
