"""One user's contact list: groups, and who is in them. All applications of the user share it.

It begins as everybody's does, and only what was changed is kept. Source: UCWA reference, "myGroups", "group",
"myGroupMemberships", "myContacts".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ucwa_tui.sandbox.colleagues import GROUPS, Colleague, Group
from ucwa_tui.sandbox.people import Person
from ucwa_tui.sandbox.phone_book import PhoneBook

USUAL_GROUP = "default"
"""Id of the group of contacts that are added without one."""
MAX_GROUPS, MAX_CONTACTS = 64, 250
_OWN, _HOLDS_CONTACTS = "group", frozenset({"group", "defaultGroup", "pinnedGroup"})


class OwnContacts:
    """Changed by its methods, which know no rules but these: an own group's name is free, and there is room.

    Args:
        book: the directory.
        owner: whose list.
        keep: called before it differs from everybody's.
    """

    def __init__(self, book: PhoneBook, owner: Person, keep: Callable[[OwnContacts], None]) -> None:
        self.owner = owner
        self._book = book
        self._keep = keep
        self._groups = {g.id: g for g in GROUPS}
        self._changed: dict[str, dict[str, Colleague]] = {}
        """Members by address, of the groups that anybody was put into or taken out of."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """Those in the list, the user's own ones last."""
        return tuple(self._groups.values())

    def group(self, group_id: str) -> Group | None:
        """A group by its id in any case; a distribution group also where it is not in the list."""
        found = self._groups.get(group_id.lower())
        return found or next((g for g in GROUPS if g.uri and g.id == group_id.lower()), None)

    def holds(self, group: Group) -> bool:
        """Whether a group is in the list."""
        return group.id in self._groups

    def can_be_changed(self, group: Group) -> bool:
        """Whether it can be renamed and deleted: a group of the user's own."""
        return group.rel == _OWN

    def takes_contacts(self, group: Group) -> bool:
        """Whether the user decides who is in it."""
        return group.rel in _HOLDS_CONTACTS

    def members(self, group: Group) -> tuple[Colleague, ...]:
        """Who is in a group."""
        if group.department:
            return self._book.members_of(group, self.owner)
        return tuple(self._members(group).values())

    def contacts(self) -> tuple[Colleague, ...]:
        """Everybody who is in some group, in the directory's order."""
        held = self._held()
        return tuple(c for c in self._book.entries if c.person.id.lower() in held)

    def groups_of(self, address: str) -> tuple[Group, ...]:
        """The groups that somebody is in, by address in lower case."""
        return tuple(g for g in self.groups if not g.department and address in self._members(g))

    def is_taken(self, name: str, besides: Group | None = None) -> bool:
        """Whether another group has that name, in any case."""
        return any(g.name.casefold() == name.casefold() for g in self.groups if besides is None or g.id != besides.id)

    @property
    def full_of_groups(self) -> bool:
        """Whether there is no room for another group."""
        return len(self._groups) >= MAX_GROUPS

    @property
    def full_of_contacts(self) -> bool:
        """Whether there is no room for another contact."""
        return len(self._held()) >= MAX_CONTACTS

    def make(self, group_id: str, name: str) -> Group:
        """A new, empty group."""
        self._keep(self)
        made = self._groups[group_id] = Group(group_id, _OWN, name)
        return made

    def rename(self, group: Group, name: str) -> Group:
        """The group with another name."""
        self._keep(self)
        renamed = self._groups[group.id] = replace(group, name=name)
        return renamed

    def drop(self, group: Group) -> tuple[str, ...]:
        """Take a group out of the list; the addresses of those who were in it."""
        self._keep(self)
        members = () if group.department else tuple(self._members(group))
        self._groups.pop(group.id, None)
        self._changed.pop(group.id, None)
        return members

    def restore(self, group: Group) -> None:
        """Put a distribution group into the list."""
        self._keep(self)
        self._groups[group.id] = group

    def add(self, group: Group, entry: Colleague) -> None:
        """Put somebody into a group."""
        self._own(group)[entry.person.id.lower()] = entry

    def remove(self, group: Group, address: str) -> None:
        """Take somebody out of a group, by address in lower case."""
        self._own(group).pop(address, None)

    def _members(self, group: Group) -> dict[str, Colleague]:
        found = self._changed.get(group.id)
        if found is not None:
            return found
        return {c.person.id.lower(): c for c in self._book.members_of(group, self.owner)}

    def _own(self, group: Group) -> dict[str, Colleague]:
        """The members, to be changed."""
        self._keep(self)
        return self._changed.setdefault(group.id, self._members(group))

    def _held(self) -> set[str]:
        return {key for group in self.groups if not group.department for key in self._members(group)}
