"""Watches how people are seen, and tells the applications that have subscribed to them.

Source: UCWA reference, "contactPresence", "contactNote", "contactLocation", "contactSupportedModalities",
"presenceSubscription", "subscribedContacts" (their events, all from the sender `people`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ucwa_tui.protocol.events import Event, EventLink
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.sandbox.application import Application
from ucwa_tui.sandbox.channel_settings import Urgency
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.phone_book import PhoneBook
from ucwa_tui.sandbox.presence import Seen, seen
from ucwa_tui.sandbox.shapes import resource
from ucwa_tui.sandbox.subscriptions import Subscription

TICK_SECONDS = 10.0
"""How often days and decay are looked at while somebody is subscribed to anything."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of how somebody is seen that has a resource of its own."""

    rel: str
    segment: str
    of: Callable[[Seen], object]


FACETS = (
    Facet("contactPresence", "presence", lambda s: (s.availability, s.activity, s.device)),
    Facet("contactNote", "note", lambda s: (s.note, s.note_type)),
    Facet("contactLocation", "location", lambda s: s.location),
    Facet("contactSupportedModalities", "supportedMedia", lambda s: s.modalities),
)


class PresenceBoard:
    """How everybody was last seen.

    Args:
        clock: sandbox time.
        applications: gives all that run.
        has_account: whether the owner of an address can sign in.
        book: who there is.
    """

    def __init__(
        self,
        clock: Clock,
        applications: Callable[[], Iterable[Application]],
        has_account: Callable[[str], bool],
        book: PhoneBook,
    ) -> None:
        self._book = book
        self._clock = clock
        self._applications = applications
        self._has_account = has_account
        self._last: dict[str, Seen] = {}
        self._timer: asyncio.TimerHandle | None = None

    def look(self, address: str) -> Seen | None:
        """How somebody is seen now; None for somebody who is not in the directory."""
        entry = self._book.find(address)
        if entry is None:
            return None
        own = (a for a in self._applications() if a.owner.person.id.lower() == entry.person.id.lower())
        return seen(entry, own, self._clock.now(), has_account=self._has_account(entry.person.id))

    def subscribed(self, application: Application, subscription: Subscription, addresses: dict[str, str]) -> None:
        """Somebody watches these contacts from now on: tell how they are seen."""
        for key in addresses:
            _tell_contact(application, key, "added")
            now = self.look(key)
            if now is not None:
                self._last.setdefault(key, now)
                for facet in FACETS:
                    if facet.rel == "contactPresence" or facet.of(now):
                        _tell_facet(application, key, facet)
        self._wind()

    def changed(self) -> None:
        """Something may look different now: compare, and tell those who watch."""
        watchers = [a for a in self._applications() if a.subscriptions.held]
        watched = {key for a in watchers for key in a.subscriptions.watched}
        self._last = {key: found for key, found in self._last.items() if key in watched}
        for key in sorted(watched):
            now, before = self.look(key), self._last.get(key)
            if now is None:
                continue
            self._last[key] = now
            changes = [f for f in FACETS if before is not None and f.of(before) != f.of(now)]
            for application in watchers if changes else ():
                if key in application.subscriptions.watched:
                    for facet in changes:
                        _tell_facet(application, key, facet)

    def tick(self) -> None:
        """Time has passed: end what has expired, then compare."""
        now = self._clock.now()
        for application in list(self._applications()):
            for gone in application.subscriptions.take_expired(now):
                ended(application, gone)
            until = application.subscriptions.list_until
            if until is not None and until <= now:
                application.subscriptions.list_until = None
                tell_list_state(application)
        self.changed()

    def _wind(self) -> None:
        if self._timer is None:
            self._timer = self._clock.later(TICK_SECONDS, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self.tick()
        if any(a.subscriptions.held or a.subscriptions.list_until for a in self._applications()):
            self._wind()

    def watch_list(self, application: Application) -> None:
        """Somebody watches the contact list from now on."""
        tell_list_state(application)
        self._wind()


def subscription_resource(application: Application, subscription: Subscription) -> Resource:
    """A presence subscription as captured."""
    people = f"{application.path}/people"
    members = f"{people}/presenceSubscriptionMemberships?presenceSubscriptionId={subscription.id}"
    links = {"memberships": members, "addToPresenceSubscription": members}
    path = f"{people}/presenceSubscriptions/{subscription.id}"
    return resource("presenceSubscription", path, {"id": subscription.id}, links)


def announce(application: Application, kind: str, subscription: Subscription) -> None:
    """Tell the client that a subscription was added or updated."""
    told = subscription_resource(application, subscription)
    link = EventLink("presenceSubscription", told.href() or "")
    _post(application, Event(kind, link, resource=told))


def ended(application: Application, subscription: Subscription) -> None:
    """Tell the client that a subscription is over, and which contacts nobody watches now."""
    still = application.subscriptions.watched
    for key in subscription.addresses:
        if key not in still:
            _tell_contact(application, key, "deleted")
    path = f"{application.path}/people/presenceSubscriptions/{subscription.id}"
    _post(application, Event("deleted", EventLink("presenceSubscription", path)))


def list_subscription(application: Application) -> Resource:
    """myContactsAndGroupsSubscription: whether the client is told of changes of contacts and groups."""
    path = f"{application.path}/people/contactsAndGroupsSubscription"
    links = {
        "startOrRefreshSubscriptionToContactsAndGroups": f"{path}/startOrRefresh",
        "stopSubscriptionToContactsAndGroups": f"{path}/stop",
    }
    until = application.subscriptions.list_until
    state = "Connected" if until is not None and until > application.clock.now() else "Disconnected"
    return resource("myContactsAndGroupsSubscription", path, {"state": state}, links)


def tell_list_state(application: Application) -> None:
    """Tell the client that myContactsAndGroupsSubscription has another state; clients look for it in the event."""
    told = list_subscription(application)
    _post(application, Event("updated", EventLink("myContactsAndGroupsSubscription", told.href() or ""), resource=told))


def _tell_contact(application: Application, key: str, kind: str) -> None:
    people = f"{application.path}/people"
    inside = EventLink("subscribedContacts", f"{people}/subscribedContacts")
    _post(application, Event(kind, EventLink("contact", f"{people}/{key}"), in_=inside))


def _tell_facet(application: Application, key: str, facet: Facet) -> None:
    contact = f"{application.path}/people/{key}"
    link = EventLink(facet.rel, f"{contact}/{facet.segment}")
    _post(application, Event("updated", link, in_=EventLink("contact", contact)))


def _post(application: Application, event: Event) -> None:
    application.channel.post(("people", f"{application.path}/people"), event, Urgency.MEDIUM)
