"""The live picture of a conversation: who is in it, who waits, what is said, and what can be done now.

`MeetingBook` takes in reports in any order; a picture is only read. Every text in it is the server's: hostile.

Source: UCWA reference, "conversation", "participant", "lobby", "messaging", "message"; orders as captured.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

MAX_MESSAGES = 500
MAX_PEOPLE = 5000
ACTIONS_ON_PEOPLE = ("admit", "reject", "promote", "demote", "eject")
"""Rels that a participant may offer to a leader."""
MODALITIES = ("messaging", "phoneAudio", "audioVideo", "applicationSharing", "dataCollaboration")
"""Rels of the modalities of a conversation, those that this client can add first."""
_OVER = frozenset({"disconnected", "disconnecting"})


class Group(IntEnum):
    """Where somebody stands, in the order of a list."""

    LOBBY = 0
    LEADERS = 1
    ATTENDEES = 2
    OTHERS = 3
    """In the meeting; nobody said as what."""


@dataclass(slots=True)
class Person:
    """A participant."""

    href: str
    """Absolute URL."""
    name: str = ""
    uri: str = ""
    role: str = ""
    """As the server wrote it: Leader, Attendee, Unknown."""
    waits: bool = False
    """The resource says so itself (`inLobby`)."""
    local: bool = False
    anonymous: bool = False
    organizer: bool = False
    typing: bool = False
    collections: set[str] = field(default_factory=set)
    """Which of lobby, leaders, attendees hold this participant now."""
    was_in_one: bool = False
    modalities: set[str] = field(default_factory=set)
    """What they have connected: Messaging, Audio, …"""
    links: dict[str, str] = field(default_factory=dict)
    """Rel -> absolute href, of what can be done to them."""
    read: bool = False
    """Whether the links are known: an event that only names somebody says nothing of them."""
    asked: bool = False
    """Whether the resource has been asked for."""

    def unread(self) -> None:
        """Something has changed: what could be done need not be what can be done."""
        self.read = self.asked = False

    @property
    def here(self) -> bool:
        """Whether they are in the meeting or its lobby: who has left every collection is in neither."""
        return bool(self.collections) or not self.was_in_one or self.local

    @property
    def group(self) -> Group:
        """Where they stand: by the collections, and where those say nothing by the resource itself."""
        if "lobby" in self.collections:
            return Group.LOBBY
        if "leaders" in self.collections:
            return Group.LEADERS
        if "attendees" in self.collections:
            return Group.ATTENDEES
        if self.waits:
            return Group.LOBBY
        return {"leader": Group.LEADERS, "attendee": Group.ATTENDEES}.get(self.role.casefold(), Group.OTHERS)

    @property
    def shown_name(self) -> str:
        """The name, else the address, else the end of the URL."""
        return self.name or self.uri or self.href.rstrip("/").rpartition("/")[2]


@dataclass(slots=True)
class Modality:
    """A way to communicate: messaging, phoneAudio, …"""

    rel: str
    href: str = ""
    state: str = ""
    """Disconnected, Connecting, Connected; empty: not told yet."""
    links: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    """Code and subcode of the change told last."""

    @property
    def connected(self) -> bool:
        """Whether it can be used."""
        return self.state.casefold() == "connected"

    @property
    def adding(self) -> str:
        """The rel of the operation that adds it."""
        return f"add{self.rel[:1].upper()}{self.rel[1:]}"


@dataclass(slots=True)
class Message:
    """Something that was written."""

    href: str
    outgoing: bool = False
    who: str = ""
    text: str | None = None
    """None: not told."""
    at: float | None = None
    """Seconds since the epoch."""
    status: str = ""
    """As the event says: Success, …; empty while on its way."""


@dataclass(slots=True)
class MeetingPicture:
    """A conversation, and the meeting it is part of."""

    href: str
    """Absolute URL of the conversation."""
    subject: str = ""
    state: str = ""
    """Connecting, InLobby, Conferencing, Conferenced, …, Disconnected; empty: not told yet."""
    reason: str = ""
    """Code and subcode of the change told last."""
    meeting_uri: str = ""
    join_url: str = ""
    organizer: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    modalities: dict[str, Modality] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    incoming: bool = False
    """One is invited to it and has not been in it."""
    former: bool = False
    """Of a session that is over: a join leads to another meeting."""
    version: int = 0
    """Counts changes."""

    @property
    def over(self) -> bool:
        """Whether one is no longer in it."""
        return self.state.casefold() in _OVER

    @property
    def here(self) -> list[Person]:
        """Those in the meeting and its lobby: by group, the local one first in theirs, otherwise in order of coming."""
        return sorted((p for p in self.people.values() if p.here), key=lambda p: (p.group, not p.local))

    @property
    def me(self) -> Person | None:
        """The local participant."""
        return next((p for p in self.people.values() if p.local), None)

    @property
    def messaging(self) -> Modality | None:
        """Instant messages, where the conversation has them."""
        return self.modalities.get("messaging")
