"""Two exchanges compared, over the whole screen."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from ucwa_tui.document.compare.blocks import Block, Kind
from ucwa_tui.document.compare.bodies import Mode
from ucwa_tui.document.compare.exchanges import Compared, Section, compare_exchanges, summary
from ucwa_tui.tui.exchange_rows import duration, exchange_title, size_of, status_style, status_word
from ucwa_tui.tui.rows import Row, cut_words, fit, width_of
from ucwa_tui.tui.run_rows import run_rows
from ucwa_tui.tui.screens.overlay import Overlay, keys_row
from ucwa_tui.tui.screens.text import TextScreen
from ucwa_tui.tui.slices import Slices
from ucwa_tui.tui.widgets.compare_view import CompareView
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.comparing_runs import compare_runs, run_of
from ucwa_tui.workbench.event_relations import SessionRelations
from ucwa_tui.workbench.state import Session

NOTICE_ROWS = 3


class CompareScreen(Overlay[None]):
    """Summary, then head and body of answer and request.

    Args:
        session: knows what became of operations.
        left, right: what is compared.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "back", "Back", show=False),
        Binding("equals_sign", "toggle_equal", "Equal parts", show=False),
        Binding("e", "toggle_expected", "What differs in every run", show=False),
        Binding("m", "toggle_mode", "Text or meaning", show=False),
        Binding("r", "runs", "The two runs", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    def __init__(self, session: Session, left: Exchange, right: Exchange) -> None:
        super().__init__("", [], classes="compare")
        self._session = session
        self.left, self.right = left, right
        self.view = CompareView()
        self.head = Rows(id="compare-head", margin=0)
        self._mode: Mode | None = None
        self._parts: list[Compared] = []
        self._job: Slices[tuple[Section, list[Block]]] | None = None
        self._said, self._said_style = "", "sev-hint"
        self._summary = "comparing …"
        self._has_expected = False
        relations = SessionRelations(session)
        self._have_runs = all(relations.made_by(side) is not None for side in (left, right))

    def body(self) -> Widget:
        """What is compared, and the comparison."""
        return Vertical(self.head, self.view)

    def on_mount(self) -> None:
        """Begin to compare."""
        super().on_mount()
        self.view.focus()
        self._begin()

    def on_resize(self) -> None:
        """Say it anew in the new width."""
        self.call_after_refresh(self.tell)

    def on_unmount(self) -> None:
        """Nobody wants the rest."""
        self._drop()

    @property
    def at_work(self) -> bool:
        """Whether there is more to come."""
        return self._job is not None

    @property
    def mode(self) -> Mode:
        """How bodies are compared now."""
        modes = [part.section.mode for part in self._parts if part.section.mode is not None]
        return Mode.MEANING if Mode.MEANING in modes else Mode.TEXT

    def _begin(self) -> None:
        self._drop()
        self._parts = []
        self._summary = "comparing …"
        self.view.at = -1
        self._job = Slices(compare_exchanges(self.left, self.right, self._mode), self._take)
        self.tell()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _take(self, found: list[tuple[Section, list[Block]]], ended: bool) -> None:
        before = len(self._parts)
        for section, blocks in found:
            if not self._parts or self._parts[-1].section is not section:
                self._parts.append(Compared(section))
            self._parts[-1].blocks.extend(blocks)
        if ended:
            self._job = None
            self._summary = summary(self.left, self.right, self._parts)
            self._has_expected = any(b.kind is Kind.EXPECTED for part in self._parts for b in part.blocks)
        if ended or not before or before < 2 <= len(self._parts):
            self.view.show(self._parts)
        if ended:
            self.call_after_refresh(self.view.begin_at_difference)
        self.tell()

    @on(CompareView.Changed)
    def _changed(self, event: CompareView.Changed) -> None:
        event.stop()
        self.tell()

    # What is said

    def tell(self) -> None:
        """Write title, summary and keys."""
        if not self.is_mounted:
            return
        box = self.query_one(".box")
        box.border_title = Content(self._title()).markup
        width = max(20, self.head.size.width)
        rows = self._head_rows(width)
        self.head.styles.height = len(rows)
        self.head.show_rows(rows)
        keys = self.query_one(".box-keys", Rows)
        rows = self._said_rows(width) or [keys_row(self._keys_now(width), width)]
        keys.styles.height = len(rows)
        keys.show_rows(rows)

    def _title(self) -> str:
        what = places(self.view.differences, self.view.at, at_work=self.at_work or self.view.at_work)
        return f"compare #{self.left.n} with #{self.right.n} · {what} · bodies by {self.mode.value}"

    def _head_rows(self, width: int) -> list[Row]:
        words = self._summary
        if self.view.side_by_side:
            cell = (width - 1) // 2
            left, right = (_side(e, mark, cell - 1) for e, mark in ((self.left, "-"), (self.right, "+")))
            room = " " * max(0, cell - sum(width_of(text) for text, _ in left))
            sides = [(*left, (room, ""), ("│", "chrome-border"), *right)]
        else:
            sides = [_side(self.left, "-", width), _side(self.right, "+", width)]
        return [*sides, *(((line, "strong"),) for line in cut_words(words, width, 2))]

    def _keys_now(self, width: int) -> list[tuple[str, str]]:
        options = self.view.options
        keys = [("n N", "difference"), ("=", "all" if options.fold else "fold")]
        if self._has_expected:
            keys.append(("e", "show ≈" if options.hide_expected else "hide ≈"))
        keys.append(("m", "by text" if self.mode is Mode.MEANING else "by meaning"))
        if self._have_runs:
            keys.append(("r", "runs"))
        return [*keys, ("y", "copy"), ("Esc", "back")]

    def _said_rows(self, width: int) -> list[Row]:
        return [((line, self._said_style),) for line in cut_words(self._said, width, NOTICE_ROWS)]

    def on_key(self) -> None:
        """A key takes a notice away."""
        if self._said:
            self._said = ""
            self.tell()

    # Keys

    def action_toggle_equal(self) -> None:
        """Hide or show equal parts."""
        self.view.set_options(self.view.options._replace(fold=not self.view.options.fold))

    def action_toggle_expected(self) -> None:
        """Take what differs in every run for equal, or not."""
        self.view.set_options(self.view.options._replace(hide_expected=not self.view.options.hide_expected))

    def action_toggle_mode(self) -> None:
        """Compare by meaning, or by text."""
        self._mode = Mode.TEXT if self.mode is Mode.MEANING else Mode.MEANING
        self._begin()

    def action_runs(self) -> None:
        """Compare what became of the two operations."""
        left, right = run_of(self._session, self.left), run_of(self._session, self.right)
        if left is None or right is None:
            self._say("Both have to be the request of an operation that makes an invitation", "sev-warning")
            return
        title = f"runs of #{self.left.n} and #{self.right.n}"
        self.app.push_screen(TextScreen(title, partial(run_rows, compare_runs(left, right))))

    def action_copy(self) -> None:
        """Copy the comparison as text."""
        from ucwa_tui.tui.copy_out import copy_out

        titles = f"{exchange_title(self.left)}\n{exchange_title(self.right)}\n{self._summary}"
        copy_out(
            self,
            lambda: f"{titles}\n\n{self.view.text()}",
            what="Comparison",
            name=f"{self.left.n}-{self.right.n}-comparison.txt",
            say=self._say,
        )

    def _say(self, text: str, style: str) -> None:
        self._said, self._said_style = text, style or "sev-hint"
        self.tell()


def places(count: int, at: int, *, at_work: bool) -> str:
    """How many places differ, each of them one line or many, and at which one is.

    Args:
        count: those that are known.
        at: the one jumped to, from 0; -1: none.
        at_work: there may be more.
    """
    if at_work and not count:
        return "comparing …"
    so_far = " so far …" if at_work else ""
    if at >= 0:
        return f"place {at + 1:,} of {count:,}{so_far}"
    return f"{f'{count:,}' if count else 'no'} place{' differs' if count < 2 else 's differ'}{so_far}"


def _side(exchange: Exchange, mark: str, width: int) -> Row:
    """A side in a row: its mark, which exchange, what came of it."""
    size = size_of(len(exchange.response.data)) if exchange.response.data else ""
    tail = "  ".join(word for word in (duration(exchange.elapsed), size) if word)
    title = exchange_title(exchange).rpartition(f" {status_word(exchange)}")[0]
    room = max(8, width - 4 - len(status_word(exchange)) - len(tail) - 3)
    style = "diff-removed" if mark == "-" else "diff-added"
    return (
        (f" {mark} ", style),
        (fit(title, room), ""),
        (f" {status_word(exchange)}", status_style(exchange)),
        (f"  {tail}", "muted"),
    )
