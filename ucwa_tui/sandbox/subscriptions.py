"""What one application has subscribed to: contacts for a time, and the contact list itself.

Source: UCWA reference, "presenceSubscription", "myContactsAndGroupsSubscription".
"""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_CONTACTS = 100
"""Subscribed contacts of one application, in all subscriptions together."""


@dataclass(slots=True)
class Subscription:
    """A presence subscription."""

    id: str
    expires_at: float
    """Seconds since the epoch."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Contacts without the scheme: in lower case, and as they were written."""


@dataclass(slots=True)
class Subscriptions:
    """Everything that an application watches."""

    held: dict[str, Subscription] = field(default_factory=dict)
    list_until: float | None = None
    """Until when changes of contacts and groups are reported; None: not at all."""

    @property
    def watched(self) -> dict[str, str]:
        """Every subscribed contact once."""
        return {key: text for s in self.held.values() for key, text in s.addresses.items()}

    def room_for(self, addresses: dict[str, str]) -> bool:
        """Whether so many more contacts may be watched."""
        return len(self.watched.keys() | addresses.keys()) <= MAX_CONTACTS

    def take_expired(self, now: float) -> list[Subscription]:
        """Remove what has expired, and give it."""
        gone = [s for s in self.held.values() if s.expires_at <= now]
        for subscription in gone:
            del self.held[subscription.id]
        return gone

    def clear(self) -> None:
        """The client has been away for too long."""
        self.held.clear()
        self.list_until = None
