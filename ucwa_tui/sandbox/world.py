"""Everything that the sandbox knows: people, meetings, tokens, applications. Changed on one loop only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.application import Application, CommunicationSettings, Registration
from ucwa_tui.sandbox.archive import Archive
from ucwa_tui.sandbox.behaviours import ENDED
from ucwa_tui.sandbox.cast import Cast
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.faults import Faults
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.limits import Limits
from ucwa_tui.sandbox.meetings import Meeting, assigned_meeting, meeting_key
from ucwa_tui.sandbox.missed_items import tell_missed_items
from ucwa_tui.sandbox.own_contacts import OwnContacts
from ucwa_tui.sandbox.people import Account, Person
from ucwa_tui.sandbox.phone_book import PhoneBook
from ucwa_tui.sandbox.presence_board import PresenceBoard
from ucwa_tui.sandbox.room import Room
from ucwa_tui.sandbox.tokens import Identity, Tickets
from ucwa_tui.wire.scenario import Scenario

if TYPE_CHECKING:
    from ucwa_tui.sandbox.call_forwarding import Forwarding
    from ucwa_tui.sandbox.meeting_extensions import Extension
    from ucwa_tui.sandbox.phones import Phone

if TYPE_CHECKING:
    from ucwa_tui.sandbox.observer import Observer

MAX_AD_HOC = 500
SWEEP_SECONDS = 30.0
"""How often idle applications are looked for."""


class World:
    """One sandbox's state.

    Args:
        clock: sandbox time.
        ids: identifiers.
        scenario: what the server does to everybody.
        seed: the same seed gives the same faults; None is never the same.
        cast: people and meetings; None: those that every sandbox has.
        limits: how much there may be of everything; None: enough for everybody.
    """

    def __init__(
        self,
        clock: Clock,
        ids: Ids,
        scenario: Scenario | None = None,
        seed: int | None = None,
        cast: Cast | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.cast = cast or Cast()
        self.limits = limits or Limits()
        self.clock = clock
        self.ids = ids
        self._seed = seed
        self.tickets = Tickets(clock, ids, most=self.limits.tokens)
        self.applications: dict[str, Application] = {}
        self.observer: Observer | None = None
        """Records what clients do, where somebody wants to know."""
        self._of: dict[Person, dict[str, Application]] = {}
        self.book = PhoneBook(self.cast.people(), self.cast.domain, self.cast.accounts)
        self.board = PresenceBoard(
            clock,
            lambda: list(self.applications.values()),
            lambda address: self.account(address) is not None,
            self.book,
        )
        self.archive = Archive(lambda person: tell_missed_items(self.archive.of(person), self.applications_of(person)))
        self._rooms = {meeting_key(m.uri): Room(m) for m in self.cast.meetings}
        self._accounts = _by_name(self.cast.accounts)
        self.contact_lists: dict[str, OwnContacts] = {}
        """Contact lists that were changed, by the owner's SIP address."""
        self._ad_hoc: deque[str] = deque()
        self.forwarding: dict[str, Forwarding] = {}
        """Call forwarding by the user's SIP address."""
        self.phones: dict[str, dict[str, Phone]] = {}
        """Telephone numbers by the user's SIP address, then by their kind."""
        self.extensions: dict[str, dict[str, Extension]] = {}
        """What clients keep with a meeting, by its key and the extension's id in lower case."""
        self.adopt(scenario or Scenario())

    def adopt(self, scenario: Scenario) -> None:
        """From now on this scenario: its rules begin to count, and applications that run already get its fate."""
        self.scenario = scenario
        self.faults = Faults(scenario, self._seed, self.clock.now())
        self.tickets.user_lifetime = scenario.server.user_lifetime
        self.tickets.guest_lifetime = scenario.server.guest_lifetime
        self.tickets.expiry_skew = scenario.server.expiry_skew
        for application in self.applications.values():
            self._set_its_fate(application)

    def contacts_of(self, owner: Person) -> OwnContacts:
        """Somebody's contact list."""
        return self.contact_lists.get(owner.id) or OwnContacts(self.book, owner, self._keep_contacts)

    def _keep_contacts(self, changed: OwnContacts) -> None:
        self.contact_lists[changed.owner.id] = changed

    def alias(self, person: Person) -> str:
        """The short name of somebody with an account; empty for everybody else."""
        return next((a.sign_in_name.split("@")[0] for a in self.cast.accounts if a.person == person), "")

    def account(self, name: str) -> Account | None:
        """An account by `user`, `user@domain`, `sip:user@domain` or `DOMAIN\\user`, in any case."""
        alias = name.strip().lower().removeprefix("sip:").rsplit("\\", 1)[-1]
        return self._accounts.get(alias)

    def room(self, uri: str) -> Room | None:
        """The room of a meeting, by its conference URI."""
        return self._rooms.get(meeting_key(uri))

    def rooms(self) -> Iterator[Room]:
        """All rooms, those of ad hoc meetings too."""
        return iter(self._rooms.values())

    def meetings_of(self, person: Person) -> list[Meeting]:
        """The meetings that somebody organizes."""
        return [r.meeting for r in self.rooms_of(person)]

    def rooms_of(self, person: Person) -> list[Room]:
        """The rooms of the meetings that somebody organizes."""
        return [r for r in self._rooms.values() if r.meeting.organizer == person]

    def open_room(self, meeting: Meeting) -> Room:
        """A meeting that was scheduled, with nobody in it yet."""
        room = self._rooms[meeting_key(meeting.uri)] = Room(meeting)
        return room

    def close_room(self, room: Room) -> None:
        """A scheduled meeting is no more: whoever is in it learns that it has ended."""
        self._rooms.pop(meeting_key(room.meeting.uri), None)
        self.extensions.pop(meeting_key(room.meeting.uri), None)
        for member in list(room.members.values()):
            if not room.reject(member, ENDED):
                room.eject(member, ENDED)

    def listed_meetings(self) -> list[Meeting]:
        """What the directory shows: the meetings that were always there, then those that clients have scheduled."""
        hidden = set(self._ad_hoc)
        # copied first: the program that embeds a sandbox asks from its own thread
        rooms = list(self._rooms.items())
        return [r.meeting for key, r in rooms if key not in hidden and not r.meeting.assigned]

    def new_room(self, organizer: Person, subject: str) -> Room:
        """A meeting that did not exist before, organized by whoever asked for it."""
        meeting = Meeting(self.ids.meeting(), subject, "joins", "a meeting made for this join", organizer)
        room = self._rooms[meeting_key(meeting.uri)] = Room(meeting)
        self._ad_hoc.append(meeting_key(meeting.uri))
        for _ in range(min(2, len(self._ad_hoc) - MAX_AD_HOC)):  # two for each new one: a backlog gets shorter
            oldest = self._ad_hoc.popleft()
            if oldest in self._rooms and self._rooms[oldest].members:
                self._ad_hoc.append(oldest)
            else:
                self._rooms.pop(oldest, None)
        return room

    def application(self, application_id: str) -> Application | None:
        """A running application; one that has been idle for too long ends here."""
        application = self.applications.get(application_id)
        if application is not None and application.idle:
            self.end(application)
            return None
        return application

    def applications_of(self, person: Person) -> list[Application]:
        """Somebody's running applications."""
        return [a for a in list(self._of.get(person, {}).values()) if not a.idle]

    def running(self, owner: Identity, endpoint_id: str) -> Application | None:
        """The owner's application of an endpoint."""
        mine = list(self._of.get(owner.person, {}).values())
        found = next((a for a in mine if a.registration.endpoint_id.lower() == endpoint_id.lower()), None)
        return self.application(found.id) if found is not None else None

    def create(self, owner: Identity, registration: Registration, base_url: str = "") -> Application:
        """A new application. Raises Refusal 410 where the user has too many."""
        if len(self._of.get(owner.person, ())) >= self.limits.applications_per_user:
            self.sweep()
        if len(self._of.get(owner.person, ())) >= self.limits.applications_per_user:
            raise errors.too_many_applications()
        application_id = self.ids.application()
        while application_id in self.applications:
            application_id = self.ids.application()
        application = Application(
            id=application_id,
            owner=owner,
            registration=registration,
            clock=self.clock,
            ids=self.ids,
            etag=self.ids.etag(),
            cookie=self.ids.cookie(),
            communication=CommunicationSettings(self.ids.guid(), self.ids.etag()),
            archive=self.archive,
            base_url=base_url,
            entry=None if owner.anonymous else self.book.find(owner.person.id),
        )
        self.applications[application_id] = application
        self._of.setdefault(owner.person, {})[application_id] = application
        if not owner.anonymous and self.room(assigned_meeting(owner.person).uri) is None:
            self.open_room(assigned_meeting(owner.person))
        self._set_its_fate(application)
        return application

    def _set_its_fate(self, application: Application) -> None:
        scenario, server = self.scenario, self.scenario.server

        def end_now() -> None:
            if self.scenario is scenario:
                self.end(application)

        def seize_now() -> None:
            if self.scenario is scenario:
                application.channel.seize()

        if server.application_life is not None:
            self.clock.later(server.application_life, end_now)
        if server.takeover_after is not None:
            self.clock.later(server.takeover_after, seize_now)

    def end(self, application: Application) -> None:
        """End an application and forget it."""
        self.applications.pop(application.id, None)
        mine = self._of.get(application.owner.person, {})
        mine.pop(application.id, None)
        if not mine:
            self._of.pop(application.owner.person, None)
        application.end()
        self.board.changed()

    def sweep(self) -> None:
        """End what has been idle for too long."""
        for application in [a for a in self.applications.values() if a.idle]:
            self.end(application)

    def announce(self, room: Room) -> None:
        """Let a conversation be found as the meeting that it has become."""
        self._rooms[meeting_key(room.meeting.uri)] = room
        self._ad_hoc.append(meeting_key(room.meeting.uri))

    def reachable(self, person: Person, modality: str) -> list[Application]:
        """The applications of somebody that take calls of a modality: makeMeAvailable has named it."""
        return [
            a
            for a in list(self._of.get(person, {}).values())
            if a.presence is not None and modality in a.communication.supported_modalities and not a.idle
        ]

    def admit_waiting(self) -> int:
        """Let everybody in who waits in a lobby; how many there were."""
        return sum(room.admit_everybody() for room in self.rooms())

    def reject_waiting(self) -> int:
        """Turn everybody away who waits in a lobby; how many there were."""
        return sum(room.reject_everybody() for room in self.rooms())


def _by_name(accounts: Iterable[Account]) -> dict[str, Account]:
    """Accounts by address and by alias, in lower case."""
    found: dict[str, Account] = {}
    for account in accounts:
        address = account.sign_in_name.lower()
        found.setdefault(address, account)
        found.setdefault(address.split("@")[0], account)
    return found
