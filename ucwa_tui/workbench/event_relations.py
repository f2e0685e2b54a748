"""How events stand to the user's own requests, read from the session."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.workbench.event_filter import Relations
from ucwa_tui.workbench.invitation_book import Traces
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.state import Session


class SessionRelations:
    """Relations of the events of a session as they are at the moment; an implementation of `Relations`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def mine(self, seq: int) -> bool:
        """An event of an invitation that the user made."""
        return self._session.book.owner(seq) is not None

    def invitation(self, seq: int) -> bool:
        """An event of the newest of them."""
        current = self._session.current
        return current is not None and seq in current.event_seqs

    def conversation(self, seq: int) -> bool:
        """An event of that one, of its conversation, or of what hangs on it."""
        current = self._session.current
        return current is not None and self._session.book.traces(current.ticket).has(seq)

    def request(self, seq: int, n: int) -> bool:
        """An event of the invitation made by exchange `n`, or of its conversation."""
        view = self.made_by(self._session.exchange(n))
        return view is not None and self._session.book.traces(view.ticket).has(seq)

    def frozen(self) -> Relations:
        """The same as they are now, for another thread."""
        book, current = self._session.book, self._session.current
        traces = [(view.exchange_n or 0, book.traces(view.ticket)) for view in book.views]
        mine = frozenset().union(*(found.own for _, found in traces))
        newest = book.traces(current.ticket) if current is not None else Traces()
        return FrozenRelations(mine, newest.own, newest.whole(), tuple(traces))

    def made_by(self, exchange: Exchange | None) -> InvitationView | None:
        """The operation that an exchange is the request of, or None."""
        if exchange is None or exchange.ticket is None:
            return None
        return self._session.book.view(exchange.ticket)

    def filter_for(self, exchange: Exchange) -> str:
        """The filter for what an exchange has to do with the events; the empty text where nothing came of it."""
        if exchange.purpose is Purpose.EVENTS:
            return f"exchange:{exchange.n}"
        return f"request:{exchange.n}" if self.made_by(exchange) is not None else ""


@dataclass(frozen=True, slots=True)
class FrozenRelations:
    """Relations as they were at one moment; an implementation of `Relations`."""

    own: Container[int]
    newest: Container[int]
    newest_all: Container[int]
    traces: tuple[tuple[int, Traces], ...] = ()
    """Number of the request, and what came of it."""

    def mine(self, seq: int) -> bool:
        """An event of an invitation that the user made."""
        return seq in self.own

    def invitation(self, seq: int) -> bool:
        """An event of the newest of them."""
        return seq in self.newest

    def conversation(self, seq: int) -> bool:
        """An event of that one, of its conversation, or of what hangs on it."""
        return seq in self.newest_all

    def request(self, seq: int, n: int) -> bool:
        """An event of the invitation made by exchange `n`, or of its conversation."""
        return any(number == n and traces.has(seq) for number, traces in self.traces)

    def frozen(self) -> Relations:
        """Itself."""
        return self
