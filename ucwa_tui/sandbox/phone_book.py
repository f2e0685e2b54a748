"""Who can be found: the directory's people, and whoever else has an account or a seat in a meeting here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ucwa_tui.sandbox.colleagues import COLLEAGUES, Colleague, Group
from ucwa_tui.sandbox.people import DOMAIN, MALLORY, Account, Person, Work

_KEPT_OUT = MALLORY.name
"""Found by a search only: a hostile name in everybody's lists would be in the way."""


class PhoneBook:
    """The directory of one sandbox.

    Args:
        others: people who may lack an entry; they get one that says no more than their name.
        domain: the sandbox's own; the colleagues' addresses are there.
        accounts: who can sign in; what they say of themselves goes before what the directory says.
    """

    def __init__(self, others: Iterable[Person] = (), domain: str = DOMAIN, accounts: Iterable[Account] = ()) -> None:
        everybody = (replace(c, person=c.person.at_domain(domain)) for c in COLLEAGUES)
        self._by_address = {c.person.id.lower(): c for c in everybody}
        for account in accounts:
            key = account.person.id.lower()
            self._by_address[key] = _with_work(_same(self._by_address.get(key), account.person), account.work)
        for person in others:
            if not person.anonymous:
                self._by_address.setdefault(person.id.lower(), _unknown(person))

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
        others = [c for c in self.entries if c.person != owner and c.person.name != _KEPT_OUT]
        if group.department:
            own = (c for c in others if c.person.network == "SameEnterprise")
            return tuple(c for c in own if group.department in ("*", c.department))
        match group.id:
            case "delegates":
                return self.delegates_of(owner)
            case "delegators":
                own_entry = self.find(owner.id)
                return tuple(c for c in others if own_entry is not None and _alias(c.person) in own_entry.delegate_of)
            case _:
                return tuple(c for c in others if group.id in c.groups)

    def delegates_of(self, owner: Person) -> tuple[Colleague, ...]:
        """Who may take somebody's calls."""
        return tuple(c for c in self.entries if _alias(owner) in c.delegate_of)

    def team_of(self, owner: Person) -> tuple[Colleague, ...]:
        """With whom somebody's calls ring, too."""
        return tuple(c for c in self.entries if _alias(owner) in c.team_of)


def _alias(person: Person) -> str:
    """What the delegates of the sandbox's own people are told by; empty for everybody else."""
    own = person.network == "SameEnterprise" and not person.anonymous
    return person.id.split("@")[0].lower() if own else ""


def _unknown(person: Person) -> Colleague:
    return Colleague(person, "", "", company="", groups=("default",))


def _same(entry: Colleague | None, person: Person) -> Colleague:
    """The directory's entry, unless it is somebody else's who had the address."""
    if entry is None or entry.person.name != person.name:
        return _unknown(person)
    return replace(entry, person=person)


def _with_work(entry: Colleague, work: Work) -> Colleague:
    return replace(
        entry,
        title=work.title or entry.title,
        department=work.department or entry.department,
        company=work.company or entry.company,
        office=work.office or entry.office,
        phone=work.phone or entry.phone,
    )
