"""How events stand to the user's own requests, read from the session."""

from __future__ import annotations

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.reports import ReceivedEvent
from ucwa_tui.workbench.invitation_view import InvitationView
from ucwa_tui.workbench.state import Session


class SessionRelations:
    """Relations of the events of a session; an implementation of `event_filter.Relations`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def mine(self, event: ReceivedEvent) -> bool:
        """An event of an invitation that the user made."""
        return self._session.owns(event) is not None

    def invitation(self, event: ReceivedEvent) -> bool:
        """An event of the newest of them."""
        current = self._session.current
        return current is not None and event.seq in current.event_seqs

    def conversation(self, event: ReceivedEvent) -> bool:
        """An event of that one, of its conversation, or of what hangs on it."""
        current = self._session.current
        return current is not None and self._is_of(event, current)

    def request(self, event: ReceivedEvent, n: int) -> bool:
        """An event of the invitation made by exchange `n`, or of its conversation."""
        view = self.made_by(self._session.exchange(n))
        return view is not None and self._is_of(event, view)

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

    def _is_of(self, event: ReceivedEvent, view: InvitationView) -> bool:
        if event.seq in view.event_seqs:
            return True
        caused = self._session.caused(event)
        return caused is not None and caused.ticket == view.ticket
