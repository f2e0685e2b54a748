"""Who can be found: the directory's people, and whoever else has an account or a seat in a meeting here."""

from __future__ import annotations

from collections.abc import Iterable

from ucwa_tui.sandbox.colleagues import COLLEAGUES, Colleague, Group
from ucwa_tui.sandbox.people import MALLORY, Person

_KEPT_OUT = frozenset({MALLORY.id.lower()})
"""Found by a search only: a hostile name in everybody's lists would be in the way."""


class PhoneBook:
    """The directory of one sandbox.

    Args:
        others: people who may lack an entry; they get one that says no more than their name.
    """

    def __init__(self, others: Iterable[Person] = ()) -> None:
        self._by_address = {c.person.id.lower(): c for c in COLLEAGUES}
        for person in others:
            if not person.anonymous:
                unknown = Colleague(person, "", "", company="", groups=("default",))
                self._by_address.setdefault(person.id.lower(), unknown)

    @property
    def entries(self) -> tuple[Colleague, ...]:
        """Everybody."""
        return tuple(self._by_address.values())

    def find(self, address: str) -> Colleague | None:
        """Somebody by SIP address, with or without the scheme, in any case."""
        return self._by_address.get(address.strip().lower().removeprefix("sip:"))

    def contacts_of(self, owner: Person) -> tuple[Colleague, ...]:
        """Somebody's contact list. Nobody is their own contact."""
        return tuple(c for c in self.entries if c.groups and c.person != owner)

    def members_of(self, group: Group, owner: Person) -> tuple[Colleague, ...]:
        """Who is in a group of somebody's contact list."""
        others = [c for c in self.entries if c.person != owner and c.person.id.lower() not in _KEPT_OUT]
        if group.department:
            own = (c for c in others if c.person.network == "SameEnterprise")
            return tuple(c for c in own if group.department in ("*", c.department))
        return tuple(c for c in others if group.id in c.groups)
