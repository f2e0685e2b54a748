"""One exchange: what it means, the request, the answer; at the depth that is wanted; links that can be followed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.document.views import View
from ucwa_tui.tui.byte_seeker import ByteSeeker
from ucwa_tui.tui.exchange_filter import ExchangeFilter
from ucwa_tui.tui.exchange_rows import exchange_label, exchange_title
from ucwa_tui.tui.exchange_search import ExchangeSearch
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.laid_out import KeptText, LaidOutTexts
from ucwa_tui.tui.marked_link import MarkedLink
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.reading_words import reading_words
from ucwa_tui.tui.rows import Row, cut_end, restyle
from ucwa_tui.tui.slices import PAINTED_WITHIN, Slices
from ucwa_tui.tui.widgets.line_view import FixedLines
from ucwa_tui.tui.widgets.painted import Rows
from ucwa_tui.tui.widgets.prompt_line import PromptLine
from ucwa_tui.tui.widgets.searching_reader import SearchingReader
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.safe_text import safe_line
from ucwa_tui.workbench.command import Place
from ucwa_tui.workbench.trail import Trail, cut_crumbs

if TYPE_CHECKING:
    from ucwa_tui.tui.exchange_text import ExchangeText, Growth
    from ucwa_tui.tui.link_finder import FoundHref

LONGEST_REL = 28
"""Cells of a link's name in the title."""
MOST_CRUMBS = 30
"""Characters of the trail in a narrow title."""
STRIP_CRUMBS = 12
"""The same in the strip of panes."""


