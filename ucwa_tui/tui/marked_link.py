"""The links of the exchange that is shown, and the one that is marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ucwa_tui.tui.link_finder import FoundHref
    from ucwa_tui.tui.widgets.line_view import Lines
    from ucwa_tui.wire.exchange import Exchange
    from ucwa_tui.workbench.link_choice import LinkNames


class MarkedLink:
    """Links in the order of the text; none is marked until somebody steps to one."""

    def __init__(self) -> None:
        self.links: tuple[FoundHref, ...] = ()
        self.number = -1
        """Of the marked one, from 0; -1: none is."""
        self._names: LinkNames | None = None

    @property
    def marked(self) -> FoundHref | None:
        """The link that Enter follows."""
        return self.links[self.number] if 0 <= self.number < len(self.links) else None

    def step(self, by: int) -> None:
        """Mark the next link, or the one before; round the end."""
        start = self.number if self.number >= 0 else -1 if by > 0 else 0
        self.number = (start + by) % len(self.links)

    def rel(self, exchange: Exchange | None, lines: Lines) -> str:
        """What the marked link is called; hostile text, empty where it cannot be told or none is marked.

        Args:
            exchange: whose answer holds it.
            lines: what is shown of it.
        """
        link = self.marked
        if link is None or exchange is None or link.rel:
            return link.rel if link is not None else ""
        from ucwa_tui.tui.link_finder import shown_before
        from ucwa_tui.workbench.link_choice import LinkNames

        if self._names is None or self._names.exchange is not exchange:
            self._names = LinkNames(exchange)
        return self._names.name([found.href for found in self.links], self.number, partial(shown_before, lines, link))
