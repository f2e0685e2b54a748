"""What was captured before: runs and their exchanges, filtered while typing, opened again, deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget

from ucwa_tui.tui.beside import beside
from ucwa_tui.tui.exchange_rows import path_of
from ucwa_tui.tui.history_keeper import HistoryKeeper
from ucwa_tui.tui.history_rows import Entry, entries_of, entry_row, moment, passing, run_title
from ucwa_tui.tui.overview_rows import counted
from ucwa_tui.tui.rows import Row, cut_end, cut_words
from ucwa_tui.tui.screens.delete_history import DeleteScreen, Deletion
from ucwa_tui.tui.screens.overlay import Overlay
from ucwa_tui.tui.widgets.filter_line import FilterLine
from ucwa_tui.tui.widgets.list_view import CursorList
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.text_field import FieldInput
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.history import HistoryShelf
from ucwa_tui.workbench.history_entries import HistoryList, HistoryRun, HistoryTrouble

BODIES_AFTER = 0.3
"""Seconds after the last key until bodies are looked through as well."""
SHORTEST = 2
"""Characters from which that is worth it."""
FLUSH = 1.0
"""Seconds to wait for what has not been written yet."""
MOST_ROWS = 4
"""For one sentence below the list."""
HINT = "words: POST 404 joinOnline 2026-11-29 sandbox; a text also in bodies"


def run_name(run: HistoryRun) -> str:
    """What a run is called when it is open. Hostile text."""
    return f"run of {moment(run.started_at, '%Y-%m-%d %H:%M')}, {run_title(run)}"


class HistoryEntries(CursorList):
    """Runs and exchanges, one a row."""

    def __init__(self, own: Callable[[], str]) -> None:
        super().__init__(id="history-list")
        self.entries: list[Entry] = []
        self._own = own
        self.empty_text = "reading the history …"

    @property
    def entry(self) -> Entry | None:
        """The selected one."""
        return self.entries[min(self.cursor, len(self.entries) - 1)] if self.entries else None

    def row_count(self) -> int:
        """One row an entry."""
        return len(self.entries)

    def row(self, y: int) -> Row:
        """A run or an exchange."""
        return entry_row(self.entries[y], self.text_width, f"{self.mark(y)} ", self._own())

    def show(self, entries: list[Entry], empty: str) -> None:
        """Show entries; the cursor stays on its row, or as near as can be."""
        self.entries, self.empty_text = entries, empty
        self.fit_height()
        self.refresh()
        self.select(min(self.cursor, max(0, len(entries) - 1)), tell=False)


class HistoryScreen(Overlay[None]):
    """What is chosen opens above it.

    Args:
        shelf: what was kept.
        keeper: what is being kept.
        chosen: opens a run, at an exchange or at its beginning.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", show=False),
        Binding("x,delete", "delete", "Delete", show=False),
        Binding("slash", "filter", "Filter", show=False),
        Binding("q,H", "leave", "Back", show=False),
    ]

    def __init__(
        self, shelf: HistoryShelf, keeper: HistoryKeeper, chosen: Callable[[HistoryRun, int | None], None]
    ) -> None:
        keys = [("Enter", "open"), ("/", "filter"), ("x", "delete …"), ("Esc", "back")]
        super().__init__("History", keys, classes="text-screen")
        self._shelf = shelf
        self._keeper = keeper
        self._chosen = chosen
        self.list = HistoryEntries(lambda: keeper.run)
        self.line = FilterLine(self._typed, HINT)
        self._about = Rows(id="history-about")
        self._all: tuple[Entry, ...] = ()
        self._listed = HistoryList()
        self._text = ""
        self._bodies: frozenset[tuple[str, int]] = frozenset()
        self._looking: Timer | None = None
        self._unread = ""
        """Why the file could not be read; empty: it could."""
        self._trouble = ""

    def body(self) -> Widget:
        """List, filter, sizes."""
        return Vertical(self.list, self.line, self._about)

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        self.list.focus()
        self._load()

    def on_screen_resume(self) -> None:
        """Back from what was opened: more may have been kept meanwhile."""
        if self.is_mounted and self._all:
            self._load()

    def tell_trouble(self, text: str) -> None:
        """Something could not be done."""
        self._trouble = text
        self._tell()

    # Reading

    def _load(self) -> None:
        self.run_worker(self._read(), group="history", exclusive=True)

    async def _read(self) -> None:
        def read() -> tuple[HistoryList, tuple[Entry, ...]]:
            self._keeper.writer.flush(FLUSH)
            listed = self._shelf.list()
            return listed, entries_of(listed)

        try:
            self._listed, self._all = await beside("history-list", read)
            self._unread = ""
        except HistoryTrouble as trouble:
            self._unread = str(trouble)
        self._show()

    def _show(self) -> None:
        entries = passing(self._all, self._text, self._bodies)
        empty = "Nothing passes the filter." if self._all else self._why_empty()
        self.list.show(entries, empty)
        self._tell()

    def _why_empty(self) -> str:
        if self._unread:
            return "What was kept cannot be read: the reason stands below."
        if self._keeper.writer.trouble:
            return "Nothing can be kept at the moment: the reason stands below."
        return "Nothing has been kept yet."

    def _tell(self) -> None:
        shown = sum(entry.line is not None for entry in self.list.entries)
        total = len(self._listed.lines)
        self.line.tell(f"/ {shown:,} of {total:,}")
        size = f"{_megabytes(self._listed.file_bytes)} of at most {_megabytes(self._listed.max_bytes)}"
        said = f"{counted(len(self._listed.runs), 'run')}, {counted(total, 'exchange')} · {size} · secrets masked"
        writer = self._keeper.writer
        told = dict.fromkeys(
            filter(None, (self._trouble, self._unread, writer.trouble, writer.note, self._listed.note))
        )
        width = max(20, self.list.text_width)
        rows = [((line, "sev-warning"),) for text in told for line in cut_words(safe_line(text), width, MOST_ROWS)]
        rows += [] if self._unread else [((cut_end(said, width), "muted"),)]
        self._about.styles.height = len(rows)
        self._about.show_rows(rows)

    # Filter

    def action_filter(self) -> None:
        """Type a filter."""
        self.line.put(self._text)
        self.line.display = True
        self.line.prompt.focus()

    def _typed(self, text: str) -> None:
        self._text = text
        self._bodies = frozenset()
        self._show()
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(BODIES_AFTER, self._look_into_bodies) if len(text) >= SHORTEST else None

    def _look_into_bodies(self) -> None:
        self.run_worker(self._find(self._text), group="bodies", exclusive=True)

    async def _find(self, text: str) -> None:
        still = partial(self._still_wanted, text)
        try:
            found = await beside("history-bodies", lambda: self._shelf.holding(text, still))
        except HistoryTrouble as trouble:
            self.tell_trouble(str(trouble))
            return
        if self._still_wanted(text) and found:
            self._bodies = found
            self._show()

    def _still_wanted(self, text: str) -> bool:
        return self._text == text

    @on(FieldInput.Left)
    def _filter_left(self, event: FieldInput.Left) -> None:
        event.stop()
        self._close_filter()

    def _close_filter(self) -> None:
        self.list.focus()
        self.line.display = bool(self._text)

    def action_back(self) -> None:
        """From the filter to the list, from some to all, then out."""
        if self.line.prompt.has_focus or self._text:
            self._text = ""
            self.line.put("")
            self._bodies = frozenset()
            self._show()
            self._close_filter()
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Out, whatever is filtered."""
        self.dismiss(None)

    # What can be done

    def action_choose(self) -> None:
        """Open the selected run or exchange."""
        entry = self.list.entry
        if entry is not None:
            self._trouble = ""
            self._chosen(entry.run, entry.line.n if entry.line is not None else None)

    @on(CursorList.Chosen)
    def _clicked(self, event: CursorList.Chosen) -> None:
        event.stop()
        self.list.select(event.row)
        self.action_choose()

    @on(CursorList.Moved)
    def _moved(self, event: CursorList.Moved) -> None:
        event.stop()

    def action_delete(self) -> None:
        """Ask what to delete."""
        entry = self.list.entry
        if entry is None:
            return
        line = entry.line
        one = f"#{line.n} {safe_line(line.method)} {path_of(line.url)}" if line is not None else ""
        runs, exchanges = len(self._listed.runs), len(self._listed.lines)

        def decided(deletion: Deletion | None) -> None:
            if deletion is not None:
                self.run_worker(self._delete(deletion, entry), group="delete", exclusive=False)

        everything = f"{counted(runs, 'run')}, {counted(exchanges, 'exchange')}"
        self.app.push_screen(DeleteScreen(one, safe_line(run_name(entry.run)), everything), decided)

    async def _delete(self, deletion: Deletion, entry: Entry) -> None:
        def delete() -> None:
            self._keeper.writer.flush(FLUSH)
            match deletion:
                case Deletion.EXCHANGE if entry.line is not None:
                    self._shelf.delete_exchange(entry.run.uid, entry.line.n)
                case Deletion.RUN:
                    self._shelf.delete_run(entry.run.uid)
                case Deletion.EVERYTHING:
                    self._shelf.delete_all()

        try:
            await beside("history-delete", delete)
        except HistoryTrouble as trouble:
            self.tell_trouble(str(trouble))
        self._load()


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB"
