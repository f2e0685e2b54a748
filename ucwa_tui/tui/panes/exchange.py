"""One exchange: what it means, the request, the answer; at the depth that is wanted; links that can be followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from ucwa_tui.document.views import View
from ucwa_tui.tui.byte_seeker import ByteSeeker
from ucwa_tui.tui.exchange_filter import ExchangeFilter
from ucwa_tui.tui.exchange_rows import exchange_title
from ucwa_tui.tui.exchange_search import ExchangeSearch
from ucwa_tui.tui.keys import bindings_for
from ucwa_tui.tui.panes.pane import Pane
from ucwa_tui.tui.reading_words import reading_words
from ucwa_tui.tui.rows import Row, cut_end, restyle
from ucwa_tui.tui.slices import Slices
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
    from ucwa_tui.workbench.link_choice import LinkNames

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
        self._links: tuple[FoundHref, ...] = ()
        self._link = -1
        self._names: LinkNames | None = None
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
        self._number = 0
        """The line to go back to, from 1, where the same text is broken otherwise; 0: none."""
        self._shown_view = self.view
        self._job: Slices[Growth] | None = None

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
        return self._links

    @property
    def marked_link(self) -> FoundHref | None:
        """The link that Enter follows."""
        return self._links[self._link] if 0 <= self._link < len(self._links) else None

    @property
    def marked_rel(self) -> str:
        """What the marked link is called; hostile text, empty where it cannot be told or none is marked."""
        link = self.marked_link
        if link is None or self.exchange is None or link.rel:
            return link.rel if link is not None else ""
        if self._names is None or self._names.exchange is not self.exchange:
            from ucwa_tui.workbench.link_choice import LinkNames

            self._names = LinkNames(self.exchange)
        return self._names.name([found.href for found in self._links], self._link)

    def can_go(self, by: int) -> bool:
        """Whether the trail leads on, back (-1) or forward (1)."""
        return self.trail.can_go(by, self.exchange.n if self.exchange is not None else None)

    def show(self, exchange: Exchange, growth: Iterator[Growth], *, slow: bool = False) -> None:
        """Show an exchange; the place is kept while it is the same one.

        Args:
            exchange: for the title.
            growth: what to read, in slices; where it is large, they are made on a thread.
            slow: making them takes long although the exchange is small.
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
            self._link = -1
            self.reader.search(None)
        again = same and self.view is self._shown_view
        self._number = self.reader.line_number if again else 0
        self._shown_view = self.view
        self._text = ExchangeText()
        self._keep_place = same
        self.seeker.begin(same=same)
        if not slow and not is_large(exchange):
            for piece in growth:
                self._text.take(piece)
            self._begin()
            self._end()
            return
        if not same:
            self.reader.show(FixedLines([(("laying out …", "muted"),)]))
        self._job = Slices(growth, self._grow)
        self.tell()

    def _grow(self, growth: list[Growth], ended: bool) -> None:
        assert self._text is not None
        first = min((self._text.take(piece) for piece in growth), default=len(self._text.lines))
        if self.reader.lines is not self._text.lines:
            self._begin()
        else:
            self._links = tuple(self._text.links)
            self.reader.grown(first)
            self._return()
        if ended:
            self._job = None
            self._end()

    def _begin(self) -> None:
        """The first screen is there."""
        assert self._text is not None
        self._links = tuple(self._text.links)
        self.reader.show(self._text.lines, keep_place=self._keep_place, wrapped=self._job is not None)
        self._return()
        self.tell()

    def _return(self) -> None:
        """Go to the line where one was, as soon as it is there."""
        if self._number and self._number <= self.reader.line_total:
            self.reader.move_to_number(self._number)
            self._number = 0

    def _end(self) -> None:
        """All of it is there."""
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
        self._links = ()

    def clear(self) -> None:
        """Show nothing."""
        self._drop()
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
            words.append(f"link {self._link + 1}/{len(self._links)} {rel}".rstrip())
        words += reading_words(self.reader)
        crumbs = self.trail.crumbs(self.exchange.n)
        if crumbs:  # a small screen has the strip of panes alone
            words.append(
                cut_crumbs(crumbs, max(MOST_CRUMBS, self.size.width // 3) if self.title.display else STRIP_CRUMBS)
            )
        words.append(exchange_title(self.exchange))
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
        if not self._links:
            return
        before = self.marked_link
        start = self._link if self._link >= 0 else -1 if by > 0 else 0
        self._link = (start + by) % len(self._links)
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