class ExchangePane(Pane):
    """Shows lines it is given; knows the marked link. How one reads them is the reader's business."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Place.EXCHANGE)]
    place: ClassVar = Place.EXCHANGE
    number: ClassVar = 3
    title_word: ClassVar = "Exchange"

    class Said(Message):
        """Something that was asked for cannot be done, or has ended otherwise than one would think; safe text."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class LaidOut(Message):
        """The whole exchange can be read, and its links are known."""

    def __init__(self) -> None:
        super().__init__(id="exchange")
        self.reader = SearchingReader("Nothing sent yet: the request and its answer appear here.", id="exchange-text")
        self.reader.decorate = self._decorate
        self.reader.on_change = self._went
        self.strip = Rows(id="depths", margin=0)
        self.prompt = PromptLine(self.reader.focus)
        self.search = ExchangeSearch(self.reader, self.prompt, lambda words: self.post_message(self.Said(words)))
        self.exchange: Exchange | None = None
        self.view = View.PRETTY
        self.filter = ExchangeFilter()
        """JSONPath or XPath: what of the body is shown."""
        self.revealed = False
        """Whether secrets are shown: what is read out of the lines must go nowhere then."""
        self.on_left: Callable[[], None] | None = None
        """Called when another pane gets the focus."""
        self._link = MarkedLink()
        self.trail = Trail()
        """The way that links have led."""
        self.wanted_line: int | None = None
        """The line to stand at the top once the exchange is laid out."""
        self._text: ExchangeText | None = None
        self._keep_place = False
        self._badges: tuple[str, ...] = ()
        self.body_view = View.PRETTY
        """The depth from which one went to the bytes, and to which one comes back."""
        self.seeker = ByteSeeker(self.reader)
        self._again = False
        """The same text is broken otherwise: one stays at the same line."""
        self._shown_view = self.view
        self._job: Slices[Growth] | None = None
        self._laid_out = LaidOutTexts()
        self._how: Hashable | None = None
        self._is_cut = False

    def compose(self) -> ComposeResult:
        """The depths, and the text."""
        yield self.title
        yield self.strip
        yield self.reader
        yield self.filter.line
        yield self.prompt

    def set_marked(self, marked: bool) -> None:
        """Mark the title; tell where the pane is left."""
        super().set_marked(marked)
        if not marked and self.on_left is not None:
            self.on_left()

    def first_focus(self) -> Widget:
        """The text."""
        return self.reader

    @property
    def links(self) -> tuple[FoundHref, ...]:
        """The hrefs of the answer, in the order of the text."""
        return self._link.links

    @property
    def marked_link(self) -> FoundHref | None:
        """The link that Enter follows."""
        return self._link.marked

    @property
    def marked_rel(self) -> str:
        """What the marked link is called; hostile text, empty where it cannot be told or none is marked."""
        return self._link.rel(self.exchange, self.reader.lines)

    def can_go(self, by: int) -> bool:
        """Whether the trail leads on, back (-1) or forward (1)."""
        return self.trail.can_go(by, self.exchange.n if self.exchange is not None else None)

    def show(
        self, exchange: Exchange, growth: Iterator[Growth], *, slow: bool = False, how: Hashable | None = None
    ) -> None:
        """Show an exchange; the place is kept while it is the same one.

        Args:
            exchange: for the title.
            growth: what to read, in slices; where it is large, they are made on a thread.
            slow: making them takes long although the exchange is small.
            how: the same for the same exchange gives the same text, which is kept; None: it is not.
        """
        from ucwa_tui.document.badges import badges_of
        from ucwa_tui.tui.exchange_text import ExchangeText, is_large

        same = self.exchange is not None and self.exchange.n == exchange.n
        if self.exchange is not exchange:
            self._badges = badges_of(exchange)
        self._drop()
        self.exchange = exchange
        self.trail.arrived(exchange.n, exchange.ticket)
        if not same:
            self._link.number = -1
            self.reader.search(None)
        self._again = same and self.view is self._shown_view
        self._shown_view = self.view
        self._how = how
        self._keep_place = same
        self.seeker.begin(same=same)
        kept = self._laid_out.get(exchange, how)
        self._text = kept.text if kept is not None else ExchangeText()
        self._is_cut = kept.is_cut if kept is not None else slow or is_large(exchange)
        if kept is not None or not self._is_cut:
            for piece in growth if kept is None else ():
                self._text.take(piece)
            self._begin()
            self._end()
            return
        if not same:
            self.reader.show(FixedLines([(("laying out …", "muted"),)]))
        self._job = Slices(growth, self._grow, after=PAINTED_WITHIN if same else 0)
        self.tell()

    def _grow(self, growth: list[Growth], ended: bool) -> None:
        assert self._text is not None
        first = min((self._text.take(piece) for piece in growth), default=len(self._text.lines))
        if self.reader.lines is not self._text.lines:
            if ended or not self._again or self.reader.line_number <= self._text.settled:
                self._begin()  # until then what was shown before can be read on
        else:
            self._link.links = tuple(self._text.links)
            self.reader.grown(first)
        if ended:
            self._job = None
            self._end()

    def _begin(self) -> None:
        """The first screen is there."""
        assert self._text is not None
        self._link.links = tuple(self._text.links)
        number = self.reader.line_number if self._again else 0
        self.reader.show(self._text.lines, keep_place=self._keep_place, wrapped=self._is_cut)
        if number:
            self.reader.move_to_number(number)
        self.tell()

    def _end(self) -> None:
        """All of it is there."""
        if self.exchange is not None and self._text is not None and self._how is not None:
            self._laid_out.keep(self.exchange, self._how, KeptText(self._text, self._is_cut))
        self.filter.tell()
        if self.reader.finder.pattern is not None:
            self.reader.search(
                self.reader.finder.pattern, again=True, go=self.wanted_line is None and not self.seeker.seeking
            )
        if self.wanted_line is not None:
            line, self.wanted_line = self.wanted_line, None
            self.call_after_refresh(self.reader.move_to, line)
        if self.exchange is not None and self._text is not None:
            self.seeker.go(self.exchange, self._text)
        self.tell()
        self.post_message(self.LaidOut())

    @property
    def text(self) -> ExchangeText | None:
        """What is shown, as far as it has been laid out."""
        return self._text

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._link.links = ()

    def clear(self) -> None:
        """Show nothing."""
        self._drop()
        self._laid_out.clear()
        self.exchange = self._text = None
        self.strip.show_rows([])
        self.reader.show(FixedLines())

    def tell(self) -> None:
        """Write the title."""
        if self.exchange is None:
            return
        self._tell_depths()
        # What changes comes first: where there is little room the end is cut.
        words = ["SECRETS REVEALED"] if self.revealed else []
        if self.filter.word:
            words.append(self.filter.word)
        if self._job is not None:
            words.append("laying out …")
        if self.marked_link is not None:
            rel = cut_end(safe_line(self.marked_rel), LONGEST_REL)
            words.append(f"link {self._link.number + 1}/{len(self.links)} {rel}".rstrip())
        words += reading_words(self.reader)
        crumbs = self.trail.crumbs(self.exchange.n)
        if crumbs:  # a small screen has the strip of panes alone
            words.append(
                cut_crumbs(crumbs, max(MOST_CRUMBS, self.size.width // 3) if self.title.display else STRIP_CRUMBS)
            )
        words.append((exchange_title if self.title.display else exchange_label)(self.exchange))
        self.set_detail(" · ".join(words))

    def _tell_depths(self) -> None:
        """Write the row of depths; only a changed one is painted."""
        from ucwa_tui.document.badges import MASKED
        from ucwa_tui.tui.depth_strip import depth_strip

        found = self._text.badges if self._text is not None else ()
        badges = (*found, *(b for b in self._badges if not (self.revealed and b == MASKED)))
        self.strip.show_rows([depth_strip(self.view, badges, self.reader.text_width)])

    def mark_link(self, by: int) -> None:
        """Mark the next link, or the one before."""
        if not self.links:
            return
        before = self.marked_link
        self._link.step(by)
        for link in (before, self.marked_link):
            if link is not None:
                self.reader.repaint_line(link.line)
        if (marked := self.marked_link) is not None:
            self.reader.move_to(marked.line)
        self.tell()

    def _went(self) -> None:
        self.search.tell()
        self.tell()

    @on(SearchingReader.Refused)
    def _refused(self, event: SearchingReader.Refused) -> None:
        event.stop()
        self.post_message(self.Said(event.why))

    def _decorate(self, index: int, row: Row) -> Row:
        link = self.marked_link
        if link is not None and link.line == index:
            row = restyle(row, link.start, link.end, "link-marked")
        return self.reader.paint_hits(index, row)
