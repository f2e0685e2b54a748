"""The search line of the exchange pane: finds while one types, and goes back where one was at Escape."""

from __future__ import annotations

from collections.abc import Callable

from ucwa_tui.document.text_pattern import PatternError, TextPattern
from ucwa_tui.tui.rows import cut_end
from ucwa_tui.tui.widgets.prompt_line import Asking, PromptLine
from ucwa_tui.tui.widgets.searching_reader import SearchingReader
from ucwa_tui.wire.safe_text import safe_line

REMEMBERED = 50
"""So many searches can be had again."""
TOLD = 38
"""Cells for what comes of a search, beside what is typed."""
TOGGLE = "^X"


class ExchangeSearch:
    """Reads what is typed, and tells the reader.

    Args:
        reader: what is searched.
        line: what is typed into.
        ended: called with what is to be said when Enter has found nothing.
    """

    def __init__(self, reader: SearchingReader, line: PromptLine, ended: Callable[[str], object]) -> None:
        self._reader = reader
        self._line = line
        self._ended = ended
        self._earlier: list[str] = []
        self._is_regex = False
        self._before: tuple[TextPattern | None, int, int] = (None, 0, 0)
        self._is_open = False
        self._error = ""
        """What is wrong with the expression."""

    def open(self) -> None:
        """Ask what to look for."""
        reader = self._reader
        self._before = reader.finder.pattern, reader.cursor, reader.scroll_offset.y
        self._is_open = True
        self._line.ask(
            Asking(
                "Search",
                "a capital letter makes case matter; nothing ends it",
                self._edited,
                self._entered,
                self._given_up,
                self._toggle,
                tuple(self._earlier),
            ),
        )
        self.tell()

    def tell(self) -> None:
        """Say how the search gets on."""
        if not self._is_open:
            return
        reader, way = self._reader, "regex" if self._is_regex else "text"
        style, words = "muted", f"{way} · {TOGGLE} {'text' if self._is_regex else 'regex'}"
        if self._error:
            style, words = "sev-error", self._error
        elif reader.finder.problem:
            style, words = "sev-warning", "too slow: given up"
        elif reader.wanted and self._line.input.value:
            more = " …" if reader.searching else ""
            count = f"{reader.hit + 1}/{reader.hits}{more}" if reader.hits else "…" if more else "no hit"
            style, words = "sev-warning" if count == "no hit" else "", f"{count} · {words}"
        self._line.tell(cut_end(words, TOLD), style)

    def _edited(self, text: str) -> None:
        wanted = TextPattern(text, self._is_regex) if text else None
        self._error = ""
        try:
            if wanted is not None:
                wanted.check()
        except PatternError as error:
            wanted, self._error = None, safe_line(str(error))
        self._reader.search(wanted, goal=self._before[1])
        self.tell()

    def _toggle(self) -> None:
        self._is_regex = not self._is_regex
        self._edited(self._line.input.value)

    def _entered(self, text: str) -> None:
        self._is_open = False
        reader = self._reader
        if not text:
            reader.search(None)
            return
        if self._error:
            self._ended(f"Not searched: {self._error}")
        if text in self._earlier:
            self._earlier.remove(text)
        self._earlier = [*self._earlier, text][-REMEMBERED:]
        if reader.wanted == text and not reader.hits and not reader.searching:
            self._ended(f"{text!r} does not occur")

    def _given_up(self) -> None:
        self._is_open = False
        pattern, line, top = self._before
        self._reader.search(None)
        self._reader.move_to(line)
        self._reader.scroll_to(None, top, animate=False)
        if pattern is not None:
            self._reader.search(pattern, go=False)
