"""Everything that the sandbox knows: people, meetings, tokens, applications. Changed on one loop only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ucwa_tui.sandbox import errors
from ucwa_tui.sandbox.application import Application, CommunicationSettings, Registration
from ucwa_tui.sandbox.clock import Clock
from ucwa_tui.sandbox.ids import Ids
from ucwa_tui.sandbox.meetings import MEETINGS, Meeting, meeting_key
from ucwa_tui.sandbox.people import ACCOUNTS, Account, Person
from ucwa_tui.sandbox.room import Room
from ucwa_tui.sandbox.scenarios import Scenario
from ucwa_tui.sandbox.tokens import Identity, Tickets
from ucwa_tui.sandbox.weather import Weather

if TYPE_CHECKING:
    from ucwa_tui.sandbox.observer import Observer

MAX_APPLICATIONS = 100
"""Running applications of one user."""
MAX_AD_HOC = 500
SWEEP_SECONDS = 30.0
"""How often idle applications are looked for."""


class World:
    """One sandbox's state.

    Args:
        clock: sandbox time.
        ids: identifiers.
        scenario: what the server does to everybody.
        weather: the trouble that the scenario brings.
    """

    def __init__(
        self, clock: Clock, ids: Ids, scenario: Scenario | None = None, weather: Weather | None = None
    ) -> None:
        self.clock = clock
        self.ids = ids
        self.scenario = scenario or Scenario()
        self.weather = weather or Weather(self.scenario)
        self.tickets = Tickets(
            clock, ids, user_lifetime=self.scenario.user_lifetime, guest_lifetime=self.scenario.guest_lifetime
        )
        self.applications: dict[str, Application] = {}
        self.observer: Observer | None = None
        """Records what clients do, where somebody wants to know."""
        self._rooms = {meeting_key(m.uri): Room(m) for m in MEETINGS}
        self._ad_hoc: list[str] = []

    def account(self, name: str) -> Account | None:
        """An account by `user`, `user@domain`, `sip:user@domain` or `DOMAIN\\user`, in any case."""
        alias = name.strip().lower().removeprefix("sip:").rsplit("\\", 1)[-1]
        return next((a for a in ACCOUNTS if alias in (a.sign_in_name, a.sign_in_name.split("@")[0])), None)

    def room(self, uri: str) -> Room | None:
        """The room of a meeting, by its conference URI."""
        return self._rooms.get(meeting_key(uri))

    def rooms(self) -> Iterator[Room]:
        """All rooms, those of ad hoc meetings too."""
        return iter(self._rooms.values())

    def meetings_of(self, person: Person) -> list[Meeting]:
        """The meetings that somebody organizes."""
        return [r.meeting for r in self._rooms.values() if r.meeting.organizer == person]

    def new_room(self, organizer: Person, subject: str) -> Room:
        """A meeting that did not exist before, organized by whoever asked for it."""
        meeting = Meeting(self.ids.meeting(), subject, "joins", "a meeting made for this join", organizer)
        room = self._rooms[meeting_key(meeting.uri)] = Room(meeting)
        self._ad_hoc.append(meeting_key(meeting.uri))
        if len(self._ad_hoc) > MAX_AD_HOC:
            oldest = self._ad_hoc.pop(0)
            if not self._rooms[oldest].members:
                del self._rooms[oldest]
        return room

    def application(self, application_id: str) -> Application | None:
        """A running application; one that has been idle for too long ends here."""
        application = self.applications.get(application_id)
        if application is not None and application.idle:
            self.end(application)
            return None
        return application

    def running(self, owner: Identity, endpoint_id: str) -> Application | None:
        """The owner's application of an endpoint."""
        mine = (a for a in list(self.applications.values()) if a.owner.person == owner.person)
        found = next((a for a in mine if a.registration.endpoint_id.lower() == endpoint_id.lower()), None)
        return self.application(found.id) if found is not None else None

    def create(self, owner: Identity, registration: Registration, base_url: str = "") -> Application:
        """A new application. Raises Refusal 410 where the user has too many."""
        self.sweep()
        if sum(a.owner.person == owner.person for a in self.applications.values()) >= MAX_APPLICATIONS:
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
            base_url=base_url,
        )
        self.applications[application_id] = application
        self._set_its_fate(application)
        return application

    def _set_its_fate(self, application: Application) -> None:
        scenario = self.scenario
        if scenario.application_life is not None:
            self.clock.later(scenario.application_life, lambda: self.end(application))
        if scenario.takeover_after is not None:
            self.clock.later(scenario.takeover_after, application.channel.seize)

    def end(self, application: Application) -> None:
        """End an application and forget it."""
        self.applications.pop(application.id, None)
        application.end()

    def sweep(self) -> None:
        """End what has been idle for too long."""
        for application in [a for a in self.applications.values() if a.idle]:
            self.end(application)

    def admit_waiting(self) -> int:
        """Let everybody in who waits in a lobby; how many there were."""
        return sum(room.admit_everybody() for room in self.rooms())

    def reject_waiting(self) -> int:
        """Turn everybody away who waits in a lobby; how many there were."""
        return sum(room.reject_everybody() for room in self.rooms())
