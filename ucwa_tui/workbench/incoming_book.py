"""The invitations that others send us, several at once: fed from the client's reports, read by front ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ucwa_tui.protocol.incoming import ANSWERS, Incoming, Ring, asking, gone, heard, is_invitation, looked, refused
from ucwa_tui.protocol.invitation_input import EventSeen
from ucwa_tui.protocol.invitation_match import href_key
from ucwa_tui.protocol.links import resolve
from ucwa_tui.wire import reports
from ucwa_tui.wire.exchange import Exchange, ExchangeState

KEPT = 100
UNNAMED = 16
"""So many invitations of which nobody has said yet in which direction they go are remembered."""


class IncomingBook:
    """By resource, in the order in which they were first heard of. Changed only by its methods."""

    def __init__(self) -> None:
        self._items: dict[str, Incoming] = {}
        self._unnamed: dict[str, tuple[str, int]] = {}
        """Key -> absolute URL and number of the event that named it, and nothing more of it."""
        self._reading: set[str] = set()
        """Keys of those that are being read, or could not be."""
        self._seen: set[str] = set()
        """Keys of those whose end has been looked at."""

    @property
    def items(self) -> list[Incoming]:
        """All of them, the newest last."""
        return list(self._items.values())

    @property
    def ringing(self) -> list[Incoming]:
        """Those that can be answered, the one that has waited longest first."""
        return [item for item in self._items.values() if item.ring is Ring.RINGS]

    @property
    def missed(self) -> list[Incoming]:
        """Those that ended without an answer from here, and that nobody has looked at yet."""
        return [
            item
            for key, item in self._items.items()
            if item.ring.is_over and not item.asked and item.ring is not Ring.CONNECTED and key not in self._seen
        ]

    def get(self, href: str) -> Incoming | None:
        """The invitation at an absolute URL, or None."""
        return self._items.get(href_key(href))

    def look_over(self) -> None:
        """Somebody has looked at the list: what has ended is no news any more."""
        self._seen |= {key for key, item in self._items.items() if item.ring.is_over}

    def apply(self, base_url: str, report: reports.Report) -> None:
        """Take in a report; most say nothing about invitations.

        Args:
            base_url: what relative hrefs are resolved against.
            report: in order of happening.
        """
        match report:
            case reports.EventsArrived(events):
                for received in events:
                    self._event(base_url, received)
            case reports.ExchangeChanged(exchange) if exchange.operation in ANSWERS:
                self._answering(exchange)
            case reports.RequestFinished():
                self._finished(base_url, report)
            case reports.SignedIn(recreated=False):
                self._forget_all()
            case reports.SignedIn() | reports.SignedOut():
                self._end_all()
            case reports.ChannelGap(kind="resume"):
                self._end_all()
            case reports.ChannelGap():
                self._doubt()
            case _:
                pass

    def wanted_reads(self, is_ours: Callable[[int], bool], *, hold: bool) -> Iterable[str]:
        """Absolute URLs of invitations of which too little is known; each is named once.

        Args:
            is_ours: whether an event, by its number, belongs to an operation of the user's own.
            hold: whether an operation is under way of which nobody knows yet which events are its own.
        """
        for key, (url, seq) in list(self._unnamed.items()):
            if is_ours(seq):
                del self._unnamed[key]
            elif key not in self._reading and not hold:
                self._reading.add(key)
                yield url
        for key, item in self._items.items():
            if item.doubtful and key not in self._reading:
                self._reading.add(key)
                yield item.href

    def _event(self, base: str, received: reports.ReceivedEvent) -> None:
        event = received.event
        resource = event.resource
        if event.link.rel == "conversation":
            self._conversation(base, received)
        if not is_invitation(event.link.rel) and not (resource is not None and is_invitation(resource.rel)):
            return
        seen = EventSeen(received.seq, received.at, received.sender_rel, received.sender_href, event, base)
        url = resolve(base, event.link.href)
        key = href_key(url)
        item = heard(self._items.get(key), seen)
        if item is not None:
            self._keep(key, item)
        elif resource is None and event.type == "started":
            self._unnamed[key] = url, received.seq
            if len(self._unnamed) > UNNAMED:
                del self._unnamed[next(iter(self._unnamed))]
        elif resource is not None or event.type in {"completed", "deleted"}:
            self._unnamed.pop(key, None)

    def _conversation(self, base: str, received: reports.ReceivedEvent) -> None:
        """An invitation ends with its conversation, should nobody tell of it."""
        state = received.event.resource.text("state") if received.event.resource is not None else ""
        if received.event.type != "deleted" and (state or "").casefold() != "disconnected":
            return
        conversation = href_key(resolve(base, received.event.link.href))
        for key, item in self._items.items():
            if item.conversation and href_key(item.conversation) == conversation:
                self._items[key] = gone(item, received.at)

    def _answering(self, exchange: Exchange) -> None:
        """An answer is on its way; how it comes out tells `_finished`."""
        if exchange.state is not ExchangeState.RUNNING:
            return
        found = self._answered_by(exchange)
        if found is not None:
            self._items[found] = asking(self._items[found], exchange.operation or "")

    def _finished(self, base: str, report: reports.RequestFinished) -> None:
        exchange, resource = report.exchange, report.resource
        at = exchange.started_at + (exchange.elapsed or 0.0)
        if exchange.operation in ANSWERS:
            found = self._answered_by(exchange)
            if found is None:
                return
            item = asking(self._items[found], exchange.operation or "")
            accepted = exchange.status is not None and exchange.status // 100 == 2
            self._items[found] = item if accepted else refused(item)
            self._reading.discard(found)
            return
        key = href_key(exchange.url)
        known = self._items.get(key)
        self._reading.discard(key)
        if resource is not None and is_invitation(resource.rel):
            self._unnamed.pop(key, None)
            item_or_none = looked(known, resource, exchange.url, base or exchange.url, at)
            if item_or_none is not None:
                self._keep(key, item_or_none)
        elif exchange.method == "GET" and (known is not None or key in self._unnamed):
            self._unnamed.pop(key, None)
            if known is not None and exchange.status in {404, 410}:
                self._items[key] = gone(known, at)
            elif known is not None and known.doubtful:
                self._reading.add(key)  # asked once: an answer that says nothing is not asked for again

    def _answered_by(self, exchange: Exchange) -> str | None:
        wanted = href_key(exchange.url).partition("?")[0]
        for key, item in self._items.items():
            offered = item.accept if exchange.operation == "accept" else item.decline
            if offered and href_key(offered).partition("?")[0] == wanted:
                return key
        return None

    def _keep(self, key: str, item: Incoming) -> None:
        self._unnamed.pop(key, None)
        self._items[key] = item
        if len(self._items) > KEPT:
            over = next((k for k, i in self._items.items() if i.ring.is_over), next(iter(self._items)))
            del self._items[over]
            self._seen.discard(over)
            self._reading.discard(over)

    def _doubt(self) -> None:
        for key, item in self._items.items():
            if not item.ring.is_over:
                self._items[key] = replace(item, doubtful=True)
                self._reading.discard(key)

    def _forget_all(self) -> None:
        self._items.clear()
        self._unnamed.clear()
        self._reading.clear()
        self._seen.clear()

    def _end_all(self) -> None:
        self._unnamed.clear()
        for key, item in self._items.items():
            self._items[key] = gone(item, item.at)
